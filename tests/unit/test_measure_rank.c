#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "measure/distribution.h"
#include "measure/rank.h"
#include "measure/rank_distribution.h"
#include "measure/rank_simulation.h"
#include "random.h"

enum { UNITS = 40 };

static double mass[UNITS * UNITS];
static double work[RANK_WORK(UNITS)];

static enum measure_status
compute(const struct rank_belief beliefs[], size_t count, enum rank_model model,
    enum measure_direction direction)
{
	assert_true(rank_distribution_work(count) <= sizeof(work) / sizeof(work[0]));
	return rank_distribution_exact(mass, beliefs, count, model, direction, work);
}

/* Two normal beliefs: P(a < b) = Phi((b - a)/sqrt(sa^2 + sb^2)). */
static void
test_rank_distribution_two_normals(void **state)
{
	struct rank_belief beliefs[] = {{10, 1}, {11, 0.01}};
	double expected = normal_upper(-1 / hypot(1, 0.01));

	(void)state;
	for (int i = 0; i < 6; i++) {
		assert_int_equal(compute(beliefs, 2, RANK_NORMAL, MEASURE_DECREASE), MEASURE_OK);
		assert_near(mass[0], expected, 1e-9);
		assert_near(mass[3], expected, 1e-9);
		beliefs[1].n /= 10;
		expected = normal_upper(-1 / hypot(1, beliefs[1].n));
	}
}

/* P(Beta(1/2, 3/2) < Beta(3/2, 1/2)) = 1/2 + 4/pi^2, in closed form; and mirrored. */
static void
test_rank_distribution_two_betas(void **state)
{
	struct rank_belief beliefs[] = {{0, 1}, {1, 1}};
	double expected = 0.5 + 4 / (acos(-1) * acos(-1));

	(void)state;
	assert_int_equal(compute(beliefs, 2, RANK_BETA, MEASURE_DECREASE), MEASURE_OK);
	assert_near(mass[0], expected, 1e-9);
	assert_int_equal(compute(beliefs, 2, RANK_BETA, MEASURE_INCREASE), MEASURE_OK);
	assert_near(mass[0], 1 - expected, 1e-9);
}

/* Gamma(a)/(Gamma(a) + Gamma(b)) is Beta(a, b): P(first < second) = P(Beta < 1/2). */
static void
test_rank_distribution_two_gammas(void **state)
{
	(void)state;
	for (double x = 0; x < 400; x = 2 * x + 1)
		for (double y = 0; y < 400; y = 3 * y + 1) {
			struct rank_belief beliefs[] = {{x, 100}, {y, 100}};

			assert_int_equal(
			    compute(beliefs, 2, RANK_GAMMA, MEASURE_DECREASE), MEASURE_OK);
			assert_near(mass[0], beta_lower(x + 0.5, y + 0.5, 0.5), 1e-7);
		}
}

/* Equal beliefs: every rank is equally likely, however many they are. */
static void
test_rank_distribution_symmetric(void **state)
{
	struct rank_belief beliefs[UNITS];

	(void)state;
	for (int model = 0; model < RANK_MODEL_COUNT; model++)
		for (size_t count = 1; count <= UNITS; count += 13) {
			struct rank_summary summary;

			for (size_t i = 0; i < count; i++)
				beliefs[i] = (struct rank_belief){0, 30};
			assert_int_equal(
			    compute(beliefs, count, (enum rank_model)model, MEASURE_INCREASE),
			    MEASURE_OK);
			for (size_t i = 0; i < count * count; i++)
				assert_near(mass[i], 1.0 / (double)count, 1e-7);
			rank_summary_make(&summary, mass, count);
			assert_near(summary.mean, ((double)count + 1) / 2, 1e-6);
			assert_int_equal(summary.median, (count + 1) / 2);
			assert_near(summary.first, summary.last, 1e-7);
		}
}

/* Counts of a nation: as the normal distribution of the difference has it. */
static void
test_rank_distribution_large(void **state)
{
	static const struct rank_belief betas[] = {{5e8, 1e9}, {5e8 + 2e4, 1e9}};
	static const struct rank_belief gammas[] = {{1e9, 5}, {1e9 + 4e4, 5}};

	(void)state;
	assert_int_equal(compute(betas, 2, RANK_BETA, MEASURE_DECREASE), MEASURE_OK);
	assert_near(mass[0], 1 - normal_upper(2e-5 / sqrt(0.5 / 1e9)), 1e-5);
	assert_int_equal(compute(gammas, 2, RANK_GAMMA, MEASURE_DECREASE), MEASURE_OK);
	assert_near(mass[0], 1 - normal_upper(4e4 / sqrt(2e9)), 1e-5);
}

static void
test_rank_distribution_refuses(void **state)
{
	static const struct {
		enum rank_model model;
		struct rank_belief belief;
	} cases[] = {{RANK_BETA, {-1, 5}}, {RANK_BETA, {6, 5}}, {RANK_BETA, {0, 0}},
	    {RANK_BETA, {0, NAN}}, {RANK_BETA, {NAN, 5}}, {RANK_GAMMA, {-1, 5}},
	    {RANK_GAMMA, {1e16, 5}}, {RANK_GAMMA, {1, 1e16}}, {RANK_NORMAL, {1, 0}},
	    {RANK_NORMAL, {-1e16, 1}}, {RANK_NORMAL, {INFINITY, 1}}};
	struct rank_belief good[] = {{1, 5}, {-1, 5}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(compute(&cases[i].belief, 1, cases[i].model, MEASURE_INCREASE),
		    MEASURE_INVALID);
	assert_int_equal(compute(good, 0, RANK_BETA, MEASURE_INCREASE), MEASURE_NO_DATA);
	assert_int_equal(compute(good, 1, RANK_BETA, MEASURE_NEUTRAL), MEASURE_INVALID);
	assert_int_equal(compute(good, 2, RANK_NORMAL, MEASURE_INCREASE), MEASURE_OK);
	assert_int_equal(rank_model_of(MEASURE_PROPORTION), RANK_BETA);
	assert_int_equal(rank_model_of(MEASURE_RATE), RANK_GAMMA);
	assert_int_equal(rank_model_of(MEASURE_RATIO), RANK_GAMMA);
	assert_int_equal(rank_model_of(MEASURE_MEAN), RANK_NORMAL);
}

/*
 * Any beliefs: rows and columns add up to 1 (some unit must hold each rank), and mirroring the
 * direction mirrors the rows.
 */
static void
test_rank_distribution_property(void **state)
{
	static double mirrored[UNITS * UNITS];
	struct random random = {9};

	(void)state;
	for (int round = 0; round < 60; round++) {
		enum rank_model model = (enum rank_model)(round % RANK_MODEL_COUNT);
		struct rank_belief beliefs[UNITS];
		size_t count = 1 + (size_t)random_below(&random, UNITS);

		for (size_t i = 0; i < count; i++) {
			double n = ceil(pow(10, 5 * random_unit(&random)));

			beliefs[i] =
			    (struct rank_belief){floor(n * pow(random_unit(&random), 2)), n};
			if (model == RANK_NORMAL)
				beliefs[i] =
				    (struct rank_belief){random_unit(&random), 1 / sqrt(n)};
		}
		assert_int_equal(compute(beliefs, count, model, MEASURE_INCREASE), MEASURE_OK);
		memcpy(mirrored, mass, sizeof(mass));
		assert_int_equal(compute(beliefs, count, model, MEASURE_DECREASE), MEASURE_OK);
		for (size_t i = 0; i < count; i++) {
			double row = 0, column = 0;

			for (size_t k = 0; k < count; k++) {
				row += mass[i * count + k];
				column += mass[k * count + i];
				assert_near(
				    mass[i * count + k], mirrored[i * count + count - 1 - k], 1e-7);
			}
			assert_near(row, 1, 1e-12);
			assert_near(column, 1, 1e-6);
		}
	}
}

static void
test_rank_summary_make_nothing(void **state)
{
	static const double nothing[3] = {0};
	struct rank_summary summary;

	(void)state;
	rank_summary_make(&summary, nothing, 3);
	assert_int_equal(summary.lower, 3);
	assert_near(summary.mean, 0, 0);
}

/* Without a direction rank_compute ranks nobody, whoever is eligible. */
static void
test_rank_compute_neutral(void **state)
{
	struct rank_unit units[] = {{.numerator = {1}, .denominator = {2}, .eligible = true},
	    {.numerator = {1}, .denominator = {2}}};
	size_t scratch[2];

	(void)state;
	rank_compute(units, 2, MEASURE_NEUTRAL, 0, scratch);
	assert_int_equal(units[0].rank, 0);
	assert_int_equal(units[0].of, 0);
	assert_false(units[0].eligible);
}

/* Far apart and with no doubt at all: the ranks are certain. */
static void
test_rank_distribution_certain(void **state)
{
	struct rank_belief beliefs[] = {{1, 1e-15}, {3, 1e-15}, {2, 1e-15}, {1e15, 1e-15}};
	static const size_t ranks[] = {1, 3, 2, 4};

	(void)state;
	assert_int_equal(compute(beliefs, 4, RANK_NORMAL, MEASURE_DECREASE), MEASURE_OK);
	for (size_t i = 0; i < 3; i++)
		assert_near(mass[4 * i + ranks[i] - 1], 1, 1e-9);
}

/* The mixture over this field's priors. */
static void
compute_mixed(const struct rank_hierarchy *hierarchy, enum measure_direction direction)
{
	static struct rank_belief beliefs[UNITS];

	rank_distribution_mixed(mass, hierarchy, direction, beliefs, work);
}

/* Means, proportions or rates of a field of peers, some of them few or none of many. */
static void
draw_peers(struct rank_belief units[], size_t count, enum rank_model model, struct random *random)
{
	double centre = pow(10, -4 * random_unit(random)), wide = random_unit(random);

	for (size_t i = 0; i < count; i++) {
		double n = ceil(20 * pow(10, 3 * random_unit(random)));
		double share = fmin(1, centre * (1 + wide * (random_unit(random) - 0.5)));

		units[i] = (struct rank_belief){floor(n * share + random_unit(random)), n};
		if (random_below(random, 4) == 0)
			units[i].x = n - units[i].x;
		if (model == RANK_NORMAL)
			units[i] = (struct rank_belief){random_unit(random), 1 / sqrt(n)};
	}
}

/* Rows and columns add up to 1, the other direction is the mirror, one unit alone has its row. */
static void
test_rank_distribution_mixed_property(void **state)
{
	static double mirrored[UNITS * UNITS];
	struct random random = {21};

	(void)state;
	for (int round = 0; round < 45; round++) {
		enum rank_model model = (enum rank_model)(round % RANK_MODEL_COUNT);
		struct rank_belief units[UNITS], beliefs[UNITS];
		size_t count = 1 + (size_t)random_below(&random, UNITS);
		struct rank_hierarchy hierarchy;
		double row[UNITS];

		draw_peers(units, count, model, &random);
		assert_int_equal(rank_hierarchy_fit(&hierarchy, units, count, model), MEASURE_OK);
		compute_mixed(&hierarchy, MEASURE_INCREASE);
		memcpy(mirrored, mass, sizeof(mass));
		compute_mixed(&hierarchy, MEASURE_DECREASE);
		rank_distribution_mixed_one(
		    row, count / 2, &hierarchy, MEASURE_DECREASE, beliefs, work);
		for (size_t i = 0; i < count; i++) {
			double sum = 0, column = 0;

			for (size_t k = 0; k < count; k++) {
				sum += mass[i * count + k];
				column += mass[k * count + i];
				assert_near(
				    mass[i * count + k], mirrored[i * count + count - 1 - k], 1e-6);
			}
			assert_near(sum, 1, 1e-12);
			assert_near(column, 1, 2e-6);
			assert_near(row[i], mass[count / 2 * count + i], 1e-6);
		}
	}
}

/* Priors that all say the same are one prior. */
static void
test_rank_distribution_mixed_of_one(void **state)
{
	static double alone[UNITS * UNITS];
	struct rank_belief units[] = {{0, 40}, {7, 90}, {3, 60}, {1, 900}, {60, 60}};
	struct rank_hierarchy hierarchy = {.model = RANK_BETA,
	    .units = units,
	    .unit_count = 5,
	    .count = 2,
	    .priors = {{0.999, 0.5, 0.5}, {0.001, 0.5, 0.5}}};

	(void)state;
	assert_int_equal(compute(units, 5, RANK_BETA, MEASURE_DECREASE), MEASURE_OK);
	memcpy(alone, mass, sizeof(mass));
	compute_mixed(&hierarchy, MEASURE_DECREASE);
	for (size_t i = 0; i < 25; i++)
		assert_near(mass[i], alone[i], 1e-7);
}

/* Equal peers have equal ranks, whatever the priors; shrinkage draws the small one to the rest. */
static void
test_rank_distribution_mixed_equal(void **state)
{
	static const struct rank_belief equal[RANK_MODEL_COUNT] = {{3, 100}, {3, 100}, {3, 0.1}};

	(void)state;
	for (int model = 0; model < RANK_MODEL_COUNT; model++) {
		struct rank_belief units[6];
		struct rank_hierarchy hierarchy;

		for (size_t i = 0; i < 6; i++)
			units[i] = equal[model];
		assert_int_equal(
		    rank_hierarchy_fit(&hierarchy, units, 6, (enum rank_model)model), MEASURE_OK);
		compute_mixed(&hierarchy, MEASURE_INCREASE);
		for (size_t i = 0; i < 36; i++)
			assert_near(mass[i], 1.0 / 6, 1e-6);
	}
}

static void
test_rank_simulate_agrees(void **state)
{
	static uint32_t counts[UNITS * UNITS];
	struct random random = {10};

	(void)state;
	for (int model = 0; model < RANK_MODEL_COUNT; model++)
		for (int direction = MEASURE_INCREASE; direction <= MEASURE_DECREASE; direction++) {
			struct rank_belief beliefs[UNITS];
			struct rank_summary simulated[UNITS], again[UNITS];
			struct rank_hierarchy hierarchy;
			double values[UNITS];
			size_t order[UNITS];
			struct rank_simulation simulation = {.draws = 4000,
			    .seed = 1,
			    .bins = RANK_SIMULATION_BINS,
			    .counts = counts,
			    .values = values,
			    .order = order};

			for (size_t i = 0; i < UNITS; i++)
				beliefs[i] = (struct rank_belief){(double)random_below(&random, 30),
				    100 + (double)random_below(&random, 100)};
			assert_int_equal(
			    rank_hierarchy_fit(&hierarchy, beliefs, UNITS, (enum rank_model)model),
			    MEASURE_OK);
			rank_simulate(
			    simulated, &hierarchy, (enum measure_direction)direction, &simulation);
			compute_mixed(&hierarchy, (enum measure_direction)direction);
			for (size_t i = 0; i < UNITS; i++) {
				struct rank_summary exact;

				rank_summary_make(&exact, &mass[i * UNITS], UNITS);
				assert_near(simulated[i].mean, exact.mean,
				    5 * exact.deviation / sqrt(4000));
				assert_near(simulated[i].first, exact.first, 0.04);
				assert_near(simulated[i].last, exact.last, 0.04);
				assert_near(simulated[i].deviation, exact.deviation, 0.5);
				assert_true(
				    labs((long)simulated[i].median - (long)exact.median) <= 2);
				assert_true(
				    labs((long)simulated[i].lower - (long)exact.lower) <= 3);
				assert_true(
				    labs((long)simulated[i].upper - (long)exact.upper) <= 3);
			}
			/* The same seed, the same figures; coarse bins round ranks up. */
			simulation.bins = 7;
			rank_simulate(
			    again, &hierarchy, (enum measure_direction)direction, &simulation);
			for (size_t i = 0; i < UNITS; i++) {
				assert_true(again[i].median >= simulated[i].median &&
					    again[i].median < simulated[i].median + 6);
				assert_true(again[i].mean >= simulated[i].mean);
			}
		}
}

/* Each prior has its share of the draws, the last one also what rounding leaves over. */
static void
test_rank_simulate_priors(void **state)
{
	struct rank_belief units[] = {{1, 1e-9}, {2, 1e-9}};
	struct rank_hierarchy hierarchy = {.model = RANK_NORMAL,
	    .units = units,
	    .unit_count = 2,
	    .count = 2,
	    .priors = {{0.25, 0, 1}, {0.6, 0, 1}}};
	struct rank_summary summaries[2];
	uint32_t counts[4];
	double values[2];
	size_t order[2];
	struct rank_simulation simulation = {
	    .draws = 8, .bins = 2, .counts = counts, .values = values, .order = order};

	(void)state;
	rank_simulate(summaries, &hierarchy, MEASURE_DECREASE, &simulation);
	assert_near(summaries[0].first, 1, 0);
	assert_near(summaries[1].last, 1, 0);
	assert_int_equal(summaries[1].median, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rank_distribution_two_normals),
	    cmocka_unit_test(test_rank_distribution_two_betas),
	    cmocka_unit_test(test_rank_distribution_two_gammas),
	    cmocka_unit_test(test_rank_distribution_symmetric),
	    cmocka_unit_test(test_rank_distribution_large),
	    cmocka_unit_test(test_rank_distribution_refuses),
	    cmocka_unit_test(test_rank_distribution_property),
	    cmocka_unit_test(test_rank_distribution_certain),
	    cmocka_unit_test(test_rank_summary_make_nothing),
	    cmocka_unit_test(test_rank_distribution_mixed_property),
	    cmocka_unit_test(test_rank_distribution_mixed_of_one),
	    cmocka_unit_test(test_rank_distribution_mixed_equal),
	    cmocka_unit_test(test_rank_compute_neutral),
	    cmocka_unit_test(test_rank_simulate_agrees),
	    cmocka_unit_test(test_rank_simulate_priors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
