/*
 * The overall grade of a hospital, such that a reader with the printed table gets the same one:
 * every published figure is the exact input of the next step.  Counts, floors, benchmarks and
 * weights are decimals, and points and composite are rounded from exact fractions.
 *
 *   v = k x/n                      value
 *   S = 100 (v - F)/(B - F)        points between floor F and benchmark B, both fixed beforehand
 *   composite = sum w S/sum w      over eligible indicators, S clamped to 0..100, both rounded half
 *                                  up to one decimal
 *   z = d z_i                      against the others of the peer group (overdispersion.h):
 * negative is worse, d = -1 for lower is better, rounded half away from zero to two decimals cap of
 * a safety indicator, if z is at or below the scheme's bound and the exact class says the same: C
 * beyond 99.8 %, B beyond 95 % grade                          the worse of the composite's band,
 * the safety caps and a statutory veto SE = sqrt(sum (w 100 k/(B - F))^2 Var)/sum w over indicators
 * strictly between floor and benchmark; Var = p(1 - p)/n, p/n, or sd^2/n.  A lower bound, 0 when
 * all are at an end
 *
 * Source: README.md, "Grades"; precedents 42 CFR 412.165 (points), CMS Overall Star Rating (cap).
 */
#ifndef MEASURE_GRADE_H
#define MEASURE_GRADE_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "overdispersion.h"
#include "rate.h"

enum grade { GRADE_A, GRADE_B, GRADE_C, GRADE_D, GRADE_COUNT };

/* Rules of the whole; in tenths of a point and hundredths of z, as published. */
struct grade_scheme {
	int band_tenths[GRADE_COUNT - 1]; /* from where A, B, C begin */
	int cap_c_hundredths;             /* z at or below: no better than C */
	int cap_b_hundredths;             /* z at or below: no better than B */
	int coverage_of_3;                /* eligible weight needed, in thirds of all weight */
};

/* A from 85.0, B from 70.0, C from 55.0; caps at -3.09 and -1.96; two thirds. */
extern const struct grade_scheme grade_scheme_default;

struct grade_indicator {
	enum measure_kind kind; /* one with a denominator */
	enum measure_direction direction;
	struct decimal factor;    /* k: 100, 1000 ...; > 0 */
	struct decimal weight;    /* >= 0; 0: shown, without part in the grade */
	struct decimal floor;     /* value worth 0 points; on the scale of factor */
	struct decimal benchmark; /* value worth 100 points; below floor if lower is better */
	struct decimal minimum_denominator;
	bool safety;
};

enum grade_standing {
	GRADE_ELIGIBLE,
	GRADE_BELOW_MINIMUM, /* value shown, nothing else computed */
	GRADE_NO_DATA,
	GRADE_INVALID, /* counts that cannot be, or an indicator without range (B = F) */
	GRADE_STANDING_COUNT
};

/* Whether an item is compared with its peers, or why not. */
enum grade_compared {
	GRADE_COMPARED,
	GRADE_FEW_UNITS,    /* fewer than OVERDISPERSION_UNITS that could be */
	GRADE_FEW_EXPECTED, /* less than one event, or non-event, to be expected (expectation.h) */
	GRADE_NOT_COMPARED, /* not eligible, a mean, or without a direction */
	GRADE_COMPARED_COUNT
};

/* "ok", "few_units", "few_expected", "". */
const char *grade_compared_name(enum grade_compared compared);

/* "ok", "below_min", "no_data", "invalid". */
const char *grade_standing_name(enum grade_standing standing);

/* One hospital's result in one indicator. */
struct grade_item {
	/* given */
	struct decimal numerator;
	struct decimal denominator;
	bool has_numerator;
	bool has_denominator;
	bool has_deviation; /* kind MEAN: sd of the measurements is known */
	double deviation;
	/* computed by grade_compute_indicator */
	enum grade_standing standing;
	double value;                 /* v; of ELIGIBLE and BELOW_MINIMUM, else 0 */
	double points_unclamped;      /* the following of ELIGIBLE only */
	int points_tenths;            /* S, clamped and rounded, in tenths */
	bool inside;                  /* strictly between floor and benchmark */
	double variance;              /* of the points, (100 k/(B - F))^2 Var; 0 at an end */
	enum grade_compared compared; /* the following of COMPARED only */
	double z;
	int z_hundredths;    /* as published */
	double theta_others; /* what the others have, x/n; they vary by tau2_others */
	double tau2_others;
	double df;
	size_t periods;              /* whose mean tau2_others is */
	enum funnel_class exact;     /* against the pooled value of those who are compared */
	enum funnel_quality quality; /* of exact */
	/* given after it, to grade_compute_hospital: somebody decided that its cap does not apply
	 */
	bool lifted;
};

/* The peers in one indicator. */
struct grade_peers {
	size_t eligible;
	double theta;                 /* pooled, x/n without factor; 0 if none is eligible */
	struct overdispersion spread; /* of those who are compared */
};

/*
 * Judges items[count], all hospitals of one peer group in one indicator.
 * units and scratch: room for count each; afterwards units[i] says how items[i] compares.
 */
void grade_compute_indicator(struct grade_peers *out, struct grade_item items[], size_t count,
    const struct grade_indicator *indicator, struct overdispersion_unit units[], size_t scratch[]);

/*
 * The same with what the hospitals had in earlier periods, earlier[p][i] of items[i]: their counts,
 * of which standing is computed and which say what the others differ by.  units: room for count for
 * each period, the current one first.
 */
void grade_compute_indicator_pooled(struct grade_peers *out, struct grade_item items[],
    size_t count, const struct grade_indicator *indicator, struct grade_item *const earlier[],
    size_t earlier_count, struct overdispersion_unit units[], size_t scratch[]);

enum grade_reason {
	GRADE_GRADED,
	GRADE_COVERAGE,  /* eligible weight below the scheme's share */
	GRADE_NO_SAFETY, /* no eligible safety indicator */
	GRADE_REASON_COUNT
};

struct grade_result {
	/* given */
	enum grade veto; /* no better than this, by a documented decision; GRADE_A: none */
	/* computed */
	double coverage;          /* eligible weight/all weight, 0..1 */
	enum grade_reason reason; /* the rest holds if GRADED */
	double composite;         /* before rounding */
	int composite_tenths;
	enum grade band; /* by the composite alone */
	enum grade cap;  /* by safety indicators alone, lifted ones aside; GRADE_A: none */
	enum grade grade;
	double error; /* SE of the composite, in points */
	size_t rank;  /* by grade_rank; 0 if not graded */
	size_t of;    /* graded hospitals, by grade_rank */
};

/*
 * One hospital: items[i] belongs to indicators[i], i < count; a hospital without an indicator has
 * an item with standing NO_DATA.
 */
void grade_compute_hospital(struct grade_result *out, const struct grade_indicator indicators[],
    const struct grade_item items[], size_t count, const struct grade_scheme *scheme);

/* The cap that one item is a candidate for, lifted or not: GRADE_A if none. */
enum grade grade_cap(const struct grade_indicator *indicator, const struct grade_item *item,
    const struct grade_scheme *scheme);

/*
 * Competition ranks by grade, then by the rounded composite.  scratch: room for count indices;
 * afterwards the graded ones in order, then the others.
 */
void grade_rank(struct grade_result results[], size_t count, size_t scratch[]);

/*
 * Whether two composites differ by at least 1.96 sqrt(SE1^2 + SE2^2): else the page says that the
 * two are not distinguishable, whatever their grades.  Both must be graded.
 */
bool grade_is_distinguishable(const struct grade_result *a, const struct grade_result *b);

#endif
