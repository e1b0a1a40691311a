#include "overdispersion.h"

#include <math.h>

#include "distribution.h"
#include "order.h"

/* Eligible units first, by z. */
static int
compare_z(const void *context, size_t left, size_t right)
{
	const struct overdispersion_unit *units = context, *a = &units[left], *b = &units[right];

	if (a->eligible != b->eligible)
		return a->eligible ? -1 : 1;
	return a->eligible ? (a->z > b->z) - (a->z < b->z) : 0;
}

/* Type 7 quantile of the first count units of the sorted indices, in whole per cent. */
static double
quantile(
    const struct overdispersion_unit units[], const size_t sorted[], size_t count, size_t percent)
{
	size_t position = (count - 1) * percent, index = position / 100;
	double part = (double)(position % 100) / 100, low = units[sorted[index]].z;

	if (position % 100 == 0)
		return low;
	return low + part * (units[sorted[index + 1]].z - low);
}

/* Pools theta over the eligible units; false if there is none. */
static bool
pool(struct overdispersion *out, struct overdispersion_unit units[], size_t count,
    enum funnel_model model)
{
	double x = 0, n = 0;

	for (size_t i = 0; i < count; i++) {
		struct overdispersion_unit *unit = &units[i];

		unit->eligible =
		    unit->eligible && unit->n >= MEASURE_COUNT_MIN &&
		    unit->n <= MEASURE_COUNT_MAX &&
		    (unit->x == 0 || unit->x >= MEASURE_COUNT_MIN) &&
		    unit->x <= (model == FUNNEL_BINOMIAL ? unit->n : MEASURE_COUNT_MAX);
		if (!unit->eligible)
			continue;
		out->units++;
		x += unit->x;
		n += unit->n;
	}
	out->theta = out->units > 0 ? x / n : 0;
	return out->units > 0;
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
		unit->winsorised = fmin(out->quantile_high, fmax(out->quantile_low, unit->z));
		unit->clipped = unit->z <= out->quantile_low || unit->z >= out->quantile_high;
		squares += unit->winsorised * unit->winsorised;
	}
	out->phi = squares / (double)out->units;
}

/* The weights are scaled by the largest, so that their squares cannot overflow. */
static double
random_effect(
    const struct overdispersion *all, const struct overdispersion_unit units[], size_t count)
{
	double least = INFINITY, sum = 0, squares = 0, divisor;
	double number = (double)all->units;

	for (size_t i = 0; i < count; i++)
		if (units[i].eligible)
			least = fmin(least, units[i].deviation);
	for (size_t i = 0; i < count; i++) {
		double ratio = units[i].eligible ? least / units[i].deviation : 0;

		sum += ratio * ratio;
		squares += ratio * ratio * ratio * ratio;
	}
	divisor = sum - squares / sum;
	if (!(divisor > 0))
		return 0;
	return fmax(0, (number * all->phi - (number - 1)) / divisor) * least * least;
}

static struct funnel_limits
widened(enum funnel_model model, double target, double deviation, double confidence)
{
	double half = normal_quantile(confidence) * deviation;

	return (struct funnel_limits){fmax(0, target - half),
	    model == FUNNEL_BINOMIAL ? fmin(1, target + half) : target + half};
}

/* On the limit is inside. */
static enum funnel_class
classify_z(double z)
{
	double size = fabs(z);

	if (size <= normal_quantile(0.95))
		return FUNNEL_WITHIN;
	if (size <= normal_quantile(0.998))
		return z < 0 ? FUNNEL_LOW_95 : FUNNEL_HIGH_95;
	return z < 0 ? FUNNEL_LOW_998 : FUNNEL_HIGH_998;
}

static void
finish_unit(
    struct overdispersion_unit *unit, const struct overdispersion *all, enum funnel_model model)
{
	double deviation = sqrt(unit->deviation * unit->deviation + all->tau2);
	struct funnel_point point;

	unit->limits_95 = widened(model, all->target, deviation, 0.95);
	unit->limits_998 = widened(model, all->target, deviation, 0.998);
	unit->adjusted = deviation > 0 ? (unit->value - all->target) / deviation : 0;
	unit->class_adjusted = classify_z(unit->adjusted);
	unit->class_exact = classify_z(unit->z);
	if (funnel_classify(&point, model, unit->x, unit->n, all->target) == MEASURE_OK)
		unit->class_exact = point.class;
	unit->class_final = all->adjusted ? funnel_weaker(unit->class_exact, unit->class_adjusted)
					  : unit->class_exact;
}

enum measure_status
overdispersion_compute(struct overdispersion *out, struct overdispersion_unit units[], size_t count,
    enum funnel_model model, const double *target, size_t minimum_units, size_t scratch[])
{
	bool spread;

	*out = (struct overdispersion){0};
	if (target != NULL && !funnel_target_is_valid(model, *target))
		return MEASURE_INVALID;
	if (!pool(out, units, count, model))
		return MEASURE_NO_DATA;
	out->target = target != NULL ? *target : out->theta;
	out->adjusted = out->units >= minimum_units;
	spread = out->target > 0 && (model == FUNNEL_POISSON || out->target < 1);
	for (size_t i = 0; i < count; i++) {
		struct overdispersion_unit *unit = &units[i];

		if (!unit->eligible)
			continue;
		unit->value = unit->x / unit->n;
		unit->deviation = funnel_deviation(model, out->target, unit->n);
		unit->z = spread ? (unit->value - out->target) / unit->deviation : 0;
	}
	winsorise(out, units, count, scratch);
	if (spread && out->adjusted)
		out->tau2 = random_effect(out, units, count);
	for (size_t i = 0; i < count; i++)
		if (units[i].eligible)
			finish_unit(&units[i], out, model);
	return MEASURE_OK;
}
