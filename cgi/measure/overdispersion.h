/*
 * Overdispersion of a funnel: hospitals differ more than chance, because their patients do.  A
 * random-effects variance tau2 widens the limits; it may remove a flag, never create one.
 *
 * With target theta: z_i = (y_i - theta)/s_i, s_i = funnel_deviation (1/sqrt E around 1 for O/E).
 * z is winsorised at its 10 % and 90 % quantiles (type 7), phi = sum zw^2 / I, w_i = 1/s_i^2,
 *   tau2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)),
 * adjusted limits theta -/+ z_c sqrt(s_i^2 + tau2), clamped like the funnel's.
 * phi above about 10: the target does not describe the group; look for case mix or definitions.
 * Source: Spiegelhalter 2005, Handling over-dispersion of performance indicators, QSHC 14:347.
 */
#ifndef MEASURE_OVERDISPERSION_H
#define MEASURE_OVERDISPERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "funnel.h"

#define OVERDISPERSION_UNITS 20 /* fewer do not tell phi: unadjusted limits, and say so */
#define OVERDISPERSION_TRIM  10 /* per cent cut to the quantile on each side */

struct overdispersion_unit {
	/* given */
	double x;
	double n;      /* or E */
	bool eligible; /* false: left out, nothing is computed */
	/* computed, if eligible */
	double value;     /* y = x/n */
	double deviation; /* s */
	double z;
	double winsorised;               /* z cut to the quantiles */
	bool clipped;                    /* z was at or beyond a quantile */
	double adjusted;                 /* (y - theta)/sqrt(s^2 + tau2) */
	struct funnel_limits limits_95;  /* adjusted */
	struct funnel_limits limits_998; /* adjusted */
	enum funnel_class class_adjusted;
	enum funnel_class class_exact; /* unadjusted, by exact tails; by z where x is not whole */
	enum funnel_class class_final; /* the weaker of the two; exact if not adjusted */
};

struct overdispersion {
	size_t units;  /* eligible ones, that entered phi */
	bool adjusted; /* units reached the minimum */
	double theta;  /* sum x / sum n */
	double target; /* what the limits lie around */
	double quantile_low;
	double quantile_high;
	double phi;
	double tau2;
};

/*
 * Works on units[count] in place.  target: NULL takes the pooled theta.  minimum_units: eligible
 * units needed for the adjustment, OVERDISPERSION_UNITS on pages.  scratch: room for count indices.
 * A unit whose counts cannot be (see funnel_classify) is made ineligible.
 * OK; NO_DATA: no eligible unit; INVALID: target out of range.  With theta at an end of its range
 * all s are 0: limits equal it, no flags, phi = tau2 = 0.
 */
enum measure_status overdispersion_compute(struct overdispersion *out,
    struct overdispersion_unit units[], size_t count, enum funnel_model model, const double *target,
    size_t minimum_units, size_t scratch[]);

#endif
