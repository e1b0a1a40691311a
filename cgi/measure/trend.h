/*
 * Does a value rise or fall over many periods?  The test of a straight line through the counts of
 * at least TREND_PERIODS periods, with as much further variation allowed for as the periods show
 * themselves: the plain test of Cochran and Armitage calls up to 83 % of mere ups and downs a
 * trend.
 *
 * y = x/n at times t (0, 1, ...; a period without data keeps its place), p = sum x / sum n,
 * v = p (1 - p) of a proportion, p of a rate; tb = sum n t / sum n, S = sum n (t - tb)^2,
 *   slope = sum (t - tb) x / S,  z = slope sqrt(S/v),  X2 = sum n (y - p)^2 / v,
 *   phi = max(1, (X2 - z^2)/(k - 2)),  t = z/sqrt(phi) on k - 2 degrees of freedom.
 * slope is per period, without any multiplier.  Two-sided p in 0..1; a word if p < TREND_LEVEL.
 * Seasons make the quarters of a year differ: over less than several years a word may be one of the
 * season.  Sources: Armitage 1955, Biometrics 11; McCullagh & Nelder 1989, 4.5 (phi).
 */
#ifndef MEASURE_TREND_H
#define MEASURE_TREND_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "kind.h"

#define TREND_PERIODS 5    /* fewer periods with data: no test */
#define TREND_EVENTS  10   /* fewer events, or non-events of a proportion, in all: no test */
#define TREND_LEVEL   0.01 /* a level at which many indicators a year can be looked at */

enum trend_status {
	TREND_OK,
	TREND_SHORT,
	TREND_FEW_EVENTS,
	TREND_UNAVAILABLE, /* a kind without a model of counts, or counts too large to be summed */
	TREND_STATUS_COUNT
};

enum trend_word { TREND_NO_WORD, TREND_RISING, TREND_FALLING, TREND_WORD_COUNT };

struct trend_period {
	struct decimal numerator;
	struct decimal denominator;
	bool has_counts; /* both came, and the period is to be used */
};

struct trend_test {
	enum trend_status status;
	size_t periods; /* that have data which can be */
	double slope;   /* this and the rest: only of TREND_OK */
	double z;
	double phi;
	double t;
	double probability;
	enum trend_word word;
};

/* Tests periods[count], oldest first.  Counts that cannot be are a gap. */
void trend_test_compute(struct trend_test *out, enum measure_kind kind,
    const struct trend_period periods[], size_t count);

#endif
