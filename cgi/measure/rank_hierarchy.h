/*
 * Peers tell something of each other: their true values are draws from one distribution, whose
 * centre and spread the peers' own numbers tell only in part.  So the spread is integrated over, on
 * a grid, not put in as if it were known; a unit's belief is the mixture of its beliefs over the
 * grid.  Beliefs of units each for itself (rank_belief.h) spread more than the truth does, and the
 * rank intervals made of them cover the true rank in 75 to 93 of 100 cases where peers are alike.
 *
 * Sizes s = n0 e^u at u = -8, -7.75 ... 8, n0 = I/sum(1/n), B = s/(s + n0), prior weight B(1 - B):
 * B uniform, uniform shrinkage.  At each size the centre mu and the weight:
 *   BETA    e_i = (s + 1)/(n_i + s), N = sum n e, mu = (sum x e + 1/2)/(N + 1); s raised to at
 * least 1/2 / min(mu, 1 - mu); a = mu s, b = (1 - mu) s; ln weight = sum[lnB(x + a, n - x + b) -
 *           lnB(a, b)] + ln(mu(1 - mu)/(N + 1))/2 + ln B(1 - B); Beta(x + a, n - x + b)
 *   GAMMA   e_i = s/(n_i + s), N = sum n e, mu = (sum x e + 1/2)/N; s raised to at least 1/2 / mu;
 *           a = mu s; ln weight = sum[lnG(x + a) - lnG(a) + a ln(s/(s + n)) + x ln(n/(s + n))] +
 *           ln(mu/N)/2 + ln B(1 - B); Gamma(x + a, rate n + s)
 *   NORMAL  v = n^2, v0 = I/sum(1/v), tau2 = v0 e^-u, w = 1/(v + tau2), mu = sum w x/sum w;
 *           ln weight = sum ln(w)/2 - sum w (x - mu)^2/2 - ln(sum w)/2 + ln B(1 - B), B = 1/(1 +
 *           e^-u); N((x tau2 + mu v)/(v + tau2), v tau2/(v + tau2))
 * Weights below 1e-9 of all are left out.  Sources: Goldstein & Spiegelhalter 1996, JRSS A 159;
 * Christiansen & Morris 1997, JASA 92 (uniform shrinkage).
 */
#ifndef MEASURE_RANK_HIERARCHY_H
#define MEASURE_RANK_HIERARCHY_H

#include "rank_belief.h"

#define RANK_HIERARCHY_POINTS 65

/* What the peers tell at one size. */
struct rank_prior {
	double weight;
	double first;  /* BETA: a; GAMMA: the shape a; NORMAL: mu */
	double second; /* BETA: b; GAMMA: the rate s; NORMAL: tau2 */
};

struct rank_hierarchy {
	enum rank_model model;
	const struct rank_belief *units; /* as given: counts, or estimates with standard errors */
	size_t unit_count;
	size_t count;                                    /* of priors */
	struct rank_prior priors[RANK_HIERARCHY_POINTS]; /* their weights add up to 1 */
};

/*
 * Keeps the units, which must last.  OK; NO_DATA: unit_count is 0; INVALID: a unit out of the
 * ranges of rank_belief.h.
 */
enum measure_status rank_hierarchy_fit(struct rank_hierarchy *out, const struct rank_belief units[],
    size_t unit_count, enum rank_model model);

/*
 * The belief about a unit, one of those fitted or another, at one prior, written as the belief of
 * rank_belief.h that it is: every a and b is at least 1/2.
 */
struct rank_belief rank_hierarchy_update(
    enum rank_model model, const struct rank_prior *prior, const struct rank_belief *unit);

/* The mean of a unit's belief. */
double rank_hierarchy_mean(const struct rank_hierarchy *hierarchy, const struct rank_belief *unit);

#endif
