#include "goal.h"

#include <assert.h>
#include <stddef.h>

#include "interval.h"

__extension__ typedef __int128 wide_integer;

#define UNITS_MAX 10000000000000000 /* NUMERIC(16,4): the product of two fits twice */
#define ONE       10000             /* units of one case */

static bool
is_small(struct decimal decimal)
{
	return decimal.units >= -UNITS_MAX && decimal.units <= UNITS_MAX;
}

static enum measure_status
check(const struct goal_rule *rule, const struct decimal *x, const struct decimal *n)
{
	enum measure_status status = rate_check(rule->kind, x, n);

	if (rule->direction == MEASURE_NEUTRAL)
		return MEASURE_UNAVAILABLE;
	if (rule->factor.units <= 0 || !is_small(rule->factor) || rule->goal.units < 0 ||
	    !is_small(rule->goal) ||
	    (measure_kinds[rule->kind].part_of_whole && rule->goal.units > rule->factor.units))
		return MEASURE_INVALID;
	if (status != MEASURE_OK)
		return status;
	return is_small(*x) && is_small(*n) ? MEASURE_OK : MEASURE_INVALID;
}

/* The distance from the limits of the value; OK or NO_INTERVAL. */
static enum measure_status
set_interval(struct goal_distance *out, const struct goal_rule *rule, double x, double n)
{
	double sign = rule->direction == MEASURE_INCREASE ? 1 : -1;
	double need = n * (decimal_to_double(rule->goal) / decimal_to_double(rule->factor));
	enum kind_model model = measure_kinds[rule->kind].interval_model;
	enum measure_status status = MEASURE_NO_INTERVAL;
	struct interval interval = {0};

	if (model == KIND_BINOMIAL)
		status = interval_wilson(&interval, x, n, rule->confidence);
	else if (model == KIND_POISSON)
		status = interval_rate(&interval, x, n, 1, rule->confidence);
	if (status != MEASURE_OK)
		return MEASURE_NO_INTERVAL;
	out->cases_lower = sign > 0 ? need - n * interval.upper : n * interval.lower - need;
	out->cases_upper = sign > 0 ? need - n * interval.lower : n * interval.upper - need;
	return MEASURE_OK;
}

void
goal_distance_compute(struct goal_distance *out, const struct goal_rule *rule,
    const struct decimal *numerator, const struct decimal *denominator)
{
	struct decimal one = decimal_from_integer(1);
	const struct decimal *n = measure_kind_has_denominator(rule->kind) ? denominator : &one;
	wide_integer to_go, per_case, cases;

	assert(rule->confidence > 0 && rule->confidence < 1);
	*out = (struct goal_distance){.status = check(rule, numerator, n)};
	if (out->status != MEASURE_OK)
		return;
	to_go = (wide_integer)rule->goal.units * n->units -
		(wide_integer)rule->factor.units * numerator->units;
	if (rule->direction == MEASURE_DECREASE)
		to_go = -to_go;
	out->met = to_go <= 0;
	out->gap = (double)to_go / (double)n->units / ONE;
	per_case = (wide_integer)rule->factor.units * ONE;
	cases = out->met ? 0 : (to_go + per_case - 1) / per_case;
	out->cases_known = !measure_kinds[rule->kind].measured && cases <= UNITS_MAX;
	out->cases = out->cases_known ? (int64_t)cases : 0;
	out->status = set_interval(out, rule, decimal_to_double(*numerator), decimal_to_double(*n));
}
