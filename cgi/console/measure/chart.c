/* zhiheng measure: control charts. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/csv.h"
#include "measure.h"
#include "measure/chart.h"
#include "measure/order.h"

static const char *const type_names[CHART_TYPE_COUNT] = {
    [CHART_P] = "p",
    [CHART_U] = "u",
    [CHART_P_PRIME] = "p_prime",
    [CHART_U_PRIME] = "u_prime",
    [CHART_MEAN] = "mean",
    [CHART_P_AUTO] = "p_auto",
    [CHART_U_AUTO] = "u_auto",
};

static const char *const reference_names[CHART_REFERENCE_COUNT] = {
    [CHART_BASELINE] = "baseline",
    [CHART_SHORT_BASELINE] = "short_baseline",
    [CHART_ALL_POINTS] = "all_points",
    [CHART_PROVISIONAL] = "provisional",
};

struct timeline {
	const struct cases *cases;
	const size_t *rows;
};

static int
compare_index(const void *context, size_t left, size_t right)
{
	const struct timeline *timeline = context;
	double a, b;

	if (cases_number(&a, timeline->cases, timeline->rows[left], "idx") != CELL_NUMBER ||
	    cases_number(&b, timeline->cases, timeline->rows[right], "idx") != CELL_NUMBER)
		return 0;
	return (a > b) - (a < b);
}

/* The figures that both methods on charts write. */
static void
set_limits(struct cases *cases, size_t row, const struct chart_point *point, double centre)
{
	cases_set_number(cases, row, "y", point->value);
	cases_set_number(cases, row, "cl", centre);
	if (point->limits_known) {
		cases_set_number(cases, row, "lcl3", point->lower_3);
		cases_set_number(cases, row, "ucl3", point->upper_3);
		cases_set_number(cases, row, "lcl2", point->lower_2);
		cases_set_number(cases, row, "ucl2", point->upper_2);
	}
	cases_set_flag(cases, row, "beyond_3sigma", point->beyond_3_sigma);
}

static void
set_point(struct cases *cases, size_t row, const struct chart_point *point, double centre)
{
	static const char *const rules[] = {
	    "r1", "r2_8_same_side", "r3_6_trend", "r4_2of3_beyond_2sigma"};

	set_limits(cases, row, point, centre);
	for (size_t i = 0; i < 4; i++)
		cases_set_flag(cases, row, rules[i], point->rules[i]);
}

static void
set_chart(struct cases *cases, size_t row, const struct chart *chart)
{
	cases_set_integer(cases, row, "n_useful", (int64_t)chart->useful);
	cases_set_integer(cases, row, "longest_run", (int64_t)chart->longest_run);
	cases_set_integer(cases, row, "crossings", (int64_t)chart->crossings);
	cases_set_flag(cases, row, "anhoej_signal", chart->anhoej_signal);
	if (chart->useful > 0) {
		cases_set_integer(
		    cases, row, "longest_run_max", (int64_t)chart->longest_run_maximum);
		cases_set_integer(cases, row, "crossings_min", (int64_t)chart->crossings_minimum);
	}
	if (chart->sigma_z_known)
		cases_set_number(cases, row, "sigma_z", chart->sigma_z);
}

static bool
find_type(enum chart_type *out, const struct cases *cases, size_t row)
{
	for (size_t type = 0; type < CHART_TYPE_COUNT; type++)
		if (cases_is(cases, row, "type", type_names[type])) {
			*out = (enum chart_type)type;
			return true;
		}
	return false;
}

/* A chart of the rows of one group. */
struct drawing {
	struct chart chart;
	struct chart_point *points;
	size_t *rows; /* point i is this row */
};

/* False if the rows say no chart. */
static bool
draw_chart(struct drawing *out, struct cases *cases, const size_t rows[], size_t count)
{
	size_t *order = arena_new(cases->arena, size_t, count);
	unsigned x_places = cases_places(cases, "x", rows, count);
	unsigned n_places = cases_places(cases, "n", rows, count);
	unsigned places = x_places > n_places ? x_places : n_places;
	bool marked = csv_column(cases->csv, "baseline") >= 0;
	struct timeline timeline = {cases, rows};
	enum chart_type type;
	double multiplier;

	out->points = arena_new(cases->arena, struct chart_point, count);
	out->rows = arena_new(cases->arena, size_t, count);
	if (!find_type(&type, cases, rows[0]) || !cases_multiplier(&multiplier, cases, rows[0]))
		return false;
	order_indices(order, count, compare_index, &timeline);
	for (size_t i = 0; i < count; i++) {
		size_t row = out->rows[i] = rows[order[i]];
		struct chart_point *point = &out->points[i];
		enum cell x = cases_decimal(&point->numerator, cases, row, "x", places);
		enum cell n = cases_decimal(&point->denominator, cases, row, "n", places);

		point->has_counts = x == CELL_NUMBER && n == CELL_NUMBER;
		point->excluded = cases_is(cases, row, "excluded", "1");
		point->baseline = marked && cases_is(cases, row, "baseline", "1");
	}
	chart_compute(&out->chart, out->points, count, type, multiplier, places,
	    arena_new(cases->arena, size_t, 2 * count));
	return out->chart.status != MEASURE_INVALID;
}

static void
write_chart(struct cases *cases, const size_t rows[], size_t count)
{
	struct drawing drawing;

	if (!draw_chart(&drawing, cases, rows, count))
		return;
	for (size_t i = 0; i < count; i++) {
		set_chart(cases, drawing.rows[i], &drawing.chart);
		if (drawing.points[i].status == MEASURE_OK && drawing.chart.status == MEASURE_OK)
			set_point(cases, drawing.rows[i], &drawing.points[i], drawing.chart.centre);
	}
}

static void
write_baseline(struct cases *cases, const size_t rows[], size_t count)
{
	struct drawing drawing;
	const struct chart *chart = &drawing.chart;

	if (!draw_chart(&drawing, cases, rows, count))
		return;
	for (size_t i = 0; i < count; i++) {
		size_t row = drawing.rows[i];

		cases_set_integer(cases, row, "n_baseline", (int64_t)chart->baseline);
		if (drawing.points[i].status != MEASURE_OK || chart->status != MEASURE_OK) {
			cases_set_text(cases, row, "status", "gap");
			continue;
		}
		cases_set_text(cases, row, "status", reference_names[chart->reference]);
		set_limits(cases, row, &drawing.points[i], chart->centre);
		if (chart->sigma_z_known) {
			cases_set_number(cases, row, "sigma_z", chart->sigma_z);
			cases_set_number(cases, row, "sigma_factor", chart->sigma_factor);
		}
	}
}

static void
compute_charts(struct cases *cases)
{
	static const char *const keys[] = {"chart", "type", NULL};

	cases_each_group(cases, keys, write_chart);
}

static void
compute_baselines(struct cases *cases)
{
	static const char *const keys[] = {"chart", "type", NULL};

	cases_each_group(cases, keys, write_baseline);
}

const struct method chart_methods[] = {
    {.name = "pchart",
	.inputs = COLUMNS("chart", "type", "idx", "label", "x", "n", "multiplier", "excluded"),
	.computed = COLUMNS("y", "cl", "lcl3", "ucl3", "lcl2", "ucl2", "beyond_3sigma", "r1",
	    "r2_8_same_side", "r3_6_trend", "r4_2of3_beyond_2sigma", "n_useful", "longest_run",
	    "longest_run_max", "crossings", "crossings_min", "anhoej_signal", "sigma_z"),
	.compute = compute_charts},
    {.name = "pchart_baseline",
	.inputs = COLUMNS(
	    "chart", "type", "idx", "label", "x", "n", "multiplier", "excluded", "baseline"),
	.computed = COLUMNS("status", "n_baseline", "y", "cl", "sigma_z", "sigma_factor", "lcl3",
	    "ucl3", "lcl2", "ucl2", "beyond_3sigma"),
	.compute = compute_baselines},
    {.name = NULL},
};
