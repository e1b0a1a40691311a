/*
 * One unit judged by others of whom only sums are at hand: overdispersion.h without the rows.
 *
 * Of the others j: X = sum x_j, N = sum n_j, v their variance of one case, tau2 after Paule and
 * Mandel, w_j = 1/(v/n_j + tau2), W = sum w_j, M = sum w_j y_j/W.  With I units in all, this one
 * among them,
 *   t = (y - M)/sqrt(v/n + tau2 + 1/W) on I - 2 degrees of freedom, z its normal score;
 * the exact class is that of x and n at the pooled value of all, the final one the weaker of it and
 * of z.
 * Source: Spiegelhalter 2005, QSHC 14:347; Higgins, Thompson & Spiegelhalter 2009, JRSS A 172:137.
 */
#ifndef MEASURE_JUDGEMENT_H
#define MEASURE_JUDGEMENT_H

#include <stddef.h>

#include "overdispersion.h"

struct judgement_others {
	size_t units; /* I */
	double x;     /* X */
	double n;     /* N */
	double mean;  /* M */
	double tau2;
	double weight; /* W */
	double phi;    /* of all I units, as overdispersion.h describes the group */
};

struct judgement {
	double z;
	enum funnel_class class_exact;
	enum funnel_class class_final;
	bool word; /* phi is not above OVERDISPERSION_PHI_MAX */
};

/*
 * OK; NO_INTERVAL: fewer than OVERDISPERSION_UNITS in all; INVALID: counts or figures that cannot
 * be.
 */
enum measure_status judgement_compute(struct judgement *out, double x, double n,
    const struct judgement_others *others, enum funnel_model model);

#endif
