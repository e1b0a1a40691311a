#include "funnel.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "distribution.h"

#define TARGET_MIN 1e-60
#define TARGET_MAX 1e60
#define TAIL_95    0.025
#define TAIL_998   0.001

struct funnel {
	enum funnel_model model;
	double theta;
	double n;
};

const char *funnel_class_name(enum funnel_class class)
{
	static const char *const names[FUNNEL_CLASS_COUNT] = {[FUNNEL_LOW_998] = "low_998",
	    [FUNNEL_LOW_95] = "low_95",
	    [FUNNEL_WITHIN] = "within",
	    [FUNNEL_HIGH_95] = "high_95",
	    [FUNNEL_HIGH_998] = "high_998"};

	assert(class < FUNNEL_CLASS_COUNT);
	return names[class];
}

bool
funnel_model_of(enum funnel_model *out, enum measure_kind kind)
{
	enum kind_model model = measure_kinds[kind].funnel_model;

	*out = model == KIND_BINOMIAL ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
	return model != KIND_NO_MODEL;
}

const char *
funnel_quality_name(enum funnel_quality quality)
{
	static const char *const names[FUNNEL_QUALITY_COUNT] = {[FUNNEL_WORSE_998] = "worse_998",
	    [FUNNEL_WORSE_95] = "worse_95",
	    [FUNNEL_AS_EXPECTED] = "as_expected",
	    [FUNNEL_BETTER_95] = "better_95",
	    [FUNNEL_BETTER_998] = "better_998",
	    [FUNNEL_NOT_JUDGED] = "not_judged"};

	assert(quality < FUNNEL_QUALITY_COUNT);
	return names[quality];
}

enum funnel_quality
funnel_judge(enum funnel_class class, enum measure_direction direction)
{
	static const enum funnel_quality increase[FUNNEL_CLASS_COUNT] = {
	    [FUNNEL_LOW_998] = FUNNEL_WORSE_998,
	    [FUNNEL_LOW_95] = FUNNEL_WORSE_95,
	    [FUNNEL_WITHIN] = FUNNEL_AS_EXPECTED,
	    [FUNNEL_HIGH_95] = FUNNEL_BETTER_95,
	    [FUNNEL_HIGH_998] = FUNNEL_BETTER_998};

	assert(class < FUNNEL_CLASS_COUNT && direction < MEASURE_DIRECTION_COUNT);
	if (direction == MEASURE_NEUTRAL)
		return class == FUNNEL_WITHIN ? FUNNEL_AS_EXPECTED : FUNNEL_NOT_JUDGED;
	return increase[direction == MEASURE_INCREASE ? class : FUNNEL_HIGH_998 - class];
}

enum funnel_class
funnel_weaker(enum funnel_class a, enum funnel_class b)
{
	if (a < FUNNEL_WITHIN && b < FUNNEL_WITHIN)
		return a > b ? a : b;
	if (a > FUNNEL_WITHIN && b > FUNNEL_WITHIN)
		return a < b ? a : b;
	return FUNNEL_WITHIN;
}

static double
lower_tail(const struct funnel *funnel, double k)
{
	return funnel->model == FUNNEL_BINOMIAL ? binomial_lower(k, funnel->n, funnel->theta)
						: poisson_lower(k, funnel->n * funnel->theta);
}

static double
upper_tail(const struct funnel *funnel, double k)
{
	return funnel->model == FUNNEL_BINOMIAL ? binomial_upper(k, funnel->n, funnel->theta)
						: poisson_upper(k, funnel->n * funnel->theta);
}

static double
mass(const struct funnel *funnel, double k)
{
	return funnel->model == FUNNEL_BINOMIAL ? binomial_mass(k, funnel->n, funnel->theta)
						: poisson_mass(k, funnel->n * funnel->theta);
}

/* P(X > k); the binomial has nothing above n. */
static double
above(const struct funnel *funnel, double k)
{
	if (funnel->model == FUNNEL_BINOMIAL && k >= funnel->n)
		return 0;
	return upper_tail(funnel, k + 1);
}

/* P(X = k + 1) / P(X = k). */
static double
step_up(const struct funnel *funnel, double k)
{
	return funnel->model == FUNNEL_BINOMIAL
		   ? (funnel->n - k) / (k + 1) * funnel->theta / (1 - funnel->theta)
		   : funnel->n * funnel->theta / (k + 1);
}

/* A whole number, with its probability and that of the tail: X <= k, or X > k. */
struct quantile {
	double k;
	double mass;
	double tail;
};

/* Where the normal distribution has the quantile: a few whole numbers from the exact one. */
static double
near_quantile(const struct funnel *funnel, double tail, double side)
{
	double last = funnel->model == FUNNEL_BINOMIAL ? funnel->n : 0x1p52;
	double half = normal_quantile(1 - 2 * tail) *
		      funnel_deviation(funnel->model, funnel->theta, funnel->n) * funnel->n;

	return fmin(last, fmax(0, floor(funnel->n * funnel->theta + side * half)));
}

/* The smallest k with P(X <= k) >= tail.  From near it, term by term: an incomplete beta function
 * costs as much as fifty terms. */
static struct quantile
lower_quantile(const struct funnel *funnel, double tail)
{
	double k = near_quantile(funnel, tail, -1);
	struct quantile at = {k, mass(funnel, k), lower_tail(funnel, k)};

	while (at.tail < tail) {
		assert(at.mass > 0);
		at.mass *= step_up(funnel, at.k);
		at.tail += at.mass;
		at.k++;
	}
	while (at.k > 0 && at.tail - at.mass >= tail) {
		at.tail -= at.mass;
		at.mass /= step_up(funnel, at.k - 1);
		at.k--;
	}
	return at;
}

/* The smallest k with P(X > k) <= tail. */
static struct quantile
upper_quantile(const struct funnel *funnel, double tail)
{
	double k = near_quantile(funnel, tail, 1);
	struct quantile at = {k, mass(funnel, k), above(funnel, k)};

	while (at.tail > tail) {
		assert(at.mass > 0);
		at.mass *= step_up(funnel, at.k);
		at.tail = fmax(0, at.tail - at.mass);
		at.k++;
	}
	while (at.k > 0 && at.tail + at.mass <= tail) {
		at.tail += at.mass;
		at.mass /= step_up(funnel, at.k - 1);
		at.k--;
	}
	return at;
}

static struct funnel_limits
exact_limits(const struct funnel *funnel, double tail)
{
	struct funnel_limits limits = {funnel->theta, funnel->theta};
	struct quantile at;

	if (funnel->theta <= 0 || (funnel->model == FUNNEL_BINOMIAL && funnel->theta >= 1))
		return limits;
	at = lower_quantile(funnel, tail);
	limits.lower = fmax(0, (at.k - (at.tail - tail) / at.mass) / funnel->n);
	at = upper_quantile(funnel, tail);
	limits.upper = (at.k + 1 - (tail - at.tail) / at.mass) / funnel->n;
	if (funnel->model == FUNNEL_BINOMIAL)
		limits.upper = fmin(1, limits.upper);
	return limits;
}

bool
funnel_target_is_valid(enum funnel_model model, double theta)
{
	if (theta == 0)
		return true;
	return theta >= TARGET_MIN && theta <= (model == FUNNEL_BINOMIAL ? 1 : TARGET_MAX);
}

/* The ranges keep all that is computed from them finite. */
static bool
is_funnel(enum funnel_model model, double theta, double n)
{
	return funnel_target_is_valid(model, theta) && n >= MEASURE_COUNT_MIN &&
	       n <= MEASURE_COUNT_MAX && theta * n <= MEASURE_COUNT_MAX;
}

static bool
is_confidence(double confidence)
{
	return 1 - confidence > 0 && 1 - confidence < 1;
}

enum measure_status
funnel_exact_limits(
    struct funnel_limits *out, enum funnel_model model, double theta, double n, double confidence)
{
	struct funnel funnel = {model, theta, n};

	*out = (struct funnel_limits){0};
	if (!is_funnel(model, theta, n) || !is_confidence(confidence) ||
	    (model == FUNNEL_BINOMIAL && n > floor(n)))
		return MEASURE_INVALID;
	*out = exact_limits(&funnel, (1 - confidence) / 2);
	return MEASURE_OK;
}

double
funnel_deviation(enum funnel_model model, double theta, double n)
{
	assert(funnel_target_is_valid(model, theta) && n > 0);
	return sqrt(theta / n * (model == FUNNEL_BINOMIAL ? 1 - theta : 1));
}

enum measure_status
funnel_normal_limits(
    struct funnel_limits *out, enum funnel_model model, double theta, double n, double confidence)
{
	double half;

	*out = (struct funnel_limits){0};
	if (!is_funnel(model, theta, n) || !is_confidence(confidence))
		return MEASURE_INVALID;
	half = normal_quantile(confidence) * funnel_deviation(model, theta, n);
	out->lower = fmax(0, theta - half);
	out->upper = model == FUNNEL_BINOMIAL ? fmin(1, theta + half) : theta + half;
	return MEASURE_OK;
}

static enum funnel_class
classify_tails(double low, double high)
{
	if (low < TAIL_95)
		return low < TAIL_998 ? FUNNEL_LOW_998 : FUNNEL_LOW_95;
	if (high < TAIL_95)
		return high < TAIL_998 ? FUNNEL_HIGH_998 : FUNNEL_HIGH_95;
	return FUNNEL_WITHIN;
}

enum measure_status
funnel_classify(struct funnel_point *out, enum funnel_model model, double x, double n, double theta)
{
	struct funnel funnel = {model, theta, n};

	*out = (struct funnel_point){.class = FUNNEL_WITHIN};
	if (!(n > 0))
		return x == 0 && n == 0 ? MEASURE_NO_DATA : MEASURE_INVALID;
	if (!is_funnel(model, theta, n) || !(x >= 0) || x > MEASURE_COUNT_MAX ||
	    (model == FUNNEL_BINOMIAL && x > n))
		return MEASURE_INVALID;
	out->value = x / n;
	if (x > floor(x) || (model == FUNNEL_BINOMIAL && n > floor(n)))
		return MEASURE_NO_INTERVAL;
	out->tail_low = lower_tail(&funnel, x);
	out->tail_high = upper_tail(&funnel, x);
	if (theta > 0 && (model == FUNNEL_POISSON || theta < 1))
		out->class = classify_tails(out->tail_low, out->tail_high);
	return MEASURE_OK;
}
