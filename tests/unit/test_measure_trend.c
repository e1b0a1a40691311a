#include "unit.h"

#include <math.h>

#include "measure/rate.h"
#include "measure/trend.h"
#include "random.h"

enum { PERIODS = 16 };

static size_t
fill(struct trend_period periods[], const int64_t numerators[], size_t count, int64_t n)
{
	for (size_t i = 0; i < count; i++)
		periods[i] = (struct trend_period){{numerators[i] * 10000}, {n * 10000}, true};
	return count;
}

static void
test_trend_falls(void **state)
{
	static const int64_t x[] = {815, 802, 798, 786, 777};
	struct trend_period periods[PERIODS];
	struct trend_test test;

	(void)state;
	trend_test_compute(&test, MEASURE_PROPORTION, periods, fill(periods, x, 5, 1000));
	assert_int_equal(test.status, TREND_OK);
	assert_int_equal(test.periods, 5);
	assert_true(test.slope < 0 && test.probability > TREND_LEVEL);
	assert_int_equal(test.word, TREND_NO_WORD);
	for (size_t i = 0; i < 5; i++) {
		periods[i].numerator.units *= 10;
		periods[i].denominator.units *= 10;
	}
	trend_test_compute(&test, MEASURE_PROPORTION, periods, 5);
	assert_true(test.probability < TREND_LEVEL);
	assert_int_equal(test.word, TREND_FALLING);
	for (size_t i = 0; i < 5; i++)
		periods[i].numerator.units =
		    periods[i].denominator.units - periods[i].numerator.units;
	trend_test_compute(&test, MEASURE_PROPORTION, periods, 5);
	assert_int_equal(test.word, TREND_RISING);
	assert_near(test.phi, 1, 0);
}

static void
test_trend_too_little(void **state)
{
	static const int64_t x[] = {1, 2, 1, 2, 3}, most[] = {99, 98, 99, 98, 97};
	struct trend_period periods[PERIODS];
	struct trend_test test;

	(void)state;
	trend_test_compute(&test, MEASURE_RATE, periods, fill(periods, x, 4, 100));
	assert_int_equal(test.status, TREND_SHORT);
	trend_test_compute(&test, MEASURE_RATE, periods, fill(periods, x, 5, 100));
	assert_int_equal(test.status, TREND_FEW_EVENTS);
	trend_test_compute(&test, MEASURE_PROPORTION, periods, fill(periods, most, 5, 100));
	assert_int_equal(test.status, TREND_FEW_EVENTS);
	trend_test_compute(&test, MEASURE_RATE, periods, 5);
	assert_int_equal(test.status, TREND_OK);
	trend_test_compute(&test, MEASURE_MEAN, periods, 5);
	assert_int_equal(test.status, TREND_UNAVAILABLE);
	trend_test_compute(&test, MEASURE_PROPORTION, periods, 0);
	assert_int_equal(test.status, TREND_SHORT);
}

static void
test_trend_gaps(void **state)
{
	static const int64_t x[] = {9, 12, 0, 15, 18, 22, 40};
	struct trend_period periods[PERIODS];
	struct trend_test test, other;

	(void)state;
	fill(periods, x, 7, 100);
	periods[2].has_counts = false;
	periods[6].denominator.units = 0; /* cannot be: 40 of none */
	trend_test_compute(&test, MEASURE_PROPORTION, periods, 7);
	assert_int_equal(test.periods, 5);
	periods[2].denominator.units = 0;
	periods[2].has_counts = true; /* none of none */
	trend_test_compute(&other, MEASURE_PROPORTION, periods, 7);
	assert_near(other.slope, test.slope, 0);
}

static void
test_trend_refuses_sums(void **state)
{
	struct trend_period periods[PERIODS];

	(void)state;
	for (int side = 0; side < 2; side++) {
		struct trend_test test;

		for (size_t i = 0; i < PERIODS; i++)
			periods[i] = (struct trend_period){
			    {side ? INT64_MAX : 10000}, {side ? 10000 : INT64_MAX}, true};
		trend_test_compute(&test, MEASURE_RATE, periods, PERIODS);
		assert_int_equal(test.status, TREND_UNAVAILABLE);
	}
}

static void
test_trend_property(void **state)
{
	struct random random = {9};

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct trend_period periods[PERIODS];
		size_t count = (size_t)random_below(&random, PERIODS + 1);
		struct trend_test test;

		for (size_t i = 0; i < count; i++) {
			int64_t n = random_below(&random, 60);

			periods[i] = (struct trend_period){{random_below(&random, n + 2) * 10000},
			    {n * 10000}, random_below(&random, 10) != 0};
		}
		trend_test_compute(
		    &test, round % 2 ? MEASURE_PROPORTION : MEASURE_RATE, periods, count);
		assert_true(isfinite(test.slope) && isfinite(test.t) && test.probability >= 0 &&
			    test.probability <= 1);
		assert_true(test.word == TREND_NO_WORD || test.status == TREND_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trend_falls),
	    cmocka_unit_test(test_trend_too_little),
	    cmocka_unit_test(test_trend_gaps),
	    cmocka_unit_test(test_trend_refuses_sums),
	    cmocka_unit_test(test_trend_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
