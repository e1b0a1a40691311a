/*
 * Screens for numbers that look made, mistyped or copied.  A screen asks a question of a person; it
 * proves nothing and refuses nothing.  Each gives the evidence as a probability, a likelihood ratio
 * or in standard errors, so that small hospitals with small numbers are not suspected for being
 * small.  How often they fire on numbers that nobody made up: tests/methods/screens.c.
 */
#ifndef MEASURE_SCREEN_H
#define MEASURE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"
#include "mixture.h"
#include "rate.h"

#define SCREEN_COPY_EVIDENCE                                                                       \
	3.0 /* log10 of the likelihood ratio from which a copy is asked about */
#define SCREEN_PROBABILITY   0.001 /* chance below which digits are asked about */
#define SCREEN_DIGITS_LEAST  20    /* values needed to judge digits */
#define SCREEN_YEAR          4     /* quarters */
#define SCREEN_EARLIER       10    /* quarters before the newest that tell its own variation */
#define SCREEN_PAIRS         4     /* of them, needed */
#define SCREEN_PEERS         5     /* needed for their shift, variation, mixture */
#define SCREEN_JUMP          4.0   /* standard errors */
#define SCREEN_PERFECT       0.01
#define SCREEN_SIMILAR       1e-4
#define SCREEN_SIMILAR_MEAN  10.0 /* of a pair of counts that is compared */
#define SCREEN_SIMILAR_LEAST 6    /* pairs needed */

/* Why there is no statistic: then nothing fires. */
enum screen_status {
	SCREEN_OK,
	SCREEN_SHORT,       /* too few quarters or pairs */
	SCREEN_FEW_UNITS,   /* fewer than SCREEN_PEERS peers */
	SCREEN_NOT_EXTREME, /* neither none nor all */
	SCREEN_STATUS_COUNT
};

/* "ok", "short", "few_units", "not_extreme". */
const char *screen_status_name(enum screen_status status);

struct screen_copy {
	bool fired;
	size_t compared;  /* elements reported in both periods that are not 0 in both */
	size_t identical; /* of these, with the same value */
	double evidence;  /* log10 likelihood ratio of copied against counted anew */
};

/*
 * Was a period copied from the one before?  Counted anew, a count around m repeats with probability
 * f(m) of Poisson(m) at most; copied, with 0.95.  evidence = sum over identical elements of
 * log10(0.95/f) plus over different ones of log10(0.05/(1 - f)).  Two zeros say nothing.
 * has[i] of a period: element i was reported.  Counts must not be negative; others are skipped.
 */
void screen_copy_compute(struct screen_copy *out, const struct decimal before[],
    const bool has_before[], const struct decimal after[], const bool has_after[], size_t count);

struct screen_digits {
	bool fired;
	size_t values;       /* of at least three digits, that were judged */
	size_t digits[10];   /* how often each last digit stands */
	double probability;  /* of so uneven digits, chi-squared with 9 degrees of freedom */
	size_t round;        /* values ending in 0 or 5 */
	double round_chance; /* P(so many or more end in 0 or 5), binomial with 1/5 */
};

/*
 * Digit preference and rounding among counts.  Values below 100 are not judged: their last digit is
 * not uniform.  With fewer than SCREEN_DIGITS_LEAST judged values nothing fires and both
 * probabilities are 1.
 */
void screen_digits_compute(struct screen_digits *out, const int64_t values[], size_t count);

struct screen_perfect {
	enum screen_status status;
	double probability;
	bool fired; /* below SCREEN_PERFECT */
};

/*
 * P of none or all (a rate: of none), if the institution were one like its peers, who differ among
 * themselves: of the mixture fitted to them without it.  The model is binomial or Poisson; peers
 * that cannot be (mixture_count_is_valid) do not count.
 */
void screen_perfect_compute(struct screen_perfect *out, enum kind_model model,
    const struct mixture_count *own, const struct mixture_count peers[], size_t count);

/* What makes the variance of a count the same whatever its mean, 1/4n: asin sqrt((x + 3/8)/
 * (n + 3/4)) of a proportion, sqrt((x + 3/8)/n) of a rate.  Source: Anscombe 1948, Biometrika 35.
 */
double screen_transform(enum kind_model model, const struct mixture_count *quarter);

/* How much a value moves from quarter to quarter beyond chance. */
struct screen_variation {
	size_t pairs;    /* neighbouring quarters that both have counts */
	double variance; /* max(0, (mean |a_j - a_j-1|/1.128)^2 - mean (1/4n_j + 1/4n_j-1)/2) */
};

/* Of the last SCREEN_EARLIER of these quarters, oldest first, without the newest one. */
void screen_variation_compute(struct screen_variation *out, enum kind_model model,
    const struct mixture_count earlier[], size_t count);

/* Medians of at least SCREEN_PEERS peers; 0 where there are fewer. */
struct screen_peers {
	double shift;    /* of a_t - a_t-4 */
	double variance; /* of their own variation */
};

struct screen_jump {
	enum screen_status status;
	double statistic; /* (a_t - a_t-4 - shift)/sqrt(1/4n_t + 1/4n_t-4 + 2 variance) */
	bool fired;       /* beyond SCREEN_JUMP, on either side */
};

/*
 * Did a value move, against the same quarter of the year before, as neither its peers nor it itself
 * do?  The variance is the larger of its own and the peers'.  Source of sigma by moving ranges:
 * Montgomery, Statistical Quality Control, ch. 6.
 */
void screen_jump_compute(struct screen_jump *out, enum kind_model model,
    const struct mixture_count *now, const struct mixture_count *year_ago,
    const struct screen_variation *own, const struct screen_peers *peers);

struct screen_similar {
	enum screen_status status;
	size_t compared;
	double factor;      /* median of after/before */
	double probability; /* that what was counted anew agrees so well or better */
	bool fired;         /* below SCREEN_SIMILAR */
};

/*
 * Is a period the one before, scaled or jittered?  Counted anew, pairs scatter around their common
 * factor c like counts: Q = sum (after - c before)^2/(c (before + after)) is chi-squared with one
 * degree of freedom less than pairs; made up, they lie too close.  Compared are pairs above 0 whose
 * mean is at least SCREEN_SIMILAR_MEAN.  Stocks (beds, staff) are not counted anew: leave them out.
 * scratch: count.
 */
void screen_similar_compute(struct screen_similar *out, const double before[], const double after[],
    size_t count, double scratch[]);

/*
 * The factor by which a value seems to be in another unit than the reference (its own earlier value
 * or the peers' median): 10, 100, 1000, or 0.1, 0.01, 0.001; 1 if none fits.  Fits: value/factor
 * lies within a third of the reference, either way.  Both must be > 0, else 1.
 */
double screen_unit(double value, double reference);

/*
 * Denominators that should be one number: index of the first that differs from the first one given,
 * or count if all agree.  Missing ones (has false) are skipped.
 */
size_t screen_shared(const struct decimal values[], const bool has[], size_t count);

#endif
