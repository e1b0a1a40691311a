/*
 * Funnel plot: is a unit's value what chance alone would give around the target?
 *
 * theta is the target on the scale of x/n: the pooled value of the peer group (sum x / sum n of its
 * eligible units) or a fixed external one; 0..1 for the binomial model, >= 0 for Poisson.  x, n and
 * theta*n are at most MEASURE_COUNT_MAX, n at least its inverse.  For O/E ratios the model is
 * Poisson, n the expected count and theta usually 1. Source: Spiegelhalter 2005, Funnel plots for
 * comparing institutional performance, Stat Med 24.
 */
#ifndef MEASURE_FUNNEL_H
#define MEASURE_FUNNEL_H

#include <stdbool.h>

#include "rate.h"

enum funnel_model {
	FUNNEL_BINOMIAL, /* proportions: n whole, 0 <= x <= n */
	FUNNEL_POISSON   /* rates and ratios: n > 0 */
};

/* That of the kind's funnel_model; false for a kind without a funnel. */
bool funnel_model_of(enum funnel_model *out, enum measure_kind kind);

enum funnel_class {
	FUNNEL_LOW_998,
	FUNNEL_LOW_95,
	FUNNEL_WITHIN,
	FUNNEL_HIGH_95,
	FUNNEL_HIGH_998,
	FUNNEL_CLASS_COUNT
};

enum funnel_quality {
	FUNNEL_WORSE_998,
	FUNNEL_WORSE_95,
	FUNNEL_AS_EXPECTED,
	FUNNEL_BETTER_95,
	FUNNEL_BETTER_998,
	FUNNEL_NOT_JUDGED, /* neutral direction: outside, but neither better nor worse */
	FUNNEL_QUALITY_COUNT
};

/* "low_998" ... "high_998"; "worse_998" ... "better_998", "not_judged". */
const char *funnel_class_name(enum funnel_class class);
const char *funnel_quality_name(enum funnel_quality quality);

/* Better or worse, as the indicator's direction has it. */
enum funnel_quality funnel_judge(enum funnel_class class, enum measure_direction direction);

/* The milder of two classes of one side; WITHIN if they lie on different sides. */
enum funnel_class funnel_weaker(enum funnel_class a, enum funnel_class b);

/* Whether theta is a target as above; one that is not 0 must be at least 1e-60, at most 1e60. */
bool funnel_target_is_valid(enum funnel_model model, double theta);

struct funnel_limits {
	double lower;
	double upper;
};

/*
 * Exact limits on the scale of x/n, interpolated between counts: with p = (1 - confidence)/2 and F
 * the cumulative distribution at theta,
 *   r smallest with F(r) >= p,     lower = max(0, (r - (F(r) - p)/f(r))/n),
 *   r smallest with F(r) >= 1 - p, upper = min(1, (r + 1 - (F(r) - 1 + p)/f(r))/n)
 * (no minimum for Poisson): a value is outside exactly when P(X <= x) < p or P(X >= x) < p.
 * theta = 0 (or 1, binomial): both limits equal theta.
 * OK; INVALID: theta, n or confidence out of range, or n not whole with the binomial model.
 * Source: Spiegelhalter 2005, appendix A.1.1, upper limit as the mirror image of the lower.
 */
enum measure_status funnel_exact_limits(
    struct funnel_limits *out, enum funnel_model model, double theta, double n, double confidence);

/*
 * Normal approximation theta -/+ z s with s = funnel_deviation, clamped to 0..1 (Poisson: >= 0).
 * For drawing only; n need not be whole.  OK or INVALID as above.
 */
enum measure_status funnel_normal_limits(
    struct funnel_limits *out, enum funnel_model model, double theta, double n, double confidence);

/* sqrt(theta (1 - theta)/n), Poisson sqrt(theta/n): theta, n in range (assert). */
double funnel_deviation(enum funnel_model model, double theta, double n);

struct funnel_point {
	double value;            /* x/n */
	double tail_low;         /* P(X <= x) at theta */
	double tail_high;        /* P(X >= x) at theta */
	enum funnel_class class; /* by the tails; on the limit is inside */
};

/*
 * Where one unit of x cases in n lies; its limits would cost three times as much.  OK; NO_DATA:
 * 0/0; NO_INTERVAL: x not whole, value only, class WITHIN; INVALID: impossible counts or theta.
 */
enum measure_status funnel_classify(
    struct funnel_point *out, enum funnel_model model, double x, double n, double theta);

#endif
