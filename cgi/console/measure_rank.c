/* zhiheng measure: competition ranks. */
#include "core/arena.h"
#include "measure.h"
#include "measure/rank.h"
#include "measure_sheet.h"

enum standing { RANKED, BELOW_MINIMUM, NO_DATA, INVALID, NEUTRAL };

static const char *const standing_names[] = {
    [RANKED] = "ranked",
    [BELOW_MINIMUM] = "below_min",
    [NO_DATA] = "no_data",
    [INVALID] = "invalid",
    [NEUTRAL] = "neutral",
};

/* The scales of one dataset: fractions are compared exactly when each column has one. */
struct scales {
	unsigned x;
	unsigned n; /* also of min_den */
	unsigned value;
};

/*
 * One row: a value given as such, or x over n.  Sets the value as far as there is one.  A given
 * value that is no number is a remark why there is none.
 */
static enum standing
read_unit(struct rank_unit *unit, struct sheet *sheet, size_t row, const struct scales *scales)
{
	struct decimal x, n, minimum, value;
	bool given = *sheet_text(sheet, row, "value_given") != '\0';
	enum cell value_cell = sheet_decimal(&value, sheet, row, "value_given", scales->value);
	enum cell x_cell = sheet_decimal(&x, sheet, row, "x", scales->x);
	enum cell n_cell = sheet_decimal(&n, sheet, row, "n", scales->n);
	enum cell minimum_cell = sheet_decimal(&minimum, sheet, row, "min_den", scales->n);
	bool has_value = given ? value_cell == CELL_NUMBER : x_cell == CELL_NUMBER;

	if (n_cell == CELL_WRONG || n.units < 0 || minimum_cell == CELL_WRONG ||
	    (!given && (x_cell == CELL_WRONG || x.units < 0)))
		return INVALID;
	if (n_cell == CELL_MISSING || (!given && !has_value))
		return NO_DATA;
	if (!given && n.units == 0)
		return x.units == 0 ? NO_DATA : INVALID;
	unit->numerator = given ? value : x;
	unit->denominator = given ? decimal_from_integer(1) : n;
	if (has_value)
		sheet_set_number(sheet, row, "value",
		    given ? decimal_to_double_scaled(value, scales->value)
			  : decimal_to_double_scaled(x, scales->x) /
				decimal_to_double_scaled(n, scales->n));
	if (n.units < minimum.units)
		return BELOW_MINIMUM;
	if (!has_value)
		return NO_DATA;
	return sheet_direction(sheet, row) == MEASURE_NEUTRAL ? NEUTRAL : RANKED;
}

static void
rank_peers(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct rank_unit *units = arena_new(sheet->arena, struct rank_unit, count);
	enum standing *standings = arena_new(sheet->arena, enum standing, count);
	size_t *scratch = arena_new(sheet->arena, size_t, count);
	struct scales scales = {.x = sheet_places(sheet, "x", rows, count),
	    .n = sheet_places(sheet, "n", rows, count),
	    .value = sheet_places(sheet, "value_given", rows, count)};
	unsigned minimum = sheet_places(sheet, "min_den", rows, count);

	if (minimum > scales.n)
		scales.n = minimum;
	for (size_t i = 0; i < count; i++) {
		standings[i] = read_unit(&units[i], sheet, rows[i], &scales);
		units[i].eligible = standings[i] == RANKED;
	}
	rank_compute(units, count, sheet_direction(sheet, rows[0]), 1, scratch);
	for (size_t i = 0; i < count; i++) {
		sheet_set_text(sheet, rows[i], "status", standing_names[standings[i]]);
		sheet_set_integer(sheet, rows[i], "n_ranked", (int64_t)units[i].of);
		if (units[i].rank == 0)
			continue;
		sheet_set_integer(sheet, rows[i], "rank", (int64_t)units[i].rank);
		sheet_set_integer(sheet, rows[i], "tied_with", (int64_t)units[i].tied);
	}
}

static void
compute_ranks(struct sheet *sheet)
{
	static const char *const keys[] = {"dataset", "peer_group", "direction", NULL};

	sheet_each_group(sheet, keys, rank_peers);
}

const struct method rank_methods[] = {
    {.name = "ranks",
	.inputs = COLUMNS(
	    "dataset", "unit", "peer_group", "x", "n", "value_given", "direction", "min_den"),
	.computed = COLUMNS("status", "value", "rank", "n_ranked", "tied_with"),
	.compute = compute_ranks},
    {.name = NULL},
};
