/* zhiheng measure: control charts. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/chart.h"
#include "measure/order.h"

static const char *const type_names[CHART_TYPE_COUNT] = {
    [CHART_P] = "p",
    [CHART_U] = "u",
    [CHART_P_PRIME] = "p_prime",
    [CHART_U_PRIME] = "u_prime",
    [CHART_MEAN] = "mean",
};

struct timeline {
	const struct sheet *sheet;
	const size_t *rows;
};

static int
compare_index(const void *context, size_t left, size_t right)
{
	const struct timeline *timeline = context;
	double a, b;

	if (sheet_number(&a, timeline->sheet, timeline->rows[left], "idx") != CELL_NUMBER ||
	    sheet_number(&b, timeline->sheet, timeline->rows[right], "idx") != CELL_NUMBER)
		return 0;
	return (a > b) - (a < b);
}

static void
set_point(struct sheet *sheet, size_t row, const struct chart_point *point, double centre)
{
	static const char *const rules[] = {
	    "r1", "r2_8_same_side", "r3_6_trend", "r4_2of3_beyond_2sigma"};

	sheet_set_number(sheet, row, "y", point->value);
	sheet_set_number(sheet, row, "cl", centre);
	if (point->limits_known) {
		sheet_set_number(sheet, row, "lcl3", point->lower_3);
		sheet_set_number(sheet, row, "ucl3", point->upper_3);
		sheet_set_number(sheet, row, "lcl2", point->lower_2);
		sheet_set_number(sheet, row, "ucl2", point->upper_2);
	}
	sheet_set_flag(sheet, row, "beyond_3sigma", point->beyond_3_sigma);
	for (size_t i = 0; i < 4; i++)
		sheet_set_flag(sheet, row, rules[i], point->rules[i]);
}

static void
set_chart(struct sheet *sheet, size_t row, const struct chart *chart)
{
	sheet_set_integer(sheet, row, "n_useful", (int64_t)chart->useful);
	sheet_set_integer(sheet, row, "longest_run", (int64_t)chart->longest_run);
	sheet_set_integer(sheet, row, "crossings", (int64_t)chart->crossings);
	sheet_set_flag(sheet, row, "anhoej_signal", chart->anhoej_signal);
	if (chart->useful > 0) {
		sheet_set_integer(
		    sheet, row, "longest_run_max", (int64_t)chart->longest_run_maximum);
		sheet_set_integer(sheet, row, "crossings_min", (int64_t)chart->crossings_minimum);
	}
	if (chart->sigma_z_known)
		sheet_set_number(sheet, row, "sigma_z", chart->sigma_z);
}

static bool
find_type(enum chart_type *out, const struct sheet *sheet, size_t row)
{
	for (size_t type = 0; type < CHART_TYPE_COUNT; type++)
		if (sheet_is(sheet, row, "type", type_names[type])) {
			*out = (enum chart_type)type;
			return true;
		}
	return false;
}

static void
draw_chart(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct chart_point *points = arena_new(sheet->arena, struct chart_point, count);
	size_t *order = arena_new(sheet->arena, size_t, count);
	size_t *scratch = arena_new(sheet->arena, size_t, count);
	unsigned x_places = sheet_places(sheet, "x", rows, count);
	unsigned n_places = sheet_places(sheet, "n", rows, count);
	unsigned places = x_places > n_places ? x_places : n_places;
	struct timeline timeline = {sheet, rows};
	enum chart_type type;
	struct chart chart;
	double multiplier;

	if (!find_type(&type, sheet, rows[0]) || !sheet_multiplier(&multiplier, sheet, rows[0]))
		return;
	order_indices(order, count, compare_index, &timeline);
	for (size_t i = 0; i < count; i++) {
		size_t row = rows[order[i]];
		enum cell x = sheet_decimal(&points[i].numerator, sheet, row, "x", places);
		enum cell n = sheet_decimal(&points[i].denominator, sheet, row, "n", places);

		points[i].has_counts = x == CELL_NUMBER && n == CELL_NUMBER;
		points[i].excluded = sheet_is(sheet, row, "excluded", "1");
	}
	chart_compute(&chart, points, count, type, multiplier, places, scratch);
	if (chart.status == MEASURE_INVALID)
		return;
	for (size_t i = 0; i < count; i++) {
		set_chart(sheet, rows[order[i]], &chart);
		if (points[i].status == MEASURE_OK && chart.status == MEASURE_OK)
			set_point(sheet, rows[order[i]], &points[i], chart.centre);
	}
}

static void
compute_charts(struct sheet *sheet)
{
	static const char *const keys[] = {"chart", "type", NULL};

	sheet_each_group(sheet, keys, draw_chart);
}

const struct method chart_methods[] = {
    {.name = "pchart",
	.inputs = COLUMNS("chart", "type", "idx", "label", "x", "n", "multiplier", "excluded"),
	.computed = COLUMNS("y", "cl", "lcl3", "ucl3", "lcl2", "ucl2", "beyond_3sigma", "r1",
	    "r2_8_same_side", "r3_6_trend", "r4_2of3_beyond_2sigma", "n_useful", "longest_run",
	    "longest_run_max", "crossings", "crossings_min", "anhoej_signal", "sigma_z"),
	.compute = compute_charts},
    {.name = NULL},
};
