/*
 * Confidence intervals for one unit's value.
 *
 * All functions: x cases or events, n the denominator, confidence in (0, 1) exclusive, multiplier
 * (100, 1000, ...) > 0.  They give back the value and its limits on the scale multiplier*x/n, and
 *   MEASURE_OK           value and both limits,
 *   MEASURE_NO_INTERVAL  the value only (limits equal it): one measurement, or x not whole where
 *                        only whole counts have an exact distribution,
 *   MEASURE_NO_DATA      n = 0 and x = 0,
 *   MEASURE_INVALID      x < 0, n <= 0 with x > 0, x > n of a proportion, a number that is not
 *                        finite or would not stay so, a confidence or multiplier out of range.
 * With the last two *out is zeroed.
 */
#ifndef MEASURE_INTERVAL_H
#define MEASURE_INTERVAL_H

#include "rate.h"

#define INTERVAL_BYAR_FROM                                                                         \
	10 /* events from which Byar replaces the exact limits in interval_rate */

struct interval {
	double value;
	double lower;
	double upper;
};

/*
 * Proportion x/n, Wilson's score interval without continuity correction:
 * (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)).  Lower limit exactly 0 at x = 0, upper
 * exactly 1 at x = n.  x and n need not be whole.  multiplier is 1.
 * Source: Wilson 1927; Newcombe 1998, method 3.
 */
enum measure_status interval_wilson(struct interval *out, double x, double n, double confidence);

/*
 * Rate, Byar's approximation of the Poisson limits:
 * x (1 - 1/(9x) - z/(3 sqrt x))^3 and (x+1) (1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3, lower 0 at x = 0.
 * Meant for x >= 10: for x = 1 or 2 and 99.8 % the lower limit is below 0.
 * Source: Breslow & Day 1987, section 2.3.
 */
enum measure_status interval_byar(
    struct interval *out, double x, double n, double multiplier, double confidence);

/*
 * Rate, exact Poisson limits: chi-squared quantiles chi2(a/2, 2x)/2 (0 at x = 0) and
 * chi2(1 - a/2, 2x + 2)/2.  Source: Garwood 1936.
 */
enum measure_status interval_garwood(
    struct interval *out, double x, double n, double multiplier, double confidence);

/*
 * Rate, mid-P Poisson limits: P(X > x | L) + P(X = x | L)/2 = a/2 for the lower limit (0 at x = 0),
 * P(X < x | U) + P(X = x | U)/2 = a/2 for the upper.  Source: Rothman & Boice 1979, as CDC and CMS
 * use it for standardised infection ratios.
 */
enum measure_status interval_midp(
    struct interval *out, double x, double n, double multiplier, double confidence);

/* Rate or O/E as this portal publishes it: Garwood below x = 10, Byar from there on. */
enum measure_status interval_rate(
    struct interval *out, double x, double n, double multiplier, double confidence);

/*
 * Mean: mean -/+ t(1 - a/2, count - 1) deviation/sqrt(count).  NO_INTERVAL for one measurement;
 * a deviation of 0 gives an interval of zero width.  INVALID for a count that is not whole, a
 * negative deviation or one beyond MEASURE_DEVIATION_MAX.
 */
enum measure_status interval_mean(
    struct interval *out, const struct rate_moments *moments, double confidence);

#endif
