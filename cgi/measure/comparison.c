#include "comparison.h"

#include <assert.h>
#include <math.h>

#include "expectation.h"
#include "interval.h"
#include "order.h"

static void
check_rule(const struct comparison_rule *rule)
{
	assert(rule->kind < MEASURE_KIND_COUNT && rule->direction < MEASURE_DIRECTION_COUNT);
	assert(rule->bar < COMPARISON_BAR_COUNT);
	assert(rule->factor > 0 && rule->factor <= MEASURE_COUNT_MAX);
	assert(rule->confidence > 0 && rule->confidence < 1);
}

/* Mean of a sum of measurements; its interval needs the deviation and how many there were. */
static enum measure_status
estimate_mean(struct interval *out, struct decimal x, struct decimal n, const double *deviation,
    const struct comparison_rule *rule)
{
	double count = decimal_to_double(n), mean = decimal_to_double(x) / count;
	struct rate_moments moments = {count, mean, deviation != NULL ? *deviation : 0};
	enum measure_status status = MEASURE_NO_INTERVAL;

	if (deviation != NULL)
		status = interval_mean(out, &moments, rule->confidence);
	if (status != MEASURE_OK)
		out->value = out->lower = out->upper = mean;
	out->value *= rule->factor;
	out->lower *= rule->factor;
	out->upper *= rule->factor;
	return status == MEASURE_OK ? MEASURE_OK : MEASURE_NO_INTERVAL;
}

/* The exact Poisson limits of small counts, searched for once each: a county is full of them. */
struct exact_limits {
	bool known[INTERVAL_BYAR_FROM];
	struct interval limits[INTERVAL_BYAR_FROM];
};

/* interval_rate, with the same figures to the last bit. */
static enum measure_status
estimate_rate(struct interval *out, double x, double n, const struct comparison_rule *rule,
    struct exact_limits *exact)
{
	size_t count;

	if (x >= INTERVAL_BYAR_FROM || x > floor(x))
		return interval_rate(out, x, n, rule->factor, rule->confidence);
	count = (size_t)x;
	if (!exact->known[count])
		exact->known[count] =
		    interval_rate(&exact->limits[count], x, 1, 1, rule->confidence) == MEASURE_OK;
	out->value = rule->factor * x / n;
	out->lower = rule->factor * exact->limits[count].lower / n;
	out->upper = rule->factor * exact->limits[count].upper / n;
	return MEASURE_OK;
}

/* Value and interval of counts that rate_check has passed: OK or NO_INTERVAL. */
static enum measure_status
estimate(struct interval *out, struct decimal x, struct decimal n, const double *deviation,
    const struct comparison_rule *rule, struct exact_limits *exact)
{
	double numerator = decimal_to_double(x), denominator = decimal_to_double(n);
	enum measure_status status;

	switch (measure_kinds[rule->kind].interval_model) {
	case KIND_BINOMIAL:
		status = interval_wilson(out, numerator, denominator, rule->confidence);
		out->value *= rule->factor;
		out->lower *= rule->factor;
		out->upper *= rule->factor;
		return status;
	case KIND_POISSON:
		return estimate_rate(out, numerator, denominator, rule, exact);
	case KIND_NORMAL:
		return estimate_mean(out, x, n, deviation, rule);
	default:
		out->value = out->lower = out->upper = rule->factor * numerator;
		return MEASURE_NO_INTERVAL;
	}
}

/* The first reason against a rank; FEW_PEERS is known only after all have been looked at. */
static enum comparison_reason
judge(const struct comparison_unit *unit, const struct comparison_rule *rule)
{
	if (unit->status == MEASURE_NO_DATA)
		return COMPARISON_NO_DATA;
	if (unit->status == MEASURE_INVALID)
		return COMPARISON_INVALID;
	if (rule->direction == MEASURE_NEUTRAL || !measure_kinds[rule->kind].rankable)
		return COMPARISON_NOT_RANKABLE;
	if (!unit->complete)
		return COMPARISON_INCOMPLETE;
	if (rule->bar == COMPARISON_BAR_OWN_TREND)
		return COMPARISON_OWN_TREND;
	if (rule->bar == COMPARISON_BAR_UNCONFIRMED)
		return COMPARISON_UNCONFIRMED;
	if (measure_kind_has_denominator(rule->kind) &&
	    decimal_compare(unit->denominator, rule->minimum_denominator) < 0)
		return COMPARISON_BELOW_MINIMUM;
	if (!unit->interval_known && !rule->rank_without_interval)
		return COMPARISON_NO_INTERVAL;
	return COMPARISON_RANKED;
}

static void
compute_unit(
    struct comparison_unit *unit, const struct comparison_rule *rule, struct exact_limits *exact)
{
	struct interval interval = {0};
	enum measure_status status =
	    rate_check(rule->kind, unit->has_numerator ? &unit->numerator : NULL,
		unit->has_denominator ? &unit->denominator : NULL);

	if (status == MEASURE_OK)
		status = estimate(&interval, unit->numerator, unit->denominator,
		    unit->has_deviation ? &unit->deviation : NULL, rule, exact);
	unit->value = interval.value;
	unit->lower = interval.lower;
	unit->upper = interval.upper;
	unit->interval_known = status == MEASURE_OK;
	unit->status = status == MEASURE_NO_INTERVAL ? MEASURE_OK : status;
	if (unit->status == MEASURE_OK && !unit->complete)
		unit->status = MEASURE_PARTIAL;
	unit->reason = judge(unit, rule);
}

static int
compare_for_display(const void *context, size_t left, size_t right)
{
	const struct comparison_unit *units = context, *a = &units[left], *b = &units[right];

	if (a->peer_group != b->peer_group)
		return a->peer_group < b->peer_group ? -1 : 1;
	if ((a->rank == 0) != (b->rank == 0))
		return a->rank == 0 ? 1 : -1;
	return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Valid, complete, and not too small: what the group's pooled value is made of. */
static bool
counts(const struct comparison_unit *unit, const struct comparison_rule *rule)
{
	return unit->status == MEASURE_OK &&
	       decimal_compare(unit->denominator, rule->minimum_denominator) >= 0;
}

/* Units order[first ... end) are a group: true if one of them was to be ranked and is not. */
static bool
judge_expectations(struct comparison_unit units[], const size_t order[], size_t first, size_t end,
    const struct comparison_rule *rule)
{
	struct expectation expectation = {.kind = rule->kind};
	bool changed = false;

	for (size_t i = first; i < end; i++) {
		const struct comparison_unit *unit = &units[order[i]];

		if (counts(unit, rule))
			expectation_add(&expectation, unit->numerator, unit->denominator);
	}
	for (size_t i = first; i < end; i++) {
		struct comparison_unit *unit = &units[order[i]];

		unit->few_expected =
		    counts(unit, rule) && !expectation_is_enough(&expectation, unit->denominator);
		if (!unit->few_expected || unit->reason != COMPARISON_RANKED)
			continue;
		unit->reason = COMPARISON_FEW_EXPECTED;
		changed = true;
	}
	return changed;
}

/* The same of all groups; order: by group. */
static bool
expect(struct comparison_unit units[], size_t count, const struct comparison_rule *rule,
    const size_t order[])
{
	bool changed = false;

	for (size_t first = 0, end; first < count; first = end) {
		for (end = first + 1;
		     end < count && units[order[end]].peer_group == units[order[first]].peer_group;
		     end++)
			;
		changed = judge_expectations(units, order, first, end, rule) || changed;
	}
	return changed;
}

void
comparison_compute(struct comparison_unit units[], size_t count, const struct comparison_rule *rule,
    struct rank_unit ranks[], size_t order[])
{
	bool fraction = measure_kind_has_denominator(rule->kind), few = false;
	struct exact_limits exact = {0};

	check_rule(rule);
	for (size_t i = 0; i < count; i++) {
		compute_unit(&units[i], rule, &exact);
		ranks[i] = (struct rank_unit){.numerator = units[i].numerator,
		    .denominator = fraction ? units[i].denominator : decimal_from_integer(1),
		    .peer_group = units[i].peer_group,
		    .eligible = units[i].reason == COMPARISON_RANKED};
	}
	rank_compute(ranks, count, rule->direction, rule->minimum_peers, order);
	if (expect(units, count, rule, order)) {
		for (size_t i = 0; i < count; i++)
			ranks[i].eligible = units[i].reason == COMPARISON_RANKED;
		rank_compute(ranks, count, rule->direction, rule->minimum_peers, order);
	}
	for (size_t i = 0; i < count; i++) {
		units[i].rank = ranks[i].rank;
		units[i].of = ranks[i].of;
		units[i].tied = ranks[i].tied;
		if (units[i].reason == COMPARISON_RANKED && units[i].rank == 0) {
			units[i].reason = COMPARISON_FEW_PEERS;
			few = true;
		}
	}
	/* The order of ranking is that of display, but for eligible ones that got no rank. */
	if (few)
		order_indices(order, count, compare_for_display, units);
}

/* Joins one unit to the pooled moments of those before it. */
static void
pool_unit(struct rate_moments *pooled, const struct comparison_unit *unit)
{
	double n = decimal_to_double(unit->denominator);
	struct rate_moments groups[2] = {
	    *pooled, {n, decimal_to_double(unit->numerator) / n, unit->deviation}};

	*pooled = rate_moments_pool(groups, 2);
}

/* Adds the unit to the sums: false if they leave their range. */
static bool
add_unit(struct comparison_total *total, const struct comparison_unit *unit, bool fraction)
{
	struct decimal n = fraction ? unit->denominator : decimal_from_integer(0);

	return decimal_add(&total->numerator, total->numerator, unit->numerator) &&
	       decimal_add(&total->denominator, total->denominator, n);
}

static void
finish_total(struct comparison_total *total, const struct comparison_rule *rule, bool whole,
    const double *deviation)
{
	struct exact_limits exact = {0};
	struct interval interval = {0};
	enum measure_status status =
	    total->received == 0 ? MEASURE_NO_DATA
				 : rate_check(rule->kind, &total->numerator, &total->denominator);

	total->coverage =
	    total->expected == 0 ? 0 : (double)total->received / (double)total->expected;
	if (status == MEASURE_OK)
		status = estimate(
		    &interval, total->numerator, total->denominator, deviation, rule, &exact);
	total->value = interval.value;
	total->lower = interval.lower;
	total->upper = interval.upper;
	total->interval_known = status == MEASURE_OK;
	total->status = status == MEASURE_NO_INTERVAL ? MEASURE_OK : status;
	if (total->status == MEASURE_OK && !whole)
		total->status = MEASURE_PARTIAL;
}

void
comparison_aggregate(struct comparison_total *out, const struct comparison_unit units[],
    size_t count, const struct comparison_rule *rule)
{
	bool fraction = measure_kind_has_denominator(rule->kind), whole = true, deviations = true;
	struct rate_moments pooled = {0};

	check_rule(rule);
	*out = (struct comparison_total){.expected = count, .status = MEASURE_UNAVAILABLE};
	if (!measure_kinds[rule->kind].additive)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct comparison_unit *unit = &units[i];
		bool present = unit->has_numerator && (unit->has_denominator || !fraction);
		enum measure_status status =
		    rate_check(rule->kind, unit->has_numerator ? &unit->numerator : NULL,
			unit->has_denominator ? &unit->denominator : NULL);

		out->invalid += status == MEASURE_INVALID;
		whole = whole && unit->complete && present && status != MEASURE_INVALID;
		if (!present || status == MEASURE_INVALID)
			continue;
		if (!add_unit(out, unit, fraction)) {
			*out =
			    (struct comparison_total){.expected = count, .status = MEASURE_INVALID};
			return;
		}
		out->received++;
		if (status == MEASURE_OK) {
			deviations = deviations && unit->has_deviation;
			if (measure_kinds[rule->kind].interval_model == KIND_NORMAL)
				pool_unit(&pooled, unit);
		}
	}
	finish_total(out, rule, whole, deviations ? &pooled.deviation : NULL);
}
