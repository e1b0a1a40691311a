/*
 * What a kind of indicator can do: one row per kind.  Whoever treats kinds differently asks for a
 * trait, never for a kind, so that a new kind is a row and its arithmetic.  zhiheng.measure_kind
 * (sql/schema) has the same rows and columns for the statements of the database, with the words
 * for people; tests/console/kinds.test.js holds the two against each other.
 *
 * x is the numerator, n the denominator.  A proportion counts cases among cases (0 <= x <= n); a
 * rate counts events per exposure (x may exceed n); a mean is a sum of measurements over a number
 * of them (the sum may be negative); a ratio is observed over expected, or one stock over another.
 * A count, a level and a checklist have a value and no denominator.
 * Source of the models: Spiegelhalter 2005, Stat Med 24 (a proportion is binomial, a rate and an
 * O/E ratio Poisson); of the sums: Breslow & Day 1987.
 */
#ifndef MEASURE_KIND_H
#define MEASURE_KIND_H

#include <stdbool.h>

enum measure_kind {
	MEASURE_PROPORTION,
	MEASURE_RATE,
	MEASURE_MEAN,
	MEASURE_RATIO,
	MEASURE_COUNT,
	MEASURE_LEVEL,
	MEASURE_CHECKLIST,
	MEASURE_KIND_COUNT
};

/* What chance does to x: the distribution that intervals, limits and tests are made of. */
enum kind_model {
	KIND_NO_MODEL,
	KIND_BINOMIAL, /* x of n: Wilson; Fisher's and the score test */
	KIND_POISSON,  /* x over exposure n: Garwood and Byar; the conditional binomial test */
	KIND_NORMAL,   /* x/n with the deviation of the measurements: Student; Welch's test */
	KIND_MODEL_COUNT
};

struct kind_traits {
	const char *name;     /* as the catalogue writes it */
	bool has_denominator; /* the value is k x/n, of two elements; else the value is x */
	bool part_of_whole;   /* x <= n, so n - x are cases too: small ones are hidden like x */
	bool measured;        /* x sums measurements: may be negative, is no number of cases */
	bool additive;        /* x and n add up over periods and institutions */
	bool rankable;        /* given a direction; else shown only */
	bool ranked_without_interval; /* what has none is ranked by the value alone */
	bool jump_tested; /* x counts events: a change is asked about when beyond chance (jump) */
	bool dichotomous; /* done or not; with the unit 是/否 the value is 1 or 0 */
	int places;       /* digits after the point on pages */
	enum kind_model interval_model; /* of the value, of its rank and of the control chart */
	enum kind_model funnel_model;   /* limits and z among peers; binomial, Poisson or none */
	enum kind_model change_model;   /* of two samples; a count is Poisson of equal exposure */
};

extern const struct kind_traits measure_kinds[MEASURE_KIND_COUNT];

/* The kind of this name; false if none is called so. */
bool measure_kind_find(enum measure_kind *out, const char *name)
    __attribute__((warn_unused_result));

/* measure_kinds[kind].has_denominator; kind must be one (assert). */
bool measure_kind_has_denominator(enum measure_kind kind);

/* "none", "binomial", "poisson", "normal". */
const char *kind_model_name(enum kind_model model);

#endif
