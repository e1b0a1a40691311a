/*
 * How certain is a rank?  Each unit's true value is uncertain; so is its rank.
 *
 * Beliefs about the true values, independent of each other:
 *   BETA    Beta(x + 1/2, n - x + 1/2), a proportion: 0 <= x <= n, n > 0
 *   GAMMA   Gamma(x + 1/2, rate n), a rate or O/E: x >= 0, n > 0
 *   NORMAL  N(x, n^2), a mean: x the estimate, n > 0 its standard error
 * x <= MEASURE_COUNT_MAX in size, n from its inverse to it.  Not N(p, p(1 - p)/n): x = 0 would give
 * a standard error of 0, a false certainty.
 *
 * Exact: P(rank_i = k) is the integral over unit i's density of the probability that k - 1 of the
 * others are better (Poisson-binomial), by Gauss-Legendre panels narrow enough for the densities
 * and for the rank probabilities, in the variance-stabilised variable.  Absolute error below 1e-7.
 * Sources: Goldstein & Spiegelhalter 1996, JRSS A 159; Marshall & Spiegelhalter 1998, BMJ 316;
 * Jeffreys priors: Brown, Cai & DasGupta 2001, Stat Sci 16.
 */
#ifndef MEASURE_RANK_DISTRIBUTION_H
#define MEASURE_RANK_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "rate.h"

#define RANK_EXACT_UNITS 2000 /* above this rank_simulation is the quicker way */

enum rank_model { RANK_BETA, RANK_GAMMA, RANK_NORMAL, RANK_MODEL_COUNT };

struct rank_belief {
	double x;
	double n;
};

struct rank_summary {
	double mean;
	double deviation;
	size_t median; /* quantiles: the smallest rank k with P(rank <= k) >= q */
	size_t lower;  /* q = 0.025 */
	size_t upper;  /* q = 0.975 */
	double first;  /* P(rank = 1) */
	double last;   /* P(rank = count) */
};

/* The model of a kind of indicator; RANK_NORMAL for all but proportions, rates and ratios. */
enum rank_model rank_model_of(enum measure_kind kind);

/* Whether a belief is within the ranges above. */
bool rank_belief_is_valid(const struct rank_belief *belief, enum rank_model model);

/* How many doubles rank_distribution_exact needs as work. */
#define RANK_WORK(count) (22 * (count) + 4)
size_t rank_distribution_work(size_t count);

/*
 * Fills mass[count * count]: mass[i * count + k] = P(rank of unit i = k + 1); rows add up to 1.
 * direction: MEASURE_INCREASE gives rank 1 to the largest value, MEASURE_DECREASE to the smallest.
 * OK; NO_DATA: count is 0; INVALID: a belief out of range, or neutral direction.
 */
enum measure_status rank_distribution_exact(double mass[], const struct rank_belief beliefs[],
    size_t count, enum rank_model model, enum measure_direction direction, double work[]);

/* Mean, deviation and quantiles of one row mass[count]. */
void rank_distribution_summarise(struct rank_summary *out, const double mass[], size_t count);

#endif
