#include "unit.h"

#include <math.h>

#include "measure/distribution.h"
#include "measure/rank_hierarchy.h"
#include "random.h"

enum { UNITS = 30 };

/* ln(Gamma(a + x)/(Gamma(a) a^x)) as a sum of logarithms, for whole x. */
static void
test_gamma_growth_products(void **state)
{
	(void)state;
	for (double shape = 0.5; shape < 1e5; shape *= 3.7) {
		double sum = 0;

		for (int x = 0; x <= 200; x++) {
			assert_near(gamma_growth(shape, x), sum, 1e-10);
			sum += log1p(x / shape);
		}
	}
	/* About x (x - 1)/(2 shape), where the difference of two ln Gamma has no digit left. */
	assert_near(gamma_growth(1e15, 1001), 1001 * 1000 / 2e15, 1e-12);
}

static void
test_rank_hierarchy_fit_refuses(void **state)
{
	struct rank_hierarchy hierarchy;
	struct rank_belief units[] = {{1, 5}, {6, 5}};

	(void)state;
	assert_int_equal(rank_hierarchy_fit(&hierarchy, units, 0, RANK_BETA), MEASURE_NO_DATA);
	assert_int_equal(rank_hierarchy_fit(&hierarchy, units, 2, RANK_BETA), MEASURE_INVALID);
	assert_int_equal(hierarchy.count, 0);
	assert_int_equal(rank_hierarchy_fit(&hierarchy, units, 2, RANK_GAMMA), MEASURE_OK);
}

/* Weights add up to 1, none is negligible, and every belief is one that can be ranked. */
static void
test_rank_hierarchy_fit_property(void **state)
{
	struct random random = {31};

	(void)state;
	for (int round = 0; round < 600; round++) {
		enum rank_model model = (enum rank_model)(round % RANK_MODEL_COUNT);
		struct rank_belief units[UNITS];
		size_t count = 1 + (size_t)random_below(&random, UNITS);
		double far = 1 + 14 * random_unit(&random), sum = 0;
		struct rank_hierarchy hierarchy;

		for (size_t i = 0; i < count; i++) {
			double n = pow(10, far * (2 * random_unit(&random) - 1));

			units[i] = (struct rank_belief){n * random_unit(&random), n};
			if (random_below(&random, 4) == 0)
				units[i].x = round % 2 == 0 ? 0 : n;
		}
		assert_int_equal(rank_hierarchy_fit(&hierarchy, units, count, model), MEASURE_OK);
		assert_in_range(hierarchy.count, 1, RANK_HIERARCHY_POINTS);
		for (size_t k = 0; k < hierarchy.count; k++) {
			sum += hierarchy.priors[k].weight;
			assert_true(hierarchy.priors[k].weight > 0.5e-9);
			for (size_t i = 0; i < count; i++) {
				struct rank_belief belief =
				    rank_hierarchy_update(model, &hierarchy.priors[k], &units[i]);

				assert_true(belief.n > 0 && isfinite(belief.n));
				assert_true(isfinite(belief.x));
				assert_true(model == RANK_NORMAL || belief.x >= 0);
				assert_true(model != RANK_BETA || belief.x <= belief.n);
			}
		}
		assert_near(sum, 1, 1e-12);
		assert_true(isfinite(rank_hierarchy_mean(&hierarchy, &units[0])));
	}
}

/* Peers that differ by chance alone are drawn to each other, those that differ widely are not. */
static void
test_rank_hierarchy_mean_shrinks(void **state)
{
	struct rank_belief alike[] = {{9, 100}, {10, 100}, {11, 100}, {10, 100}, {10, 100}};
	struct rank_belief apart[] = {{10, 100}, {30, 100}, {50, 100}, {70, 100}, {90, 100}};
	struct rank_hierarchy hierarchy;
	double low, high;

	(void)state;
	for (int model = RANK_BETA; model <= RANK_GAMMA; model++) {
		assert_int_equal(
		    rank_hierarchy_fit(&hierarchy, alike, 5, (enum rank_model)model), MEASURE_OK);
		low = rank_hierarchy_mean(&hierarchy, &alike[0]);
		high = rank_hierarchy_mean(&hierarchy, &alike[2]);
		assert_true(low > 0.09 && low < high && high < 0.11);
		assert_true(high - low < 0.01);
		assert_int_equal(
		    rank_hierarchy_fit(&hierarchy, apart, 5, (enum rank_model)model), MEASURE_OK);
		assert_true(rank_hierarchy_mean(&hierarchy, &apart[4]) >
			    0.7 + rank_hierarchy_mean(&hierarchy, &apart[0]));
	}
}

/* Two normal means: by arithmetic the halves of their mean. */
static void
test_rank_hierarchy_update_normal(void **state)
{
	const struct rank_prior prior = {1, 4, 9};
	struct rank_belief belief =
	    rank_hierarchy_update(RANK_NORMAL, &prior, &(struct rank_belief){10, 3});

	(void)state;
	assert_near(belief.x, 7, 1e-12);
	assert_near(belief.n, sqrt(4.5), 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gamma_growth_products),
	    cmocka_unit_test(test_rank_hierarchy_fit_refuses),
	    cmocka_unit_test(test_rank_hierarchy_fit_property),
	    cmocka_unit_test(test_rank_hierarchy_mean_shrinks),
	    cmocka_unit_test(test_rank_hierarchy_update_normal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
