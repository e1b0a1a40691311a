/* zhiheng measure: hiding of small numbers. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/order.h"
#include "measure/suppress.h"

struct group {
	const struct cases *cases;
	const size_t *rows;
};

static int
compare_names(const void *context, size_t left, size_t right)
{
	const struct group *group = context;

	return strcmp(cases_text(group->cases, group->rows[left], "unit"),
	    cases_text(group->cases, group->rows[right], "unit"));
}

static void
set_cell(struct cases *cases, size_t row, const struct suppress_cell *cell, enum measure_kind kind,
    unsigned places)
{
	static const char *const flags[SUPPRESS_FLAG_COUNT] = {
	    [SUPPRESS_SHOWN] = "", [SUPPRESS_PRIMARY] = "P", [SUPPRESS_SECONDARY] = "S"};
	double x = decimal_to_double_scaled(cell->numerator, places);
	double n = decimal_to_double_scaled(cell->denominator, places);

	cases_set_text(cases, row, "flag", flags[cell->flag]);
	if (cell->status == MEASURE_OK && cell->flag == SUPPRESS_SHOWN)
		cases_set_number(
		    cases, row, "value_shown", measure_kind_has_denominator(kind) ? x / n : x);
}

static void
hide_group(struct cases *cases, const size_t rows[], size_t count)
{
	struct suppress_cell *cells = arena_new(cases->arena, struct suppress_cell, count);
	size_t *order = arena_new(cases->arena, size_t, count);
	size_t *scratch = arena_new(cases->arena, size_t, count);
	struct group group = {cases, rows};
	static const char *const numbers[] = {"x", "n", "k"};
	unsigned places = 0;
	struct decimal threshold;
	enum measure_kind kind;

	for (size_t i = 0; i < 3; i++)
		if (cases_places(cases, numbers[i], rows, count) > places)
			places = cases_places(cases, numbers[i], rows, count);
	if (!cases_kind(&kind, cases, rows[0]) ||
	    cases_decimal(&threshold, cases, rows[0], "k", places) != CELL_NUMBER ||
	    threshold.units <= 0)
		return;
	order_indices(order, count, compare_names, &group);
	for (size_t i = 0; i < count; i++) {
		struct suppress_cell *cell = &cells[i];
		size_t row = rows[order[i]];

		cell->has_numerator =
		    cases_decimal(&cell->numerator, cases, row, "x", places) == CELL_NUMBER;
		cell->has_denominator =
		    cases_decimal(&cell->denominator, cases, row, "n", places) == CELL_NUMBER;
		cell->total = cases_is(cases, row, "unit", "TOTAL");
	}
	suppress_compute(cells, count, kind, threshold, scratch);
	for (size_t i = 0; i < count; i++)
		set_cell(cases, rows[order[i]], &cells[i], kind, places);
}

static void
compute_suppression(struct cases *cases)
{
	static const char *const keys[] = {"dataset", NULL};

	cases_each_group(cases, keys, hide_group);
}

const struct method suppress_methods[] = {
    {.name = "suppression",
	.inputs = COLUMNS("dataset", "kind", "k", "unit", "x", "n"),
	.computed = COLUMNS("flag", "value_shown"),
	.compute = compute_suppression},
    {.name = NULL},
};
