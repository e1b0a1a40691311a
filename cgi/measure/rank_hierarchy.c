#include "rank_hierarchy.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"

#define LEAST 0.5  /* shape of a prior */
#define STEP  0.25 /* between the points of the grid */
#define RARE  1e-9 /* weights that are left out */

/* Where the grid is: u, and a typical n (NORMAL: a typical variance). */
struct point {
	double u;
	double typical;
};

/* ln B(1 - B) for B = 1/(1 + e^-u). */
static double
shrinkage_weight(double u)
{
	return -fabs(u) - 2 * log1p(exp(-fabs(u)));
}

/* The harmonic mean of n, or of n^2. */
static double
typical_of(const struct rank_belief units[], size_t count, enum rank_model model)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += 1 / (model == RANK_NORMAL ? units[i].n * units[i].n : units[i].n);
	return (double)count / sum;
}

/* x of n as counts: no rounding makes it less than none or more than all. */
static double
rest_of(const struct rank_belief *unit)
{
	return fmax(0, unit->n - unit->x);
}

/* Fills a prior with the logarithm of its weight. */
static void
fit_beta(struct rank_prior *out, const struct rank_belief units[], size_t count,
    const struct point *point)
{
	double size = point->typical * exp(point->u), all = 0, events = 0, others = 0;
	double mu, rest, sum = 0;

	for (size_t i = 0; i < count; i++) {
		double share = (size + 1) / (units[i].n + size);

		all += units[i].n * share;
		events += units[i].x * share;
		others += rest_of(&units[i]) * share;
	}
	mu = (events + LEAST) / (all + 1);
	rest = (others + LEAST) / (all + 1);
	size = fmax(size, LEAST / fmin(mu, rest));
	*out = (struct rank_prior){.first = mu * size, .second = rest * size};
	for (size_t i = 0; i < count; i++)
		sum += units[i].x * log(mu) + rest_of(&units[i]) * log(rest) +
		       gamma_growth(out->first, units[i].x) +
		       gamma_growth(out->second, rest_of(&units[i])) -
		       gamma_growth(size, units[i].n);
	out->weight = sum + log(mu * rest / (all + 1)) / 2;
}

static void
fit_gamma(struct rank_prior *out, const struct rank_belief units[], size_t count,
    const struct point *point)
{
	double size = point->typical * exp(point->u), all = 0, events = 0, mu, sum = 0;

	for (size_t i = 0; i < count; i++) {
		double share = size / (units[i].n + size);

		all += units[i].n * share;
		events += units[i].x * share;
	}
	mu = (events + LEAST) / all;
	size = fmax(size, LEAST / mu);
	*out = (struct rank_prior){.first = mu * size, .second = size};
	/* Less x ln n and x, which are the same at every point. */
	for (size_t i = 0; i < count; i++)
		sum += gamma_growth(out->first, units[i].x) + units[i].x * log(mu) -
		       (out->first + units[i].x) * log1p(units[i].n / size);
	out->weight = sum + log(mu / all) / 2;
}

static void
fit_normal(struct rank_prior *out, const struct rank_belief units[], size_t count,
    const struct point *point)
{
	double tau2 = point->typical * exp(-point->u), all = 0, mean = 0, sum = 0;

	for (size_t i = 0; i < count; i++) {
		double weight = 1 / (units[i].n * units[i].n + tau2);

		all += weight;
		mean += weight * units[i].x;
	}
	mean /= all;
	for (size_t i = 0; i < count; i++) {
		double weight = 1 / (units[i].n * units[i].n + tau2), off = units[i].x - mean;

		sum += log(weight) / 2 - weight * off * off / 2;
	}
	*out = (struct rank_prior){.weight = sum - log(all) / 2, .first = mean, .second = tau2};
}

/* Weights out of their logarithms; keeps the priors that are worth it. */
static void
weigh(struct rank_hierarchy *out)
{
	double highest = -INFINITY, sum = 0, kept = 0;

	for (size_t i = 0; i < RANK_HIERARCHY_POINTS; i++)
		highest = fmax(highest, out->priors[i].weight);
	for (size_t i = 0; i < RANK_HIERARCHY_POINTS; i++) {
		out->priors[i].weight = exp(out->priors[i].weight - highest);
		sum += out->priors[i].weight;
	}
	for (size_t i = 0; i < RANK_HIERARCHY_POINTS; i++)
		if (out->priors[i].weight >= RARE * sum) {
			kept += out->priors[i].weight;
			out->priors[out->count++] = out->priors[i];
		}
	for (size_t i = 0; i < out->count; i++)
		out->priors[i].weight /= kept;
}

enum measure_status
rank_hierarchy_fit(struct rank_hierarchy *out, const struct rank_belief units[], size_t unit_count,
    enum rank_model model)
{
	static void (*const fits[RANK_MODEL_COUNT])(
	    struct rank_prior *, const struct rank_belief[], size_t, const struct point *) = {
	    [RANK_BETA] = fit_beta, [RANK_GAMMA] = fit_gamma, [RANK_NORMAL] = fit_normal};
	/* Beliefs have a direction only once they are ranked. */
	enum measure_status status = rank_belief_check(units, unit_count, model, MEASURE_INCREASE);
	struct point point;

	*out = (struct rank_hierarchy){.model = model, .units = units, .unit_count = unit_count};
	if (status != MEASURE_OK)
		return status;
	point.typical = typical_of(units, unit_count, model);
	for (size_t i = 0; i < RANK_HIERARCHY_POINTS; i++) {
		point.u = STEP * ((double)i - (RANK_HIERARCHY_POINTS - 1) / 2.0);
		fits[model](&out->priors[i], units, unit_count, &point);
		out->priors[i].weight += shrinkage_weight(point.u);
	}
	weigh(out);
	return MEASURE_OK;
}

struct rank_belief
rank_hierarchy_update(
    enum rank_model model, const struct rank_prior *prior, const struct rank_belief *unit)
{
	double a = prior->first, b = prior->second, variance = unit->n * unit->n, n;

	if (model == RANK_GAMMA)
		return (struct rank_belief){fmax(0, unit->x + (a - LEAST)), unit->n + b};
	if (model == RANK_NORMAL)
		return (struct rank_belief){(unit->x * b + a * variance) / (variance + b),
		    sqrt(variance * b / (variance + b))};
	n = fmax(MEASURE_COUNT_MIN, unit->n + (a + b - 2 * LEAST));
	return (struct rank_belief){fmin(fmax(0, unit->x + (a - LEAST)), n), n};
}

double
rank_hierarchy_mean(const struct rank_hierarchy *hierarchy, const struct rank_belief *unit)
{
	double mean = 0;

	for (size_t i = 0; i < hierarchy->count; i++) {
		const struct rank_prior *prior = &hierarchy->priors[i];
		struct rank_belief belief = rank_hierarchy_update(hierarchy->model, prior, unit);

		if (hierarchy->model == RANK_BETA)
			mean += prior->weight * (belief.x + LEAST) / (belief.n + 2 * LEAST);
		else if (hierarchy->model == RANK_GAMMA)
			mean += prior->weight * (belief.x + LEAST) / belief.n;
		else
			mean += prior->weight * belief.x;
	}
	return mean;
}
