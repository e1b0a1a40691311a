/* What a group gives its units to expect, at the ends of every comparison. */
#include "unit.h"

#include "measure/expectation.h"

static struct decimal
number(int64_t whole)
{
	return decimal_from_integer(whole);
}

/* 5 of 1000: from 200 on one is expected, exactly. */
static void
test_expectation_events(void **state)
{
	struct expectation rate = {.kind = MEASURE_RATE};

	(void)state;
	assert_near(expectation_theta(&rate), 0, 0);
	assert_false(expectation_is_enough(&rate, number(200)));
	expectation_add(&rate, number(2), number(400));
	expectation_add(&rate, number(3), number(600));
	assert_near(expectation_theta(&rate), 0.005, 1e-18);
	assert_true(expectation_is_enough(&rate, number(200)));
	assert_false(expectation_is_enough(&rate, (struct decimal){1999999}));
	assert_false(expectation_is_enough(&rate, number(0)));
}

/* 995 of 1000: of a proportion non-events count, too; a rate has none. */
static void
test_expectation_rest(void **state)
{
	struct expectation proportion = {.kind = MEASURE_PROPORTION}, rate = {.kind = MEASURE_RATE};

	(void)state;
	expectation_add(&proportion, number(995), number(1000));
	expectation_add(&rate, number(995), number(1000));
	assert_true(expectation_is_enough(&proportion, number(200)));
	assert_false(expectation_is_enough(&proportion, number(199)));
	assert_true(expectation_is_enough(&rate, number(199)));
}

/* Means expect nothing; sums beyond their range are never enough. */
static void
test_expectation_kinds_and_range(void **state)
{
	struct expectation mean = {.kind = MEASURE_MEAN}, ratio = {.kind = MEASURE_RATIO};

	(void)state;
	assert_true(expectation_is_enough(&mean, number(1)));
	expectation_add(&ratio, (struct decimal){INT64_MAX}, number(1));
	assert_true(expectation_is_enough(&ratio, number(1)));
	expectation_add(&ratio, number(1), number(1));
	assert_false(expectation_is_enough(&ratio, number(1)));
	ratio = (struct expectation){.kind = MEASURE_RATIO};
	expectation_add(&ratio, number(1), (struct decimal){INT64_MAX});
	expectation_add(&ratio, number(1), number(1));
	assert_false(expectation_is_enough(&ratio, (struct decimal){INT64_MAX}));
	expectation_add(&ratio, number(1), number(1));
	assert_false(expectation_is_enough(&ratio, (struct decimal){INT64_MAX}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_expectation_events),
	    cmocka_unit_test(test_expectation_rest),
	    cmocka_unit_test(test_expectation_kinds_and_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
