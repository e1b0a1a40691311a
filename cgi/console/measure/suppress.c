/* zhiheng measure: hiding of small numbers. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/order.h"
#include "measure/suppress.h"

struct group {
	const struct sheet *sheet;
	const size_t *rows;
};

static int
compare_names(const void *context, size_t left, size_t right)
{
	const struct group *group = context;

	return strcmp(sheet_text(group->sheet, group->rows[left], "unit"),
	    sheet_text(group->sheet, group->rows[right], "unit"));
}

static void
set_cell(struct sheet *sheet, size_t row, const struct suppress_cell *cell, enum measure_kind kind,
    unsigned places)
{
	static const char *const flags[SUPPRESS_FLAG_COUNT] = {
	    [SUPPRESS_SHOWN] = "", [SUPPRESS_PRIMARY] = "P", [SUPPRESS_SECONDARY] = "S"};
	double x = decimal_to_double_scaled(cell->numerator, places);
	double n = decimal_to_double_scaled(cell->denominator, places);

	sheet_set_text(sheet, row, "flag", flags[cell->flag]);
	if (cell->status == MEASURE_OK && cell->flag == SUPPRESS_SHOWN)
		sheet_set_number(
		    sheet, row, "value_shown", measure_kind_has_denominator(kind) ? x / n : x);
}

static void
hide_group(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct suppress_cell *cells = arena_new(sheet->arena, struct suppress_cell, count);
	size_t *order = arena_new(sheet->arena, size_t, count);
	size_t *scratch = arena_new(sheet->arena, size_t, count);
	struct group group = {sheet, rows};
	static const char *const numbers[] = {"x", "n", "k"};
	unsigned places = 0;
	struct decimal threshold;
	enum measure_kind kind;

	for (size_t i = 0; i < 3; i++)
		if (sheet_places(sheet, numbers[i], rows, count) > places)
			places = sheet_places(sheet, numbers[i], rows, count);
	if (!sheet_kind(&kind, sheet, rows[0]) ||
	    sheet_decimal(&threshold, sheet, rows[0], "k", places) != CELL_NUMBER ||
	    threshold.units <= 0)
		return;
	order_indices(order, count, compare_names, &group);
	for (size_t i = 0; i < count; i++) {
		struct suppress_cell *cell = &cells[i];
		size_t row = rows[order[i]];

		cell->has_numerator =
		    sheet_decimal(&cell->numerator, sheet, row, "x", places) == CELL_NUMBER;
		cell->has_denominator =
		    sheet_decimal(&cell->denominator, sheet, row, "n", places) == CELL_NUMBER;
		cell->total = sheet_is(sheet, row, "unit", "TOTAL");
	}
	suppress_compute(cells, count, kind, threshold, scratch);
	for (size_t i = 0; i < count; i++)
		set_cell(sheet, rows[order[i]], &cells[i], kind, places);
}

static void
compute_suppression(struct sheet *sheet)
{
	static const char *const keys[] = {"dataset", NULL};

	sheet_each_group(sheet, keys, hide_group);
}

const struct method suppress_methods[] = {
    {.name = "suppression",
	.inputs = COLUMNS("dataset", "kind", "k", "unit", "x", "n"),
	.computed = COLUMNS("flag", "value_shown"),
	.compute = compute_suppression},
    {.name = NULL},
};
