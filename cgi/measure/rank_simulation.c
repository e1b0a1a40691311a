#include "rank_simulation.h"

#include <assert.h>
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "order.h"

#define GENERATOR_BYTES 8192 /* more than the state of gsl_rng_mt19937; checked */

/* gsl_rng_alloc would allocate; its type's functions work on any memory. */
struct generator {
	alignas(16) unsigned char state[GENERATOR_BYTES];
	gsl_rng rng;
};

static void
seed_generator(struct generator *generator, uint32_t seed)
{
	assert(gsl_rng_mt19937->size <= sizeof(generator->state));
	generator->rng.type = gsl_rng_mt19937;
	generator->rng.state = generator->state;
	gsl_rng_set(&generator->rng, seed);
}

static double
draw(const gsl_rng *rng, const struct rank_belief *belief, enum rank_model model)
{
	double x = belief->x, n = belief->n;

	if (model == RANK_NORMAL)
		return x + n * gsl_ran_gaussian_ziggurat(rng, 1);
	if (model == RANK_GAMMA)
		return gsl_ran_gamma(rng, x + 0.5, 1 / n);
	return gsl_ran_beta(rng, x + 0.5, n - x + 0.5);
}

static int
compare_values(const void *context, size_t left, size_t right)
{
	const double *values = context;

	return (values[left] > values[right]) - (values[left] < values[right]);
}

/* Ranks begin + 1 ... end belong to the bin. */
static size_t
bin_end(size_t bin, size_t bins, size_t count)
{
	return (bin + 1) * count / bins;
}

static size_t
bin_of(size_t place, size_t bins, size_t count)
{
	size_t bin = place * bins / count;

	while (bin_end(bin, bins, count) <= place)
		bin++;
	return bin;
}

static void
summarise(
    struct rank_summary *out, const uint32_t counts[], size_t bins, size_t count, size_t draws)
{
	static const double shares[] = {0.5, 0.025, 0.975};
	size_t *quantiles[] = {&out->median, &out->lower, &out->upper};
	double total = (double)draws, sum = 0, squares = 0;

	*out = (struct rank_summary){.first = counts[0] / total, .last = counts[bins - 1] / total};
	for (size_t bin = 0; bin < bins; bin++) {
		double rank = (double)bin_end(bin, bins, count);

		sum += counts[bin];
		out->mean += counts[bin] / total * rank;
		for (size_t i = 0; i < 3; i++)
			if (*quantiles[i] == 0 && sum >= shares[i] * total - 1e-6)
				*quantiles[i] = bin_end(bin, bins, count);
	}
	for (size_t bin = 0; bin < bins; bin++) {
		double distance = (double)bin_end(bin, bins, count) - out->mean;

		squares += counts[bin] / total * distance * distance;
	}
	out->deviation = sqrt(squares);
}

/* The values of all units at one prior. */
static void
draw_values(double values[], const gsl_rng *rng, const struct rank_hierarchy *hierarchy,
    const struct rank_prior *prior)
{
	for (size_t i = 0; i < hierarchy->unit_count; i++) {
		struct rank_belief belief =
		    rank_hierarchy_update(hierarchy->model, prior, &hierarchy->units[i]);

		values[i] = draw(rng, &belief, hierarchy->model);
	}
}

/* Priors take turns: each has its share of the draws, to one draw. */
void
rank_simulate(struct rank_summary summaries[], const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, const struct rank_simulation *simulation)
{
	size_t count = hierarchy->unit_count, point = 0;
	size_t bins = simulation->bins < count ? simulation->bins : count;
	double passed = hierarchy->priors[0].weight;
	struct generator generator;

	assert(simulation->draws > 0 && simulation->bins > 0 && direction != MEASURE_NEUTRAL);
	memset(simulation->counts, 0, count * bins * sizeof(*simulation->counts));
	seed_generator(&generator, simulation->seed);
	for (size_t repeat = 0; repeat < simulation->draws; repeat++) {
		double share = ((double)repeat + 0.5) / (double)simulation->draws;

		while (share > passed && point + 1 < hierarchy->count)
			passed += hierarchy->priors[++point].weight;
		draw_values(
		    simulation->values, &generator.rng, hierarchy, &hierarchy->priors[point]);
		order_indices(simulation->order, count, compare_values, simulation->values);
		for (size_t i = 0; i < count; i++) {
			size_t place = direction == MEASURE_INCREASE ? count - 1 - i : i;

			simulation
			    ->counts[simulation->order[i] * bins + bin_of(place, bins, count)]++;
		}
	}
	for (size_t i = 0; i < count; i++)
		summarise(
		    &summaries[i], &simulation->counts[i * bins], bins, count, simulation->draws);
}
