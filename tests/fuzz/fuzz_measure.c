/*
 * The statistics of cgi/measure on whatever numbers the bytes spell: no crash, no NaN, no infinity,
 * limits on their sides, and a status where there is no figure.  What they are made of:
 * fuzz_number.c; what is computed over periods: fuzz_period.c.
 */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "measure/comparison.h"
#include "measure/distribution.h"
#include "measure/expectation.h"
#include "measure/false_discovery.h"
#include "measure/grade.h"
#include "measure/interval.h"
#include "measure/judgement.h"
#include "measure/kind.h"
#include "measure/overdispersion.h"
#include "measure/rank_distribution.h"
#include "measure/rank_simulation.h"
#include "measure/series.h"
#include "source.h"

enum { UNITS = 8 };

static void
check_interval(enum measure_status status, const struct interval *interval)
{
	assert(isfinite(interval->value) && isfinite(interval->lower) && isfinite(interval->upper));
	if (status == MEASURE_OK)
		assert(interval->lower <= interval->upper);
	if (status > MEASURE_NO_INTERVAL)
		assert(interval->value == 0 && interval->lower == 0 && interval->upper == 0);
}

static void
fuzz_intervals(struct source *source)
{
	double x = take_double(source), n = take_double(source), k = take_double(source);
	double confidence = take_double(source);
	struct rate_moments moments = {x, n, k};
	struct interval interval;

	check_interval(interval_wilson(&interval, x, n, confidence), &interval);
	check_interval(interval_byar(&interval, x, n, k, confidence), &interval);
	check_interval(interval_garwood(&interval, x, n, k, confidence), &interval);
	check_interval(interval_midp(&interval, x, n, k, confidence), &interval);
	check_interval(interval_rate(&interval, x, n, k, confidence), &interval);
	if (interval_mean(&interval, &moments, confidence) == MEASURE_OK)
		assert(interval.lower <= interval.value && interval.value <= interval.upper);
}

static void
check_limits(const struct funnel_limits *limits)
{
	assert(isfinite(limits->lower) && isfinite(limits->upper));
	assert(limits->lower >= 0 && limits->lower <= limits->upper);
}

static void
fuzz_funnel(struct source *source)
{
	enum funnel_model model = choose(source, 2) ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	double x = take_double(source), n = take_double(source), theta = take_double(source);
	double confidence = take_double(source);
	struct overdispersion_unit units[UNITS], before[UNITS];
	struct overdispersion_unit *const earlier[] = {before};
	struct overdispersion all;
	struct funnel_limits limits;
	struct funnel_point point;
	size_t scratch[UNITS];

	(void)funnel_exact_limits(&limits, model, theta, n, confidence);
	check_limits(&limits);
	(void)funnel_normal_limits(&limits, model, theta, n, confidence);
	check_limits(&limits);
	(void)funnel_classify(&point, model, x, n, theta);
	assert(point.tail_low >= 0 && point.tail_high >= 0 && isfinite(point.value));
	assert(funnel_class_name(point.class) != NULL);
	assert(funnel_quality_name(funnel_judge(point.class, MEASURE_DECREASE)) != NULL);
	assert(funnel_weaker(point.class, FUNNEL_WITHIN) == FUNNEL_WITHIN);
	if (funnel_target_is_valid(model, theta) && n >= MEASURE_COUNT_MIN &&
	    n <= MEASURE_COUNT_MAX)
		assert(isfinite(funnel_deviation(model, theta, n)));
	for (size_t i = 0; i < UNITS; i++)
		units[i] = (struct overdispersion_unit){
		    .x = take_double(source), .n = take_double(source), .eligible = true};
	if (overdispersion_compute(&all, units, UNITS, model, choose(source, 2) ? &theta : NULL,
		scratch) != MEASURE_OK)
		return;
	assert(isfinite(all.phi) && isfinite(all.tau2) && all.tau2 >= 0);
	assert(overdispersion_has_word(&all) ==
	       (all.status == OVERDISPERSION_JUDGED && all.phi <= OVERDISPERSION_PHI_MAX));
	for (size_t i = 0; i < UNITS; i++)
		before[i] = units[UNITS - 1 - i];
	assert(overdispersion_compute_pooled(
		   &all, units, UNITS, model, NULL, earlier, 1, scratch) == MEASURE_OK);
	if (isfinite(theta) && isfinite(n))
		assert(isfinite(student_score(theta, 1 + fmin(1e9, fabs(n)))));
	for (size_t i = 0; i < UNITS; i++)
		if (units[i].eligible)
			assert(isfinite(units[i].z) && isfinite(units[i].z_raw));
}

static void
fuzz_judgement(struct source *source)
{
	enum funnel_model model = choose(source, 2) ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	double x = take_double(source), n = take_double(source);
	struct judgement_others others = {.units = choose(source, UNITS + 1),
	    .x = take_double(source),
	    .n = take_double(source),
	    .mean = take_double(source),
	    .tau2 = take_double(source),
	    .weight = take_double(source),
	    .phi = take_double(source)};
	struct judgement judgement;

	assert(overdispersion_class(isnan(x) ? 0 : x) < FUNNEL_CLASS_COUNT);
	if (judgement_compute(&judgement, x, n, &others, model) == MEASURE_OK)
		assert(isfinite(judgement.z) &&
		       judgement.class_final ==
			   funnel_weaker(judgement.class_exact, judgement.class_final));
}

static void
fuzz_series(struct source *source)
{
	double variance = fabs(take_double(source)), start = fabs(take_double(source));
	struct series_judgement judgement;
	struct series_unit units[UNITS];
	struct series series;

	if (!(variance > 1e-20 && variance < 1e6 && start < 1e6))
		return;
	series_begin(&series, 0.5, start, 1e6);
	for (size_t i = 0; i < UNITS; i++) {
		units[i] = (struct series_unit){
		    1 + choose(source, 1000000), (double)choose(source, 1000) / 1000};
		series_add(&series, &units[i]);
	}
	for (size_t i = 0; i < UNITS; i++) {
		if (series_leave_out(&judgement, &series, &units[i], variance))
			assert(isfinite(judgement.tau2) && isfinite(judgement.mean) &&
			       judgement.sum > 0 && judgement.tau2 >= 0);
		judgement.tau2 = start * variance;
		if (series_weigh(&judgement, &series, &units[i], variance))
			assert(isfinite(judgement.mean) && judgement.sum > 0);
	}
}

static void
fuzz_comparison(struct source *source)
{
	struct comparison_rule rule = {
	    .kind = (enum measure_kind)choose(source, MEASURE_KIND_COUNT),
	    .direction = (enum measure_direction)choose(source, MEASURE_DIRECTION_COUNT),
	    .factor = 1 + choose(source, 200),
	    .minimum_denominator = take_decimal(source),
	    .confidence = 0.95,
	    .minimum_peers = choose(source, 6),
	    .rank_without_interval = choose(source, 2) != 0,
	    .bar = (enum comparison_bar)choose(source, COMPARISON_BAR_COUNT)};
	struct expectation expectation = {.kind = rule.kind};
	struct comparison_unit units[UNITS] = {0};
	struct comparison_total total;
	struct rank_unit ranks[UNITS];
	size_t order[UNITS];

	for (size_t i = 0; i < UNITS; i++) {
		units[i].numerator = take_decimal(source);
		units[i].denominator = take_decimal(source);
		units[i].has_numerator = choose(source, 8) != 0;
		units[i].has_denominator = choose(source, 8) != 0;
		units[i].complete = choose(source, 8) != 0;
		units[i].has_deviation = choose(source, 2) != 0;
		units[i].deviation = take_double(source);
		units[i].peer_group = (int)choose(source, 2);
	}
	comparison_compute(units, UNITS, &rule, ranks, order);
	for (size_t i = 0; i < UNITS; i++) {
		expectation_add(&expectation, units[i].numerator, units[i].denominator);
		assert(isfinite(expectation_theta(&expectation)));
		if (expectation_is_enough(&expectation, units[i].denominator))
			assert(units[i].denominator.units > 0 ||
			       measure_kinds[rule.kind].funnel_model == KIND_NO_MODEL);
		assert(isfinite(units[i].value) && units[i].lower <= units[i].upper);
		assert(units[i].rank <= units[i].of && units[i].of <= UNITS);
		assert((units[i].rank > 0) == (units[i].reason == COMPARISON_RANKED));
	}
	comparison_aggregate(&total, units, UNITS, &rule);
	assert(isfinite(total.value) && total.lower <= total.upper && total.coverage <= 1);
}

static void
fuzz_hierarchy(const struct rank_belief units[], size_t count, enum rank_model model,
    enum measure_direction direction)
{
	struct rank_belief beliefs[UNITS];
	struct rank_hierarchy hierarchy;
	double mass[UNITS * UNITS], one[UNITS], work[RANK_WORK(UNITS)];
	struct rank_summary summary;

	assert(rank_hierarchy_fit(&hierarchy, units, count, model) == MEASURE_OK);
	assert(hierarchy.count > 0 && hierarchy.count <= RANK_HIERARCHY_POINTS);
	rank_distribution_mixed(mass, &hierarchy, direction, beliefs, work);
	rank_distribution_mixed_one(one, 0, &hierarchy, direction, beliefs, work);
	assert(one[0] >= 0 && one[0] <= 1 + 1e-9);
	for (size_t i = 0; i < count; i++) {
		rank_summary_make(&summary, &mass[i * count], count);
		assert(isfinite(summary.mean) && summary.lower <= summary.upper);
		assert(isfinite(rank_hierarchy_mean(&hierarchy, &units[i])));
	}
}

static void
fuzz_rank(struct source *source)
{
	enum rank_model model = (enum rank_model)choose(source, RANK_MODEL_COUNT);
	enum measure_direction direction =
	    (enum measure_direction)choose(source, MEASURE_DIRECTION_COUNT);
	size_t count = choose(source, 5), order[UNITS];
	struct rank_belief beliefs[UNITS];
	struct rank_summary summaries[UNITS];
	double mass[UNITS * UNITS], work[RANK_WORK(UNITS)], values[UNITS];
	uint32_t counts[UNITS * UNITS];
	enum measure_status status;
	struct rank_hierarchy hierarchy;
	struct rank_simulation simulation = {.draws = 3,
	    .seed = 1,
	    .bins = 1 + choose(source, UNITS),
	    .counts = counts,
	    .values = values,
	    .order = order};

	for (size_t i = 0; i < count; i++)
		beliefs[i] = (struct rank_belief){take_double(source), take_double(source)};
	status = rank_belief_check(beliefs, count, model, direction);
	assert(rank_distribution_exact(mass, beliefs, count, model, direction, work) == status);
	if (status != MEASURE_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		rank_summary_make(&summaries[i], &mass[i * count], count);
		assert(isfinite(summaries[i].mean) && summaries[i].lower <= summaries[i].median &&
		       summaries[i].median <= summaries[i].upper);
	}
	fuzz_hierarchy(beliefs, count, model, direction);
	assert(rank_hierarchy_fit(&hierarchy, beliefs, count, model) == MEASURE_OK);
	rank_simulate(summaries, &hierarchy, direction, &simulation);
}

static void
fuzz_grade(struct source *source)
{
	struct grade_indicator indicator = {
	    .kind = (enum measure_kind)choose(source, MEASURE_KIND_COUNT),
	    .direction = (enum measure_direction)choose(source, MEASURE_DIRECTION_COUNT),
	    .factor = take_decimal(source),
	    .weight = take_decimal(source),
	    .floor = take_decimal(source),
	    .benchmark = take_decimal(source),
	    .minimum_denominator = take_decimal(source),
	    .safety = true};
	struct overdispersion_unit units[2 * UNITS];
	struct grade_result results[UNITS] = {0};
	struct grade_item items[UNITS] = {0}, before[UNITS] = {0};
	struct grade_item *const earlier[] = {before};
	struct grade_peers peers;
	size_t scratch[UNITS];

	for (size_t i = 0; i < UNITS; i++) {
		items[i].numerator = take_decimal(source);
		items[i].denominator = take_decimal(source);
		items[i].has_numerator = items[i].has_denominator = choose(source, 8) != 0;
		items[i].has_deviation = choose(source, 2) != 0;
		items[i].deviation = take_double(source);
	}
	for (size_t i = 0; i < UNITS; i++) {
		before[i].numerator = take_decimal(source);
		before[i].denominator = take_decimal(source);
		before[i].has_numerator = before[i].has_denominator = choose(source, 8) != 0;
	}
	grade_compute_indicator(&peers, items, UNITS, &indicator, units, scratch);
	grade_compute_indicator_pooled(
	    &peers, items, UNITS, &indicator, earlier, choose(source, 2), units, scratch);
	for (size_t i = 0; i < UNITS; i++) {
		assert(items[i].points_tenths >= 0 && items[i].points_tenths <= 1000);
		assert(isfinite(items[i].value) && isfinite(items[i].z));
		grade_compute_hospital(
		    &results[i], &indicator, &items[i], 1, &grade_scheme_default);
		assert(isfinite(results[i].composite) && isfinite(results[i].error));
		assert(grade_standing_name(items[i].standing) != NULL);
		assert(grade_compared_name(items[i].compared) != NULL);
		if (results[i].reason == GRADE_GRADED)
			assert(grade_cap(&indicator, &items[i], &grade_scheme_default) ==
			       results[i].cap);
	}
	grade_rank(results, UNITS, scratch);
	if (results[0].reason == GRADE_GRADED && results[1].reason == GRADE_GRADED)
		assert(grade_is_distinguishable(&results[0], &results[1]) ==
		       grade_is_distinguishable(&results[1], &results[0]));
}

/* Of whatever is told of a result: q are shares, and none is below its p. */
static void
fuzz_false_discovery(struct source *source)
{
	double p[UNITS], q[UNITS], least = 1;
	size_t order[UNITS];
	bool grown;

	for (size_t i = 0; i < UNITS; i++) {
		double low = (double)choose(source, 257) / 256, high = (double)choose(source, 257);

		p[i] = false_discovery_probability(take_double(source), low, high / 256);
		assert(p[i] >= 0 && p[i] <= 1);
		least = fmin(least, p[i]);
	}
	false_discovery_compute(q, p, UNITS, order);
	for (size_t i = 0; i < UNITS; i++) {
		assert(q[i] >= p[i] && q[i] <= 1);
		assert(false_discovery_weight(q[i], 3, 10, p[i]) >= 0);
		grown = false_discovery_has_grown(q[i], 2, q[i], 2);
		assert(!grown || q[i] <= 0);
	}
	if (false_discovery_is_listed(least, 1))
		assert(false_discovery_expected(p, q, UNITS) >= UNITS * least);
}

static void
fuzz_kind(const char *text)
{
	enum funnel_model model;
	enum measure_kind kind;

	if (!measure_kind_find(&kind, text))
		return;
	assert(strcmp(measure_kinds[kind].name, text) == 0);
	assert(measure_kind_has_denominator(kind) || !funnel_model_of(&model, kind));
	assert(kind_model_name(measure_kinds[kind].interval_model)[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static void (*const targets[])(struct source * source) = {fuzz_intervals, fuzz_funnel,
	    fuzz_comparison, fuzz_rank, fuzz_grade, fuzz_series, fuzz_judgement};
	struct source source = {data, length};
	char text[64] = {0};
	struct decimal decimal;

	targets[choose(&source, sizeof(targets) / sizeof(targets[0]))](&source);
	fuzz_false_discovery(&source);
	for (size_t i = 0; i + 1 < sizeof(text) && i < length; i++)
		text[i] = (char)data[i];
	(void)decimal_parse(&decimal, text);
	(void)decimal_places(text);
	fuzz_kind(text);
	return 0;
}
