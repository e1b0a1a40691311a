#include "sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"

static int
compare_places(const void *a, const void *b)
{
	return strcmp(((const struct sheet_place *)a)->code, ((const struct sheet_place *)b)->code);
}

static int
compare_code(const void *code, const void *place)
{
	return strcmp(code, ((const struct sheet_place *)place)->code);
}

size_t
sheet_find(const struct sheet *sheet, const char *code)
{
	const struct sheet_place *place = bsearch(
	    code, sheet->places, sheet->element_count, sizeof(*sheet->places), compare_code);

	return place == NULL ? SHEET_NONE : place->index;
}

/* state NULL: there is no such return, which is missing as well. */
static struct sheet_cell
read_cell(const char *state, const char *value)
{
	struct sheet_cell cell = {.state = SHEET_MISSING};

	if (text_equal(state, "not_applicable"))
		cell.state = SHEET_NOT_APPLICABLE;
	else if (text_equal(state, "value") && decimal_parse(&cell.value, value))
		cell = (struct sheet_cell){SHEET_VALUE, cell.value, value};
	return cell;
}

void
sheet_read_elements(
    struct sheet *out, struct arena *arena, const struct rows *rows, size_t first, size_t count)
{
	*out = (struct sheet){.element_count = count};
	out->elements = arena_new(arena, struct sheet_element, count);
	out->places = arena_new(arena, struct sheet_place, count);
	for (size_t i = 0; i < count; i++) {
		struct sheet_element *element = &out->elements[i];
		size_t row = first + i;

		*element = (struct sheet_element){
		    .code = rows_text(rows, row, "code"),
		    .name = rows_text(rows, row, "name"),
		    .unit = rows_text(rows, row, "unit"),
		    .stock = rows_flag(rows, row, "stock"),
		    .now = read_cell(rows_text(rows, row, "state"), rows_text(rows, row, "value")),
		    .last = read_cell(
			rows_text(rows, row, "last_state"), rows_text(rows, row, "last_value")),
		};
		out->places[i] = (struct sheet_place){element->code, i};
	}
	qsort(out->places, count, sizeof(*out->places), compare_places);
}

static double
read_double(const struct rows *rows, size_t row, const char *column)
{
	const char *text = rows_text(rows, row, column);

	return text == NULL ? 0 : strtod(text, NULL);
}

void
sheet_read_past(struct sheet_past *out, const struct rows *rows, size_t row)
{
	*out = (struct sheet_past){
	    .numerator = rows_text(rows, row, "year_ago_numerator"),
	    .denominator = rows_text(rows, row, "year_ago_denominator"),
	    .year_ago = {read_double(rows, row, "year_ago_numerator"),
		read_double(rows, row, "year_ago_denominator")},
	    .own = {(size_t)rows_integer(rows, row, "pairs"), read_double(rows, row, "variance")},
	    .peer_count = (size_t)rows_integer(rows, row, "peers"),
	    .peers = {read_double(rows, row, "shift"), read_double(rows, row, "peer_variance")},
	};
}

/* What was said and demanded of the elements, beside their values. */
static void
read_words(struct sheet *out, const struct rows *rows, size_t first)
{
	for (size_t i = 0; i < out->element_count; i++) {
		struct sheet_element *element = &out->elements[i];
		size_t row = first + i;

		element->required = rows_flag(rows, row, "required");
		element->revision = rows_integer(rows, row, "revision");
		element->explanation = rows_text(rows, row, "explanation");
		element->explained = rows_integer(rows, row, "explained_revision");
		if (element->revision > out->revision)
			out->revision = element->revision;
	}
}

void
sheet_read_part(struct sheet *out, struct arena *arena, const struct sheet_part *elements,
    const struct sheet_part *indicators)
{
	const struct rows *rows = indicators->rows;

	sheet_read_elements(out, arena, elements->rows, elements->first, elements->count);
	read_words(out, elements->rows, elements->first);
	out->indicator_count = indicators->count;
	out->indicators = arena_new(arena, struct sheet_indicator, out->indicator_count);
	for (size_t i = 0; i < out->indicator_count; i++) {
		struct sheet_indicator *indicator = &out->indicators[i];
		size_t row = indicators->first + i;
		const char *denominator = rows_text(rows, row, "denominator");
		const char *deviation = rows_text(rows, row, "deviation");

		indicator->code = rows_text(rows, row, "indicator_code");
		indicator->name = rows_text(rows, row, "name");
		figure_definition_read(&indicator->definition, rows, row);
		indicator->numerator = sheet_find(out, rows_text(rows, row, "numerator"));
		indicator->denominator =
		    denominator == NULL ? SHEET_NONE : sheet_find(out, denominator);
		indicator->deviation = deviation == NULL ? SHEET_NONE : sheet_find(out, deviation);
		sheet_read_past(&indicator->past, rows, row);
		assert(indicator->numerator != SHEET_NONE);
		assert(denominator == NULL || indicator->denominator != SHEET_NONE);
	}
}

void
sheet_read(struct sheet *out, struct arena *arena, const struct rows *elements,
    const struct rows *indicators)
{
	sheet_read_part(out, arena, &(struct sheet_part){elements, 0, rows_count(elements)},
	    &(struct sheet_part){indicators, 0, rows_count(indicators)});
}

void
sheet_part_next(struct sheet_part *part, const char *column, const char *value)
{
	size_t count = rows_count(part->rows), end = part->first + part->count;

	part->first = end;
	while (end < count && text_equal(rows_text(part->rows, end, column), value))
		end++;
	part->count = end - part->first;
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct sheet_pair *one = a, *two = b;

	if (one->child != two->child)
		return one->child < two->child ? -1 : 1;
	return one->parent < two->parent ? -1 : one->parent > two->parent;
}

void
sheet_read_pairs(struct sheet *out, struct arena *arena, const struct rows *rows)
{
	out->pair_count = 0;
	out->pairs = arena_new(arena, struct sheet_pair, rows_count(rows));
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct sheet_pair pair = {
		    .child = sheet_find(out, rows_text(rows, row, "child")),
		    .parent = sheet_find(out, rows_text(rows, row, "parent")),
		    .strict = rows_flag(rows, row, "strict"),
		    .subset = rows_flag(rows, row, "subset"),
		    .parts = (size_t)rows_integer(rows, row, "parts"),
		};

		if (pair.child != SHEET_NONE && pair.parent != SHEET_NONE)
			out->pairs[out->pair_count++] = pair;
	}
	qsort(out->pairs, out->pair_count, sizeof(*out->pairs), compare_pairs);
}

static struct sheet_bound
read_bound(const char *value, const char *label)
{
	return (struct sheet_bound){read_cell(value == NULL ? NULL : "value", value), label};
}

void
sheet_read_bounds(struct sheet *out, const struct rows *rows)
{
	sheet_read_bounds_part(out, &(struct sheet_part){rows, 0, rows_count(rows)});
}

void
sheet_read_bounds_part(struct sheet *out, const struct sheet_part *bounds)
{
	const struct rows *rows = bounds->rows;

	for (size_t row = bounds->first; row < bounds->first + bounds->count; row++) {
		size_t i = sheet_find(out, rows_text(rows, row, "code"));

		if (i == SHEET_NONE)
			continue;
		out->elements[i].least = read_bound(
		    rows_text(rows, row, "lowest"), rows_text(rows, row, "lowest_label"));
		out->elements[i].most = read_bound(
		    rows_text(rows, row, "highest"), rows_text(rows, row, "highest_label"));
	}
}
