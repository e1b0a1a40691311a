/*
 * Overdispersion of a funnel: hospitals differ more than chance, because their patients do.  What
 * the others differ by is estimated without the unit that is judged, so that one that stands out
 * cannot hide itself; it may remove a flag, never create one.
 *
 * Description of the group, with target theta: z_i = (y_i - theta)/s_i, s_i = funnel_deviation
 * (1/sqrt E around 1 for O/E); z is winsorised at its 10 % and 90 % quantiles (type 7), phi = sum
 * zw^2 / I.  phi above OVERDISPERSION_PHI_MAX: the target does not describe the group, nobody is
 * called better or worse; look for case mix or definitions.
 *
 * Judgement of unit i by the others, X = sum x_j, N = sum n_j, j != i:
 *   theta' = v = (X + 1/2)/N; of proportions theta' = (X + 1/2)/(N + 1), v = theta' (1 - theta')
 *   w_j = 1/(v/n_j + t), M = sum w y/sum w, Q(t) = sum w (y - M)^2
 *   tau2_i = 0 if Q(0) <= I - 2, else the root of Q(t) = I - 2 (Paule and Mandel)
 *   t_i = (y_i - M)/sqrt(v/n_i + tau2_i + 1/sum w) on I - 2 degrees of freedom, and as a normal
 *   score z_i = Phi^-1(T_df(t_i)); adjusted limits M -/+ t_df times the root, clamped.
 * With P - 1 earlier periods tau2_i is the mean of the P estimates and df = (I - 2)(1 + (P - 1)/6).
 * The final class is the weaker of the exact one and that of z_i.
 *
 * Sources: Spiegelhalter 2005, Handling over-dispersion of performance indicators, QSHC 14:347;
 * Paule & Mandel 1982, J Res NBS 87:377; Higgins, Thompson & Spiegelhalter 2009, JRSS A 172:137.
 */
#ifndef MEASURE_OVERDISPERSION_H
#define MEASURE_OVERDISPERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "funnel.h"

#define OVERDISPERSION_UNITS   5  /* fewer judge nobody */
#define OVERDISPERSION_PERIODS 4  /* pooled at most, the current one among them */
#define OVERDISPERSION_TRIM    10 /* per cent cut to the quantile on each side */
#define OVERDISPERSION_PHI_MAX 10 /* above: no word of better or worse */

struct overdispersion_unit {
	/* given */
	double x;
	double n;      /* or E */
	bool eligible; /* false: left out, nothing is computed */
	/* computed, if eligible: the description */
	double value;      /* y = x/n */
	double deviation;  /* s */
	double z_raw;      /* against the target by s alone */
	double winsorised; /* z_raw cut to the quantiles */
	bool clipped;      /* z_raw was at or beyond a quantile */
	/* if the group is JUDGED, else 0 and WITHIN: against the others */
	double theta_others;             /* M: the unit has x - n M cases too many */
	double tau2_others;              /* tau2_i */
	double error;                    /* the root */
	double df;                       /* degrees of freedom */
	double z;                        /* z_i, a normal score */
	struct funnel_limits limits_95;  /* adjusted; other ones for each unit */
	struct funnel_limits limits_998; /* adjusted */
	enum funnel_class class_adjusted;
	enum funnel_class
	    class_exact; /* by exact tails at the target; by z_raw if x is not whole */
	enum funnel_class class_final; /* the weaker of the two */
};

enum overdispersion_status {
	OVERDISPERSION_JUDGED,
	OVERDISPERSION_FEW_UNITS, /* no phi, tau2, z, class */
	OVERDISPERSION_STATUS_COUNT
};

struct overdispersion {
	enum overdispersion_status status;
	size_t units;   /* eligible ones */
	size_t periods; /* P, the current one included */
	double theta;   /* sum x / sum n */
	double target;  /* what the exact limits lie around */
	double quantile_low;
	double quantile_high;
	double phi;
	double tau2; /* of all units */
};

/*
 * Works on units[count] in place.  target: NULL takes the pooled theta.  scratch: room for count
 * indices.  A unit whose counts cannot be (see funnel_classify) is made ineligible.
 * OK; NO_DATA: no eligible unit; INVALID: target out of range.  With theta at an end of its range
 * all s are 0: no flags, phi = 0.  All figures are finite.
 */
enum measure_status overdispersion_compute(struct overdispersion *out,
    struct overdispersion_unit units[], size_t count, enum funnel_model model, const double *target,
    size_t scratch[]);

/*
 * The same with earlier periods of the same definition, earlier[p][i] the counts of the unit of
 * units[i]; a unit that is in one of the periods only is ineligible in the others.  Of an earlier
 * period with fewer than OVERDISPERSION_UNITS nothing is taken.  earlier[p] is worked upon, too.
 */
enum measure_status overdispersion_compute_pooled(struct overdispersion *out,
    struct overdispersion_unit units[], size_t count, enum funnel_model model, const double *target,
    struct overdispersion_unit *const earlier[], size_t earlier_count, size_t scratch[]);

/* The class of a normal score; on a limit is inside. */
enum funnel_class overdispersion_class(double z);

/* Whether one may be called better or worse: the group is judged and phi is not above its limit. */
bool overdispersion_has_word(const struct overdispersion *group);

#endif
