#include "overdispersion.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"
#include "order.h"
#include "series.h"

/* A random effect this much smaller than the values' own spread is none: ln 1e-26. */
#define LOG_LEAST -60
#define MANY      64   /* units from which on the series costs less than the sums */
#define START     0.01 /* where nothing is known; from below, steps of Newton come near at once */

/* Eligible units first, by z. */
static int
compare_z(const void *context, size_t left, size_t right)
{
	const struct overdispersion_unit *units = context, *a = &units[left], *b = &units[right];

	if (a->eligible != b->eligible)
		return a->eligible ? -1 : 1;
	return a->eligible ? (a->z_raw > b->z_raw) - (a->z_raw < b->z_raw) : 0;
}

/* Type 7 quantile of the first count units of the sorted indices, in whole per cent. */
static double
quantile(
    const struct overdispersion_unit units[], const size_t sorted[], size_t count, size_t percent)
{
	size_t position = (count - 1) * percent, index = position / 100;
	double part = (double)(position % 100) / 100, low = units[sorted[index]].z_raw;

	if (position % 100 == 0)
		return low;
	return low + part * (units[sorted[index + 1]].z_raw - low);
}

/* Takes out what cannot be counts; returns how many remain, with their sums. */
static size_t
pool(
    double *x, double *n, struct overdispersion_unit units[], size_t count, enum funnel_model model)
{
	size_t eligible = 0;

	*x = *n = 0;
	for (size_t i = 0; i < count; i++) {
		struct overdispersion_unit *unit = &units[i];

		*unit = (struct overdispersion_unit){.x = unit->x,
		    .n = unit->n,
		    .eligible = unit->eligible,
		    .class_adjusted = FUNNEL_WITHIN,
		    .class_exact = FUNNEL_WITHIN,
		    .class_final = FUNNEL_WITHIN};
		unit->eligible =
		    unit->eligible && unit->n >= MEASURE_COUNT_MIN &&
		    unit->n <= MEASURE_COUNT_MAX &&
		    (unit->x == 0 || unit->x >= MEASURE_COUNT_MIN) &&
		    unit->x <= (model == FUNNEL_BINOMIAL ? unit->n : MEASURE_COUNT_MAX);
		if (!unit->eligible)
			continue;
		unit->value = unit->x / unit->n;
		eligible++;
		*x += unit->x;
		*n += unit->n;
	}
	return eligible;
}

static void
winsorise(
    struct overdispersion *out, struct overdispersion_unit units[], size_t count, size_t scratch[])
{
	double squares = 0;

	order_indices(scratch, count, compare_z, units);
	out->quantile_low = quantile(units, scratch, out->units, OVERDISPERSION_TRIM);
	out->quantile_high = quantile(units, scratch, out->units, 100 - OVERDISPERSION_TRIM);
	for (size_t i = 0; i < count; i++) {
		struct overdispersion_unit *unit = &units[i];

		if (!unit->eligible)
			continue;
		unit->winsorised = fmin(out->quantile_high, fmax(out->quantile_low, unit->z_raw));
		unit->clipped =
		    unit->z_raw <= out->quantile_low || unit->z_raw >= out->quantile_high;
		squares += unit->winsorised * unit->winsorised;
	}
	out->phi = squares / (double)out->units;
}

/* Those who judge: the eligible units of a period, all or all but one. */
struct others {
	const struct overdispersion_unit *units;
	size_t count;
	size_t without;  /* index of the one that is left out; count: none */
	double theta;    /* pooled, never at an end of its range */
	double variance; /* of one case: s^2 = variance/n */
	double freedom;  /* what Q is expected to be: one less than they are */
	double squares;  /* sum of squares of their values about their mean */
};

static bool
is_one(const struct others *others, size_t index)
{
	return index != others->without && others->units[index].eligible;
}

/* Of one case.  Not by 1 - theta: that would be 0 where all of very many are cases. */
static double
variance_of(double x, double n, enum funnel_model model)
{
	if (model == FUNNEL_BINOMIAL)
		return (x + 0.5) / (n + 1) * ((n - x + 0.5) / (n + 1));
	return (x + 0.5) / n;
}

static struct others
gather(
    const struct overdispersion_unit units[], size_t count, size_t without, enum funnel_model model)
{
	struct others others = {.units = units, .count = count, .without = without};
	double x = 0, n = 0, number = 0, sum = 0, squares = 0;

	for (size_t j = 0; j < count; j++) {
		if (!is_one(&others, j))
			continue;
		x += units[j].x;
		n += units[j].n;
		number++;
	}
	others.theta = (x + 0.5) / (model == FUNNEL_BINOMIAL ? n + 1 : n);
	others.variance = variance_of(x, n, model);
	others.freedom = number - 1;
	for (size_t j = 0; j < count; j++) {
		double distance = is_one(&others, j) ? units[j].value - others.theta : 0;

		sum += distance;
		squares += distance * distance;
	}
	others.squares = squares - sum * sum / number;
	return others;
}

/* Their weighted mean, as a distance from theta so that nothing is lost, and what is about it. */
struct weighed {
	double sum; /* of the weights */
	double mean;
	double q;
	double slope; /* -dQ/dt */
};

static struct weighed
weigh(const struct others *others, double tau2)
{
	double sum = 0, first = 0, second = 0, sum_2 = 0, first_2 = 0, second_2 = 0, mean;

	for (size_t j = 0; j < others->count; j++) {
		const struct overdispersion_unit *unit = &others->units[j];
		double weight, part, distance;

		if (!is_one(others, j))
			continue;
		weight = 1 / (others->variance / unit->n + tau2);
		distance = unit->value - others->theta;
		part = weight * distance;
		sum += weight;
		first += part;
		second += part * distance;
		sum_2 += weight * weight;
		first_2 += weight * part;
		second_2 += part * part;
	}
	mean = first / sum;
	return (struct weighed){
	    sum, mean, second - mean * first, second_2 - 2 * mean * first_2 + mean * mean * sum_2};
}

/* In logarithms, where the root is found to the same relative accuracy wherever it lies. */
static struct slope_point
compare_q(double log_tau2, const void *context)
{
	const struct others *others = context;
	double tau2 = exp(log_tau2);
	struct weighed at = weigh(others, tau2);

	return (struct slope_point){log(others->freedom / at.q), tau2 * at.slope / at.q};
}

/* start: near the root, or 0 if nothing is known. */
static double
random_effect(const struct others *others, double start)
{
	/* Q(t) <= sum (y - mean)^2/t, so that this is not below the root. */
	double high = others->squares / others->freedom;

	if (!(weigh(others, 0).q > others->freedom))
		return 0;
	return exp(find_root(
	    compare_q, others, log(high) + LOG_LEAST, log(high), log(fmax(start, START * high))));
}

static struct funnel_limits
widened(const struct overdispersion_unit *unit, enum funnel_model model, double quantile)
{
	double half = quantile * unit->error;

	return (struct funnel_limits){fmax(0, unit->theta_others - half),
	    model == FUNNEL_BINOMIAL ? fmin(1, unit->theta_others + half)
				     : unit->theta_others + half};
}

enum funnel_class
overdispersion_class(double z)
{
	double size = fabs(z);

	if (size <= normal_quantile(0.95))
		return FUNNEL_WITHIN;
	if (size <= normal_quantile(0.998))
		return z < 0 ? FUNNEL_LOW_95 : FUNNEL_HIGH_95;
	return z < 0 ? FUNNEL_LOW_998 : FUNNEL_HIGH_998;
}

/* The eligible units of a period, at least OVERDISPERSION_UNITS. */
struct period {
	const struct overdispersion_unit *units;
	double x; /* sums of all */
	double n;
	double variance; /* of one case, by these */
	double tau2;     /* of all */
	bool has_series;
	struct series series; /* about tau2 */
};

/* All that the judgement of a group needs. */
struct group {
	const struct overdispersion *all;
	struct overdispersion_unit *units;
	size_t count;
	enum funnel_model model;
	struct period periods[OVERDISPERSION_PERIODS]; /* the current one first */
	size_t period_count;
	struct series pooled; /* of the current period, about the mean tau2; if it has_series */
};

static double
variance_without(
    const struct period *period, const struct overdispersion_unit *unit, enum funnel_model model)
{
	return variance_of(period->x - unit->x, period->n - unit->n, model);
}

/* What the others of a period differ by. */
static double
effect_without(const struct period *period, const struct group *group, size_t index)
{
	const struct overdispersion_unit *unit = &period->units[index];
	const struct series_unit one = {unit->n, unit->value};
	struct series_judgement judgement;
	struct others others;

	if (!unit->eligible)
		return period->tau2;
	if (period->has_series && series_leave_out(&judgement, &period->series, &one,
				      variance_without(period, unit, group->model)))
		return judgement.tau2;
	others = gather(period->units, group->count, index, group->model);
	return random_effect(&others, period->tau2);
}

/* What the others of the current period are on the whole, by sums over all of them. */
static void
compare(struct overdispersion_unit *unit, const struct group *group, size_t index)
{
	struct others others = gather(group->units, group->count, index, group->model);
	struct weighed at = weigh(&others, unit->tau2_others);

	unit->theta_others = others.theta + at.mean;
	unit->error = sqrt(others.variance / unit->n + unit->tau2_others + 1 / at.sum);
}

/* The same out of the group's series, if it can be told from it. */
static bool
compare_by_series(struct overdispersion_unit *unit, const struct group *group)
{
	const struct series_unit one = {unit->n, unit->value};
	const struct period *now = &group->periods[0];
	double variance = variance_without(now, unit, group->model);
	struct series_judgement judgement = {.tau2 = unit->tau2_others};

	if (!now->has_series || !series_weigh(&judgement, &group->pooled, &one, variance))
		return false;
	unit->theta_others = judgement.mean;
	unit->error = sqrt(variance / unit->n + judgement.tau2 + 1 / judgement.sum);
	return true;
}

static void
judge_unit(const struct group *group, size_t index, double df)
{
	struct overdispersion_unit *unit = &group->units[index];
	struct funnel_point point;
	double sum = 0;

	for (size_t p = 0; p < group->period_count; p++)
		sum += effect_without(&group->periods[p], group, index);
	unit->tau2_others = sum / (double)group->period_count;
	if (!compare_by_series(unit, group))
		compare(unit, group, index);
	unit->df = df;
	unit->z = student_score((unit->value - unit->theta_others) / unit->error, df);
	unit->class_adjusted = overdispersion_class(unit->z);
	unit->class_exact = overdispersion_class(unit->z_raw);
	if (funnel_classify(&point, group->model, unit->x, unit->n, group->all->target) ==
	    MEASURE_OK)
		unit->class_exact = point.class;
	unit->class_final = funnel_weaker(unit->class_exact, unit->class_adjusted);
}

static void
make_series(struct series *out, const struct period *period, size_t count, double tau2)
{
	double most = 0;

	for (size_t i = 0; i < count; i++)
		most = fmax(most, period->units[i].eligible ? period->units[i].n : 0);
	series_begin(out, period->x / period->n, tau2 / period->variance, most);
	for (size_t i = 0; i < count; i++) {
		const struct series_unit one = {period->units[i].n, period->units[i].value};

		if (period->units[i].eligible)
			series_add(out, &one);
	}
}

/* Takes a period in if it has units enough. */
static size_t
add_period(struct group *group, struct overdispersion_unit units[])
{
	struct period *period = &group->periods[group->period_count];
	size_t eligible = pool(&period->x, &period->n, units, group->count, group->model);
	struct others everybody;

	if (eligible < OVERDISPERSION_UNITS)
		return eligible;
	group->period_count++;
	period->units = units;
	everybody = gather(units, group->count, group->count, group->model);
	period->variance = everybody.variance;
	period->tau2 = random_effect(&everybody, 0);
	period->has_series = eligible >= MANY;
	if (period->has_series)
		make_series(&period->series, period, group->count, period->tau2);
	return eligible;
}

static void
judge(struct overdispersion *out, struct group *group)
{
	const struct period *now = &group->periods[0];
	double df = ((double)out->units - 2) * (1 + ((double)group->period_count - 1) / 6);
	double quantile_95 = student_quantile((1 - 0.95) / 2, df);
	double quantile_998 = student_quantile((1 - 0.998) / 2, df);
	double sum = 0;

	out->periods = group->period_count;
	out->tau2 = now->tau2;
	for (size_t p = 0; p < group->period_count; p++)
		sum += group->periods[p].tau2;
	if (now->has_series)
		make_series(&group->pooled, now, group->count, sum / (double)group->period_count);
	for (size_t i = 0; i < group->count; i++) {
		struct overdispersion_unit *unit = &group->units[i];

		if (!unit->eligible)
			continue;
		judge_unit(group, i, df);
		unit->limits_95 = widened(unit, group->model, quantile_95);
		unit->limits_998 = widened(unit, group->model, quantile_998);
	}
}

/* Where each stands by chance alone. */
static void
describe(struct overdispersion *out, const struct group *group, size_t scratch[])
{
	bool spread = out->target > 0 && (group->model == FUNNEL_POISSON || out->target < 1);

	for (size_t i = 0; i < group->count; i++) {
		struct overdispersion_unit *unit = &group->units[i];

		if (!unit->eligible)
			continue;
		unit->deviation = funnel_deviation(group->model, out->target, unit->n);
		unit->z_raw = spread ? (unit->value - out->target) / unit->deviation : 0;
	}
	winsorise(out, group->units, group->count, scratch);
}

enum measure_status
overdispersion_compute_pooled(struct overdispersion *out, struct overdispersion_unit units[],
    size_t count, enum funnel_model model, const double *target,
    struct overdispersion_unit *const earlier[], size_t earlier_count, size_t scratch[])
{
	struct group group = {.all = out, .units = units, .count = count, .model = model};

	*out = (struct overdispersion){.status = OVERDISPERSION_FEW_UNITS};
	if (target != NULL && !funnel_target_is_valid(model, *target))
		return MEASURE_INVALID;
	out->units = add_period(&group, units);
	if (out->units == 0)
		return MEASURE_NO_DATA;
	out->theta = group.periods[0].x / group.periods[0].n;
	out->target = target != NULL ? *target : out->theta;
	describe(out, &group, scratch);
	if (out->units < OVERDISPERSION_UNITS) {
		out->phi = 0;
		return MEASURE_OK;
	}
	assert(earlier_count < OVERDISPERSION_PERIODS);
	for (size_t p = 0; p < earlier_count; p++)
		(void)add_period(&group, earlier[p]);
	out->status = OVERDISPERSION_JUDGED;
	judge(out, &group);
	return MEASURE_OK;
}

enum measure_status
overdispersion_compute(struct overdispersion *out, struct overdispersion_unit units[], size_t count,
    enum funnel_model model, const double *target, size_t scratch[])
{
	return overdispersion_compute_pooled(out, units, count, model, target, NULL, 0, scratch);
}

bool
overdispersion_has_word(const struct overdispersion *group)
{
	return group->status == OVERDISPERSION_JUDGED && group->phi <= OVERDISPERSION_PHI_MAX;
}
