#include "interval.h"

#include <math.h>

#include "distribution.h"

/* Both tails must be representable, so 1 - confidence is what is tested. */
static bool
is_confidence(double confidence)
{
	return 1 - confidence > 0 && 1 - confidence < 1;
}

/* x and n as doubles, after the same rules as rate_check. */
static enum measure_status
check_counts(struct interval *out, double x, double n, double multiplier, double confidence)
{
	*out = (struct interval){0};
	if (!isfinite(x) || !isfinite(n) || !isfinite(multiplier) || multiplier <= 0 ||
	    !is_confidence(confidence) || x < 0 || n < 0)
		return MEASURE_INVALID;
	if (n <= 0)
		return x <= 0 ? MEASURE_NO_DATA : MEASURE_INVALID;
	/* No upper limit is larger than this, so none can overflow. */
	return isfinite(multiplier * (4 * x + 1000) / n) ? MEASURE_OK : MEASURE_INVALID;
}

enum measure_status
interval_wilson(struct interval *out, double x, double n, double confidence)
{
	enum measure_status status = check_counts(out, x, n, 1, confidence);
	double z, middle, half;

	if (status == MEASURE_OK && x > n)
		return MEASURE_INVALID;
	if (status != MEASURE_OK)
		return status;
	z = normal_quantile(confidence);
	middle = 2 * x + z * z;
	half = z * sqrt(z * z + 4 * x * ((n - x) / n));
	out->value = x / n;
	/* The quotient of the other root: no difference of nearly equal numbers for small x. */
	out->lower = 2 * x / n * (x / (middle + half));
	out->upper = x >= n ? 1 : (middle + half) / (2 * (n + z * z));
	return MEASURE_OK;
}

/* Limits of a Poisson mean, from the count to the scale of the rate. */
static void
scale_limits(struct interval *out, double x, double n, double multiplier)
{
	out->value = multiplier * x / n;
	out->lower = multiplier * out->lower / n;
	out->upper = multiplier * out->upper / n;
}

/* A count that is not whole has a value, but no exact Poisson distribution. */
static enum measure_status
check_events(struct interval *out, double x, double n, double multiplier, double confidence)
{
	enum measure_status status = check_counts(out, x, n, multiplier, confidence);

	if (status == MEASURE_OK && x > floor(x)) {
		out->value = out->lower = out->upper = multiplier * x / n;
		return MEASURE_NO_INTERVAL;
	}
	return status;
}

static double
cube(double number)
{
	return number * number * number;
}

enum measure_status
interval_byar(struct interval *out, double x, double n, double multiplier, double confidence)
{
	enum measure_status status = check_events(out, x, n, multiplier, confidence);
	double z, next = x + 1;

	if (status != MEASURE_OK)
		return status;
	z = normal_quantile(confidence);
	if (x > 0)
		out->lower = x * cube(1 - 1 / (9 * x) - z / (3 * sqrt(x)));
	out->upper = next * cube(1 - 1 / (9 * next) + z / (3 * sqrt(next)));
	scale_limits(out, x, n, multiplier);
	return MEASURE_OK;
}

enum measure_status
interval_garwood(struct interval *out, double x, double n, double multiplier, double confidence)
{
	enum measure_status status = check_events(out, x, n, multiplier, confidence);
	double tail = (1 - confidence) / 2;

	if (status != MEASURE_OK)
		return status;
	if (x > 0)
		out->lower = gamma_quantile_lower(x, tail);
	out->upper = gamma_quantile_upper(x + 1, tail);
	scale_limits(out, x, n, multiplier);
	return MEASURE_OK;
}

struct midp {
	double x;
	double tail;
};

/* In the logarithm of the mean: d P(X > x)/d mean = P(X = x). */
static struct slope_point
midp_lower_point(double log_mean, const void *context)
{
	const struct midp *midp = context;
	double mean = exp(log_mean), mass = poisson_mass(midp->x, mean);
	double tail = poisson_upper(midp->x + 1, mean) + mass / 2;

	return (struct slope_point){log(tail) - log(midp->tail),
	    mean * (mass + poisson_mass(midp->x - 1, mean)) / 2 / tail};
}

static struct slope_point
midp_upper_point(double log_mean, const void *context)
{
	const struct midp *midp = context;
	double mean = exp(log_mean), mass = poisson_mass(midp->x, mean);
	double below = midp->x > 0 ? poisson_lower(midp->x - 1, mean) : 0;
	double before = midp->x > 0 ? poisson_mass(midp->x - 1, mean) : 0;
	double tail = below + mass / 2;

	return (struct slope_point){log(midp->tail) - log(tail), mean * (mass + before) / 2 / tail};
}

enum measure_status
interval_midp(struct interval *out, double x, double n, double multiplier, double confidence)
{
	enum measure_status status = check_events(out, x, n, multiplier, confidence);
	struct midp midp = {x, (1 - confidence) / 2};
	double high, start = log(x + 1);

	if (status != MEASURE_OK)
		return status;
	high = log(x + 60 * sqrt(x + 1) + 800);
	if (x > 0)
		out->lower = exp(find_root(midp_lower_point, &midp, -745, high, start));
	out->upper = exp(find_root(midp_upper_point, &midp, -745, high, start));
	scale_limits(out, x, n, multiplier);
	return MEASURE_OK;
}

enum measure_status
interval_rate(struct interval *out, double x, double n, double multiplier, double confidence)
{
	return x < INTERVAL_BYAR_FROM ? interval_garwood(out, x, n, multiplier, confidence)
				      : interval_byar(out, x, n, multiplier, confidence);
}

enum measure_status
interval_mean(struct interval *out, const struct rate_moments *moments, double confidence)
{
	double half;

	*out = (struct interval){0};
	if (!isfinite(moments->count) || !isfinite(moments->mean) ||
	    !isfinite(moments->deviation) || moments->count < 0 ||
	    moments->count > floor(moments->count) || moments->deviation < 0 ||
	    moments->deviation > MEASURE_DEVIATION_MAX || !is_confidence(confidence))
		return MEASURE_INVALID;
	if (moments->count < 1)
		return MEASURE_NO_DATA;
	out->value = out->lower = out->upper = moments->mean;
	if (moments->count < 2)
		return MEASURE_NO_INTERVAL;
	half = student_quantile((1 - confidence) / 2, moments->count - 1) * moments->deviation /
	       sqrt(moments->count);
	out->lower -= half;
	out->upper += half;
	return MEASURE_OK;
}
