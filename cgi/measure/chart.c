#include "chart.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"

#define MOVING_RANGE  1.128 /* expected |difference| of two normal variates, in their sigma */
#define RUN_LENGTH    8
#define TREND_LENGTH  6
#define CROSSING_TAIL 0.05

/* The included points are points[included[0]], points[included[1]], ... */
struct charting {
	struct chart *chart;
	struct chart_point *points;
	size_t count;
	size_t *included;
	size_t *referenced;
	enum chart_type type;
	double multiplier;
	unsigned places;
	double centre; /* without the multiplier */
};

static bool
is_proportion(enum chart_type type)
{
	return type == CHART_P || type == CHART_P_PRIME || type == CHART_P_AUTO;
}

static enum measure_status
check_point(const struct chart_point *point, enum chart_type type)
{
	enum measure_kind kind = is_proportion(type)  ? MEASURE_PROPORTION
				 : type == CHART_MEAN ? MEASURE_MEAN
						      : MEASURE_RATE;

	if (!point->has_counts)
		return MEASURE_NO_DATA;
	return rate_check(kind, &point->numerator, &point->denominator);
}

static double
ratio(const struct chart_point *point)
{
	return (double)point->numerator.units / (double)point->denominator.units;
}

/* sigma_i before sigma_z, without the multiplier. */
static double
basic_sigma(const struct charting *charting, const struct chart_point *point)
{
	double n = decimal_to_double_scaled(point->denominator, charting->places);
	double centre = charting->centre;

	if (charting->type == CHART_MEAN)
		return 1 / sqrt(n);
	return sqrt(centre * (is_proportion(charting->type) ? 1 - centre : 1) / n);
}

/* Exactly 0 on the centre, and where the centre is so near to 0 or 1 that nothing varies. */
static double
standardise(const struct charting *charting, const struct chart_point *point)
{
	double sigma = basic_sigma(charting, point);

	return point->side == 0 || sigma == 0 ? 0 : (ratio(point) - charting->centre) / sigma;
}

static void
compute_sigma_z(struct charting *charting)
{
	struct chart *chart = charting->chart;
	double sum = 0, previous = 0;

	chart->sigma_factor = 1;
	chart->sigma_z_known = charting->type >= CHART_P_PRIME && chart->referenced > 1;
	if (!chart->sigma_z_known)
		return;
	for (size_t i = 0; i < chart->referenced; i++) {
		double z = standardise(charting, &charting->points[charting->referenced[i]]);

		if (i > 0)
			sum += fabs(z - previous);
		previous = z;
	}
	chart->sigma_z = sum / (double)(chart->referenced - 1) / MOVING_RANGE;
	chart->sigma_factor =
	    charting->type >= CHART_P_AUTO ? fmax(1, chart->sigma_z) : chart->sigma_z;
}

static double
limit(const struct charting *charting, double distance)
{
	double value = charting->centre + distance;

	if (charting->type != CHART_MEAN)
		value = fmax(0, value);
	if (is_proportion(charting->type))
		value = fmin(1, value);
	return charting->multiplier * value;
}

static void
set_limits(const struct charting *charting, struct chart_point *point)
{
	const struct chart *chart = charting->chart;
	double sigma = basic_sigma(charting, point) * chart->sigma_factor;

	point->limits_known = charting->type < CHART_P_PRIME || chart->sigma_z_known;
	/* A baseline of none (or all) says nothing of chance: one case later is no signal. */
	if (chart->reference == CHART_BASELINE && sigma == 0)
		point->limits_known = false;
	if (!point->limits_known)
		return;
	point->lower_3 = limit(charting, -3 * sigma);
	point->upper_3 = limit(charting, 3 * sigma);
	point->lower_2 = limit(charting, -2 * sigma);
	point->upper_2 = limit(charting, 2 * sigma);
	/* The side first: on the centre nothing is beyond, however the limits were rounded. */
	point->beyond_3_sigma = (point->side < 0 && point->value < point->lower_3) ||
				(point->side > 0 && point->value > point->upper_3);
	point->rules[0] = point->beyond_3_sigma && !point->excluded;
}

/* 1 above the upper, -1 below the lower 2 sigma limit. */
static int
beyond_2_sigma(const struct chart_point *point)
{
	if (!point->limits_known || point->side == 0)
		return 0;
	if (point->side > 0)
		return point->value > point->upper_2;
	return point->value < point->lower_2 ? -1 : 0;
}

static void
flag_two_of_three(struct charting *charting)
{
	for (size_t first = 0; first + 2 < charting->chart->included; first++)
		for (int side = -1; side <= 1; side += 2) {
			int beyond = 0;

			for (size_t i = first; i < first + 3; i++)
				beyond += beyond_2_sigma(
					      &charting->points[charting->included[i]]) == side;
			for (size_t i = first; beyond >= 2 && i < first + 3; i++) {
				struct chart_point *point =
				    &charting->points[charting->included[i]];

				if (beyond_2_sigma(point) == side)
					point->rules[3] = true;
			}
		}
}

/* Flags the included points first ... last; of rule 2 only the useful ones. */
static void
flag_range(struct charting *charting, size_t first, size_t last, int rule)
{
	for (size_t i = first; i <= last; i++) {
		struct chart_point *point = &charting->points[charting->included[i]];

		if (rule != 2 || point->side != 0)
			point->rules[rule - 1] = true;
	}
}

/* Runs on one side: rule 2, the longest run and the crossings. */
static void
follow_runs(struct charting *charting)
{
	struct chart *chart = charting->chart;
	size_t length = 0, first = 0;
	int side = 0;

	for (size_t i = 0; i < chart->included; i++) {
		int next = charting->points[charting->included[i]].side;

		if (next == 0)
			continue;
		chart->useful++;
		if (next == side) {
			length++;
		} else {
			chart->crossings += side != 0;
			length = 1;
			first = i;
			side = next;
		}
		if (length >= RUN_LENGTH)
			flag_range(charting, first, i, 2);
		if (length > chart->longest_run)
			chart->longest_run = length;
	}
}

static void
follow_trends(struct charting *charting)
{
	size_t length = 1, first = 0;
	int direction = 0;

	for (size_t i = 1; i < charting->chart->included; i++) {
		const struct chart_point *a = &charting->points[charting->included[i - 1]];
		const struct chart_point *b = &charting->points[charting->included[i]];
		int step = decimal_compare_fractions(
		    b->numerator, b->denominator, a->numerator, a->denominator);

		if (step != direction || step == 0) {
			direction = step;
			first = i - 1;
			length = 1;
		}
		length += step != 0;
		if (length >= TREND_LENGTH)
			flag_range(charting, first, i, 3);
	}
}

/* The smallest k with P(X <= k) >= 0.05 of binomial(trials, 1/2). */
static size_t
crossings_minimum(size_t trials)
{
	size_t k = 0;

	while (binomial_lower((double)k, (double)trials, 0.5) < CROSSING_TAIL)
		k++;
	return k;
}

static void
judge_runs(struct chart *chart)
{
	if (chart->useful == 0)
		return;
	chart->longest_run_maximum = (size_t)lround(log2((double)chart->useful)) + 3;
	chart->crossings_minimum = crossings_minimum(chart->useful - 1);
	chart->anhoej_signal = chart->longest_run > chart->longest_run_maximum ||
			       chart->crossings < chart->crossings_minimum;
}

/* Checks the points and lists the included ones. */
static void
check_points(struct charting *charting)
{
	struct chart *chart = charting->chart;

	for (size_t i = 0; i < charting->count; i++) {
		struct chart_point *point = &charting->points[i];

		*point = (struct chart_point){.numerator = point->numerator,
		    .denominator = point->denominator,
		    .has_counts = point->has_counts,
		    .excluded = point->excluded,
		    .baseline = point->baseline,
		    .status = check_point(point, charting->type)};
		if (point->status != MEASURE_OK)
			continue;
		point->value = charting->multiplier * ratio(point);
		if (point->excluded)
			continue;
		charting->included[chart->included++] = i;
		chart->baseline += point->baseline;
	}
}

/* Lists the points that fix the limits and sums them; false if the sums are too large. */
static bool
sum_reference(struct charting *charting, struct decimal *x, struct decimal *n)
{
	struct chart *chart = charting->chart;

	chart->reference = chart->baseline >= CHART_POINTS_FIRM   ? CHART_BASELINE
			   : chart->baseline > 0                  ? CHART_SHORT_BASELINE
			   : chart->included >= CHART_POINTS_FIRM ? CHART_ALL_POINTS
								  : CHART_PROVISIONAL;
	for (size_t i = 0; i < chart->included; i++) {
		const struct chart_point *point = &charting->points[charting->included[i]];

		if (chart->reference == CHART_BASELINE && !point->baseline)
			continue;
		charting->referenced[chart->referenced++] = charting->included[i];
		if (!decimal_add(x, *x, point->numerator) ||
		    !decimal_add(n, *n, point->denominator))
			return false;
	}
	chart->provisional = chart->referenced < CHART_POINTS_FIRM;
	chart->runs_public = chart->included >= CHART_POINTS_RUNS;
	return true;
}

void
chart_compute(struct chart *out, struct chart_point points[], size_t count, enum chart_type type,
    double multiplier, unsigned places, size_t scratch[])
{
	struct charting charting = {.chart = out,
	    .points = points,
	    .count = count,
	    .included = scratch,
	    .referenced = scratch + count,
	    .type = type,
	    .multiplier = multiplier,
	    .places = places};
	struct decimal x = {0}, n = {0};

	assert(type < CHART_TYPE_COUNT && multiplier > 0 && multiplier <= MEASURE_COUNT_MAX);
	*out = (struct chart){0};
	check_points(&charting);
	if (!sum_reference(&charting, &x, &n)) {
		*out = (struct chart){.status = MEASURE_INVALID};
		return;
	}
	if (out->included == 0) {
		out->status = MEASURE_NO_DATA;
		return;
	}
	charting.centre = (double)x.units / (double)n.units;
	out->centre = multiplier * charting.centre;
	for (size_t i = 0; i < count; i++)
		if (points[i].status == MEASURE_OK)
			points[i].side = decimal_compare_fractions(
			    points[i].numerator, points[i].denominator, x, n);
	compute_sigma_z(&charting);
	for (size_t i = 0; i < count; i++)
		if (points[i].status == MEASURE_OK)
			set_limits(&charting, &points[i]);
	follow_runs(&charting);
	follow_trends(&charting);
	flag_two_of_three(&charting);
	judge_runs(out);
}
