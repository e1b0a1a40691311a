#include "series.h"

#include <math.h>

#include "distribution.h"

#define SHARE_MAX                                                                                  \
	0.5 /* of all weight: what is left after subtraction has lost no more than a bit */

void
series_begin(struct series *out, double centre, double u0, double n_max)
{
	double reach = SERIES_REACH * (u0 + 1 / n_max);

	*out = (struct series){.centre = centre,
	    .freedom = -2,
	    .u0 = u0,
	    .least = fmax(u0 / 10, u0 - reach),
	    .most = u0 + reach};
}

void
series_add(struct series *series, const struct series_unit *unit)
{
	double distance = unit->value - series->centre;
	double weight = unit->n / (1 + unit->n * series->u0), power = weight;

	series->freedom++;
	series->none[0] += unit->n;
	series->none[1] += unit->n * distance;
	series->none[2] += unit->n * distance * distance;
	for (int m = 0; m < SERIES_TERMS; m++, power *= weight) {
		series->terms[m][0] += power;
		series->terms[m][1] += power * distance;
		series->terms[m][2] += power * distance * distance;
	}
}

/* The three sums at one u, and how fast they fall. */
struct sums {
	double value[3];
	double fall[3];
};

static struct sums
sum_series(const struct series *series, double u)
{
	double step = series->u0 - u;
	struct sums sums = {0};

	for (int m = SERIES_TERMS; m-- > 0;)
		for (int k = 0; k < 3; k++) {
			sums.fall[k] = sums.fall[k] * step + sums.value[k];
			sums.value[k] = sums.value[k] * step + series->terms[m][k];
		}
	return sums;
}

struct left_out {
	const struct series *series;
	double n;
	double distance;
	double target; /* Q times v */
};

/* Q times v of the others. */
static double
spread_of(const struct sums *sums)
{
	return sums->value[2] - sums->value[1] * sums->value[1] / sums->value[0];
}

static void
subtract(struct sums *sums, const struct left_out *unit, double u)
{
	double weight = unit->n / (1 + unit->n * u), power = 1;

	for (int k = 0; k < 3; k++, power *= unit->distance) {
		sums->value[k] -= weight * power;
		sums->fall[k] -= weight * weight * power;
	}
}

/* Rises with log u. */
static struct slope_point
compare_spread(double log_u, const void *context)
{
	const struct left_out *unit = context;
	double u = exp(log_u), mean, spread, fall;
	struct sums sums = sum_series(unit->series, u);

	subtract(&sums, unit, u);
	mean = sums.value[1] / sums.value[0];
	spread = spread_of(&sums);
	fall = sums.fall[2] - 2 * mean * sums.fall[1] + mean * mean * sums.fall[0];
	return (struct slope_point){log(unit->target / spread), u * fall / spread};
}

static bool
find_spread(double *out, const struct left_out *unit)
{
	const struct series *series = unit->series;
	double low, high;

	if (!(series->u0 > 0))
		return false;
	low = log(series->least);
	high = log(series->most);
	if (!(compare_spread(low, unit).value <= 0 && compare_spread(high, unit).value >= 0))
		return false;
	*out = exp(find_root(compare_spread, unit, low, high, log(series->u0)));
	return true;
}

/* The others as they are at u. */
static void
read_judgement(struct series_judgement *out, const struct left_out *unit, double u, double variance)
{
	const struct series *series = unit->series;
	struct sums sums = {.value = {series->none[0], series->none[1], series->none[2]}};

	if (u > 0)
		sums = sum_series(series, u);
	subtract(&sums, unit, u);
	out->mean = series->centre + sums.value[1] / sums.value[0];
	out->sum = sums.value[0] / variance;
}

bool
series_leave_out(struct series_judgement *out, const struct series *series,
    const struct series_unit *unit, double variance)
{
	struct left_out left = {
	    series, unit->n, unit->value - series->centre, series->freedom * variance};
	struct sums sums = {.value = {series->none[0], series->none[1], series->none[2]}};
	double u = 0;

	if (unit->n > SHARE_MAX * series->none[0])
		return false;
	subtract(&sums, &left, 0);
	if (spread_of(&sums) > left.target && !find_spread(&u, &left))
		return false;
	out->tau2 = u * variance;
	read_judgement(out, &left, u, variance);
	return true;
}

bool
series_weigh(struct series_judgement *judgement, const struct series *series,
    const struct series_unit *unit, double variance)
{
	const struct left_out left = {series, unit->n, unit->value - series->centre, 0};
	double u = judgement->tau2 / variance;

	if (unit->n > SHARE_MAX * series->none[0] ||
	    (u > 0 && (u < series->least || u > series->most)))
		return false;
	read_judgement(judgement, &left, u, variance);
	return true;
}
