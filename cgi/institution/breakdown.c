#include "breakdown.h"

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

static void
read_elements(struct breakdown *out, struct arena *arena, const struct rows *rows)
{
	out->elements = arena_new(arena, struct breakdown_element, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *way = rows_text(rows, i, "way");
		struct breakdown_element element = {.code = rows_text(rows, i, "code"),
		    .way = BREAKDOWN_MONTH,
		    .required = rows_flag(rows, i, "required")};

		if (text_equal(way, "department"))
			element.way = BREAKDOWN_DEPARTMENT;
		else if (text_equal(way, "end"))
			element.way = BREAKDOWN_END;
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
breakdown_load(struct breakdown *out, struct context *context, const char *quarter)
{
	const char *const id[] = {context->segments[0]};
	struct rows *ways, *parts, *departments;
	enum status status;

	db_send(context->db, QUERY_RETURN_WAYS, 1, id);
	db_send(context->db, QUERY_RETURN_PARTS, 1, id);
	db_send(context->db, QUERY_DEPARTMENT_LIST, DB_NO_VALUES);
	if ((status = db_receive(&ways, context->db)) != STATUS_OK ||
	    (status = db_receive(&parts, context->db)) != STATUS_OK ||
	    (status = db_receive(&departments, context->db)) != STATUS_OK)
		return status;
	*out = (struct breakdown){.element_count = 0};
	read_parts(out, context->arena, parts);
	read_departments(out, context->arena, departments);
	read_elements(out, context->arena, ways);
	name_months(out, context->arena, quarter);
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
