#include "change.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"

#define EXPECTED_FEW 5         /* below it the score test is not trusted */
#define AS_LIKELY    1.0000001 /* tables within rounding of the observed one are as likely */

/* P(a of the first n1) given total cases: C(n1, a) C(n2, total - a)/C(n1 + n2, total). */
static double
table_mass(double a, double n1, double total, double n2)
{
	double theta = total / (n1 + n2);

	return binomial_mass(a, n1, theta) * binomial_mass(total - a, n2, theta) /
	       binomial_mass(total, n1 + n2, theta);
}

double
change_fisher(double x1, double n1, double x2, double n2)
{
	double total = x1 + x2, first = fmax(0, total - n2), last = fmin(n1, total);
	double observed, sum = 0;

	assert(x1 >= 0 && x1 <= n1 && x2 >= 0 && x2 <= n2 && n1 > 0 && n2 > 0);
	observed = table_mass(x1, n1, total, n2);
	for (double a = first; a <= last; a++) {
		double mass = table_mass(a, n1, total, n2);

		if (mass <= observed * AS_LIKELY)
			sum += mass;
	}
	return fmin(1, sum);
}

double
change_poisson(double x1, double n1, double x2, double n2)
{
	double total = x1 + x2, share = n1 / (n1 + n2), smaller;

	assert(x1 >= 0 && x2 >= 0 && n1 > 0 && n2 > 0);
	smaller = fmin(binomial_lower(x1, total, share), binomial_upper(x1, total, share));
	return fmin(1, 2 * smaller);
}

/* Pooled score test of two proportions; nothing to tell apart where all or none are cases. */
static double
score_test(const struct change_sample *before, const struct change_sample *after)
{
	double theta = (before->x + after->x) / (before->n + after->n);
	double variance = theta * (1 - theta) * (1 / before->n + 1 / after->n);

	if (!(variance > 0))
		return 1;
	return 2 * normal_upper(fabs(after->x / after->n - before->x / before->n) / sqrt(variance));
}

static double
test_proportions(const struct change_sample *before, const struct change_sample *after)
{
	double all = before->n + after->n, cases = before->x + after->x;
	double least = fmin(cases, all - cases) * fmin(before->n, after->n) / all;

	if (least < EXPECTED_FEW && before->n <= floor(before->n) && after->n <= floor(after->n))
		return change_fisher(before->x, before->n, after->x, after->n);
	return score_test(before, after);
}

/* Welch's test; two constant series differ for certain or not at all. */
static double
test_means(const struct change_sample *before, const struct change_sample *after)
{
	double a = before->deviation * before->deviation / before->n;
	double b = after->deviation * after->deviation / after->n;
	double difference = fabs(after->x / after->n - before->x / before->n);
	double share, freedom, t;

	if (!(a + b > 0))
		return difference > 0 ? 0 : 1;
	share = a / (a + b);
	freedom =
	    1 / (share * share / (before->n - 1) + (1 - share) * (1 - share) / (after->n - 1));
	t = difference / sqrt(a + b);
	return beta_lower(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/* The interval of a mean: none without the deviation of its measurements. */
static enum measure_status
sample_mean(struct change_sample *out, const struct change_period *period, double confidence)
{
	struct rate_moments moments = {out->n, out->interval.value, period->deviation};
	enum measure_status status;

	if (!period->has_deviation)
		return MEASURE_NO_INTERVAL;
	status = interval_mean(&out->interval, &moments, confidence);
	if (status != MEASURE_OK)
		out->interval.value = out->x / out->n;
	return status;
}

void
change_sample_read(struct change_sample *out, enum measure_kind kind,
    const struct change_period *period, double confidence)
{
	enum measure_status status =
	    rate_check(kind, period->has_numerator ? &period->numerator : NULL,
		period->has_denominator ? &period->denominator : NULL);

	*out = (struct change_sample){.status = status,
	    .x = decimal_to_double(period->numerator),
	    .n = 1,
	    .deviation = period->deviation};
	if (status != MEASURE_OK)
		return;
	if (measure_kind_has_denominator(kind))
		out->n = decimal_to_double(period->denominator);
	out->interval.value = out->x / out->n;
	switch (measure_kinds[kind].change_model) {
	case KIND_BINOMIAL:
		status = decimal_is_whole(period->numerator)
			     ? interval_wilson(&out->interval, out->x, out->n, confidence)
			     : MEASURE_NO_INTERVAL;
		break;
	case KIND_POISSON:
		status = interval_rate(&out->interval, out->x, out->n, 1, confidence);
		break;
	case KIND_NORMAL:
		status = sample_mean(out, period, confidence);
		break;
	default:
		status = MEASURE_NO_INTERVAL;
	}
	out->status = status == MEASURE_OK ? MEASURE_OK : MEASURE_NO_INTERVAL;
}

double
change_probability(
    enum measure_kind kind, const struct change_sample *before, const struct change_sample *after)
{
	assert(before->status == MEASURE_OK && after->status == MEASURE_OK);
	if (measure_kinds[kind].change_model == KIND_BINOMIAL)
		return test_proportions(before, after);
	if (measure_kinds[kind].change_model == KIND_NORMAL)
		return test_means(before, after);
	return change_poisson(before->x, before->n, after->x, after->n);
}

static enum change_verdict
judge(const struct change *change, enum measure_direction direction, double level)
{
	if (!(change->probability < level))
		return CHANGE_NONE;
	if (direction == MEASURE_NEUTRAL)
		return CHANGE_DIFFERENT;
	return (change->difference > 0) == (direction == MEASURE_INCREASE) ? CHANGE_BETTER
									   : CHANGE_WORSE;
}

void
change_compute(struct change *out, enum measure_kind kind, enum measure_direction direction,
    double factor, const struct change_period *before, const struct change_period *after,
    double confidence)
{
	struct change_sample a, b;
	double down, up;

	assert(factor > 0 && confidence > 0 && confidence < 1);
	change_sample_read(&a, kind, before, confidence);
	change_sample_read(&b, kind, after, confidence);
	*out =
	    (struct change){.status = a.status > b.status ? a.status : b.status, .probability = 1};
	if (out->status > MEASURE_NO_INTERVAL)
		return;
	out->difference = b.interval.value - a.interval.value;
	out->lower = out->upper = out->difference;
	if (out->status == MEASURE_OK) {
		down =
		    hypot(b.interval.value - b.interval.lower, a.interval.upper - a.interval.value);
		up =
		    hypot(b.interval.upper - b.interval.value, a.interval.value - a.interval.lower);
		out->lower -= down;
		out->upper += up;
		out->probability = change_probability(kind, &a, &b);
		out->verdict = judge(out, direction, 1 - confidence);
	}
	out->difference *= factor;
	out->lower *= factor;
	out->upper *= factor;
}
