/*
 * Leave-one-out Paule-Mandel for many units.  Directly it is a sum over all units for each step of
 * each unit: minutes where a peer group has thousands.  With u = t/v the weights are a_j = n_j/(1 +
 * n_j u) over v, so that only three sums over all units matter, of a_j, a_j d_j and a_j d_j^2 (d_j
 * the distance to a centre); they are a power series about any u0,
 *   sum a_j(u) d_j^k = sum over m of (u0 - u)^m sum b_j^(m+1) d_j^k,  b_j = a_j(u0),
 * and the unit that is left out is subtracted.  Within SERIES_REACH of u0 the terms left away are
 * less than 1e-16 of the sum.  Source: geometric series; Paule and Mandel in overdispersion.h.
 */
#ifndef MEASURE_SERIES_H
#define MEASURE_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#define SERIES_TERMS 24
#define SERIES_REACH 0.2 /* of 1/b on either side, b the largest: 0.2^24 is 2e-17 */

struct series_unit {
	double n;     /* or E; > 0 */
	double value; /* x/n */
};

struct series {
	double centre;
	double freedom; /* what Q is expected to be when one is left out: units - 2 */
	double none[3]; /* the sums at u = 0: of n, n d, n d^2 */
	double u0;      /* 0: there is no series */
	double least;   /* where it holds */
	double most;
	double terms[SERIES_TERMS][3];
};

/* Begins the series about u0 >= 0 with a centre near the values; n_max: the largest n. */
void series_begin(struct series *out, double centre, double u0, double n_max);
void series_add(struct series *series, const struct series_unit *unit);

/* What the others say: their tau2, weighted mean, and sum of weights. */
struct series_judgement {
	double tau2;
	double mean;
	double sum;
};

/*
 * Of all units added but this one, with variance v > 0 of one case.  False if it cannot be told
 * from the series: the root lies outside, or the unit has most of the weight.
 */
bool series_leave_out(struct series_judgement *out, const struct series *series,
    const struct series_unit *unit, double variance);

/* The same where judgement->tau2 is given: mean and sum.  False if u is outside. */
bool series_weigh(struct series_judgement *judgement, const struct series *series,
    const struct series_unit *unit, double variance);

#endif
