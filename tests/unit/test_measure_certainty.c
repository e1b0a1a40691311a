#include "unit.h"

#include <math.h>

#include "measure/certainty.h"

enum { UNITS = 12 };

static struct comparison_rule rule;
static struct comparison_unit units[UNITS];
static struct certainty certainties[UNITS];

static void
compute(size_t count)
{
	static double mass[UNITS * UNITS], work[RANK_WORK(UNITS)];
	struct rank_belief beliefs[UNITS];
	struct rank_unit ranks[UNITS];
	size_t order[UNITS];

	comparison_compute(units, count, &rule, ranks, order);
	certainty_compute(certainties, units, count, &rule, order, beliefs, mass, work);
}

static struct comparison_unit
unit(int64_t x, int64_t n, int peer_group)
{
	return (struct comparison_unit){.numerator = decimal_from_integer(x),
	    .denominator = decimal_from_integer(n),
	    .has_numerator = true,
	    .has_denominator = true,
	    .complete = true,
	    .peer_group = peer_group};
}

static int
set_up(void **state)
{
	(void)state;
	rule = (struct comparison_rule){.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_DECREASE,
	    .factor = 100,
	    .minimum_denominator = decimal_from_integer(30),
	    .confidence = 0.95,
	    .minimum_peers = 2};
	return 0;
}

/* Two far better ones, four alike, and one that is not ranked between them. */
static void
test_certainty_two_clusters(void **state)
{
	static const int x[] = {300, 20, 310, 305, 21, 1, 295};

	(void)state;
	for (int i = 0; i < 7; i++)
		units[i] = unit(x[i], i == 5 ? 10 : 1000, 1);
	compute(7);
	assert_false(certainties[5].known);
	for (size_t i = 0; i < 7; i++) {
		bool good = x[i] < 30;

		if (i == 5)
			continue;
		assert_true(certainties[i].known);
		assert_int_equal(certainties[i].alike_first, good ? 1 : 3);
		assert_int_equal(certainties[i].alike_last, good ? 2 : 6);
		assert_true(certainties[i].ranks.lower >= (good ? 1 : 3));
		assert_true(certainties[i].ranks.upper <= (good ? 2 : 6));
		assert_true(certainties[i].ranks.lower <= units[i].rank &&
			    units[i].rank <= certainties[i].ranks.upper);
	}
}

static void
test_certainty_peer_groups_apart(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++)
		units[i] = unit(10 + i, 100, i % 2);
	units[8] = unit(5, 100, 7);
	compute(9);
	for (size_t i = 0; i < 8; i++) {
		assert_true(certainties[i].known);
		assert_true(certainties[i].ranks.upper <= 4 && certainties[i].alike_last <= 4);
	}
	/* alone in its group: no rank */
	assert_false(certainties[8].known);
}

static void
test_certainty_kinds(void **state)
{
	(void)state;
	rule.kind = MEASURE_RATE;
	for (int i = 0; i < 4; i++)
		units[i] = unit(i, 1000, 1);
	compute(4);
	assert_true(certainties[0].known);
	assert_int_equal(certainties[0].alike_last, 4);
	rule.kind = MEASURE_MEAN;
	rule.rank_without_interval = true;
	for (int i = 0; i < 4; i++) {
		units[i] = unit(1000 + 100 * i, 100, 1);
		units[i].has_deviation = true;
		units[i].deviation = 1;
	}
	compute(4);
	for (size_t i = 0; i < 4; i++) {
		assert_near(certainties[i].ranks.mean, (double)i + 1, 1e-9);
		assert_int_equal(certainties[i].alike_first, i + 1);
		assert_int_equal(certainties[i].alike_last, i + 1);
	}
	units[2].has_deviation = false;
	compute(4);
	assert_int_equal(units[2].rank, 3);
	assert_false(certainties[0].known);
	/* A deviation of 0 gives an interval, but nothing to draw from. */
	units[2].has_deviation = true;
	units[2].deviation = 0;
	compute(4);
	assert_true(units[2].interval_known);
	assert_false(certainties[2].known);
}

static void
test_certainty_too_many(void **state)
{
	enum { MANY = RANK_EXACT_UNITS + 1 };
	static struct comparison_unit many[MANY];
	static struct certainty unknown[MANY];
	static struct rank_belief beliefs[MANY];
	static size_t order[MANY];
	double nothing = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		many[i] = unit(1, 100, 1);
		many[i].rank = 1;
		many[i].interval_known = true;
		order[i] = i;
	}
	certainty_compute(unknown, many, MANY, &rule, order, beliefs, &nothing, &nothing);
	assert_false(unknown[0].known || unknown[MANY - 1].known);
	/* Without a direction there are no ranks; should there be, they are not trusted. */
	rule.direction = MEASURE_NEUTRAL;
	certainty_compute(unknown, many, 1, &rule, order, beliefs, &nothing, &nothing);
	assert_false(unknown[0].known);
}

static void
test_rank_belief_distance(void **state)
{
	struct rank_belief a = {10, 3}, b = {20, 4};

	(void)state;
	assert_near(rank_belief_distance(&a, &b, RANK_NORMAL), 2, 1e-15);
	a = b = (struct rank_belief){5, 50};
	assert_near(rank_belief_distance(&a, &b, RANK_BETA), 0, 0);
	a.x = 24.5;
	b.x = 49.5;
	/* arcsin sqrt 1/2 is pi/4 before continuity; here 25/51 against 50/51 */
	assert_near(rank_belief_distance(&a, &b, RANK_BETA),
	    (asin(sqrt(50.0 / 51)) - asin(sqrt(25.0 / 51))) * sqrt(2 * 51), 1e-12);
	assert_near(
	    rank_belief_distance(&a, &b, RANK_GAMMA), (sqrt(50) - sqrt(25)) * sqrt(2), 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_certainty_two_clusters, set_up),
	    cmocka_unit_test_setup(test_certainty_peer_groups_apart, set_up),
	    cmocka_unit_test_setup(test_certainty_kinds, set_up),
	    cmocka_unit_test_setup(test_certainty_too_many, set_up),
	    cmocka_unit_test(test_rank_belief_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
