/*
 * How often the screens cry wolf, and how often they find what is made up: on a real quarterly
 * panel (tests/cases/panel) and on simulated quarters.  Ends with 1 if a false alarm is more
 * frequent than one in fifty.
 *
 *   screens tests/methods [TIMES]      with more TIMES more draws are simulated
 *
 * A series is an organisation's departments of one type; its peers are the other organisations'.
 * Breaches and admissions are shares of attendances.  Peers are the others: what is asked about is
 * not accepted yet, so that its own change stands in no median.  With itself among them 30 instead
 * of 29 quarters of breaches would be asked about, and the same ones of admissions.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cases/file.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/csv.h"
#include "core/text.h"
#include "measure/quantile.h"
#include "measure/screen.h"

#define QUARTERS 12
#define FIRST    (2016 * 12 + 3) /* April 2016, in months */
#define ALLOWED  0.02
#define DOUBLED  5 /* cases from which a quarter is doubled: of fewer nobody can tell */
#define PANEL    "../cases/panel/ae_attendances.csv"

enum count { ATTENDANCES, BREACHES, ADMISSIONS, COUNT_COUNT };

static const char *const count_names[COUNT_COUNT] = {"attendances", "breaches", "admissions"};

struct quarter {
	int months; /* of three: others are gaps */
	double counts[COUNT_COUNT];
};

struct series {
	const char *organisation;
	const char *type;
	struct quarter quarters[QUARTERS];
};

struct panel {
	struct series *series;
	size_t count;
};

struct tally {
	size_t tried;
	size_t fired;
};

static bool failed;
static int times = 1; /* as many draws */

static double
rate_of(const struct tally *tally)
{
	return tally->tried == 0 ? 0 : (double)tally->fired / (double)tally->tried;
}

static void
print_false(const char *what, const struct tally *tally)
{
	printf("false alarms  %-44s %6zu of %6zu = %5.2f %%\n", what, tally->fired, tally->tried,
	    100 * rate_of(tally));
	failed = failed || tally->tried == 0 || rate_of(tally) > ALLOWED;
}

static void
print_hits(const char *what, const struct tally *tally)
{
	printf("hits          %-44s %6zu of %6zu = %5.2f %%\n", what, tally->fired, tally->tried,
	    100 * rate_of(tally));
}

static void
add(struct tally *tally, bool fired)
{
	tally->tried++;
	tally->fired += fired;
}

/* ---- the panel ------------------------------------------------------------------------------ */

static struct series *
find_series(struct panel *panel, const char *organisation, const char *type)
{
	struct series *series;

	for (size_t i = 0; i < panel->count; i++) {
		series = &panel->series[i];
		if (strcmp(series->organisation, organisation) == 0 &&
		    strcmp(series->type, type) == 0)
			return series;
	}
	series = &panel->series[panel->count++];
	series->organisation = organisation;
	series->type = type;
	return series;
}

/* Rows are of months: period, organisation, type, attendances, breaches, admissions. */
static void
read_panel(struct panel *panel, struct arena *arena, const char *path)
{
	struct csv csv = read_file(arena, path);

	*panel = (struct panel){.series = arena_new(arena, struct series, csv.count)};
	for (size_t row = 1; row < csv.count; row++) {
		const char *const *cells = csv.rows[row].cells;
		int month = atoi(cells[0]) * 12 + atoi(cells[0] + 5) - 1 - FIRST;
		struct quarter *quarter =
		    &find_series(panel, cells[1], cells[2])->quarters[month / 3];

		quarter->months++;
		for (int i = 0; i < COUNT_COUNT; i++)
			quarter->counts[i] += atof(cells[3 + i]);
	}
}

static struct mixture_count
count_of(const struct series *series, int quarter, enum count part)
{
	const struct quarter *at = &series->quarters[quarter];

	return at->months == 3 && at->counts[part] <= at->counts[ATTENDANCES]
		   ? (struct mixture_count){at->counts[part], at->counts[ATTENDANCES]}
		   : (struct mixture_count){0, 0};
}

static bool
are_peers(const struct series *one, const struct series *other)
{
	return one != other && strcmp(one->type, other->type) == 0;
}

/* ---- jump ----------------------------------------------------------------------------------- */

/* The quarters before are data[0 ... quarter - 1]. */
static bool
read_quarters(struct mixture_count data[QUARTERS], struct screen_variation *own,
    const struct series *series, int quarter, enum count part)
{
	for (int i = 0; i <= quarter; i++)
		data[i] = count_of(series, i, part);
	screen_variation_compute(own, KIND_BINOMIAL, data, (size_t)quarter);
	return mixture_count_is_valid(KIND_BINOMIAL, &data[quarter]) &&
	       mixture_count_is_valid(KIND_BINOMIAL, &data[quarter - SCREEN_YEAR]);
}

static double
median(double values[], size_t count)
{
	if (count < SCREEN_PEERS)
		return 0;
	quantile_sort(values, count);
	return quantile_sorted(values, count, 50);
}

static struct screen_peers
read_peers(const struct panel *panel, const struct series *own, int quarter, enum count part)
{
	double shifts[1000], variances[1000];
	size_t shifted = 0, varied = 0;

	for (size_t i = 0; i < panel->count && shifted < 1000; i++) {
		struct mixture_count data[QUARTERS];
		struct screen_variation variation;

		if (!are_peers(own, &panel->series[i]) ||
		    !read_quarters(data, &variation, &panel->series[i], quarter, part))
			continue;
		shifts[shifted++] = screen_transform(KIND_BINOMIAL, &data[quarter]) -
				    screen_transform(KIND_BINOMIAL, &data[quarter - SCREEN_YEAR]);
		if (variation.pairs >= SCREEN_PAIRS)
			variances[varied++] = variation.variance;
	}
	return (struct screen_peers){median(shifts, shifted), median(variances, varied)};
}

static void
try_jump(const struct panel *panel, enum count part)
{
	struct tally real = {0}, twice = {0};
	char name[64];

	for (size_t i = 0; i < panel->count; i++)
		for (int quarter = SCREEN_PAIRS + 1; quarter < QUARTERS; quarter++) {
			const struct series *series = &panel->series[i];
			struct mixture_count data[QUARTERS], *now = &data[quarter];
			struct screen_variation own;
			struct screen_peers peers;
			struct screen_jump jump;

			if (!read_quarters(data, &own, series, quarter, part))
				continue;
			peers = read_peers(panel, series, quarter, part);
			screen_jump_compute(
			    &jump, KIND_BINOMIAL, now, &data[quarter - SCREEN_YEAR], &own, &peers);
			if (jump.status != SCREEN_OK)
				continue;
			add(&real, jump.fired);
			if (now->x < DOUBLED)
				continue;
			now->x = fmin(2 * now->x, now->n);
			screen_jump_compute(
			    &jump, KIND_BINOMIAL, now, &data[quarter - SCREEN_YEAR], &own, &peers);
			add(&twice, jump.fired);
		}
	snprintf(name, sizeof(name), "jump, %s, real quarters", count_names[part]);
	print_false(name, &real);
	snprintf(name, sizeof(name), "jump, %s twice as many, from 5", count_names[part]);
	print_hits(name, &twice);
}

/* Counts around a value that moves from quarter to quarter, with a season, by so much (sd). */
static void
simulate_jump(gsl_rng *rng, double value, unsigned n, double deviation)
{
	struct tally tally = {0};
	char name[64];

	for (int round = 0; round < 5000 * times; round++) {
		struct mixture_count data[11];
		struct screen_variation own;
		struct screen_jump jump;

		for (int i = 0; i < 11; i++) {
			double p =
			    value * (1 + 0.1 * (i % 4 == 0)) + gsl_ran_gaussian(rng, deviation);

			data[i] = (struct mixture_count){
			    gsl_ran_binomial(rng, fmin(fmax(p, 0), 1), n), n};
		}
		screen_variation_compute(&own, KIND_BINOMIAL, data, 10);
		screen_jump_compute(&jump, KIND_BINOMIAL, &data[10], &data[10 - SCREEN_YEAR], &own,
		    &(struct screen_peers){0});
		add(&tally, jump.fired);
	}
	snprintf(name, sizeof(name), "jump, simulated, p %.2f, n %u, sd %.2f", value, n, deviation);
	print_false(name, &tally);
}

/* ---- perfect -------------------------------------------------------------------------------- */

static size_t
read_units(struct mixture_count units[], const struct panel *panel, const struct series *own,
    int quarter, enum count part)
{
	size_t count = 0;

	for (size_t i = 0; i < panel->count; i++)
		if (are_peers(own, &panel->series[i]))
			units[count++] = count_of(&panel->series[i], quarter, part);
	return count;
}

static void
try_perfect(const struct panel *panel, struct arena *arena)
{
	struct mixture_count *peers = arena_new(arena, struct mixture_count, panel->count);
	struct tally zeros = {0}, made = {0};

	for (size_t i = 0; i < panel->count; i++)
		for (int quarter = 0; quarter < QUARTERS; quarter++) {
			const struct series *series = &panel->series[i];
			struct mixture_count own = count_of(series, quarter, BREACHES);
			struct screen_perfect perfect;
			bool real = own.x <= 0;
			size_t count = read_units(peers, panel, series, quarter, BREACHES);

			own.x = 0;
			screen_perfect_compute(&perfect, KIND_BINOMIAL, &own, peers, count);
			if (perfect.status == SCREEN_OK)
				add(real ? &zeros : &made, perfect.fired);
		}
	print_false("perfect, breaches, real zeros", &zeros);
	print_hits("perfect, breaches put to zero", &made);
}

/* One more of twenty hospitals whose true values are from a beta distribution, when it has none. */
static void
simulate_perfect(gsl_rng *rng, double mean, double size, unsigned n)
{
	struct tally tally = {0};
	char name[64];

	for (int round = 0; round < 4000 * times; round++) {
		struct mixture_count units[21];
		struct screen_perfect perfect;

		for (int i = 0; i < 21; i++) {
			double p = gsl_ran_beta(rng, mean * size, (1 - mean) * size);

			units[i] = (struct mixture_count){gsl_ran_binomial(rng, p, n), n};
		}
		screen_perfect_compute(&perfect, KIND_BINOMIAL, &units[20], units, 20);
		add(&tally, perfect.fired);
	}
	snprintf(name, sizeof(name), "perfect, simulated, p %.3f, size %.0f, n %u", mean, size, n);
	print_false(name, &tally);
}

/* ---- similar -------------------------------------------------------------------------------- */

struct pairs {
	double before[64];
	double after[64];
	size_t count;
};

/* All counts of an organisation, whatever their type, in two quarters. */
static void
read_pairs(struct pairs *out, const struct panel *panel, const char *organisation, int quarter)
{
	out->count = 0;
	for (size_t i = 0; i < panel->count; i++) {
		const struct series *series = &panel->series[i];
		const struct quarter *before = &series->quarters[quarter - 1], *after = before + 1;

		if (strcmp(series->organisation, organisation) != 0 || before->months != 3 ||
		    after->months != 3)
			continue;
		for (int part = 0; part < COUNT_COUNT; part++) {
			out->before[out->count] = before->counts[part];
			out->after[out->count++] = after->counts[part];
		}
	}
}

static void
judge_pairs(struct tally *tally, const struct pairs *pairs)
{
	struct screen_similar similar;
	double scratch[64];

	screen_similar_compute(&similar, pairs->before, pairs->after, pairs->count, scratch);
	if (similar.status == SCREEN_OK)
		add(tally, similar.fired);
}

/* The quarter after, made of the one before. */
static struct pairs
make_up(const struct pairs *pairs, gsl_rng *rng, double factor, bool jitter)
{
	struct pairs made = *pairs;

	for (size_t i = 0; i < made.count; i++)
		made.after[i] = round(factor * made.before[i]) +
				(jitter ? (double)gsl_rng_uniform_int(rng, 3) - 1 : 0);
	return made;
}

static void
try_similar(const struct panel *panel, gsl_rng *rng)
{
	struct tally real = {0}, scaled = {0}, jittered = {0};

	for (size_t i = 0; i < panel->count; i++) {
		const char *organisation = panel->series[i].organisation;
		size_t first = 0;

		while (strcmp(panel->series[first].organisation, organisation) != 0)
			first++;
		for (int quarter = 1; quarter < QUARTERS && first == i; quarter++) {
			struct pairs pairs, made;

			read_pairs(&pairs, panel, organisation, quarter);
			judge_pairs(&real, &pairs);
			made = make_up(&pairs, rng, 1.01, false);
			judge_pairs(&scaled, &made);
			made = make_up(&pairs, rng, 1, true);
			judge_pairs(&jittered, &made);
		}
	}
	print_false("similar, real pairs of quarters", &real);
	print_hits("similar, x 1.01", &scaled);
	print_hits("similar, +-1", &jittered);
}

/* Counts around the same means, but for a common factor: as alike as quarters can be. */
static void
simulate_similar(gsl_rng *rng, size_t count, double factor)
{
	struct tally real = {0}, scaled = {0}, jittered = {0};
	char name[64];

	for (int round = 0; round < 5000 * times; round++) {
		struct pairs pairs = {.count = count}, made;

		for (size_t i = 0; i < count; i++) {
			double mean = exp(3 + 5 * gsl_rng_uniform(rng));

			pairs.before[i] = gsl_ran_poisson(rng, mean);
			pairs.after[i] = gsl_ran_poisson(rng, factor * mean);
		}
		judge_pairs(&real, &pairs);
		made = make_up(&pairs, rng, 1.01, false);
		judge_pairs(&scaled, &made);
		made = make_up(&pairs, rng, 1, true);
		judge_pairs(&jittered, &made);
	}
	snprintf(name, sizeof(name), "similar, simulated, %zu counts x %.2f", count, factor);
	print_false(name, &real);
	snprintf(name, sizeof(name), "similar, simulated, %zu counts, x 1.01", count);
	print_hits(name, &scaled);
	snprintf(name, sizeof(name), "similar, simulated, %zu counts, +-1", count);
	print_hits(name, &jittered);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create();
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct panel panel;

	if (argc > 2)
		times = atoi(argv[2]);
	if (argc < 2 || argc > 3 || times < 1) {
		fputs("usage: screens tests/methods [TIMES]\n", stderr);
		return 2;
	}
	read_panel(&panel, arena, text_format(arena, "%s/%s", argv[1], PANEL));
	try_jump(&panel, BREACHES);
	try_jump(&panel, ADMISSIONS);
	for (double deviation = 0; deviation < 0.05; deviation += 0.02) {
		simulate_jump(rng, 0.1, 300, deviation);
		simulate_jump(rng, 0.5, 3000, deviation);
	}
	try_perfect(&panel, arena);
	simulate_perfect(rng, 0.02, 50, 300);
	simulate_perfect(rng, 0.02, 500, 300);
	simulate_perfect(rng, 0.005, 200, 1000);
	try_similar(&panel, rng);
	simulate_similar(rng, 8, 1.05);
	simulate_similar(rng, 20, 1.05);
	simulate_similar(rng, 60, 1);
	gsl_rng_free(rng);
	arena_destroy(arena);
	return failed ? 1 : 0;
}
