#include "asked_parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct asked_part *)a)->code, ((const struct asked_part *)b)->code);
}

static const struct asked_part *
find(const struct asked_parts *asked, const char *code)
{
	const struct asked_part wanted = {.code = code};

	if (asked->element_count == 0)
		return NULL;
	return bsearch(
	    &wanted, asked->elements, asked->element_count, sizeof(*asked->elements), compare);
}

static void
read_parts(struct asked_parts *out, struct arena *arena, const struct rows *rows)
{
	struct pairs pairs = {.items = arena_new(arena, struct pair, rows_count(rows))};

	for (size_t i = 0; i < rows_count(rows); i++)
		pairs.items[pairs.count++] =
		    (struct pair){text_format(arena, "%s.%s", rows_text(rows, i, "code"),
				      rows_text(rows, i, "part")),
			rows_text(rows, i, "value")};
	part_values_read(&out->stored, arena, &pairs);
}

static bool
has_numbers(const struct asked_parts *asked, const char *part)
{
	for (size_t i = 0; i < asked->stored.count; i++) {
		if (text_equal(asked->stored.items[i].part, part))
			return true;
	}
	return false;
}

static void
read_departments(struct asked_parts *out, struct arena *arena, const struct rows *rows)
{
	out->departments = arena_new(arena, struct part_column, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct part_column column = {rows_text(rows, i, "id"), rows_text(rows, i, "name"),
		    rows_flag(rows, i, "retired")};

		if (!column.retired || has_numbers(out, column.part))
			out->departments[out->department_count++] = column;
	}
}

static enum part_way
read_way(const char *name)
{
	if (text_equal(name, "department"))
		return PART_DEPARTMENT;
	if (text_equal(name, "month"))
		return PART_MONTH;
	return text_equal(name, "end") ? PART_END : PART_NONE;
}

static void
read_elements(struct asked_parts *out, struct arena *arena, const struct rows *rows)
{
	out->elements = arena_new(arena, struct asked_part, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct asked_part element = {.code = rows_text(rows, i, "code"),
		    .way = read_way(rows_text(rows, i, "way")),
		    .required = rows_flag(rows, i, "parts_required")};

		if (element.way == PART_NONE)
			continue;
		if (element.way == PART_DEPARTMENT && out->department_count == 0) {
			out->wants_departments = true;
			out->needs_departments = out->needs_departments || element.required;
		} else {
			out->elements[out->element_count++] = element;
		}
	}
	qsort(out->elements, out->element_count, sizeof(*out->elements), compare);
}

static void
name_months(struct asked_parts *out, struct arena *arena, const char *quarter)
{
	int first;

	/* Other periods have no months as parts. */
	if (quarter[4] != 'Q')
		return;
	first = (quarter[5] - '1') * 3 + 1;

	for (int i = 0; i < 3; i++)
		out->months[i] = (struct part_column){
		    .part = text_format(arena, "%.4s-%02d", quarter, first + i),
		    .label = text_format(arena, "%d月", first + i),
		};
}

void
asked_parts_read(struct asked_parts *out, struct arena *arena, const struct own_return *own)
{
	*out = (struct asked_parts){.element_count = 0};
	read_parts(out, arena, own->parts);
	read_departments(out, arena, own->departments);
	read_elements(out, arena, own->elements);
	name_months(out, arena, rows_text(own->head, 0, "period"));
}

enum part_way
part_way(const struct asked_parts *asked, const char *code)
{
	const struct asked_part *element = find(asked, code);

	return element == NULL ? PART_NONE : element->way;
}

bool
asked_parts_required(const struct asked_parts *asked, const char *code)
{
	const struct asked_part *element = find(asked, code);

	return element != NULL && element->required;
}

const struct part_column *
asked_parts_columns(const struct asked_parts *asked, enum part_way way, size_t *count)
{
	*count = 0;
	if (way == PART_NONE)
		return NULL;
	if (way == PART_DEPARTMENT) {
		*count = asked->department_count;
		return asked->departments;
	}
	*count = asked->months[0].part == NULL ? 0 : 3;
	return asked->months;
}

const char *
asked_parts_value(const struct asked_parts *asked, const char *code, const char *part)
{
	const struct part_value *stored = part_values_find(&asked->stored, code, part);

	return stored == NULL ? "" : stored->typed;
}

const struct part_column *
asked_parts_find(const struct asked_parts *asked, enum part_way way, const char *name)
{
	size_t count;
	const struct part_column *columns = asked_parts_columns(asked, way, &count);
	const struct part_column *retired = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *known = way == PART_DEPARTMENT ? columns[i].label : columns[i].part;

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
asked_parts_name(const struct asked_parts *asked, const char *code, const char *part)
{
	for (size_t i = 0; part != NULL && i < asked->department_count; i++) {
		if (part_way(asked, code) == PART_DEPARTMENT &&
		    text_equal(asked->departments[i].part, part))
			return asked->departments[i].label;
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
asked_parts_total(struct sheet_cell *out, struct arena *arena, const struct asked_parts *asked,
    const struct part_values *posted, const char *code)
{
	enum part_way way = part_way(asked, code);
	struct decimal sum = {0}, number;
	size_t count, filled = 0;
	const struct part_column *columns = asked_parts_columns(asked, way, &count);

	for (size_t i = 0; i < count; i++) {
		const struct part_value *part = part_values_find(posted, code, columns[i].part);

		if (part == NULL)
			part = part_values_find(&asked->stored, code, columns[i].part);
		if (part == NULL || part->value == NULL || part->error != NULL ||
		    !decimal_parse(&number, part->value))
			continue;
		filled++;
		/* 200 numbers of 12 digits stay within the range. */
		if (way == PART_END)
			sum = number;
		else if (!decimal_add(&sum, sum, number))
			sum.units = INT64_MAX;
	}
	*out = (struct sheet_cell){.state = SHEET_MISSING};
	if (filled > 0 && (way == PART_DEPARTMENT || filled == count))
		*out = (struct sheet_cell){SHEET_VALUE, sum, number_text(arena, sum)};
	return filled > 0;
}

const char *
asked_parts_fault(struct arena *arena, const struct sheet_cell *total, const struct entry *typed)
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
