#include "unit.h"

#include <math.h>

#include "measure/screen.h"
#include "random.h"

enum { ELEMENTS = 200 };

static struct screen_copy
screen_copied(const int64_t before[], const int64_t after[], size_t count)
{
	struct decimal left[ELEMENTS], right[ELEMENTS];
	bool has[ELEMENTS];
	struct screen_copy copy;

	for (size_t i = 0; i < count; i++) {
		left[i].units = before[i] * 10000;
		right[i].units = after[i] * 10000;
		has[i] = true;
	}
	screen_copy_compute(&copy, left, has, right, has, count);
	return copy;
}

static void
test_screen_copy(void **state)
{
	static const int64_t before[] = {812, 33, 410, 0, 95, 7};
	static const int64_t after[] = {790, 30, 433, 0, 95, 7};
	struct screen_copy copy = screen_copied(before, before, 6);

	(void)state;
	assert_true(copy.fired);
	assert_int_equal(copy.compared, 5);
	assert_int_equal(copy.identical, 5);
	copy = screen_copied(before, after, 6);
	assert_false(copy.fired);
	assert_int_equal(copy.identical, 2);
}

/* Zeros and missing elements say nothing; nor do a few small counts. */
static void
test_screen_copy_small_hospital(void **state)
{
	static const int64_t zeros[40] = {0}, few[] = {1, 0, 2, 1, 0, 0};
	struct decimal left[3] = {{10000}, {-10000}, {50000}}, right[3] = {{10000}, {10000}, {-1}};
	static const bool here[] = {true, true, true}, gone[] = {false, true, true};
	struct screen_copy copy = screen_copied(zeros, zeros, 40);

	(void)state;
	assert_false(copy.fired);
	assert_int_equal(copy.compared, 0);
	assert_near(copy.evidence, 0, 0);
	assert_false(screen_copied(few, few, 6).fired);
	screen_copy_compute(&copy, left, here, right, gone, 3);
	assert_int_equal(copy.compared, 0);
	screen_copy_compute(&copy, left, gone, right, here, 3);
	assert_int_equal(copy.compared, 0);
	assert_false(screen_copied(zeros, few, 6).fired);
}

/* Independent periods do not fire, copied ones do. */
static void
test_screen_copy_property(void **state)
{
	struct random random = {13};
	size_t fired = 0;

	(void)state;
	for (int round = 0; round < 500; round++) {
		int64_t before[ELEMENTS], after[ELEMENTS];

		for (size_t i = 0; i < 60; i++) {
			before[i] = random_below(&random, 500);
			after[i] = before[i] + random_below(&random, 41) - 20;
			after[i] = after[i] < 0 ? 0 : after[i];
		}
		fired += screen_copied(before, after, 60).fired;
		assert_true(screen_copied(before, before, 60).fired);
	}
	assert_int_equal(fired, 0);
}

static void
test_screen_digits(void **state)
{
	struct random random = {14};
	struct screen_digits digits;
	int64_t values[ELEMENTS];

	(void)state;
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] = random_below(&random, 5000) + 100;
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_false(digits.fired);
	assert_int_equal(digits.values, ELEMENTS);
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] -= values[i] % (i % 2 ? 5 : 1);
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_true(digits.fired && digits.round_chance < 1e-6 && digits.probability < 1e-6);
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] = 101 + (int64_t)(i % 3) + 10 * (int64_t)i;
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_true(digits.fired && digits.round_chance > 0.9);
	/* 35 of 100 end in 0 or 5, but no digit is much too frequent by itself. */
	for (size_t i = 0; i < 100; i++)
		values[i] =
		    i < 35 ? 100 + 5 * (int64_t)(i % 2) : 100 + (int64_t)(i % 8) + 1 + (i % 8 >= 4);
	screen_digits_compute(&digits, values, 100);
	assert_int_equal(digits.round, 35);
	assert_true(digits.fired && digits.round_chance < SCREEN_PROBABILITY &&
		    digits.probability > SCREEN_PROBABILITY);
	for (size_t i = 0; i < 30; i++)
		values[i] = (int64_t)i * 5;
	screen_digits_compute(&digits, values, 30);
	assert_int_equal(digits.values, 10);
	assert_false(digits.fired);
	assert_near(digits.probability, 1, 0);
}

static void
test_screen_perfect(void **state)
{
	(void)state;
	assert_near(screen_perfect(400, 400, 0.9), pow(0.9, 400), 1e-30);
	assert_near(screen_perfect(0, 100, 0.05), pow(0.95, 100), 1e-12);
	assert_near(screen_perfect(0, 3, 0.05), pow(0.95, 3), 1e-12);
	assert_near(screen_perfect(5, 100, 0.05), 1, 0);
	assert_near(screen_perfect(-1, 100, 0.05), 1, 0);
	assert_near(screen_perfect(101, 100, 0.05), 1, 0);
	assert_near(screen_perfect(0, 0, 0.05), 1, 0);
	assert_near(screen_perfect(0, 1e16, 0.05), 1, 0);
	assert_near(screen_perfect(0, 9, -0.05), 1, 0);
	assert_near(screen_perfect(0, 9, 1.05), 1, 0);
	assert_near(screen_perfect(NAN, 9, 0.5), 1, 0);
}

static void
test_screen_unit(void **state)
{
	(void)state;
	assert_near(screen_unit(812, 8.3), 100, 0);
	assert_near(screen_unit(0.83, 8), 0.1, 1e-17);
	assert_near(screen_unit(8000, 8.3), 1000, 0);
	assert_near(screen_unit(0.009, 8.3), 0.001, 1e-17);
	assert_near(screen_unit(9, 8), 1, 0);
	assert_near(screen_unit(40, 8), 1, 0);
	assert_near(screen_unit(80000, 8), 1, 0);
	assert_near(screen_unit(0, 8), 1, 0);
	assert_near(screen_unit(8, 0), 1, 0);
	assert_near(screen_unit(INFINITY, 8), 1, 0);
	assert_near(screen_unit(8, INFINITY), 1, 0);
	assert_near(screen_unit(NAN, 8), 1, 0);
}

/* Three times as many is nothing from 1 to 3, and much from 100 to 300. */
static void
test_screen_jump(void **state)
{
	struct decimal n = {10000000}, one = {10000}, three = {30000}, hundred = {1000000},
		       more = {3000000};

	(void)state;
	assert_true(screen_jump(MEASURE_PROPORTION, one, n, three, n) > 0.1);
	assert_true(screen_jump(MEASURE_PROPORTION, hundred, n, more, n) < SCREEN_PROBABILITY);
	assert_true(screen_jump(MEASURE_RATE, one, n, three, n) > 0.1);
	assert_true(screen_jump(MEASURE_COUNT, hundred, n, more, n) < SCREEN_PROBABILITY);
	assert_near(screen_jump(MEASURE_PROPORTION, n, one, n, one), 1, 0);
	assert_near(screen_jump(MEASURE_LEVEL, one, n, more, n), 1, 0);
}

static void
test_screen_shared(void **state)
{
	static const struct decimal values[] = {{1}, {5}, {5}, {6}, {5}};
	static const bool has[] = {false, true, true, true, true};
	static const bool agree[] = {false, true, true, false, true};

	(void)state;
	assert_int_equal(screen_shared(values, has, 5), 3);
	assert_int_equal(screen_shared(values, agree, 5), 5);
	assert_int_equal(screen_shared(values, has, 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_screen_copy),
	    cmocka_unit_test(test_screen_copy_small_hospital),
	    cmocka_unit_test(test_screen_copy_property),
	    cmocka_unit_test(test_screen_digits),
	    cmocka_unit_test(test_screen_perfect),
	    cmocka_unit_test(test_screen_unit),
	    cmocka_unit_test(test_screen_jump),
	    cmocka_unit_test(test_screen_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
