#include "unit.h"

#include <math.h>

#include "measure/change.h"
#include "measure/distribution.h"
#include "measure/goal.h"
#include "random.h"

static struct goal_rule
percent(enum measure_direction direction, int64_t goal_units)
{
	return (struct goal_rule){.kind = MEASURE_PROPORTION,
	    .direction = direction,
	    .factor = {1000000},
	    .goal = {goal_units},
	    .confidence = 0.95};
}

static struct goal_distance
measure_distance(const struct goal_rule *rule, int64_t x, int64_t n)
{
	struct decimal numerator = {x * 10000}, denominator = {n * 10000};
	struct goal_distance distance;

	goal_distance_compute(&distance, rule, &numerator, &denominator);
	return distance;
}

static void
test_goal_rise(void **state)
{
	struct goal_rule rule = percent(MEASURE_INCREASE, 625000);
	struct goal_distance distance = measure_distance(&rule, 50, 100);

	(void)state;
	assert_int_equal(distance.status, MEASURE_OK);
	assert_false(distance.met);
	assert_near(distance.gap, 12.5, 0);
	assert_int_equal(distance.cases, 13);
	/* Wilson of 50/100: 0.4038315, 0.5961685 */
	assert_near(distance.cases_lower, 62.5 - 59.61685, 1e-4);
	assert_near(distance.cases_upper, 62.5 - 40.38315, 1e-4);
	assert_true(measure_distance(&rule, 63, 100).met);
	assert_int_equal(measure_distance(&rule, 62, 100).cases, 1);
	assert_true(measure_distance(&rule, 5, 8).met);
	assert_int_equal(measure_distance(&rule, 5, 8).cases, 0);
}

static void
test_goal_fall(void **state)
{
	struct goal_rule rule = percent(MEASURE_DECREASE, 15000);

	(void)state;
	assert_int_equal(measure_distance(&rule, 10, 400).cases, 4);
	assert_true(measure_distance(&rule, 6, 400).met);
	assert_near(measure_distance(&rule, 6, 400).gap, 0, 0);
	assert_int_equal(measure_distance(&rule, 7, 400).cases, 1);
	assert_true(measure_distance(&rule, 10, 400).cases_upper >
		    measure_distance(&rule, 10, 400).cases_lower);
}

static void
test_goal_other_kinds(void **state)
{
	struct goal_rule rule = percent(MEASURE_DECREASE, 20000);
	struct decimal part = {15000}, n = {10000000}, level = {30000};
	struct goal_distance distance;

	(void)state;
	rule.kind = MEASURE_RATE;
	rule.factor.units = 10000000;
	distance = measure_distance(&rule, 9, 2000);
	assert_int_equal(distance.cases, 5);
	assert_int_equal(distance.status, MEASURE_OK);
	rule.kind = MEASURE_RATIO;
	goal_distance_compute(&distance, &rule, &part, &n);
	assert_int_equal(distance.status, MEASURE_NO_INTERVAL);
	assert_true(distance.met);
	rule.kind = MEASURE_MEAN;
	rule.factor.units = 10000;
	distance = measure_distance(&rule, 900, 100);
	assert_int_equal(distance.status, MEASURE_NO_INTERVAL);
	assert_false(distance.cases_known);
	assert_near(distance.gap, 7, 0);
	rule.kind = MEASURE_LEVEL;
	rule.direction = MEASURE_INCREASE;
	rule.goal.units = 50000;
	goal_distance_compute(&distance, &rule, &level, NULL);
	assert_int_equal(distance.cases, 2);
	rule.kind = MEASURE_RATE;
	rule.factor.units = 1;
	rule.goal.units = 10000000000000000;
	distance = measure_distance(&rule, 0, 100000000);
	assert_false(distance.met);
	assert_false(distance.cases_known);
}

static void
test_goal_refuses(void **state)
{
	struct goal_rule rule = percent(MEASURE_INCREASE, 1000001);
	struct decimal huge = {INT64_MAX}, one = {10000};
	struct goal_distance distance;

	(void)state;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_INVALID);
	rule.goal.units = -1;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_INVALID);
	rule.goal.units = 500000;
	assert_int_equal(measure_distance(&rule, 0, 0).status, MEASURE_NO_DATA);
	assert_int_equal(measure_distance(&rule, 3, 2).status, MEASURE_INVALID);
	goal_distance_compute(&distance, &rule, &one, NULL);
	assert_int_equal(distance.status, MEASURE_NO_DATA);
	goal_distance_compute(&distance, &rule, &one, &huge);
	assert_int_equal(distance.status, MEASURE_INVALID);
	rule.kind = MEASURE_MEAN;
	huge.units = INT64_MIN;
	goal_distance_compute(&distance, &rule, &huge, &one);
	assert_int_equal(distance.status, MEASURE_INVALID);
	huge.units = INT64_MAX;
	rule.kind = MEASURE_COUNT;
	goal_distance_compute(&distance, &rule, &huge, NULL);
	assert_int_equal(distance.status, MEASURE_INVALID);
	rule.goal.units = INT64_MAX;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_INVALID);
	rule.goal.units = 1;
	rule.factor.units = INT64_MAX;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_INVALID);
	rule.factor.units = 0;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_INVALID);
	rule.direction = MEASURE_NEUTRAL;
	assert_int_equal(measure_distance(&rule, 1, 2).status, MEASURE_UNAVAILABLE);
}

/* Adding the cases meets the goal; one case fewer does not. */
static void
test_goal_property(void **state)
{
	struct random random = {11};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t n = 1 + random_below(&random, 3000), x = random_below(&random, n + 1);
		int64_t sign = i % 2 ? 1 : -1;
		struct goal_rule rule = percent(
		    i % 2 ? MEASURE_INCREASE : MEASURE_DECREASE, random_below(&random, 1000001));
		struct goal_distance distance = measure_distance(&rule, x, n);

		assert_int_equal(distance.status, MEASURE_OK);
		assert_true(measure_distance(&rule, x + sign * distance.cases, n).met);
		assert_int_equal(distance.met, distance.cases == 0);
		if (!distance.met)
			assert_false(
			    measure_distance(&rule, x + sign * (distance.cases - 1), n).met);
	}
}

static struct change_period
period(int64_t x, int64_t n)
{
	return (struct change_period){{x * 10000}, {n * 10000}, true, true, false, 0};
}

static struct change
compare(enum measure_kind kind, enum measure_direction direction, struct change_period before,
    struct change_period after)
{
	struct change change;

	change_compute(&change, kind, direction, 100, &before, &after, 0.95);
	return change;
}

/* Newcombe 1998, Statist Med 17:873, table II, method 10: 56/70 - 48/80: 0.0524, 0.3339. */
static void
test_change_proportions(void **state)
{
	struct change change =
	    compare(MEASURE_PROPORTION, MEASURE_INCREASE, period(48, 80), period(56, 70));

	(void)state;
	assert_near(change.difference, 20, 1e-12);
	assert_near(change.lower, 5.24, 5e-3);
	assert_near(change.upper, 33.39, 5e-3);
	assert_near(change.probability, 0.00816, 5e-4);
	assert_int_equal(change.verdict, CHANGE_BETTER);
	change = compare(MEASURE_PROPORTION, MEASURE_DECREASE, period(48, 80), period(56, 70));
	assert_int_equal(change.verdict, CHANGE_WORSE);
	change = compare(MEASURE_PROPORTION, MEASURE_NEUTRAL, period(56, 70), period(48, 80));
	assert_int_equal(change.verdict, CHANGE_DIFFERENT);
	change = compare(MEASURE_PROPORTION, MEASURE_INCREASE, period(48, 80), period(49, 80));
	assert_int_equal(change.verdict, CHANGE_NONE);
	change = compare(MEASURE_PROPORTION, MEASURE_INCREASE, period(80, 80), period(90, 90));
	assert_near(change.probability, 1, 1e-12);
	assert_int_equal(change.verdict, CHANGE_NONE);
}

/* Fisher's tea: 3 of 4 against 1 of 4, two-sided 34/70; and R: fisher.test(c(1,9),c(11,3)). */
static void
test_change_fisher(void **state)
{
	(void)state;
	assert_near(change_fisher(3, 4, 1, 4), 34.0 / 70, 1e-12);
	assert_near(change_fisher(1, 12, 9, 12), 0.002759456185220088, 1e-12);
	assert_near(change_fisher(0, 12, 0, 12), 1, 1e-12);
	assert_near(change_fisher(12, 12, 5, 5), 1, 1e-12);
	assert_near(
	    compare(MEASURE_PROPORTION, MEASURE_NEUTRAL, period(1, 12), period(9, 12)).probability,
	    change_fisher(1, 12, 9, 12), 5e-3);
	assert_near(
	    compare(MEASURE_PROPORTION, MEASURE_NEUTRAL, period(1, 12), period(3, 4)).probability,
	    change_fisher(1, 12, 3, 4), 0);
}

/* All of 2 events in one of two equal exposures: twice 1/4. */
static void
test_change_poisson(void **state)
{
	struct change change;

	(void)state;
	assert_near(change_poisson(2, 1, 0, 1), 0.5, 1e-14);
	assert_near(change_poisson(0, 1, 0, 1), 1, 0);
	assert_near(change_poisson(10, 1000, 10, 1000), 1, 0);
	change = compare(MEASURE_RATE, MEASURE_DECREASE, period(40, 1000), period(10, 1000));
	assert_int_equal(change.verdict, CHANGE_BETTER);
	assert_near(change.difference, -3, 1e-12);
	assert_true(change.lower < -3 && change.upper > -3 && change.upper < 0);
	change = compare(MEASURE_RATIO, MEASURE_INCREASE, period(40, 1000), period(10, 1000));
	assert_int_equal(change.verdict, CHANGE_WORSE);
	change = compare(MEASURE_COUNT, MEASURE_DECREASE, period(40, 0), period(10, 0));
	assert_int_equal(change.verdict, CHANGE_BETTER);
}

static void
test_change_means(void **state)
{
	struct change_period before = period(500, 10), after = period(1200, 20);
	struct change change = compare(MEASURE_MEAN, MEASURE_DECREASE, before, after);

	(void)state;
	assert_int_equal(change.status, MEASURE_NO_INTERVAL);
	assert_int_equal(change.verdict, CHANGE_UNKNOWN);
	assert_near(change.difference, 1000, 0);
	before.has_deviation = after.has_deviation = true;
	change = compare(MEASURE_MEAN, MEASURE_DECREASE, before, after);
	assert_near(change.probability, 0, 0);
	assert_int_equal(change.verdict, CHANGE_WORSE);
	assert_near(compare(MEASURE_MEAN, MEASURE_DECREASE, before, before).probability, 1, 0);
	/* Equal sizes and deviations: Welch's freedom is 2(n - 1), t = 10/sqrt(2 * 25/10). */
	before.deviation = after.deviation = 5;
	after.numerator.units = 6000000;
	after.denominator = before.denominator;
	change = compare(MEASURE_MEAN, MEASURE_DECREASE, before, after);
	assert_near(student_quantile(change.probability / 2, 18), 10 / sqrt(5), 1e-9);
	before.denominator.units = 10000;
	assert_int_equal(
	    compare(MEASURE_MEAN, MEASURE_DECREASE, before, after).status, MEASURE_NO_INTERVAL);
}

static void
test_change_without_test(void **state)
{
	struct change_period good = period(1, 2), part = period(1, 2), none = period(1, 2);

	(void)state;
	part.numerator.units += 5000;
	assert_int_equal(
	    compare(MEASURE_PROPORTION, MEASURE_INCREASE, good, part).status, MEASURE_NO_INTERVAL);
	assert_int_equal(
	    compare(MEASURE_RATE, MEASURE_INCREASE, part, good).status, MEASURE_NO_INTERVAL);
	assert_int_equal(
	    compare(MEASURE_LEVEL, MEASURE_INCREASE, good, good).status, MEASURE_NO_INTERVAL);
	none.has_numerator = false;
	assert_int_equal(
	    compare(MEASURE_RATE, MEASURE_INCREASE, good, none).status, MEASURE_NO_DATA);
	none.has_denominator = false;
	assert_int_equal(
	    compare(MEASURE_RATE, MEASURE_INCREASE, none, good).status, MEASURE_NO_DATA);
	assert_int_equal(compare(MEASURE_PROPORTION, MEASURE_INCREASE, none, period(3, 2)).status,
	    MEASURE_INVALID);
	part = period(1, 9);
	part.denominator.units += 5000;
	assert_int_equal(
	    compare(MEASURE_PROPORTION, MEASURE_INCREASE, part, part).status, MEASURE_OK);
	assert_int_equal(
	    compare(MEASURE_PROPORTION, MEASURE_INCREASE, part, good).status, MEASURE_OK);
	assert_int_equal(
	    compare(MEASURE_PROPORTION, MEASURE_INCREASE, good, part).status, MEASURE_OK);
	part.numerator.units = 0;
	assert_near(compare(MEASURE_PROPORTION, MEASURE_INCREASE, part, part).probability, 1, 0);
}

/* The verdict turns round with time, and p does not change. */
static void
test_change_property(void **state)
{
	struct random random = {12};

	(void)state;
	for (int i = 0; i < 4000; i++) {
		enum measure_kind kind = i % 2 ? MEASURE_PROPORTION : MEASURE_RATE;
		int64_t n1 = 1 + random_below(&random, 300), n2 = 1 + random_below(&random, 300);
		struct change_period a = period(random_below(&random, n1 + 1), n1);
		struct change_period b = period(random_below(&random, n2 + 1), n2);
		struct change forth = compare(kind, MEASURE_INCREASE, a, b);
		struct change back = compare(kind, MEASURE_INCREASE, b, a);

		assert_true(forth.probability >= 0 && forth.probability <= 1);
		assert_near(forth.probability, back.probability, 1e-9);
		assert_near(forth.difference, -back.difference, 1e-9);
		assert_near(forth.lower, -back.upper, 1e-9);
		assert_true(forth.lower <= forth.difference && forth.difference <= forth.upper);
		assert_int_equal(forth.verdict == CHANGE_BETTER, back.verdict == CHANGE_WORSE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_goal_rise),
	    cmocka_unit_test(test_goal_fall),
	    cmocka_unit_test(test_goal_other_kinds),
	    cmocka_unit_test(test_goal_refuses),
	    cmocka_unit_test(test_goal_property),
	    cmocka_unit_test(test_change_proportions),
	    cmocka_unit_test(test_change_fisher),
	    cmocka_unit_test(test_change_poisson),
	    cmocka_unit_test(test_change_means),
	    cmocka_unit_test(test_change_without_test),
	    cmocka_unit_test(test_change_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
