#include "trend.h"

#include <math.h>

#include "distribution.h"
#include "rate.h"

struct sums {
	double x, n, nt; /* sums of x, n and n t */
};

static bool
is_used(enum measure_kind kind, const struct trend_period *period)
{
	return period->has_counts &&
	       rate_check(kind, &period->numerator, &period->denominator) == MEASURE_OK;
}

/* The sums over the periods used; false if the counts are too large to be counts. */
static bool
sum_periods(struct sums *sums, struct trend_test *out, enum measure_kind kind,
    const struct trend_period periods[], size_t count)
{
	for (size_t t = 0; t < count; t++) {
		double n = decimal_to_double(periods[t].denominator);

		if (!is_used(kind, &periods[t]))
			continue;
		out->periods++;
		sums->x += decimal_to_double(periods[t].numerator);
		sums->n += n;
		sums->nt += n * (double)t;
	}
	return sums->x <= MEASURE_COUNT_MAX && sums->n <= MEASURE_COUNT_MAX;
}

static void
test_line(struct trend_test *out, enum measure_kind kind, const struct sums *sums,
    const struct trend_period periods[], size_t count)
{
	bool binomial = measure_kinds[kind].interval_model == KIND_BINOMIAL;
	double p = sums->x / sums->n, variance = binomial ? p * (1 - p) : p;
	double middle = sums->nt / sums->n, spread = 0, slope = 0, residual = 0;
	double freedom = (double)out->periods - 2;

	for (size_t t = 0; t < count; t++) {
		double n = decimal_to_double(periods[t].denominator), from = (double)t - middle;

		if (!is_used(kind, &periods[t]))
			continue;
		spread += n * from * from;
		slope += from * decimal_to_double(periods[t].numerator);
	}
	out->slope = slope / spread;
	out->z = slope / sqrt(variance * spread);
	/* X2 - z^2, summed about the line: nothing is lost where the line is steep. */
	for (size_t t = 0; t < count; t++) {
		double n = decimal_to_double(periods[t].denominator), off;

		if (!is_used(kind, &periods[t]))
			continue;
		off = decimal_to_double(periods[t].numerator) / n - p -
		      out->slope * ((double)t - middle);
		residual += n * off * off / variance;
	}
	out->phi = fmax(1, residual / freedom);
	out->t = out->z / sqrt(out->phi);
	out->probability = beta_lower(freedom / 2, 0.5, freedom / (freedom + out->t * out->t));
	if (out->probability < TREND_LEVEL)
		out->word = out->t > 0 ? TREND_RISING : TREND_FALLING;
}

void
trend_test_compute(struct trend_test *out, enum measure_kind kind,
    const struct trend_period periods[], size_t count)
{
	enum kind_model model = measure_kinds[kind].interval_model;
	struct sums sums = {0};

	*out = (struct trend_test){.status = TREND_UNAVAILABLE};
	if ((model != KIND_BINOMIAL && model != KIND_POISSON) ||
	    !sum_periods(&sums, out, kind, periods, count))
		return;
	out->status = TREND_SHORT;
	if (out->periods < TREND_PERIODS)
		return;
	out->status = TREND_FEW_EVENTS;
	if (sums.x < TREND_EVENTS || (model == KIND_BINOMIAL && sums.n - sums.x < TREND_EVENTS))
		return;
	out->status = TREND_OK;
	test_line(out, kind, &sums, periods, count);
}
