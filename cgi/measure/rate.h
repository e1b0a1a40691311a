/*
 * What the counts of an indicator may be, and how they are summed; what its kind can do: kind.h.
 */
#ifndef MEASURE_RATE_H
#define MEASURE_RATE_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "kind.h"

/*
 * Counts, exposures and expected numbers beyond these (but for 0) are no counts of anything; within
 * them no figure overflows.
 */
#define MEASURE_COUNT_MAX 1e15
#define MEASURE_COUNT_MIN 1e-15

/* Standard deviations beyond this are refused: their squares must stay finite. */
#define MEASURE_DEVIATION_MAX 1e100

enum measure_direction {
	MEASURE_NEUTRAL,  /* monitored only: shown, never ranked */
	MEASURE_INCREASE, /* higher is better */
	MEASURE_DECREASE, /* lower is better */
	MEASURE_DIRECTION_COUNT
};

enum measure_status {
	MEASURE_OK,
	MEASURE_PARTIAL,     /* a value, but not of all the cells that were expected */
	MEASURE_NO_INTERVAL, /* a value whose uncertainty cannot be computed */
	MEASURE_NO_DATA,     /* x or n missing, or 0/0: no cases is not 0 % */
	MEASURE_INVALID,     /* cannot be: x < 0, x > n of a proportion, n <= 0 with x > 0, ... */
	MEASURE_UNAVAILABLE, /* the kind cannot be computed this way (a sum of levels) */
	MEASURE_STATUS_COUNT
};

/* "ok", "partial", "no_interval", "no_data", "invalid", "unavailable". */
const char *measure_status_name(enum measure_status status);

/*
 * Whether x and n may stand: OK, NO_DATA or INVALID, never a silent correction.  NULL is missing.
 * For a kind without denominator n is not looked at.
 */
enum measure_status rate_check(
    enum measure_kind kind, const struct decimal *x, const struct decimal *n);

/* One cell of a sum: a month, an institution. */
struct rate_cell {
	struct decimal numerator;
	struct decimal denominator;
	bool has_numerator;
	bool has_denominator;
};

struct rate_sum {
	enum measure_status status;
	struct decimal numerator; /* 0 unless status is OK or PARTIAL */
	struct decimal denominator;
	size_t expected; /* cells given */
	size_t received; /* cells with both x and n; 0/0 is data, not a gap */
	size_t invalid;  /* cells that cannot stand; they are in neither sum */
};

/*
 * Sum of x over sum of n: the only way over time and regions (a mean of rates is another number).
 * OK; PARTIAL if cells are missing; NO_DATA if none came or the sum of n is 0; INVALID if a cell
 * is invalid or a sum leaves the range; UNAVAILABLE for a kind that is not additive.
 * Source: Breslow & Day 1987, pooling of strata; README.md, "Sums".
 */
struct rate_sum rate_sum_cells(
    enum measure_kind kind, const struct rate_cell cells[], size_t count);

/* Number, mean and standard deviation (divisor count - 1) of measurements. */
struct rate_moments {
	double count;
	double mean;
	double deviation; /* 0 when count <= 1 */
};

/* Two-pass moments of values[count]; all must be finite. */
struct rate_moments rate_moments_of(const double values[], size_t count);

/*
 * Pooled: N = sum n_i, M = sum n_i m_i / N,
 * s^2 = (sum (n_i - 1) s_i^2 + sum n_i (m_i - M)^2) / (N - 1).  Groups with n_i = 0 do not count.
 */
struct rate_moments rate_moments_pool(const struct rate_moments groups[], size_t count);

#endif
