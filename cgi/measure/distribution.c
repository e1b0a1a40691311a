#include "distribution.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#define PI          3.14159265358979323846
#define TERMS_MAX   2000000 /* ends the loops even where nothing converges */
#define ROOT_STEP   1e-9    /* a last step of this size leaves 1e-18 */
#define ROOT_STEPS  200
#define SMALLEST    1e-300 /* added to what must not be exactly 0 */
#define SHAPE_LARGE 1e10   /* from here the cube root is normal to 1e-11 */

/* ln n! less Stirling's leading terms; n > 0, not only whole. */
static double
stirling_error(double n)
{
	double square = n * n;

	if (n <= 15)
		return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * PI);
	return (1.0 / 12 -
		   (1.0 / 360 -
		       (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) / square) / square) / square) /
		       square) /
	       n;
}

/* x ln(x/m) + m - x without loss where x is close to m. */
static double
deviance(double x, double m)
{
	double v, term, sum, next;

	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	v = (x - m) / (x + m);
	sum = (x - m) * v;
	term = 2 * x * v;
	for (int j = 1;; j++) {
		term *= v * v;
		next = sum + term / (2 * j + 1);
		if (next == sum)
			return next;
		sum = next;
	}
}

/* x^k e^-x / Gamma(k + 1), for any k >= 0. */
static double
poisson_term(double k, double mean)
{
	if (mean <= 0)
		return k <= 0 ? 1 : 0;
	if (k <= 0)
		return exp(-mean);
	return exp(-stirling_error(k) - deviance(k, mean)) / sqrt(2 * PI * k);
}

/* Gamma(n + 1) / (Gamma(k + 1) Gamma(n - k + 1)) p^k q^(n - k), for any 0 <= k <= n. */
static double
binomial_term(double k, double n, double p, double q)
{
	double exponent;

	if (p <= 0)
		return k <= 0 ? 1 : 0;
	if (q <= 0)
		return k >= n ? 1 : 0;
	if (k <= 0)
		return exp(p < 0.1 ? n * log1p(-p) : n * log(q));
	if (k >= n)
		return exp(q < 0.1 ? n * log1p(-q) : n * log(p));
	exponent = stirling_error(n) - stirling_error(k) - stirling_error(n - k) -
		   deviance(k, n * p) - deviance(n - k, n * q);
	return exp(exponent) * sqrt(n / (2 * PI * k * (n - k)));
}

/* P(G <= x) by its series; x < shape + 1. */
static double
gamma_series(double shape, double x)
{
	double term = 1, sum = 1;

	for (int k = 1; k < TERMS_MAX && term > sum * DBL_EPSILON / 8; k++) {
		term *= x / (shape + k);
		sum += term;
	}
	return poisson_term(shape, x) * sum;
}

/* P(G > x) by its continued fraction (Lentz); x >= shape + 1. */
static double
gamma_fraction(double shape, double x)
{
	double b = x + 1 - shape, c = 1 / SMALLEST, d = 1 / b, product = d;

	for (int k = 1; k < TERMS_MAX; k++) {
		double a = -k * (k - shape), change;

		b += 2;
		d = 1 / (a * d + b + SMALLEST);
		c = b + a / c + SMALLEST;
		change = d * c;
		product *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return poisson_term(shape, x) * shape * product;
}

/* Wilson and Hilferty 1931: the cube root of a gamma variate is nearly normal. */
static double
cube_root_z(double shape, double x)
{
	return (cbrt(x / shape) - 1 + 1 / (9 * shape)) * 3 * sqrt(shape);
}

double
gamma_lower(double shape, double x)
{
	assert(shape > 0 && x >= 0);
	if (x <= 0)
		return 0;
	if (shape >= SHAPE_LARGE)
		return normal_upper(-cube_root_z(shape, x));
	return x < shape + 1 ? gamma_series(shape, x) : 1 - gamma_fraction(shape, x);
}

double
gamma_upper(double shape, double x)
{
	assert(shape > 0 && x >= 0);
	if (x <= 0)
		return 1;
	if (shape >= SHAPE_LARGE)
		return normal_upper(cube_root_z(shape, x));
	return x < shape + 1 ? 1 - gamma_series(shape, x) : gamma_fraction(shape, x);
}

double
beta_kernel(double a, double b, double x, double y)
{
	return binomial_term(a, a + b, x, y) * a * b / (a + b);
}

/*
 * P(B <= x) by its continued fraction, for x below the mean a/(a + b).  distance = a - (a + b) x is
 * given: near the mean it cannot be had from x without loss.  (Didonato & Morris 1992, eq. 9.)
 */
static double
beta_fraction(double a, double b, double x, double y, double distance)
{
	double start = 1 + distance, first = 1 / a + 1, power = 1, sum = a + 1;
	double before = 0, before_below = 1, now = 1, now_below = start / first;
	double ratio = first / start;

	for (int n = 1; n < TERMS_MAX; n++) {
		double t = n / a, w = n * (b - n) * x, e = a / sum, last = ratio;
		double alpha = power * (power + b / a) * e * e * (w * x);
		double beta = n + w / sum + (t + 1) / (first + 2 * t) * (start + n * (y + 1));
		double next = alpha * before + beta * now;
		double next_below = alpha * before_below + beta * now_below;

		ratio = next / next_below;
		if (fabs(ratio - last) <= DBL_EPSILON * ratio)
			break;
		/* Scaled, so that neither numerator nor denominator overflows. */
		before = now / next_below;
		before_below = now_below / next_below;
		now = ratio;
		now_below = 1;
		power = t + 1;
		sum += 2;
	}
	return beta_kernel(a, b, x, y) * ratio;
}

/* The same for x = 1 - y wherever it lies; y is given because 1 - x may have lost its digits. */
static double
beta_tail(double a, double b, double x, double y)
{
	double distance;

	if (x <= 0)
		return 0;
	if (y <= 0)
		return 1;
	distance = x < y ? a - (a + b) * x : (a + b) * y - b;
	return distance > 0 ? beta_fraction(a, b, x, y, distance)
			    : 1 - beta_fraction(b, a, y, x, -distance);
}

double
gamma_kernel(double shape, double x)
{
	assert(shape > 0 && x >= 0);
	return shape * poisson_term(shape, x);
}

double
beta_lower(double a, double b, double x)
{
	assert(a > 0 && b > 0 && x >= 0 && x <= 1);
	return beta_tail(a, b, x, 1 - x);
}

double
poisson_mass(double k, double mean)
{
	assert(k >= 0 && mean >= 0);
	return poisson_term(k, mean);
}

double
poisson_lower(double k, double mean)
{
	assert(k >= 0 && mean >= 0);
	return gamma_upper(k + 1, mean);
}

double
poisson_upper(double k, double mean)
{
	assert(k >= 0 && mean >= 0);
	return k <= 0 ? 1 : gamma_lower(k, mean);
}

double
binomial_mass(double k, double n, double theta)
{
	assert(k >= 0 && k <= n && theta >= 0 && theta <= 1);
	return binomial_term(k, n, theta, 1 - theta);
}

double
binomial_lower(double k, double n, double theta)
{
	assert(k >= 0 && k <= n && theta >= 0 && theta <= 1);
	return k >= n ? 1 : beta_tail(n - k, k + 1, 1 - theta, theta);
}

double
binomial_upper(double k, double n, double theta)
{
	assert(k >= 0 && k <= n && theta >= 0 && theta <= 1);
	return k <= 0 ? 1 : beta_tail(k, n - k + 1, theta, 1 - theta);
}

double
normal_quantile(double confidence)
{
	assert(confidence > 0 && confidence < 1);
	return gsl_cdf_ugaussian_Qinv((1 - confidence) / 2);
}

double
normal_upper(double z)
{
	return gsl_cdf_ugaussian_Q(z);
}

double
find_root(struct slope_point (*evaluate)(double x, const void *context), const void *context,
    double low, double high, double start)
{
	double x = start > low && start < high ? start : low + (high - low) / 2;

	for (int step = 0; step < ROOT_STEPS; step++) {
		struct slope_point point = evaluate(x, context);
		double next;

		if (point.value > 0)
			high = x;
		else
			low = x;
		next = x - point.value / point.slope;
		/* Also for a next that is not a number: the slope may vanish in the tails. */
		if (!(next >= low && next <= high))
			next = low + (high - low) / 2;
		/* Steps shrink to their squares; the next one would be lost in rounding. */
		if (fabs(next - x) <= ROOT_STEP * (1 + fabs(x)))
			return next;
		x = next;
	}
	return x;
}

/* What the quantiles solve for, in the logarithm of x: the logarithms of both tails are concave. */
struct quantile {
	double shape; /* or degrees of freedom */
	double tail;
};

static struct slope_point
gamma_lower_point(double log_x, const void *context)
{
	const struct quantile *quantile = context;
	double x = exp(log_x), tail = gamma_lower(quantile->shape, x);

	return (struct slope_point){
	    log(tail) - log(quantile->tail), gamma_kernel(quantile->shape, x) / tail};
}

static struct slope_point
gamma_upper_point(double log_x, const void *context)
{
	const struct quantile *quantile = context;
	double x = exp(log_x), tail = gamma_upper(quantile->shape, x);

	return (struct slope_point){
	    log(quantile->tail) - log(tail), gamma_kernel(quantile->shape, x) / tail};
}

/* P(T > t) = P(B <= v/(v + t^2))/2 with B of beta(v/2, 1/2). */
static struct slope_point
student_point(double log_t, const void *context)
{
	const struct quantile *quantile = context;
	double t = exp(log_t), v = quantile->shape, square = t * t;
	double x = 1 / (1 + square / v), y = 1 / (1 + v / square);
	double tail = beta_tail(v / 2, 0.5, x, y) / 2;

	return (struct slope_point){
	    log(quantile->tail) - log(tail), beta_kernel(v / 2, 0.5, x, y) / tail};
}

/* The inverse of cube_root_z. */
static double
gamma_quantile_cube(double shape, double z)
{
	double root = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));

	return root > 0 ? shape * root * root * root : 0;
}

static double
gamma_quantile(double shape, double tail, bool upper)
{
	struct quantile quantile = {shape, tail};
	double z = gsl_cdf_ugaussian_Qinv(tail);
	double start = gamma_quantile_cube(shape, upper ? z : -z);

	assert(shape > 0 && tail > 0 && tail < 1);
	if (shape >= SHAPE_LARGE)
		return start;
	return exp(find_root(upper ? gamma_upper_point : gamma_lower_point, &quantile, -745,
	    log(shape + 60 * sqrt(shape) + 800), start > 0 ? log(start) : -745));
}

double
gamma_quantile_lower(double shape, double tail)
{
	return gamma_quantile(shape, tail, false);
}

double
gamma_quantile_upper(double shape, double tail)
{
	return gamma_quantile(shape, tail, true);
}

double
student_quantile(double tail, double freedom)
{
	struct quantile quantile = {freedom, tail};

	assert(tail > 0 && tail < 0.5 && freedom >= 1);
	return exp(
	    find_root(student_point, &quantile, -100, 745, log(gsl_cdf_ugaussian_Qinv(tail))));
}

double
student_score(double t, double freedom)
{
	double square = t * t;
	double x = 1 / (1 + square / freedom), y = 1 / (1 + freedom / square);

	assert(freedom >= 1);
	return copysign(
	    gsl_cdf_ugaussian_Qinv(fmax(SMALLEST, beta_tail(freedom / 2, 0.5, x, y) / 2)), t);
}
