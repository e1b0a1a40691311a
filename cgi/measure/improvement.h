/*
 * Improvement on one's own baseline, held against regression to the mean: who was worst by chance
 * is better next time without having done anything.
 *
 * Of unit i in the baseline period y0 = x0/n0, now y1 = x1/n1; theta0 = sum x0/sum n0 over the
 * peers. Variances: th = (X + 1/2)/(N + 1), v = th (1 - th) for a proportion; th = v = (X + 1/2)/N
 * for a rate; s^2 = v/n, each of its own period's sums X and N.  tau2 is what peers differed by
 * beyond chance in the baseline period, after Paule and Mandel over all of them: 0 if Q(0) <= I -
 * 1, else the root of Q(t) = sum w (y0 - M)^2 = I - 1, w = 1/(s0^2 + t), M = sum w y0/sum w.  Then
 *   r = tau2/(tau2 + s0^2)              how much of its baseline is believed
 *   expected = theta0 + r (y0 - theta0) the shrunken baseline
 *   change = y1 - expected, variance s1^2 + r s0^2, interval -/+ z sqrt of it.
 * Values are fractions; times the factor of the indicator is left to the caller.  A negative change
 * is an improvement where lower is better.
 * Sources: Efron & Morris 1977, Scientific American 236(5); Paule & Mandel 1982, J Res NBS 87.
 */
#ifndef MEASURE_IMPROVEMENT_H
#define MEASURE_IMPROVEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "funnel.h"

#define IMPROVEMENT_UNITS 5 /* fewer do not tell how much peers differ */

struct improvement_unit {
	/* given */
	double x0;
	double n0;
	double x1;
	double n1;
	bool eligible; /* made false where its counts cannot be */
	/* computed, if eligible */
	double shrinkage; /* r */
	double expected;
	double change;
	double lower;
	double upper;
};

struct improvement {
	size_t units; /* eligible ones */
	double theta; /* theta0 */
	double tau2;
	double variance0; /* v of the baseline period */
	double variance1; /* v of now */
};

/*
 * Works on units[count] in place.  NO_INTERVAL: fewer than IMPROVEMENT_UNITS eligible units,
 * nothing but their number is set.  confidence between 0 and 1 (assert).
 */
enum measure_status improvement_compute(struct improvement *out, struct improvement_unit units[],
    size_t count, enum funnel_model model, double confidence);

/* The same by what was summed of the eligible units elsewhere: their counts, and tau2. */
struct improvement_sums {
	size_t units;
	double x0;
	double n0;
	double x1;
	double n1;
	double tau2;
};

/*
 * One of the units that were summed.  NO_INTERVAL: fewer than IMPROVEMENT_UNITS; INVALID: its
 * counts cannot be.
 */
enum measure_status improvement_compute_one(struct improvement_unit *unit,
    const struct improvement_sums *sums, enum funnel_model model, double confidence);

#endif
