#include "mixture.h"

#include <assert.h>
#include <math.h>

#include "rate.h"

#define STEP          0.25 /* of u, from -8 to 8 */
#define STIRLING_FROM 10   /* above, three terms are exact to 1e-12 */

bool
mixture_count_is_valid(enum kind_model model, const struct mixture_count *count)
{
	return count->n >= MEASURE_COUNT_MIN && count->n <= MEASURE_COUNT_MAX && count->x >= 0 &&
	       count->x <= (model == KIND_BINOMIAL ? count->n : MEASURE_COUNT_MAX);
}

/* What Stirling's formula leaves out of ln Gamma(a). */
static double
stirling_rest(double a)
{
	double square = 1 / (a * a);

	return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / a;
}

/* ln Gamma(a + x) - ln Gamma(a), without the difference of two large numbers. */
static double
log_rising(double a, double x)
{
	if (a < STIRLING_FROM)
		return lgamma(a + x) - lgamma(a);
	return (a + x - 0.5) * log1p(x / a) + x * (log(a) - 1) + stirling_rest(a + x) -
	       stirling_rest(a);
}

struct fit {
	enum kind_model model;
	const struct mixture_count *units;
	size_t count;
	double typical; /* n0 */
};

/* One point of the grid: its shapes, and the log of its weight. */
static double
fit_binomial(const struct fit *fit, double s, double *a, double *b)
{
	double exposure = 0, cases = 0.5, mean, log_weight;

	for (size_t i = 0; i < fit->count; i++) {
		const struct mixture_count *unit = &fit->units[i];
		double share = (s + 1) / (unit->n + s);

		if (!mixture_count_is_valid(KIND_BINOMIAL, unit))
			continue;
		exposure += unit->n * share;
		cases += unit->x * share;
	}
	mean = cases / (exposure + 1);
	s = fmax(s, 0.5 / fmin(mean, 1 - mean));
	*a = mean * s;
	*b = (1 - mean) * s;
	log_weight = log(mean * (1 - mean) / (exposure + 1)) / 2;
	for (size_t i = 0; i < fit->count; i++) {
		const struct mixture_count *unit = &fit->units[i];

		if (mixture_count_is_valid(KIND_BINOMIAL, unit))
			log_weight += log_rising(*a, unit->x) + log_rising(*b, unit->n - unit->x) -
				      log_rising(s, unit->n);
	}
	return log_weight;
}

static double
fit_poisson(const struct fit *fit, double s, double *a, double *b)
{
	double exposure = 0, cases = 0.5, mean, log_weight;

	for (size_t i = 0; i < fit->count; i++) {
		const struct mixture_count *unit = &fit->units[i];
		double share = s / (unit->n + s);

		if (!mixture_count_is_valid(KIND_POISSON, unit))
			continue;
		exposure += unit->n * share;
		cases += unit->x * share;
	}
	mean = cases / exposure;
	s = fmax(s, 0.5 / mean);
	*a = mean * s;
	*b = s;
	log_weight = log(mean / exposure) / 2;
	for (size_t i = 0; i < fit->count; i++) {
		const struct mixture_count *unit = &fit->units[i];

		if (mixture_count_is_valid(KIND_POISSON, unit))
			log_weight += log_rising(*a, unit->x) - *a * log1p(unit->n / s) -
				      unit->x * log1p(s / unit->n);
	}
	return log_weight;
}

static void
normalise(double weight[])
{
	double most = -INFINITY, sum = 0;

	for (int point = 0; point < MIXTURE_POINTS; point++)
		most = fmax(most, weight[point]);
	for (int point = 0; point < MIXTURE_POINTS; point++) {
		weight[point] = exp(weight[point] - most);
		sum += weight[point];
	}
	for (int point = 0; point < MIXTURE_POINTS; point++)
		weight[point] /= sum;
}

size_t
mixture_fit(
    struct mixture *out, enum kind_model model, const struct mixture_count units[], size_t count)
{
	struct fit fit = {.model = model, .units = units, .count = count};
	double inverse = 0;
	size_t valid = 0;

	assert(model == KIND_BINOMIAL || model == KIND_POISSON);
	for (size_t i = 0; i < count; i++) {
		if (!mixture_count_is_valid(model, &units[i]))
			continue;
		inverse += 1 / units[i].n;
		valid++;
	}
	if (valid == 0)
		return 0;
	fit.typical = (double)valid / inverse;
	out->model = model;
	for (int point = 0; point < MIXTURE_POINTS; point++) {
		double s = fit.typical * exp(STEP * (point - (MIXTURE_POINTS - 1) / 2));
		double shrinkage = s / (s + fit.typical);

		out->weight[point] =
		    (model == KIND_BINOMIAL
			    ? fit_binomial(&fit, s, &out->a[point], &out->b[point])
			    : fit_poisson(&fit, s, &out->a[point], &out->b[point])) +
		    log(shrinkage * (1 - shrinkage));
	}
	normalise(out->weight);
	return valid;
}

double
mixture_none(const struct mixture *mixture, double n)
{
	double probability = 0;

	for (int point = 0; point < MIXTURE_POINTS; point++) {
		double a = mixture->a[point], b = mixture->b[point];

		probability +=
		    mixture->weight[point] * exp(mixture->model == KIND_BINOMIAL
						     ? log_rising(b, n) - log_rising(a + b, n)
						     : -a * log1p(n / b));
	}
	return fmin(probability, 1);
}

double
mixture_all(const struct mixture *mixture, double n)
{
	double probability = 0;

	for (int point = 0; point < MIXTURE_POINTS; point++) {
		double a = mixture->a[point], b = mixture->b[point];

		probability +=
		    mixture->weight[point] * exp(log_rising(a, n) - log_rising(a + b, n));
	}
	return fmin(probability, 1);
}
