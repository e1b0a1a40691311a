/*
 * How often does the 95 % interval of a rank hold the true rank?  Peer groups with known true
 * values are drawn, their counts drawn from these, and the intervals of pages computed.
 *   ranks FOLDER [TIMES]
 * prints a line for each design of FOLDER/designs.csv beside what another program reached with the
 * same method (column reference; the draws are not the same), and ends with 1 if one is below what
 * it must hold (column least).  Units in all: about UNITS in each design, TIMES as many.
 *
 * n is drawn evenly on the scale of logarithms.  Shapes: scattered, true values around the mean
 * (beta, gamma or normal); outlier, the first unit at 1/4, 15 deviations off; extreme, at 1/2,
 * which is 40; clusters, half of them at half of the mean, half at one and a half; equal, no
 * difference: there the middle rank is to be held.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "../cases/file.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/csv.h"
#include "core/text.h"
#include "measure/rank_distribution.h"
#include "measure/rank_summary.h"

#define UNITS     8000
#define TRIES_MIN 60
#define SEED      20250701

struct design {
	const char *name, *shape;
	enum rank_model model;
	size_t units;
	double low, high, mean, deviation;
	double reference, least; /* least 0: only printed */
};

struct tally {
	size_t intervals, held;   /* of all units */
	size_t extremes, extreme; /* of the truly best and worst: intervals, held */
	double width;
};

/* What one design needs, used again for every group. */
struct field {
	double *truth;
	struct rank_belief *units, *beliefs;
	double *mass, *work;
};

static const char *
cell(const struct csv *csv, size_t row, const char *column)
{
	int index = csv_column(csv, column);

	if (index < 0) {
		fprintf(stderr, "designs: no column %s\n", column);
		exit(2);
	}
	return csv->rows[row].cells[index];
}

static struct design
read_design(const struct csv *csv, size_t row)
{
	const char *kind = cell(csv, row, "kind");

	return (struct design){.name = cell(csv, row, "design"),
	    .shape = cell(csv, row, "shape"),
	    .model = strcmp(kind, "proportion") == 0 ? RANK_BETA
		     : strcmp(kind, "rate") == 0     ? RANK_GAMMA
						     : RANK_NORMAL,
	    .units = (size_t)strtoul(cell(csv, row, "units"), NULL, 10),
	    .low = strtod(cell(csv, row, "n_low"), NULL),
	    .high = strtod(cell(csv, row, "n_high"), NULL),
	    .mean = strtod(cell(csv, row, "mean"), NULL),
	    .deviation = strtod(cell(csv, row, "between_sd"), NULL),
	    .reference = strtod(cell(csv, row, "reference"), NULL),
	    .least = strtod(cell(csv, row, "least"), NULL)};
}

/* A true value around the mean. */
static double
scatter(const gsl_rng *rng, const struct design *design, double mean)
{
	double variance = design->deviation * design->deviation, size;

	if (design->model == RANK_NORMAL)
		return mean + gsl_ran_gaussian(rng, design->deviation);
	if (variance <= 0)
		return mean;
	if (design->model == RANK_GAMMA)
		return gsl_ran_gamma(rng, mean * mean / variance, variance / mean);
	size = mean * (1 - mean) / variance - 1;
	return gsl_ran_beta(rng, mean * size, (1 - mean) * size);
}

static double
draw_truth(const gsl_rng *rng, const struct design *design, size_t unit)
{
	double mean = design->mean;

	if (strcmp(design->shape, "outlier") == 0 && unit == 0)
		return 0.25;
	if (strcmp(design->shape, "extreme") == 0 && unit == 0)
		return 0.5;
	if (strcmp(design->shape, "clusters") == 0)
		mean *= unit % 2 == 0 ? 0.5 : 1.5;
	return scatter(rng, design, mean);
}

static void
draw_group(struct field *field, const gsl_rng *rng, const struct design *design)
{
	for (size_t i = 0; i < design->units; i++) {
		double n = design->low * pow(design->high / design->low, gsl_rng_uniform(rng)), x;
		double truth = draw_truth(rng, design, i);

		if (design->model != RANK_NORMAL)
			n = floor(n);
		if (design->model == RANK_BETA)
			x = gsl_ran_binomial(rng, truth, (unsigned)n);
		else if (design->model == RANK_GAMMA)
			x = gsl_ran_poisson(rng, truth * n);
		else
			x = truth + gsl_ran_gaussian(rng, n);
		field->truth[i] = truth;
		field->units[i] = (struct rank_belief){x, n};
	}
}

/* The true rank of a unit; the middle one where all are equal. */
static double
true_rank(const struct field *field, const struct design *design, size_t unit)
{
	size_t below = 0;

	if (strcmp(design->shape, "equal") == 0)
		return ((double)design->units + 1) / 2;
	for (size_t i = 0; i < design->units; i++)
		below += field->truth[i] < field->truth[unit];
	return (double)below + 1;
}

static void
tally_group(struct tally *tally, struct field *field, const struct design *design)
{
	struct rank_hierarchy hierarchy;

	if (rank_hierarchy_fit(&hierarchy, field->units, design->units, design->model) !=
	    MEASURE_OK) {
		fprintf(stderr, "design %s: counts that cannot be\n", design->name);
		exit(2);
	}
	rank_distribution_mixed(
	    field->mass, &hierarchy, MEASURE_DECREASE, field->beliefs, field->work);
	for (size_t i = 0; i < design->units; i++) {
		double rank = true_rank(field, design, i);
		struct rank_summary summary;
		bool held;

		rank_summary_make(&summary, &field->mass[i * design->units], design->units);
		held = (double)summary.lower <= rank && rank <= (double)summary.upper;
		tally->intervals++;
		tally->held += held;
		tally->width += (double)(summary.upper - summary.lower + 1);
		if (rank <= 1 || rank >= (double)design->units) {
			tally->extremes++;
			tally->extreme += held;
		}
	}
}

/* False if the design holds less than it must. */
static bool
check_design(const struct design *design, struct arena *arena, gsl_rng *rng, double times)
{
	size_t count = design->units;
	size_t tries = (size_t)(fmax(TRIES_MIN, (double)UNITS / (double)count) * times);
	struct field field = {.truth = arena_new(arena, double, count),
	    .units = arena_new(arena, struct rank_belief, count),
	    .beliefs = arena_new(arena, struct rank_belief, count),
	    .mass = arena_new(arena, double, count *count),
	    .work = arena_new(arena, double, rank_distribution_work(count))};
	struct tally tally = {0};
	double held;

	gsl_rng_set(rng, SEED + strtoul(design->name, NULL, 10));
	for (size_t i = 0; i < tries; i++) {
		draw_group(&field, rng, design);
		tally_group(&tally, &field, design);
	}
	held = (double)tally.held / (double)tally.intervals;
	printf(
	    "%6s %6zu %9s %10zu %9.3f", design->name, count, design->shape, tally.intervals, held);
	if (design->reference > 0)
		printf(" %9.3f", design->reference);
	else
		printf(" %9s", "-");
	printf(" %7.1f", tally.width / (double)tally.intervals);
	if (tally.extremes > 0)
		printf(" %8.3f", (double)tally.extreme / (double)tally.extremes);
	else
		printf(" %8s", "");
	printf("  %s\n", held < design->least ? "TOO LOW" : design->least > 0 ? "holds" : "");
	fflush(stdout);
	return held >= design->least;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create();
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double times = argc > 2 ? strtod(argv[2], NULL) : 1;
	struct csv csv;
	size_t low = 0;

	if (argc < 2 || !(times > 0)) {
		fputs("usage: ranks FOLDER [TIMES]\n", stderr);
		return 2;
	}
	csv = read_file(arena, text_format(arena, "%s/designs.csv", argv[1]));
	puts(
	    "95 % intervals of ranks: how often they hold the true rank; of the truly best and worst");
	printf("%6s %6s %9s %10s %9s %9s %7s %8s\n", "design", "units", "shape", "intervals",
	    "held", "reference", "width", "extremes");
	for (size_t row = 1; row < csv.count; row++) {
		const struct design design = read_design(&csv, row);

		low += !check_design(&design, arena, rng, times);
	}
	printf("rank intervals: %zu designs, %zu too low\n", csv.count - 1, low);
	gsl_rng_free(rng);
	arena_destroy(arena);
	return low > 0;
}
