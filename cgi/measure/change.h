/*
 * Has a value changed between two periods, or is the difference chance?
 */
#ifndef MEASURE_CHANGE_H
#define MEASURE_CHANGE_H

#include <stdbool.h>

#include "decimal.h"
#include "interval.h"
#include "rate.h"

/* One period's counts. */
struct change_period {
	struct decimal numerator;
	struct decimal denominator;
	bool has_numerator;
	bool has_denominator;
	bool has_deviation; /* kind MEAN: sd of the measurements, divisor n - 1 */
	double deviation;
};

enum change_verdict {
	CHANGE_UNKNOWN, /* no test */
	CHANGE_NONE,    /* not distinguishable from chance */
	CHANGE_BETTER,
	CHANGE_WORSE,
	CHANGE_DIFFERENT, /* neutral direction */
	CHANGE_VERDICT_COUNT
};

struct change {
	enum measure_status status; /* OK; NO_INTERVAL: difference only; NO_DATA; INVALID */
	double difference;          /* after - before, on the scale of factor */
	double lower;               /* interval of the difference, at the confidence given */
	double upper;
	double probability; /* two-sided p of the test of no change, 0..1 */
	enum change_verdict verdict;
};

/* One period in doubles, for who compares it with many. */
struct change_sample {
	enum measure_status status; /* OK; NO_INTERVAL: the value only; NO_DATA; INVALID */
	double x;
	double n;
	double deviation;
	struct interval interval; /* without factor */
};

void change_sample_read(struct change_sample *out, enum measure_kind kind,
    const struct change_period *period, double confidence);

/* p of change_compute's test of two samples that are OK (assert). */
double change_probability(
    enum measure_kind kind, const struct change_sample *before, const struct change_sample *after);

/*
 * Compares two independent periods of one unit.  factor > 0, confidence in (0, 1) (assert); the
 * verdict is at level 1 - confidence.
 * Interval: square-and-add of both periods' intervals (Newcombe 1998 method 10 for proportions; Zou
 * & Donner 2008 in general).  Tests: proportions Fisher's exact test where an expected number is
 * below 5, else the pooled score test; rates and ratios the exact conditional binomial test, twice
 * the smaller tail, numerators whole; means Welch's t.  A count: as rates of equal exposure.
 * NO_INTERVAL, without a test: counts not whole, a mean without deviations, a kind without
 * change_model.
 */
void change_compute(struct change *out, enum measure_kind kind, enum measure_direction direction,
    double factor, const struct change_period *before, const struct change_period *after,
    double confidence);

/*
 * Two-sided p of Fisher's exact test: all tables at most as likely as that of x1 of n1 and x2 of
 * n2, whole, 0 <= x <= n.  Time grows with the smaller margin.
 */
double change_fisher(double x1, double n1, double x2, double n2);

/* Two-sided p that x1 events in n1 and x2 in n2 come from one rate; x whole >= 0, n > 0. */
double change_poisson(double x1, double n1, double x2, double n2);

#endif
