/* What is computed over periods and against goals and peers: never a figure that is none, whatever
 * the numbers. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "measure/change.h"
#include "measure/chart.h"
#include "measure/goal.h"
#include "measure/improvement.h"
#include "measure/kind.h"
#include "measure/matched.h"
#include "measure/mixture.h"
#include "measure/screen.h"
#include "measure/trend.h"
#include "source.h"

enum { UNITS = 8 };

static void
fuzz_improvement(struct source *source)
{
	enum funnel_model model = choose(source, 2) ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	struct improvement_unit units[UNITS] = {0};
	struct improvement improvement;

	for (size_t i = 0; i < UNITS; i++)
		units[i] = (struct improvement_unit){.x0 = take_double(source),
		    .n0 = take_double(source),
		    .x1 = take_double(source),
		    .n1 = take_double(source),
		    .eligible = true};
	if (improvement_compute(&improvement, units, UNITS, model, 0.95) != MEASURE_OK)
		return;
	assert(isfinite(improvement.tau2) && improvement.tau2 >= 0);
	for (size_t i = 0; i < UNITS; i++) {
		const struct improvement_unit *unit = &units[i];

		if (unit->eligible)
			assert(unit->shrinkage >= 0 && unit->shrinkage <= 1 &&
			       isfinite(unit->expected) && unit->lower <= unit->change &&
			       unit->change <= unit->upper);
	}
}

static void
fuzz_improvement_one(struct source *source)
{
	enum funnel_model model = choose(source, 2) ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	struct improvement_unit unit = {.x0 = take_double(source),
	    .n0 = take_double(source),
	    .x1 = take_double(source),
	    .n1 = take_double(source)};
	struct improvement_sums sums = {.units = choose(source, UNITS),
	    .x0 = take_double(source),
	    .n0 = take_double(source),
	    .x1 = take_double(source),
	    .n1 = take_double(source),
	    .tau2 = take_double(source)};

	if (improvement_compute_one(&unit, &sums, model, 0.95) != MEASURE_OK)
		return;
	assert(unit.shrinkage >= 0 && unit.shrinkage <= 1 && isfinite(unit.expected) &&
	       unit.lower <= unit.change && unit.change <= unit.upper);
}

static void
fuzz_chart(struct source *source)
{
	struct chart_point points[UNITS] = {0};
	enum chart_type type = (enum chart_type)choose(source, CHART_TYPE_COUNT);
	size_t count = choose(source, UNITS + 1), scratch[2 * UNITS];
	struct chart chart;

	for (size_t i = 0; i < count; i++) {
		points[i].numerator = take_decimal(source);
		points[i].denominator = take_decimal(source);
		points[i].has_counts = choose(source, 8) != 0;
		points[i].excluded = choose(source, 8) == 0;
		points[i].baseline = choose(source, 2) == 0;
	}
	chart_compute(&chart, points, count, type, 1000, choose(source, 19), scratch);
	assert(isfinite(chart.centre) && isfinite(chart.sigma_z));
	for (size_t i = 0; i < count; i++)
		assert(isfinite(points[i].value) && points[i].lower_3 <= points[i].upper_3);
}

static void
fuzz_periods(struct source *source)
{
	enum measure_kind kind = (enum measure_kind)choose(source, MEASURE_KIND_COUNT);
	struct trend_period periods[UNITS] = {0};
	struct matched_unit units[UNITS] = {0};
	size_t count = choose(source, UNITS + 1);
	struct trend_test test;
	struct matched matched;

	for (size_t i = 0; i < count; i++) {
		periods[i].numerator = units[i].before.numerator = take_decimal(source);
		periods[i].denominator = units[i].before.denominator = take_decimal(source);
		units[i].after = units[i].before;
		units[i].after.numerator = take_decimal(source);
		periods[i].has_counts = units[i].before.has_counts = choose(source, 8) != 0;
		units[i].after.has_counts = choose(source, 8) != 0;
	}
	trend_test_compute(&test, kind, periods, count);
	assert(isfinite(test.slope) && isfinite(test.t) && test.probability >= 0 &&
	       test.probability <= 1);
	matched_compute(&matched, kind, units, count);
	assert(matched.before.units == matched.after.units);
	assert(matched.before.units <= matched.before_all.units);
}

static void
fuzz_goal(struct source *source)
{
	struct goal_rule rule = {.kind = (enum measure_kind)choose(source, MEASURE_KIND_COUNT),
	    .direction = (enum measure_direction)choose(source, MEASURE_DIRECTION_COUNT),
	    .factor = take_decimal(source),
	    .goal = take_decimal(source),
	    .confidence = 0.95};
	struct change_period before = {take_decimal(source), take_decimal(source), true,
	    choose(source, 8) != 0, choose(source, 2) != 0, take_double(source)};
	struct change_period after = {take_decimal(source), take_decimal(source),
	    choose(source, 8) != 0, true, choose(source, 2) != 0, take_double(source)};
	struct goal_distance distance;
	struct change_sample samples[2];
	struct change change;

	goal_distance_compute(&distance, &rule, &before.numerator, &after.denominator);
	assert(isfinite(distance.gap) && distance.cases >= 0);
	assert(distance.cases_lower <= distance.cases_upper);
	change_compute(&change, rule.kind, rule.direction, 100, &before, &after, 0.95);
	assert(isfinite(change.difference) && change.lower <= change.upper);
	assert(change.probability >= 0 && change.probability <= 1);
	change_sample_read(&samples[0], rule.kind, &before, 0.95);
	change_sample_read(&samples[1], rule.kind, &after, 0.95);
	if (change.status == MEASURE_OK)
		assert(
		    change_probability(rule.kind, &samples[0], &samples[1]) == change.probability);
}

static void
fuzz_mixture(struct source *source)
{
	enum kind_model model = choose(source, 2) ? KIND_BINOMIAL : KIND_POISSON;
	struct mixture_count counts[UNITS + 1];
	double before[UNITS], after[UNITS], scratch[UNITS];
	struct screen_variation variation;
	struct mixture mixture;
	struct screen_perfect perfect;
	struct screen_similar similar;
	struct screen_peers peers = {0, 0};
	struct screen_jump jump;

	for (size_t i = 0; i <= UNITS; i++)
		counts[i] = (struct mixture_count){take_double(source), take_double(source)};
	for (size_t i = 0; i < UNITS; i++) {
		before[i] = counts[i].x;
		after[i] = counts[i].n;
	}
	screen_perfect_compute(&perfect, model, &counts[UNITS], counts, UNITS);
	assert(perfect.probability >= 0 && perfect.probability <= 1);
	assert(screen_status_name(perfect.status) != NULL);
	if (mixture_count_is_valid(model, &counts[0]))
		assert(isfinite(screen_transform(model, &counts[0])));
	if (mixture_fit(&mixture, model, counts, UNITS) > 0)
		assert(mixture_none(&mixture, 30) >= 0 && mixture_all(&mixture, 30) <= 1);
	screen_variation_compute(&variation, model, counts, UNITS);
	assert(isfinite(variation.variance) && variation.variance >= 0);
	screen_jump_compute(&jump, model, &counts[UNITS], &counts[0], &variation, &peers);
	assert(isfinite(jump.statistic));
	screen_similar_compute(&similar, before, after, UNITS, scratch);
	assert(similar.probability >= 0 && similar.probability <= 1);
	assert(similar.compared <= UNITS && isfinite(similar.factor));
}

static void
fuzz_screen(struct source *source)
{
	struct decimal before[UNITS], after[UNITS];
	bool has[UNITS];
	int64_t values[3 * UNITS];
	struct screen_copy copy;
	struct screen_digits digits;

	for (size_t i = 0; i < UNITS; i++) {
		before[i] = take_decimal(source);
		after[i] = take_decimal(source);
		has[i] = choose(source, 8) != 0;
	}
	for (size_t i = 0; i < 3 * UNITS; i++)
		values[i] = (int64_t)take(source, 2);
	screen_copy_compute(&copy, before, has, after, has, UNITS);
	assert(!isnan(copy.evidence));
	screen_digits_compute(&digits, values, 3 * UNITS);
	assert(digits.probability >= 0 && digits.probability <= 1);
	assert(screen_shared(before, has, UNITS) <= UNITS);
	assert(screen_unit(take_double(source), take_double(source)) > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static void (*const targets[])(struct source * source) = {fuzz_improvement,
	    fuzz_improvement_one, fuzz_chart, fuzz_periods, fuzz_goal, fuzz_mixture, fuzz_screen};
	struct source source = {data, length};

	targets[choose(&source, sizeof(targets) / sizeof(targets[0]))](&source);
	return 0;
}
