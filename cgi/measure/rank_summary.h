/*
 * What is said of a unit's rank, given the probability of each: a quantile is the smallest rank k
 * with P(rank <= k) >= q - 1e-6, so that rounding decides no tie.
 */
#ifndef MEASURE_RANK_SUMMARY_H
#define MEASURE_RANK_SUMMARY_H

#include <stddef.h>

struct rank_summary {
	double mean;
	double deviation;
	size_t median; /* quantile q = 0.5 */
	size_t lower;  /* q = 0.025 */
	size_t upper;  /* q = 0.975 */
	double first;  /* P(rank = 1) */
	double last;   /* P(rank = count) */
};

/*
 * Makes the masses of one unit's ranks add up to 1: rounding leaves their sum off by some 1e-12,
 * and single ones below 0 by less.
 */
void rank_summary_normalise(double mass[], size_t count);

/* mass[k] = P(rank = k + 1), adding up to 1; count > 0. */
void rank_summary_make(struct rank_summary *out, const double mass[], size_t count);

#endif
