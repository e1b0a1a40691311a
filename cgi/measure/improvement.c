#include "improvement.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"

#define HALVINGS 100 /* more than a double has bits */

struct sums {
	double x;
	double n;
};

static bool
can_be(double x, double n, enum funnel_model model)
{
	return x >= 0 && n >= MEASURE_COUNT_MIN && n <= MEASURE_COUNT_MAX &&
	       x <= (model == FUNNEL_BINOMIAL ? n : MEASURE_COUNT_MAX);
}

/* Of one case or of one unit of exposure; never 0, so that a period without events has an error. */
static double
variance_of(const struct sums *sums, enum funnel_model model)
{
	if (model != FUNNEL_BINOMIAL)
		return (sums->x + 0.5) / sums->n;
	/* 1 - theta would be 0 where all of very many have it. */
	return (sums->x + 0.5) / (sums->n + 1) * ((sums->n - sums->x + 0.5) / (sums->n + 1));
}

/* Q(t) of the head. */
static double
spread(const struct improvement_unit units[], size_t count, double variance, double tau2)
{
	double weights = 0, mean = 0, squares = 0;

	for (size_t i = 0; i < count; i++) {
		double weight;

		if (!units[i].eligible)
			continue;
		weight = 1 / (variance / units[i].n0 + tau2);
		weights += weight;
		mean += weight * units[i].x0 / units[i].n0;
	}
	mean /= weights;
	for (size_t i = 0; i < count; i++) {
		double distance;

		if (!units[i].eligible)
			continue;
		distance = units[i].x0 / units[i].n0 - mean;
		squares += distance * distance / (variance / units[i].n0 + tau2);
	}
	return squares;
}

static double
find_tau2(const struct improvement_unit units[], size_t count, size_t eligible, double variance)
{
	double freedom = (double)eligible - 1, low = 0, high = 0, mean = 0;

	if (spread(units, count, variance, 0) <= freedom)
		return 0;
	for (size_t i = 0; i < count; i++)
		mean += units[i].eligible ? units[i].x0 / units[i].n0 / (double)eligible : 0;
	/* Q(t) is at most sum (y - mean)^2/t, so the root is not above this. */
	for (size_t i = 0; i < count; i++) {
		double distance = units[i].eligible ? units[i].x0 / units[i].n0 - mean : 0;

		high += distance * distance / freedom;
	}
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (spread(units, count, variance, middle) > freedom)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* The computed part of a unit, by its peers. */
static void
compute_unit(struct improvement_unit *unit, const struct improvement *peers, double confidence)
{
	double own = peers->variance0 / unit->n0, half;

	unit->shrinkage = peers->tau2 / (peers->tau2 + own);
	unit->expected = peers->theta + unit->shrinkage * (unit->x0 / unit->n0 - peers->theta);
	unit->change = unit->x1 / unit->n1 - unit->expected;
	half =
	    normal_quantile(confidence) * sqrt(peers->variance1 / unit->n1 + unit->shrinkage * own);
	unit->lower = unit->change - half;
	unit->upper = unit->change + half;
}

static void
read_sums(struct improvement *out, const struct sums *before, const struct sums *after,
    enum funnel_model model)
{
	out->variance0 = variance_of(before, model);
	out->variance1 = variance_of(after, model);
	out->theta = before->x / before->n;
}

enum measure_status
improvement_compute(struct improvement *out, struct improvement_unit units[], size_t count,
    enum funnel_model model, double confidence)
{
	struct sums before = {0}, after = {0};

	assert(confidence > 0 && confidence < 1);
	*out = (struct improvement){0};
	for (size_t i = 0; i < count; i++) {
		struct improvement_unit *unit = &units[i];

		unit->eligible = unit->eligible && can_be(unit->x0, unit->n0, model) &&
				 can_be(unit->x1, unit->n1, model);
		if (!unit->eligible)
			continue;
		out->units++;
		before = (struct sums){before.x + unit->x0, before.n + unit->n0};
		after = (struct sums){after.x + unit->x1, after.n + unit->n1};
	}
	if (out->units < IMPROVEMENT_UNITS)
		return MEASURE_NO_INTERVAL;
	read_sums(out, &before, &after, model);
	out->tau2 = find_tau2(units, count, out->units, out->variance0);
	for (size_t i = 0; i < count; i++) {
		if (units[i].eligible)
			compute_unit(&units[i], out, confidence);
	}
	return MEASURE_OK;
}

enum measure_status
improvement_compute_one(struct improvement_unit *unit, const struct improvement_sums *sums,
    enum funnel_model model, double confidence)
{
	struct improvement peers = {.units = sums->units, .tau2 = sums->tau2};

	assert(confidence > 0 && confidence < 1);
	if (sums->units < IMPROVEMENT_UNITS)
		return MEASURE_NO_INTERVAL;
	if (!can_be(unit->x0, unit->n0, model) || !can_be(unit->x1, unit->n1, model) ||
	    !can_be(sums->x0, sums->n0, model) || !can_be(sums->x1, sums->n1, model) ||
	    !(sums->tau2 >= 0 && sums->tau2 <= MEASURE_COUNT_MAX))
		return MEASURE_INVALID;
	read_sums(
	    &peers, &(struct sums){sums->x0, sums->n0}, &(struct sums){sums->x1, sums->n1}, model);
	compute_unit(unit, &peers, confidence);
	return MEASURE_OK;
}
