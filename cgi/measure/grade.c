#include "grade.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"
#include "expectation.h"
#include "order.h"

__extension__ typedef __int128 wide_integer;

#define UNITS_MAX  10000000000000000 /* NUMERIC(16,4): products of two stay below 2^127/4000 */
#define POINTS_MAX 1000              /* tenths */

const struct grade_scheme grade_scheme_default = {.band_tenths = {850, 700, 550},
    .cap_c_hundredths = -309,
    .cap_b_hundredths = -196,
    .coverage_of_3 = 2};

const char *
grade_standing_name(enum grade_standing standing)
{
	static const char *const names[GRADE_STANDING_COUNT] = {[GRADE_ELIGIBLE] = "ok",
	    [GRADE_BELOW_MINIMUM] = "below_min",
	    [GRADE_NO_DATA] = "no_data",
	    [GRADE_INVALID] = "invalid"};

	assert(standing < GRADE_STANDING_COUNT);
	return names[standing];
}

const char *
grade_compared_name(enum grade_compared compared)
{
	static const char *const names[GRADE_COMPARED_COUNT] = {[GRADE_COMPARED] = "ok",
	    [GRADE_FEW_UNITS] = "few_units",
	    [GRADE_FEW_EXPECTED] = "few_expected",
	    [GRADE_NOT_COMPARED] = ""};

	assert(compared < GRADE_COMPARED_COUNT);
	return names[compared];
}

static bool
is_small(struct decimal decimal)
{
	return decimal.units >= -UNITS_MAX && decimal.units <= UNITS_MAX;
}

static enum grade_standing
judge(const struct grade_item *item, const struct grade_indicator *indicator)
{
	enum measure_status status =
	    rate_check(indicator->kind, item->has_numerator ? &item->numerator : NULL,
		item->has_denominator ? &item->denominator : NULL);

	if (indicator->floor.units == indicator->benchmark.units || indicator->factor.units <= 0 ||
	    indicator->weight.units < 0 || !is_small(indicator->factor) ||
	    !is_small(indicator->floor) || !is_small(indicator->benchmark) ||
	    !is_small(indicator->weight) || !measure_kind_has_denominator(indicator->kind))
		return GRADE_INVALID;
	if (status == MEASURE_NO_DATA)
		return GRADE_NO_DATA;
	if (item->has_deviation &&
	    !(item->deviation >= 0 && item->deviation <= MEASURE_DEVIATION_MAX))
		return GRADE_INVALID;
	if (status != MEASURE_OK || !is_small(item->numerator) || !is_small(item->denominator))
		return GRADE_INVALID;
	if (decimal_compare(item->denominator, indicator->minimum_denominator) < 0)
		return GRADE_BELOW_MINIMUM;
	return GRADE_ELIGIBLE;
}

/* number/divisor to the nearest whole, half up; number >= 0, divisor > 0. */
static wide_integer
divide_half_up(wide_integer number, wide_integer divisor)
{
	return (2 * number + divisor) / (2 * divisor);
}

/* S = 100 (k x - F n)/(n (B - F)) from the units of all of them. */
static void
score(struct grade_item *item, const struct grade_indicator *indicator)
{
	wide_integer n = item->denominator.units;
	wide_integer range = (wide_integer)indicator->benchmark.units - indicator->floor.units;
	wide_integer above = (wide_integer)indicator->factor.units * item->numerator.units -
			     indicator->floor.units * n;
	wide_integer divisor, tenths;

	if (range < 0) {
		range = -range;
		above = -above;
	}
	divisor = n * range;
	item->points_unclamped = 100 * ((double)above / (double)divisor);
	item->inside = above > 0 && above < divisor;
	tenths = above <= 0         ? 0
		 : above >= divisor ? POINTS_MAX
				    : divide_half_up(POINTS_MAX * above, divisor);
	item->points_tenths = (int)tenths;
}

/* Variance of x/n; of a mean only if the deviation is known. */
static double
value_variance(const struct grade_item *item, enum measure_kind kind)
{
	enum kind_model model = measure_kinds[kind].interval_model;
	double n = decimal_to_double(item->denominator);
	double p = decimal_to_double(item->numerator) / n;

	if (model == KIND_NORMAL)
		return item->has_deviation ? item->deviation * item->deviation / n : 0;
	return p * (model == KIND_BINOMIAL ? 1 - p : 1) / n;
}

static void
measure_spread(struct grade_item *item, const struct grade_indicator *indicator)
{
	double slope = 100 * decimal_to_double(indicator->factor) /
		       ((double)(indicator->benchmark.units - indicator->floor.units) / 1e4);

	if (item->inside)
		item->variance = slope * slope * value_variance(item, indicator->kind);
}

/* One who is compared, by what the others say of it. */
static void
read_judgement(struct grade_item *item, const struct grade_indicator *indicator,
    const struct overdispersion_unit *unit)
{
	item->compared = GRADE_COMPARED;
	item->z = indicator->direction == MEASURE_DECREASE ? -unit->z : unit->z;
	item->z_hundredths = (int)lround(item->z * 100);
	item->theta_others = unit->theta_others;
	item->tau2_others = unit->tau2_others;
	item->df = unit->df;
	item->exact = unit->class_exact;
	item->quality = funnel_judge(unit->class_exact, indicator->direction);
}

/* The units of one period, with what is to be expected of them. */
static struct expectation
read_period(struct overdispersion_unit units[], const struct grade_item items[], size_t count,
    enum measure_kind kind)
{
	struct expectation expectation = {.kind = kind};

	for (size_t i = 0; i < count; i++)
		if (items[i].standing == GRADE_ELIGIBLE)
			expectation_add(&expectation, items[i].numerator, items[i].denominator);
	for (size_t i = 0; i < count; i++)
		units[i] = (struct overdispersion_unit){.x = decimal_to_double(items[i].numerator),
		    .n = decimal_to_double(items[i].denominator),
		    .eligible = items[i].standing == GRADE_ELIGIBLE &&
				expectation_is_enough(&expectation, items[i].denominator)};
	return expectation;
}

/* All that the comparison of a group needs. */
struct comparing {
	const struct grade_indicator *indicator;
	struct grade_item *const *earlier;
	size_t earlier_count;
	struct overdispersion_unit *units;
	size_t *scratch;
};

static void
compare_with_peers(struct grade_peers *out, struct grade_item items[], size_t count,
    const struct comparing *comparing)
{
	const struct grade_indicator *indicator = comparing->indicator;
	struct overdispersion_unit *units = comparing->units, *earlier[OVERDISPERSION_PERIODS - 1];
	struct expectation expectation = read_period(units, items, count, indicator->kind);
	enum funnel_model model;

	for (size_t i = 0; i < count; i++)
		out->eligible += items[i].standing == GRADE_ELIGIBLE;
	out->theta = expectation_theta(&expectation);
	if (!funnel_model_of(&model, indicator->kind) || indicator->direction == MEASURE_NEUTRAL)
		return;
	for (size_t p = 0; p < comparing->earlier_count; p++) {
		earlier[p] = units + (p + 1) * count;
		(void)read_period(earlier[p], comparing->earlier[p], count, indicator->kind);
	}
	/* Nobody: status FEW_UNITS stands in *spread as well. */
	(void)overdispersion_compute_pooled(&out->spread, units, count, model, NULL, earlier,
	    comparing->earlier_count, comparing->scratch);
	for (size_t i = 0; i < count; i++) {
		if (items[i].standing != GRADE_ELIGIBLE)
			continue;
		if (!units[i].eligible)
			items[i].compared = GRADE_FEW_EXPECTED;
		else if (out->spread.status != OVERDISPERSION_JUDGED)
			items[i].compared = GRADE_FEW_UNITS;
		else
			read_judgement(&items[i], indicator, &units[i]);
		items[i].periods = items[i].compared == GRADE_COMPARED ? out->spread.periods : 0;
	}
}

/* Nothing but what is given, and where that stands. */
static void
begin_item(struct grade_item *item, const struct grade_indicator *indicator)
{
	*item = (struct grade_item){.numerator = item->numerator,
	    .denominator = item->denominator,
	    .has_numerator = item->has_numerator,
	    .has_denominator = item->has_denominator,
	    .has_deviation = item->has_deviation,
	    .deviation = item->deviation,
	    .standing = judge(item, indicator),
	    .compared = GRADE_NOT_COMPARED};
	if (item->standing <= GRADE_BELOW_MINIMUM)
		item->value = decimal_to_double(indicator->factor) *
			      decimal_to_double(item->numerator) /
			      decimal_to_double(item->denominator);
}

void
grade_compute_indicator_pooled(struct grade_peers *out, struct grade_item items[], size_t count,
    const struct grade_indicator *indicator, struct grade_item *const earlier[],
    size_t earlier_count, struct overdispersion_unit units[], size_t scratch[])
{
	const struct comparing comparing = {indicator, earlier, earlier_count, units, scratch};

	*out = (struct grade_peers){.spread = {.status = OVERDISPERSION_FEW_UNITS}};
	assert(earlier_count < OVERDISPERSION_PERIODS);
	for (size_t i = 0; i < count; i++)
		begin_item(&items[i], indicator);
	for (size_t p = 0; p < earlier_count; p++)
		for (size_t i = 0; i < count; i++)
			begin_item(&earlier[p][i], indicator);
	compare_with_peers(out, items, count, &comparing);
	for (size_t i = 0; i < count; i++) {
		if (items[i].standing != GRADE_ELIGIBLE)
			continue;
		score(&items[i], indicator);
		measure_spread(&items[i], indicator);
	}
}

void
grade_compute_indicator(struct grade_peers *out, struct grade_item items[], size_t count,
    const struct grade_indicator *indicator, struct overdispersion_unit units[], size_t scratch[])
{
	grade_compute_indicator_pooled(out, items, count, indicator, NULL, 0, units, scratch);
}

static enum grade
worse(enum grade a, enum grade b)
{
	return a > b ? a : b;
}

enum grade
grade_cap(const struct grade_indicator *indicator, const struct grade_item *item,
    const struct grade_scheme *scheme)
{
	bool worse_998 = item->quality == FUNNEL_WORSE_998;
	bool worse_95 = worse_998 || item->quality == FUNNEL_WORSE_95;

	if (!indicator->safety || item->standing != GRADE_ELIGIBLE ||
	    item->compared != GRADE_COMPARED)
		return GRADE_A;
	if (item->z_hundredths <= scheme->cap_c_hundredths && worse_998)
		return GRADE_C;
	return item->z_hundredths <= scheme->cap_b_hundredths && worse_95 ? GRADE_B : GRADE_A;
}

static enum grade
find_band(int tenths, const struct grade_scheme *scheme)
{
	enum grade band = GRADE_A;

	while (band < GRADE_D && tenths < scheme->band_tenths[band])
		band++;
	return band;
}

/* Weights and weighted points of the eligible indicators, and what else the grade needs of them. */
struct tally {
	wide_integer all;
	wide_integer eligible;
	wide_integer points;
	double variance;
	bool safety;
	enum grade cap;
};

static struct tally
tally_items(const struct grade_indicator indicators[], const struct grade_item items[],
    size_t count, const struct grade_scheme *scheme)
{
	struct tally tally = {.cap = GRADE_A};

	for (size_t i = 0; i < count; i++) {
		double weight = decimal_to_double(indicators[i].weight);

		if (indicators[i].weight.units <= 0)
			continue;
		tally.all += indicators[i].weight.units;
		if (items[i].standing != GRADE_ELIGIBLE)
			continue;
		tally.eligible += indicators[i].weight.units;
		tally.points += (wide_integer)indicators[i].weight.units * items[i].points_tenths;
		tally.variance += weight * weight * items[i].variance;
		tally.safety = tally.safety || indicators[i].safety;
		if (!items[i].lifted)
			tally.cap = worse(tally.cap, grade_cap(&indicators[i], &items[i], scheme));
	}
	return tally;
}

void
grade_compute_hospital(struct grade_result *out, const struct grade_indicator indicators[],
    const struct grade_item items[], size_t count, const struct grade_scheme *scheme)
{
	struct tally tally = tally_items(indicators, items, count, scheme);

	*out = (struct grade_result){.veto = out->veto};
	if (tally.all > 0)
		out->coverage = (double)tally.eligible / (double)tally.all;
	if (tally.eligible <= 0 || 3 * tally.eligible < scheme->coverage_of_3 * tally.all) {
		out->reason = GRADE_COVERAGE;
		return;
	}
	if (!tally.safety) {
		out->reason = GRADE_NO_SAFETY;
		return;
	}
	out->composite = (double)tally.points / (double)tally.eligible / 10;
	out->composite_tenths = (int)divide_half_up(tally.points, tally.eligible);
	out->band = find_band(out->composite_tenths, scheme);
	out->cap = tally.cap;
	out->grade = worse(worse(out->band, out->cap), out->veto);
	out->error = sqrt(tally.variance) / ((double)tally.eligible / 1e4);
}

/* Graded ones first, by grade, then by composite. */
static int
compare_results(const void *context, size_t left, size_t right)
{
	const struct grade_result *results = context, *a = &results[left], *b = &results[right];

	if (a->reason != GRADE_GRADED || b->reason != GRADE_GRADED)
		return (a->reason != GRADE_GRADED) - (b->reason != GRADE_GRADED);
	if (a->grade != b->grade)
		return a->grade < b->grade ? -1 : 1;
	return (a->composite_tenths < b->composite_tenths) -
	       (a->composite_tenths > b->composite_tenths);
}

void
grade_rank(struct grade_result results[], size_t count, size_t scratch[])
{
	size_t graded = 0;

	order_indices(scratch, count, compare_results, results);
	for (size_t i = 0; i < count; i++)
		graded += results[i].reason == GRADE_GRADED;
	for (size_t i = 0; i < count; i++) {
		struct grade_result *result = &results[scratch[i]];

		result->of = graded;
		if (i >= graded)
			result->rank = 0;
		else if (i > 0 && compare_results(results, scratch[i - 1], scratch[i]) == 0)
			result->rank = results[scratch[i - 1]].rank;
		else
			result->rank = i + 1;
	}
}

bool
grade_is_distinguishable(const struct grade_result *a, const struct grade_result *b)
{
	double distance = fabs(a->composite - b->composite);

	assert(a->reason == GRADE_GRADED && b->reason == GRADE_GRADED);
	return distance >= normal_quantile(0.95) * hypot(a->error, b->error);
}
