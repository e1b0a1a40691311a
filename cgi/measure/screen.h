/*
 * Screens for numbers that look made, mistyped or copied.  A screen asks a question of a person; it
 * proves nothing and refuses nothing.  Each gives the evidence as a probability or a likelihood
 * ratio, so that small hospitals with small numbers are not suspected for being small.
 */
#ifndef MEASURE_SCREEN_H
#define MEASURE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"
#include "rate.h"

#define SCREEN_COPY_EVIDENCE                                                                       \
	3.0 /* log10 of the likelihood ratio from which a copy is asked about */
#define SCREEN_PROBABILITY  0.001 /* chance below which the others fire */
#define SCREEN_DIGITS_LEAST 20    /* values needed to judge digits */

struct screen_copy {
	bool fired;
	size_t compared;  /* elements reported in both periods that are not 0 in both */
	size_t identical; /* of these, with the same value */
	double evidence;  /* log10 likelihood ratio of copied against counted anew */
};

/*
 * Was a period copied from the one before?  Counted anew, a count around m repeats with probability
 * f(m) of Poisson(m) at most; copied, with 0.95.  evidence = sum over identical elements of
 * log10(0.95/f) plus over different ones of log10(0.05/(1 - f)).  Two zeros say nothing.
 * has[i] of a period: element i was reported.  Counts must not be negative; others are skipped.
 */
void screen_copy_compute(struct screen_copy *out, const struct decimal before[],
    const bool has_before[], const struct decimal after[], const bool has_after[], size_t count);

struct screen_digits {
	bool fired;
	size_t values;       /* of at least three digits, that were judged */
	size_t digits[10];   /* how often each last digit stands */
	double probability;  /* of so uneven digits, chi-squared with 9 degrees of freedom */
	size_t round;        /* values ending in 0 or 5 */
	double round_chance; /* P(so many or more end in 0 or 5), binomial with 1/5 */
};

/*
 * Digit preference and rounding among counts.  Values below 100 are not judged: their last digit is
 * not uniform.  With fewer than SCREEN_DIGITS_LEAST judged values nothing fires and both
 * probabilities are 1.
 */
void screen_digits_compute(struct screen_digits *out, const int64_t values[], size_t count);

/*
 * P of a rate as perfect as all or none, if it were the peers': theta^n for x = n, (1 - theta)^n
 * for x = 0, else 1.  Fires below SCREEN_PROBABILITY.  x, n whole, 0 <= x <= n, 0 <= theta <= 1;
 * anything else gives 1.
 */
double screen_perfect(double x, double n, double theta);

/*
 * The factor by which a value seems to be in another unit than the reference (its own earlier value
 * or the peers' median): 10, 100, 1000, or 0.1, 0.01, 0.001; 1 if none fits.  Fits: value/factor
 * lies within a third of the reference, either way.  Both must be > 0, else 1.
 */
double screen_unit(double value, double reference);

/*
 * P that two periods' values differ so much by chance, whatever the percentage: binomial for
 * proportions, Poisson for the rest (see change.h).  1 if it cannot be told.
 */
double screen_jump(enum measure_kind kind, struct decimal x_before, struct decimal n_before,
    struct decimal x_after, struct decimal n_after);

/*
 * Denominators that should be one number: index of the first that differs from the first one given,
 * or count if all agree.  Missing ones (has false) are skipped.
 */
size_t screen_shared(const struct decimal values[], const bool has[], size_t count);

#endif
