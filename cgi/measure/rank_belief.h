/*
 * Beliefs about the true values, independent of each other:
 *   BETA    Beta(x + 1/2, n - x + 1/2), a proportion: 0 <= x <= n, n > 0
 *   GAMMA   Gamma(x + 1/2, rate n), a rate or O/E: x >= 0, n > 0
 *   NORMAL  N(x, n^2), a mean: x the estimate, n > 0 its standard error
 * x <= MEASURE_COUNT_MAX in size, n from its inverse to it.  Not N(p, p(1 - p)/n): x = 0 would give
 * a standard error of 0, a false certainty.
 * Source of the priors: Brown, Cai & DasGupta 2001, Stat Sci 16.
 */
#ifndef MEASURE_RANK_BELIEF_H
#define MEASURE_RANK_BELIEF_H

#include <stdbool.h>
#include <stddef.h>

#include "rate.h"

enum rank_model { RANK_BETA, RANK_GAMMA, RANK_NORMAL, RANK_MODEL_COUNT };

struct rank_belief {
	double x;
	double n;
};

/* That of the kind's interval_model; RANK_NORMAL also for those without one. */
enum rank_model rank_model_of(enum measure_kind kind);

/* Whether a belief is within the ranges above. */
bool rank_belief_is_valid(const struct rank_belief *belief, enum rank_model model);

/* NO_DATA: count is 0; INVALID: a belief out of range, or neutral direction; else OK. */
enum measure_status rank_belief_check(const struct rank_belief beliefs[], size_t count,
    enum rank_model model, enum measure_direction direction);

/*
 * Where a belief lies, and how wide it is there, in the variable t in which all widths are those of
 * n alone: theta = sin^2 t for proportions, t^2 for rates, t for means.
 */
struct rank_place {
	double centre;
	double width;
};

struct rank_place rank_belief_place(const struct rank_belief *belief, enum rank_model model);

#endif
