/*
 * Binomial, Poisson, gamma, beta, normal and Student distributions, as far as the other modules
 * need them, for counts up to 1e9 with a relative accuracy of about 1e-12.
 *
 * GSL's own cumulative functions are not used: they stop at 512 terms (a funnel over 10 million
 * discharges needs more) and its error handler ends the process where an inverse does not converge.
 * Sources: Loader 2000, Fast and Accurate Computation of Binomial Probabilities (masses by saddle
 * point); Abramowitz & Stegun 6.5.29 and 6.5.31 (incomplete gamma function); Didonato & Morris
 * 1992, Algorithm 708 (incomplete beta function).
 *
 * Probabilities are in 0..1; arguments outside the stated range are the caller's mistake (assert).
 */
#ifndef MEASURE_DISTRIBUTION_H
#define MEASURE_DISTRIBUTION_H

/* z with P(-z < Z < z) = confidence; 0 < confidence < 1.  z_.95 = 1.959963984540054. */
double normal_quantile(double confidence);

/* P(Z > z) of the standard normal distribution. */
double normal_upper(double z);

/* t with P(T > t) = tail; 0 < tail < 1/2, freedom >= 1. */
double student_quantile(double tail, double freedom);

/* The z of the normal distribution with the tail of t, any finite number; within +/- 38. */
double student_score(double t, double freedom);

/* P(X = k), P(X <= k), P(X >= k) of Poisson(mean); k >= 0 (whole), mean >= 0. */
double poisson_mass(double k, double mean);
double poisson_lower(double k, double mean);
double poisson_upper(double k, double mean);

/* P(X = k), P(X <= k), P(X >= k) of binomial(n, theta); 0 <= k <= n (whole), 0 <= theta <= 1. */
double binomial_mass(double k, double n, double theta);
double binomial_lower(double k, double n, double theta);
double binomial_upper(double k, double n, double theta);

/* P(G <= x) and P(G > x) of gamma(shape, 1); shape > 0, x >= 0. */
double gamma_lower(double shape, double x);
double gamma_upper(double shape, double x);

/* x with P(G <= x) = tail, or with P(G > x) = tail; 0 < tail < 1. */
double gamma_quantile_lower(double shape, double tail);
double gamma_quantile_upper(double shape, double tail);

/* P(B <= x) of beta(a, b); a > 0, b > 0, 0 <= x <= 1. */
double beta_lower(double a, double b, double x);

/*
 * The densities of gamma(shape, 1) times x and of beta(a, b) times x (1 - x): x^shape e^-x /
 * Gamma(shape), and x^a y^b / B(a, b) with y = 1 - x given, because 1 - x may have lost its digits.
 */
double gamma_kernel(double shape, double x);
double beta_kernel(double a, double b, double x, double y);

/* What find_root needs of a function: its value, rising with x, and its slope. */
struct slope_point {
	double value;
	double slope;
};

/*
 * The x between low and high at which the rising function is 0, by Newton's steps kept inside the
 * bracket.  start may be any point; the ends are returned if the function has one sign.
 */
double find_root(struct slope_point (*evaluate)(double x, const void *context), const void *context,
    double low, double high, double start);

#endif
