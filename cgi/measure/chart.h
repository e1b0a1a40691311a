/*
 * Control charts over time: p, u, Laney's p' and u', those two by rule (auto) and a chart of means,
 * with four rules and Anhoej's two run rules.
 *
 * A point without both counts, or with n = 0, is a gap: it is not drawn and joins what stands on
 * either side.  An excluded point is drawn with its limits but enters neither centre nor rules.
 * Reference points are those that fix the limits: the included points of the baseline, if they are
 * CHART_POINTS_FIRM or more (then no later point sets its own limits), else all included points.
 * Centre CL = sum x / sum n of the reference points.  sigma_i is
 *   p, p'  sqrt(CL (1 - CL)/n_i)      u, u'  sqrt(CL/n_i)      mean  1/sqrt(n_i)
 * and for p', u' and mean multiplied by sigma_z = (mean of |z_i - z_(i-1)|)/1.128 over consecutive
 * reference points, z_i = (y_i - CL)/sigma_i; for auto by max(1, sigma_z), so that the limits are
 * widened by what quarters differ beyond chance, at every n, and never narrowed.  Limits CL -/+ 3
 * and 2 sigma_i; 0..1 for p, >= 0 for u.
 *
 * Rules, on included points only, sides and steps compared as exact fractions:
 *   1  beyond 3 sigma;  2  8 or more useful points in a row on one side (useful: not exactly on CL;
 *   those on it neither count nor break);  3  6 or more points rising or falling at every step;
 *   4  two of three consecutive points beyond 2 sigma on one side, flagging those beyond.
 *   Anhoej: longest run > round(log2 n_useful) + 3, or crossings < binomial quantile(0.05, n_useful
 *   - 1, 1/2).
 * Sources: Montgomery, Introduction to Statistical Quality Control, ch. 7; Laney 2002, Quality
 * Engineering 14; Western Electric 1956; Anhoej & Olesen 2014, PLoS ONE 9(11).
 */
#ifndef MEASURE_CHART_H
#define MEASURE_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "rate.h"

#define CHART_POINTS_FIRM 12 /* fewer reference points: limits are provisional */
#define CHART_POINTS_RUNS 20 /* fewer: no run rules in the public view */

enum chart_type {
	CHART_P,
	CHART_U,
	CHART_P_PRIME, /* p and u for denominators in the thousands */
	CHART_U_PRIME,
	CHART_MEAN,
	CHART_P_AUTO, /* what pages draw */
	CHART_U_AUTO,
	CHART_TYPE_COUNT
};

/* Which points fix the limits. */
enum chart_reference {
	CHART_BASELINE,       /* those of the baseline */
	CHART_SHORT_BASELINE, /* the baseline has too few: all points */
	CHART_ALL_POINTS,     /* no baseline */
	CHART_PROVISIONAL,    /* no baseline, and fewer than CHART_POINTS_FIRM points */
	CHART_REFERENCE_COUNT
};

struct chart_point {
	/* given */
	struct decimal numerator;
	struct decimal denominator;
	bool has_counts; /* both came */
	bool excluded;
	bool baseline; /* marked as part of the baseline */
	/* computed */
	enum measure_status status; /* OK; NO_DATA: a gap; INVALID: counts that cannot be, a gap */
	double value;
	bool limits_known; /* the limits hold */
	double lower_3, upper_3;
	double lower_2, upper_2;
	bool beyond_3_sigma; /* also of an excluded point */
	bool rules[4];       /* rule 1 ... 4 */
	int side;            /* -1 below, 0 exactly on, 1 above the centre */
};

struct chart {
	enum measure_status status; /* OK; NO_DATA: no included point; INVALID: sums too large */
	double centre;              /* on the scale of multiplier, as all figures of points */
	enum chart_reference reference;
	size_t baseline;    /* included points that are marked as baseline */
	size_t referenced;  /* points that fix the limits */
	bool sigma_z_known; /* two of them, of p', u', auto or mean */
	double sigma_z;
	double sigma_factor; /* that sigma_i is multiplied by */
	size_t included;
	size_t useful;
	size_t longest_run;
	size_t longest_run_maximum; /* 0 without a useful point */
	size_t crossings;
	size_t crossings_minimum; /* 0 without a useful point */
	bool anhoej_signal;
	bool provisional; /* fewer than CHART_POINTS_FIRM referenced */
	bool runs_public; /* at least CHART_POINTS_RUNS included */
};

/*
 * Computes points[count], oldest first, in place.  multiplier, above 0 and at most
 * MEASURE_COUNT_MAX (assert), scales all figures.
 * places: digits after the point of both counts, DECIMAL_PLACES unless parsed otherwise.
 * scratch: room for 2 count indices.
 */
void chart_compute(struct chart *out, struct chart_point points[], size_t count,
    enum chart_type type, double multiplier, unsigned places, size_t scratch[]);

#endif
