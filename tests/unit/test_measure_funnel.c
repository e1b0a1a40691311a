#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/distribution.h"
#include "measure/funnel.h"
#include "random.h"

/* The limit between counts a and a + 1 is where the interpolated distribution reaches the tail. */
static void
test_funnel_exact_limits_flag_like_tails(void **state)
{
	struct random random = {1};

	(void)state;
	for (int i = 0; i < 4000; i++) {
		enum funnel_model model = i % 2 ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
		double n = 1 + floor(pow(10, 4 * random_unit(&random)));
		double theta = pow(random_unit(&random), 3);
		double x = fmin(
		    n, floor(n * theta + 4 * (random_unit(&random) - 0.5) * sqrt(n * theta + 1)));
		struct funnel_limits limits_95, limits_998;
		struct funnel_point point;

		x = fmax(0, x);
		assert_int_equal(funnel_classify(&point, model, x, n, theta), MEASURE_OK);
		assert_int_equal(
		    funnel_exact_limits(&limits_95, model, theta, n, 0.95), MEASURE_OK);
		assert_int_equal(
		    funnel_exact_limits(&limits_998, model, theta, n, 0.998), MEASURE_OK);
		assert_true(limits_998.lower <= limits_95.lower);
		assert_true(limits_95.lower <= limits_95.upper);
		assert_true(limits_95.upper <= limits_998.upper);
		assert_int_equal(point.value < limits_95.lower, point.class <= FUNNEL_LOW_95);
		assert_int_equal(point.value < limits_998.lower, point.class == FUNNEL_LOW_998);
		assert_int_equal(point.value > limits_95.upper, point.class >= FUNNEL_HIGH_95);
		assert_int_equal(point.value > limits_998.upper, point.class == FUNNEL_HIGH_998);
		assert_near(point.tail_low + point.tail_high - 1,
		    model == FUNNEL_BINOMIAL ? binomial_mass(x, n, theta)
					     : poisson_mass(x, n * theta),
		    1e-12);
	}
}

static void
test_funnel_exact_limits_symmetric(void **state)
{
	struct funnel_limits a, b;

	(void)state;
	for (double theta = 0.01; theta < 0.5; theta += 0.007) {
		assert_int_equal(
		    funnel_exact_limits(&a, FUNNEL_BINOMIAL, theta, 120, 0.95), MEASURE_OK);
		assert_int_equal(
		    funnel_exact_limits(&b, FUNNEL_BINOMIAL, 1 - theta, 120, 0.95), MEASURE_OK);
		assert_near(a.lower, 1 - b.upper, 1e-12);
		assert_near(a.upper, 1 - b.lower, 1e-12);
	}
}

static void
test_funnel_ends(void **state)
{
	struct funnel_limits limits;
	struct funnel_point point;

	(void)state;
	assert_int_equal(funnel_exact_limits(&limits, FUNNEL_BINOMIAL, 0, 9, 0.95), MEASURE_OK);
	assert_near(limits.lower, 0, 0);
	assert_near(limits.upper, 0, 0);
	assert_int_equal(funnel_exact_limits(&limits, FUNNEL_BINOMIAL, 1, 9, 0.95), MEASURE_OK);
	assert_near(limits.lower, 1, 0);
	assert_near(limits.upper, 1, 0);
	assert_int_equal(funnel_classify(&point, FUNNEL_BINOMIAL, 9, 9, 0), MEASURE_OK);
	assert_int_equal(point.class, FUNNEL_WITHIN);
	assert_int_equal(funnel_classify(&point, FUNNEL_BINOMIAL, 0, 9, 1), MEASURE_OK);
	assert_int_equal(point.class, FUNNEL_WITHIN);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 9, 9, 0), MEASURE_OK);
	assert_int_equal(point.class, FUNNEL_WITHIN);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 900, 9, 1), MEASURE_OK);
	assert_int_equal(point.class, FUNNEL_HIGH_998);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 0, 9, 1), MEASURE_OK);
	assert_int_equal(point.class, FUNNEL_LOW_998);
}

static void
test_funnel_large_counts(void **state)
{
	struct funnel_limits exact, normal;

	(void)state;
	for (enum funnel_model model = FUNNEL_BINOMIAL; model <= FUNNEL_POISSON; model++)
		for (double n = 1e8; n <= 1e15; n *= 1e3) {
			assert_int_equal(
			    funnel_exact_limits(&exact, model, 0.02, n, 0.95), MEASURE_OK);
			assert_int_equal(
			    funnel_normal_limits(&normal, model, 0.02, n, 0.95), MEASURE_OK);
			assert_near(exact.lower, normal.lower, 3 / n + 1e-13);
			assert_near(exact.upper, normal.upper, 3 / n + 1e-13);
		}
}

/* Far in the tails the normal quantile, where the search starts, is far off. */
static void
test_funnel_extreme_confidence(void **state)
{
	(void)state;
	for (double mean = 0.1; mean < 1000; mean *= 1.7)
		for (double tail = 1e-3; tail > 1e-13; tail /= 7) {
			double confidence = 1 - 2 * tail, n = 1e6;
			struct funnel_limits limits;

			assert_int_equal(
			    funnel_exact_limits(&limits, FUNNEL_POISSON, mean / n, n, confidence),
			    MEASURE_OK);
			tail = (1 - confidence) / 2;
			assert_true(poisson_upper(floor(n * limits.upper) + 1, mean) <= tail);
			assert_true(
			    poisson_upper(fmax(0, floor(n * limits.upper) - 1), mean) > tail);
			assert_int_equal(
			    funnel_exact_limits(&limits, FUNNEL_BINOMIAL, mean / n, n, confidence),
			    MEASURE_OK);
			assert_true(
			    binomial_upper(floor(n * limits.upper) + 1, n, mean / n) <= tail);
		}
}

/* Term by term from 0, as the definition says. */
static double
scanned_limit(double mean, double n, double tail, bool upper)
{
	double k = 0;

	while (upper ? poisson_upper(k + 1, mean) > tail : poisson_lower(k, mean) < tail)
		k++;
	if (upper)
		return (k + 1 - (tail - poisson_upper(k + 1, mean)) / poisson_mass(k, mean)) / n;
	return fmax(0, (k - (poisson_lower(k, mean) - tail) / poisson_mass(k, mean)) / n);
}

/* Low confidence: the normal quantile is beyond the exact one. */
static void
test_funnel_exact_limits_scanned(void **state)
{
	(void)state;
	for (double mean = 0.3; mean < 60; mean += 0.37)
		for (double confidence = 0.05; confidence < 1; confidence += 0.07) {
			struct funnel_limits limits;
			double tail = (1 - confidence) / 2;

			assert_int_equal(funnel_exact_limits(
					     &limits, FUNNEL_POISSON, mean / 100, 100, confidence),
			    MEASURE_OK);
			assert_near(limits.lower, scanned_limit(mean, 100, tail, false), 1e-12);
			assert_near(limits.upper, scanned_limit(mean, 100, tail, true), 1e-12);
		}
}

static void
test_funnel_refuses(void **state)
{
	static const struct {
		enum funnel_model model;
		double theta, n, confidence;
	} cases[] = {{FUNNEL_BINOMIAL, 1.1, 9, 0.95}, {FUNNEL_BINOMIAL, -0.1, 9, 0.95},
	    {FUNNEL_BINOMIAL, 0.5, 0, 0.95}, {FUNNEL_BINOMIAL, 0.5, 1e16, 0.95},
	    {FUNNEL_BINOMIAL, NAN, 9, 0.95}, {FUNNEL_BINOMIAL, 0.5, NAN, 0.95},
	    {FUNNEL_POISSON, 1e16, 9, 0.95}, {FUNNEL_POISSON, INFINITY, 9, 0.95},
	    {FUNNEL_POISSON, 1, 9, 0}, {FUNNEL_POISSON, 1, 9, 1}, {FUNNEL_POISSON, 1, 9, NAN}};
	struct funnel_limits limits;
	struct funnel_point point;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(funnel_exact_limits(&limits, cases[i].model, cases[i].theta,
				     cases[i].n, cases[i].confidence),
		    MEASURE_INVALID);
		assert_int_equal(funnel_normal_limits(&limits, cases[i].model, cases[i].theta,
				     cases[i].n, cases[i].confidence),
		    MEASURE_INVALID);
	}
	assert_int_equal(
	    funnel_exact_limits(&limits, FUNNEL_BINOMIAL, 0.5, 9.5, 0.95), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 0, 0, 1), MEASURE_NO_DATA);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 1, 0, 1), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 0, -1, 1), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, -1, 1, 1), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 1e16, 1, 1), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 1, 1, -1), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_BINOMIAL, 2, 1, 0.5), MEASURE_INVALID);
	assert_int_equal(funnel_classify(&point, FUNNEL_BINOMIAL, 0, NAN, 0.5), MEASURE_INVALID);
	assert_int_equal(
	    funnel_classify(&point, FUNNEL_BINOMIAL, 0.5, 1, 0.5), MEASURE_NO_INTERVAL);
	assert_near(point.value, 0.5, 0);
	assert_int_equal(
	    funnel_classify(&point, FUNNEL_BINOMIAL, 1, 1.5, 0.5), MEASURE_NO_INTERVAL);
	assert_int_equal(funnel_classify(&point, FUNNEL_POISSON, 1, 1.5, 0.5), MEASURE_OK);
}

static void
test_funnel_judge_by_direction(void **state)
{
	(void)state;
	assert_int_equal(funnel_judge(FUNNEL_LOW_998, MEASURE_INCREASE), FUNNEL_WORSE_998);
	assert_int_equal(funnel_judge(FUNNEL_LOW_998, MEASURE_DECREASE), FUNNEL_BETTER_998);
	assert_int_equal(funnel_judge(FUNNEL_HIGH_95, MEASURE_INCREASE), FUNNEL_BETTER_95);
	assert_int_equal(funnel_judge(FUNNEL_HIGH_95, MEASURE_DECREASE), FUNNEL_WORSE_95);
	assert_int_equal(funnel_judge(FUNNEL_WITHIN, MEASURE_DECREASE), FUNNEL_AS_EXPECTED);
	assert_int_equal(funnel_judge(FUNNEL_WITHIN, MEASURE_NEUTRAL), FUNNEL_AS_EXPECTED);
	assert_int_equal(funnel_judge(FUNNEL_LOW_95, MEASURE_NEUTRAL), FUNNEL_NOT_JUDGED);
	assert_string_equal(funnel_class_name(FUNNEL_LOW_998), "low_998");
	assert_string_equal(funnel_quality_name(FUNNEL_NOT_JUDGED), "not_judged");
}

static void
test_funnel_weaker(void **state)
{
	(void)state;
	assert_int_equal(funnel_weaker(FUNNEL_LOW_998, FUNNEL_LOW_95), FUNNEL_LOW_95);
	assert_int_equal(funnel_weaker(FUNNEL_LOW_95, FUNNEL_LOW_998), FUNNEL_LOW_95);
	assert_int_equal(funnel_weaker(FUNNEL_HIGH_998, FUNNEL_HIGH_95), FUNNEL_HIGH_95);
	assert_int_equal(funnel_weaker(FUNNEL_HIGH_95, FUNNEL_HIGH_998), FUNNEL_HIGH_95);
	assert_int_equal(funnel_weaker(FUNNEL_LOW_998, FUNNEL_HIGH_998), FUNNEL_WITHIN);
	assert_int_equal(funnel_weaker(FUNNEL_HIGH_998, FUNNEL_LOW_998), FUNNEL_WITHIN);
	assert_int_equal(funnel_weaker(FUNNEL_WITHIN, FUNNEL_LOW_998), FUNNEL_WITHIN);
	assert_int_equal(funnel_weaker(FUNNEL_LOW_998, FUNNEL_WITHIN), FUNNEL_WITHIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_funnel_exact_limits_flag_like_tails),
	    cmocka_unit_test(test_funnel_exact_limits_symmetric),
	    cmocka_unit_test(test_funnel_ends),
	    cmocka_unit_test(test_funnel_large_counts),
	    cmocka_unit_test(test_funnel_extreme_confidence),
	    cmocka_unit_test(test_funnel_exact_limits_scanned),
	    cmocka_unit_test(test_funnel_refuses),
	    cmocka_unit_test(test_funnel_judge_by_direction),
	    cmocka_unit_test(test_funnel_weaker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
