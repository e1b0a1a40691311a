#include "part_view.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "institution_query.h"

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct breakdown_element *)a)->code,
	    ((const struct breakdown_element *)b)->code);
}

static const struct breakdown_element *
find(const struct breakdown *breakdown, const char *code)
{
	const struct breakdown_element wanted = {.code = code};

	if (breakdown->element_count == 0)
		return NULL;
	return bsearch(&wanted, breakdown->elements, breakdown->element_count,
	    sizeof(*breakdown->elements), compare);
}

static void
read_parts(struct breakdown *out, struct arena *arena, const struct rows *rows)
{
	struct pairs pairs = {.items = arena_new(arena, struct pair, rows_count(rows))};

	for (size_t i = 0; i < rows_count(rows); i++)
		pairs.items[pairs.count++] =
		    (struct pair){text_format(arena, "%s.%s", rows_text(rows, i, "code"),
				      rows_text(rows, i, "part")),
			rows_text(rows, i, "value")};
	portions_read(&out->stored, arena, &pairs);
}

static bool
has_numbers(const struct breakdown *breakdown, const char *part)
{
	for (size_t i = 0; i < breakdown->stored.count; i++) {
		if (text_equal(breakdown->stored.items[i].part, part))
			return true;
	}
	return false;
}

static void
read_departments(struct breakdown *out, struct arena *arena, const struct rows *rows)
{
	out->departments = arena_new(arena, struct breakdown_column, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct breakdown_column column = {rows_text(rows, i, "id"),
		    rows_text(rows, i, "name"), rows_flag(rows, i, "retired")};

		if (!column.retired || has_numbers(out, column.part))
			out->departments[out->department_count++] = column;
	}
}

static enum breakdown_way
read_way(const char *name)
{
	if (text_equal(name, "department"))
		return BREAKDOWN_DEPARTMENT;
	if (text_equal(name, "month"))
		return BREAKDOWN_MONTH;
	return text_equal(name, "end") ? BREAKDOWN_END : BREAKDOWN_NONE;
}

static void
read_elements(struct breakdown *out, struct arena *arena, const struct rows *rows)
{
	out->elements = arena_new(arena, struct breakdown_element, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct breakdown_element element = {.code = rows_text(rows, i, "code"),
		    .way = read_way(rows_text(rows, i, "way")),
		    .required = rows_flag(rows, i, "parts_required")};

		if (element.way == BREAKDOWN_NONE)
			continue;
		if (element.way == BREAKDOWN_DEPARTMENT && out->department_count == 0) {
			out->wants_departments = true;
			out->needs_departments = out->needs_departments || element.required;
		} else {
			out->elements[out->element_count++] = element;
		}
	}
	qsort(out->elements, out->element_count, sizeof(*out->elements), compare);
}

static void
name_months(struct breakdown *out, struct arena *arena, const char *quarter)
{
	int first = (quarter[5] - '1') * 3 + 1;

	for (int i = 0; i < 3; i++)
		out->months[i] = (struct breakdown_column){
		    .part = text_format(arena, "%.4s-%02d", quarter, first + i),
		    .label = text_format(arena, "%d月", first + i),
		};
}

enum status
breakdown_load(struct breakdown *out, struct context *context, const struct filing *filing)
{
	const char *id = context->segments[0];
	struct rows *parts, *departments;
	const struct ask asks[] = {
	    ASK(&parts, RETURN_PARTS, id),
	    ASK(&departments, DEPARTMENT_LIST),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	*out = (struct breakdown){.element_count = 0};
	read_parts(out, context->arena, parts);
	read_departments(out, context->arena, departments);
	read_elements(out, context->arena, filing->elements);
	name_months(out, context->arena, rows_text(filing->head, 0, "period"));
	return STATUS_OK;
}

enum breakdown_way
breakdown_way(const struct breakdown *breakdown, const char *code)
{
	const struct breakdown_element *element = find(breakdown, code);

	return element == NULL ? BREAKDOWN_NONE : element->way;
}

bool
breakdown_required(const struct breakdown *breakdown, const char *code)
{
	const struct breakdown_element *element = find(breakdown, code);

	return element != NULL && element->required;
}

const struct breakdown_column *
breakdown_columns(const struct breakdown *breakdown, enum breakdown_way way, size_t *count)
{
	*count = 0;
	if (way == BREAKDOWN_NONE)
		return NULL;
	if (way == BREAKDOWN_DEPARTMENT) {
		*count = breakdown->department_count;
		return breakdown->departments;
	}
	*count = 3;
	return breakdown->months;
}

const char *
breakdown_value(const struct breakdown *breakdown, const char *code, const char *part)
{
	const struct portion *stored = portions_find(&breakdown->stored, code, part);

	return stored == NULL ? "" : stored->typed;
}

const struct breakdown_column *
breakdown_find(const struct breakdown *breakdown, enum breakdown_way way, const char *name)
{
	size_t count;
	const struct breakdown_column *columns = breakdown_columns(breakdown, way, &count);
	const struct breakdown_column *retired = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *known =
		    way == BREAKDOWN_DEPARTMENT ? columns[i].label : columns[i].part;

		if (!text_equal(known, name))
			continue;
		/* One in use may be called as one that is not. */
		if (!columns[i].retired)
			return &columns[i];
		retired = &columns[i];
	}
	return retired;
}

const char *
breakdown_name(const struct breakdown *breakdown, const char *code, const char *part)
{
	for (size_t i = 0; part != NULL && i < breakdown->department_count; i++) {
		if (breakdown_way(breakdown, code) == BREAKDOWN_DEPARTMENT &&
		    text_equal(breakdown->departments[i].part, part))
			return breakdown->departments[i].label;
	}
	return part;
}

/* ---- totals --------------------------------------------------------------------------------- */

/* A sum of numbers from 0, as PostgreSQL writes it without needless zeros. */
static const char *
number_text(struct arena *arena, struct decimal number)
{
	char *text = text_format(
	    arena, "%lld.%04lld", (long long)number.units / 10000, (long long)number.units % 10000);
	size_t length = strlen(text);

	while (text[length - 1] == '0')
		length--;
	length -= text[length - 1] == '.';
	text[length] = '\0';
	return text;
}

bool
breakdown_total(struct sheet_cell *out, struct arena *arena, const struct breakdown *breakdown,
    const struct portions *posted, const char *code)
{
	enum breakdown_way way = breakdown_way(breakdown, code);
	struct decimal sum = {0}, number;
	size_t count, filled = 0;
	const struct breakdown_column *columns = breakdown_columns(breakdown, way, &count);

	for (size_t i = 0; i < count; i++) {
		const struct portion *part = portions_find(posted, code, columns[i].part);

		if (part == NULL)
			part = portions_find(&breakdown->stored, code, columns[i].part);
		if (part == NULL || part->value == NULL || part->error != NULL ||
		    !decimal_parse(&number, part->value))
			continue;
		filled++;
		/* 200 numbers of 12 digits stay within the range. */
		if (way == BREAKDOWN_END)
			sum = number;
		else if (!decimal_add(&sum, sum, number))
			sum.units = INT64_MAX;
	}
	*out = (struct sheet_cell){.state = SHEET_MISSING};
	if (filled > 0 && (way == BREAKDOWN_DEPARTMENT || filled == count))
		*out = (struct sheet_cell){SHEET_VALUE, sum, number_text(arena, sum)};
	return filled > 0;
}

const char *
breakdown_fault(struct arena *arena, const struct sheet_cell *total, const struct entry *typed)
{
	struct decimal number;

	if (total->state == SHEET_VALUE && entry_fault(total->text) != NULL)
		return "各科室或各月相加的合计超过 12 位，请核对";
	if (typed == NULL || typed->error != NULL)
		return NULL;
	if (total->state == SHEET_MISSING)
		return text_equal(typed->state, "missing") ? NULL
							   : "已填了部分月份，"
							     "三个月填齐后由系统合计，"
							     "请将合计留空，或清空各月的数字";
	if (typed->value != NULL && decimal_parse(&number, typed->value) &&
	    decimal_compare(number, total->value) == 0)
		return NULL;
	return text_format(arena,
	    "与各科室或各月相加的合计（%s）不符。合计由系统计算，请留空；"
	    "要直接填合计，请先清空各科室、各月的数字",
	    total->text);
}
