#include "unit.h"

#include <math.h>

#include "measure/distribution.h"
#include "measure/interval.h"
#include "random.h"

/* Published: PHEindicatormethods testdata; Newcombe 1998 table I. */
static void
test_interval_wilson_published(void **state)
{
	struct interval interval;

	(void)state;
	assert_int_equal(interval_wilson(&interval, 1, 100, 0.95), MEASURE_OK);
	assert_near(interval.lower, 0.00176743206414065, 1e-15);
	assert_near(interval.upper, 0.0544861961787053, 1e-15);
	assert_int_equal(interval_wilson(&interval, 81, 263, 0.95), MEASURE_OK);
	assert_near(interval.lower, 0.2553, 5e-5);
	assert_near(interval.upper, 0.3662, 5e-5);
}

static void
test_interval_wilson_ends_are_exact(void **state)
{
	struct interval interval;

	(void)state;
	for (double n = 1; n < 1e15; n *= 7) {
		assert_int_equal(interval_wilson(&interval, 0, n, 0.998), MEASURE_OK);
		assert_near(interval.lower, 0, 0);
		assert_int_equal(interval_wilson(&interval, n, n, 0.998), MEASURE_OK);
		assert_near(interval.upper, 1, 0);
	}
}

/* The limits solve (p - L)^2 = z^2 L(1 - L)/n, and mirror under x -> n - x. */
static void
test_interval_wilson_properties(void **state)
{
	struct random random = {2};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double n = 1 + (double)random_below(&random, 1000000);
		double x = (double)random_below(&random, (int64_t)n + 1);
		double confidence = 0.5 + 0.499 * random_unit(&random);
		double z = normal_quantile(confidence), p = x / n;
		struct interval a, b;

		assert_int_equal(interval_wilson(&a, x, n, confidence), MEASURE_OK);
		assert_int_equal(interval_wilson(&b, n - x, n, confidence), MEASURE_OK);
		assert_true(0 <= a.lower && a.lower <= p && p <= a.upper && a.upper <= 1);
		assert_near(a.lower, 1 - b.upper, 1e-14);
		assert_near(
		    (p - a.lower) * (p - a.lower), z * z * a.lower * (1 - a.lower) / n, 1e-13);
	}
}

static void
test_interval_statuses(void **state)
{
	struct interval interval = {1, 1, 1};

	(void)state;
	assert_int_equal(interval_wilson(&interval, 0, 0, 0.95), MEASURE_NO_DATA);
	assert_near(interval.value, 0, 0);
	assert_int_equal(interval_wilson(&interval, 1, 0, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 9, 8, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, -1, 8, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 1, -8, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, NAN, 8, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 1, INFINITY, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 1, 8, 0), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 1, 8, 1), MEASURE_INVALID);
	assert_int_equal(interval_wilson(&interval, 1, 8, NAN), MEASURE_INVALID);
	assert_int_equal(interval_garwood(&interval, 1, 8, 0, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_garwood(&interval, 1, 8, NAN, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_garwood(&interval, 1, 1e-300, 1e10, 0.95), MEASURE_INVALID);
	assert_int_equal(interval_byar(&interval, 0, 0, 1, 0.95), MEASURE_NO_DATA);
	assert_int_equal(interval_midp(&interval, 0, 0, 1, 0.95), MEASURE_NO_DATA);
	assert_int_equal(interval_garwood(&interval, 0, 0, 1, 0.95), MEASURE_NO_DATA);
	assert_int_equal(interval_rate(&interval, 20, 0, 1, 0.95), MEASURE_INVALID);
}

static void
test_interval_not_whole(void **state)
{
	struct interval interval;

	(void)state;
	assert_int_equal(interval_rate(&interval, 2.5, 5, 10, 0.95), MEASURE_NO_INTERVAL);
	assert_near(interval.value, 5, 0);
	assert_near(interval.lower, 5, 0);
	assert_near(interval.upper, 5, 0);
}

/* Each limit, put back into its definition, gives the tail. */
static void
test_interval_garwood_and_midp_properties(void **state)
{
	struct random random = {3};

	(void)state;
	for (int i = 0; i < 3000; i++) {
		double x = floor(pow(10, 5 * random_unit(&random))) - 1;
		double confidence = 0.5 + 0.4999 * random_unit(&random);
		double tail = (1 - confidence) / 2;
		struct interval exact, middle;

		assert_int_equal(interval_garwood(&exact, x, 1, 1, confidence), MEASURE_OK);
		assert_int_equal(interval_midp(&middle, x, 1, 1, confidence), MEASURE_OK);
		assert_near(poisson_lower(x, exact.upper) / tail, 1, 1e-9);
		assert_near(
		    (poisson_lower(x, middle.upper) - poisson_mass(x, middle.upper) / 2) / tail, 1,
		    1e-9);
		assert_true(exact.lower <= middle.lower && middle.upper <= exact.upper);
		if (x <= 0) {
			assert_near(exact.lower, 0, 0);
			assert_near(middle.lower, 0, 0);
			assert_near(middle.upper, -log(2 * tail), 1e-9);
			continue;
		}
		assert_near(poisson_upper(x, exact.lower) / tail, 1, 1e-9);
		assert_near(
		    (poisson_upper(x, middle.lower) - poisson_mass(x, middle.lower) / 2) / tail, 1,
		    1e-9);
	}
}

/* Published: PHEindicatormethods testdata_Rate, BMJ example of CDC (SIR, 3 of 2.4). */
static void
test_interval_rate_published(void **state)
{
	struct interval interval;

	(void)state;
	assert_int_equal(interval_rate(&interval, 40, 200, 100000, 0.95), MEASURE_OK);
	assert_near(interval.lower, 14286.6499332185, 1e-9);
	assert_near(interval.upper, 27235.0496600121, 1e-9);
	assert_int_equal(interval_rate(&interval, 5, 100, 100, 0.95), MEASURE_OK);
	assert_near(interval.lower, 1.62348639011842, 1e-13);
	assert_near(interval.upper, 11.6683320793227, 1e-13);
	assert_int_equal(interval_byar(&interval, 0, 5, 1, 0.95), MEASURE_OK);
	assert_near(interval.lower, 0, 0);
	assert_int_equal(interval_byar(&interval, 1, 1, 1, 0.998), MEASURE_OK);
	assert_true(interval.lower < 0);
}

static void
test_interval_mean(void **state)
{
	struct rate_moments moments = {20, 6.5, 1.8};
	struct interval interval;

	(void)state;
	assert_int_equal(interval_mean(&interval, &moments, 0.95), MEASURE_OK);
	assert_near(interval.lower, 5.657574068444144, 1e-14);
	assert_near(interval.upper, 7.342425931555856, 1e-14);
	moments.deviation = 0;
	assert_int_equal(interval_mean(&interval, &moments, 0.95), MEASURE_OK);
	assert_near(interval.upper - interval.lower, 0, 0);
	moments.count = 1;
	assert_int_equal(interval_mean(&interval, &moments, 0.95), MEASURE_NO_INTERVAL);
	assert_near(interval.value, 6.5, 0);
	moments.count = 0;
	assert_int_equal(interval_mean(&interval, &moments, 0.95), MEASURE_NO_DATA);
}

static void
test_interval_mean_refuses(void **state)
{
	static const struct rate_moments cases[] = {{2.5, 0, 1}, {-1, 0, 1}, {3, 0, -1},
	    {NAN, 0, 1}, {3, INFINITY, 1}, {3, 0, NAN}, {3, 0, 2 * MEASURE_DEVIATION_MAX}};
	struct rate_moments good = {3, 0, 1};
	struct interval interval;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(interval_mean(&interval, &cases[i], 0.95), MEASURE_INVALID);
	assert_int_equal(interval_mean(&interval, &good, 1), MEASURE_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_interval_wilson_published),
	    cmocka_unit_test(test_interval_wilson_ends_are_exact),
	    cmocka_unit_test(test_interval_wilson_properties),
	    cmocka_unit_test(test_interval_statuses),
	    cmocka_unit_test(test_interval_not_whole),
	    cmocka_unit_test(test_interval_garwood_and_midp_properties),
	    cmocka_unit_test(test_interval_rate_published),
	    cmocka_unit_test(test_interval_mean),
	    cmocka_unit_test(test_interval_mean_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
