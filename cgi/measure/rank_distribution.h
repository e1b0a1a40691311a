/*
 * How certain is a rank?  Each unit's true value is uncertain, for itself (rank_belief.h) or as one
 * of its peers (rank_hierarchy.h); so is its rank.
 *
 * Exact: P(rank_i = k) is the integral over unit i's density of the probability that k - 1 of the
 * others are better (Poisson-binomial), by Gauss-Legendre panels narrow enough for the densities
 * and for the rank probabilities, in the variance-stabilised variable.  Absolute error below 1e-7.
 * Sources: Goldstein & Spiegelhalter 1996, JRSS A 159; Marshall & Spiegelhalter 1998, BMJ 316.
 */
#ifndef MEASURE_RANK_DISTRIBUTION_H
#define MEASURE_RANK_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "rank_belief.h"
#include "rank_hierarchy.h"

#define RANK_EXACT_UNITS 2000 /* above this rank_simulation is the quicker way */

/* How many doubles rank_distribution_exact needs as work. */
#define RANK_WORK(count) (21 * (count) + 2)
size_t rank_distribution_work(size_t count);

/*
 * Fills mass[count * count]: mass[i * count + k] = P(rank of unit i = k + 1); rows add up to 1.
 * direction: MEASURE_INCREASE gives rank 1 to the largest value, MEASURE_DECREASE to the smallest.
 * OK; NO_DATA: count is 0; INVALID: a belief out of range, or neutral direction.
 */
enum measure_status rank_distribution_exact(double mass[], const struct rank_belief beliefs[],
    size_t count, enum rank_model model, enum measure_direction direction, double work[]);

/*
 * The same by the mixture of beliefs that peers have together: the ranks at each prior, times its
 * weight.  hierarchy: of rank_hierarchy_fit with OK; direction: not neutral (assert); beliefs: room
 * for one of each unit; mass and work as above.  ..._one: of one unit only, which is some of the
 * work: mass[count], its row.
 */
void rank_distribution_mixed(double mass[], const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, struct rank_belief beliefs[], double work[]);
void rank_distribution_mixed_one(double mass[], size_t unit, const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, struct rank_belief beliefs[], double work[]);

#endif
