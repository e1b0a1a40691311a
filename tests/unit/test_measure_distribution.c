#include "unit.h"

#include <math.h>

#include "measure/distribution.h"
#include "random.h"

/* Published to many digits: Abramowitz & Stegun tables 26.5 and 26.10; 50-digit recomputation. */
static void
test_distribution_quantiles(void **state)
{
	(void)state;
	assert_near(normal_quantile(0.95), 1.959963984540054, 1e-15);
	assert_near(normal_quantile(0.998), 3.0902323061678132, 1e-14);
	assert_near(student_quantile(0.025, 1), 12.706204736174698, 1e-11);
	assert_near(student_quantile(0.025, 9), 2.2621571627982049, 1e-14);
	assert_near(student_quantile(0.001, 1000), 3.0984021639129256, 1e-13);
	assert_near(gamma_quantile_upper(1, 0.025), 3.6888794541139363, 1e-14);
	assert_near(gamma_quantile_lower(4, 0.025), 1.0898653736263249, 1e-14);
	assert_near(gamma_quantile_lower(0.5, 1e-9) * 1e19, 7.853981633974, 1e-9);
}

/* The same tail, on both sides and however far out. */
static void
test_distribution_student_score(void **state)
{
	(void)state;
	assert_near(student_score(2.2621571627982049, 9), 1.959963984540054, 1e-13);
	assert_near(student_score(-12.706204736174698, 1), -1.959963984540054, 1e-13);
	assert_near(student_score(3.0984021639129256, 1000), 3.0902323061678132, 1e-12);
	assert_near(student_score(0, 3), 0, 0);
	assert_near(student_score(1e-6, 3) * 1e6, 0.9213177319235613, 1e-9);
	assert_true(student_score(1e150, 3) < 38 && student_score(1e150, 3) > 37);
	assert_true(student_score(-1e200, 1e5) > -38);
}

/* From 1e10 on the cube root is normal: the two ways meet. */
static void
test_distribution_large_shapes(void **state)
{
	(void)state;
	for (int z = -3; z <= 3; z++) {
		double below = 0.99e10 + z * sqrt(0.99e10), above = 1.01e10 + z * sqrt(1.01e10);

		assert_near(gamma_lower(0.99e10, below), gamma_lower(1.01e10, above), 1e-6);
		assert_near(gamma_upper(0.99e10, below), gamma_upper(1.01e10, above), 1e-6);
		assert_near(gamma_upper(1.01e10, above) + gamma_lower(1.01e10, above), 1, 1e-15);
	}
	assert_near(gamma_lower(1e12, gamma_quantile_lower(1e12, 0.025)), 0.025, 1e-9);
	assert_near(gamma_upper(1e12, gamma_quantile_upper(1e12, 0.001)), 0.001, 1e-9);
}

static void
test_distribution_ends(void **state)
{
	(void)state;
	assert_near(poisson_mass(0, 0), 1, 0);
	assert_near(poisson_mass(3, 0), 0, 0);
	assert_near(poisson_lower(3, 0), 1, 0);
	assert_near(poisson_upper(3, 0), 0, 0);
	assert_near(poisson_upper(0, 5), 1, 0);
	assert_near(binomial_mass(0, 9, 0), 1, 0);
	assert_near(binomial_mass(1, 9, 0), 0, 0);
	assert_near(binomial_mass(9, 9, 1), 1, 0);
	assert_near(binomial_mass(8, 9, 1), 0, 0);
	assert_near(binomial_mass(0, 9, 0.05), pow(0.95, 9), 1e-15);
	assert_near(binomial_mass(0, 9, 0.5), pow(0.5, 9), 1e-17);
	assert_near(binomial_mass(9, 9, 0.95), pow(0.95, 9), 1e-15);
	assert_near(binomial_mass(9, 9, 0.5), pow(0.5, 9), 1e-17);
	assert_near(binomial_lower(9, 9, 0.3), 1, 0);
	assert_near(binomial_upper(0, 9, 0.3), 1, 0);
	assert_near(beta_lower(2, 3, 0), 0, 0);
	assert_near(beta_lower(2, 3, 1), 1, 0);
	assert_near(gamma_upper(2, 0), 1, 0);
}

/* Both tails overlap in one mass; the mass is the difference of two tails. */
static void
test_distribution_tails_property(void **state)
{
	struct random random = {15};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double n = ceil(pow(10, 6 * random_unit(&random))), theta = random_unit(&random);
		double sd = sqrt(n * theta * (1 - theta));
		double k = floor(n * theta + sd * 8 * (random_unit(&random) - 0.5));
		double mean = n * theta;

		k = fmin(n, fmax(0, k));
		assert_near(binomial_lower(k, n, theta) + binomial_upper(k, n, theta),
		    1 + binomial_mass(k, n, theta), 1e-12);
		assert_near(poisson_lower(k, mean) + poisson_upper(k, mean),
		    1 + poisson_mass(k, mean), 1e-12);
		assert_near(binomial_lower(k, n, theta), binomial_upper(n - k, n, 1 - theta), 1e-9);
	}
}

static void
test_distribution_quantile_property(void **state)
{
	struct random random = {16};

	(void)state;
	for (int i = 0; i < 5000; i++) {
		double shape = pow(10, 7 * random_unit(&random) - 1);
		double tail = pow(10, -8 * random_unit(&random)) * 0.4999;

		assert_near(gamma_lower(shape, gamma_quantile_lower(shape, tail)) / tail, 1, 1e-8);
		assert_near(gamma_upper(shape, gamma_quantile_upper(shape, tail)) / tail, 1, 1e-8);
		assert_true(
		    student_quantile(tail, 1 + floor(shape)) >= normal_quantile(1 - 2 * tail));
	}
}

static struct slope_point
shifted_cube(double x, const void *context)
{
	double y = x - *(const double *)context;

	return (struct slope_point){y * y * y, 3 * y * y};
}

/* From any start, also from outside, and where the slope vanishes. */
static void
test_find_root(void **state)
{
	double root = 3, below = -20, above = 20;

	(void)state;
	for (double start = -15; start <= 15; start += 0.5)
		assert_near(find_root(shifted_cube, &root, -10, 10, start), 3, 1e-4);
	assert_near(find_root(shifted_cube, &below, -10, 10, 0), -10, 1e-4);
	assert_near(find_root(shifted_cube, &above, -10, 10, 0), 10, 1e-4);
}

static struct slope_point
far_away(double x, const void *context)
{
	(void)x;
	(void)context;
	return (struct slope_point){-1, 1e6};
}

/* A root that never comes nearer: the search ends, inside the bracket. */
static void
test_find_root_gives_up(void **state)
{
	(void)state;
	assert_near(find_root(far_away, NULL, -1, 1, 0), 2e-4, 1e-6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_distribution_quantiles),
	    cmocka_unit_test(test_distribution_student_score),
	    cmocka_unit_test(test_distribution_large_shapes),
	    cmocka_unit_test(test_distribution_ends),
	    cmocka_unit_test(test_distribution_tails_property),
	    cmocka_unit_test(test_distribution_quantile_property),
	    cmocka_unit_test(test_find_root),
	    cmocka_unit_test(test_find_root_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
