#include "unit.h"

#include "measure/matched.h"

static struct matched_counts
counts(int64_t x, int64_t n)
{
	return (struct matched_counts){{x * 10000}, {n * 10000}, true};
}

static void
test_matched_sums(void **state)
{
	struct matched_unit units[] = {{.before = counts(3, 100), .after = counts(5, 110)},
	    {.before = counts(50, 100)}, {.after = counts(7, 70)},
	    {.before = counts(0, 0), .after = counts(1, 20)}, {.before = counts(1, 1)}};
	struct matched matched;

	(void)state;
	units[4].before.has_counts = false;
	matched_compute(&matched, MEASURE_PROPORTION, units, 5);
	assert_int_equal(matched.status, MEASURE_OK);
	assert_true(matched.panels_differ);
	assert_int_equal(matched.before_all.units, 2);
	assert_int_equal(matched.after_all.units, 3);
	assert_int_equal(matched.before.units, 1);
	assert_int_equal(matched.before_all.numerator.units, 530000);
	assert_int_equal(matched.after_all.denominator.units, 2000000);
	assert_int_equal(matched.before.numerator.units, 30000);
	assert_int_equal(matched.after.denominator.units, 1100000);
	assert_true(units[0].valid_before && units[0].valid_after);
	assert_true(units[1].valid_before && !units[1].valid_after);
	assert_false(units[3].valid_before);
	matched_compute(&matched, MEASURE_PROPORTION, units, 1);
	assert_false(matched.panels_differ);
	matched_compute(&matched, MEASURE_PROPORTION, units + 1, 2);
	assert_int_equal(matched.status, MEASURE_NO_DATA);
	matched_compute(&matched, MEASURE_LEVEL, units, 1);
	assert_int_equal(matched.status, MEASURE_UNAVAILABLE);
}

static void
test_matched_refuses_sums(void **state)
{
	const struct decimal huge = {INT64_MAX};
	struct matched matched;

	(void)state;
	for (int which = 0; which < 4; which++) {
		struct matched_unit units[] = {{.before = counts(1, 2), .after = counts(1, 2)},
		    {.before = counts(1, 2), .after = counts(1, 2)}};

		if (which == 0)
			units[0].before.numerator = huge;
		if (which == 1)
			units[0].before.denominator = huge;
		if (which == 2)
			units[0].after.numerator = huge;
		if (which == 3)
			units[0].after.denominator = huge;
		matched_compute(&matched, MEASURE_RATE, units, 2);
		assert_int_equal(matched.status, MEASURE_INVALID);
		assert_int_equal(matched.before.units, 0);
	}
}

/* All may fit where what is matched does not: a mean's sum may be negative. */
static void
test_matched_refuses_matched_sums(void **state)
{
	const int64_t half = INT64_MAX / 2 + 1;

	(void)state;
	for (int after = 0; after < 2; after++) {
		struct matched_unit units[3] = {0};
		struct matched matched;

		for (int i = 0; i < 3; i++) {
			struct matched_counts *side = after ? &units[i].after : &units[i].before;

			if (i > 0)
				units[i].before = units[i].after = counts(1, 1);
			*side = (struct matched_counts){{i == 0 ? -half : half}, {10000}, true};
		}
		matched_compute(&matched, MEASURE_MEAN, units, 3);
		assert_int_equal(matched.status, MEASURE_INVALID);
		matched_compute(&matched, MEASURE_MEAN, units, 2);
		assert_int_equal(matched.status, MEASURE_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_matched_sums),
	    cmocka_unit_test(test_matched_refuses_sums),
	    cmocka_unit_test(test_matched_refuses_matched_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
