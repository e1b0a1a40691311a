/*
 * Quantiles of measurements, type 7: h = (count - 1) percent/100, linear between the order
 * statistics on both sides of h.
 * Source: Hyndman & Fan 1996, Sample quantiles in statistical packages (the default of R).
 */
#ifndef MEASURE_QUANTILE_H
#define MEASURE_QUANTILE_H

#include <stddef.h>

/* Puts values[count] in ascending order; none may be NaN. */
void quantile_sort(double values[], size_t count);

/* The percent (0 ... 100, assert) quantile of sorted[count]; count > 0 (assert). */
double quantile_sorted(const double sorted[], size_t count, unsigned percent);

#endif
