#include "unit.h"

#include <string.h>

#include "measure/comparison.h"
#include "measure/interval.h"
#include "random.h"

enum { UNITS = 40 };

static const struct comparison_rule percent = {.kind = MEASURE_PROPORTION,
    .direction = MEASURE_DECREASE,
    .factor = 100,
    .minimum_denominator = {300000},
    .confidence = 0.95,
    .minimum_peers = 5};

static struct comparison_unit
unit(int64_t x, int64_t n)
{
	return (struct comparison_unit){.numerator = {x * 10000},
	    .denominator = {n * 10000},
	    .has_numerator = true,
	    .has_denominator = true,
	    .complete = true};
}

static void
compute(struct comparison_unit units[], size_t count, const struct comparison_rule *rule,
    size_t order[])
{
	struct rank_unit ranks[UNITS];
	size_t own[UNITS];

	comparison_compute(units, count, rule, ranks, order != NULL ? order : own);
}

static void
test_comparison_ranks_with_ties_and_reasons(void **state)
{
	struct comparison_unit units[] = {unit(5, 100), unit(3, 100), unit(6, 200), unit(0, 50),
	    unit(9, 90), unit(1, 10), unit(0, 0), unit(101, 100), unit(2, 100), unit(2, 100)};
	static const size_t ranks[] = {4, 2, 2, 1, 5, 0, 0, 0, 0, 0};
	static const size_t display[] = {3, 1, 2, 0, 4, 5, 6, 7, 8, 9};
	static const enum comparison_reason reasons[] = {[5] = COMPARISON_BELOW_MINIMUM,
	    COMPARISON_NO_DATA,
	    COMPARISON_INVALID,
	    COMPARISON_INCOMPLETE,
	    COMPARISON_NO_DATA};
	size_t order[10];

	(void)state;
	units[8].complete = false;
	units[9].has_numerator = false;
	compute(units, 10, &percent, order);
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(units[i].rank, ranks[i]);
		assert_int_equal(units[i].reason, reasons[i]);
		assert_int_equal(units[i].of, 5);
		assert_int_equal(units[i].tied, i == 1 || i == 2);
		assert_int_equal(order[i], display[i]);
	}
	assert_near(units[0].value, 5, 0);
	assert_near(units[0].lower, 2.154367915436797, 1e-13);
	assert_int_equal(units[5].status, MEASURE_OK);
	assert_true(units[5].interval_known);
	assert_int_equal(units[8].status, MEASURE_PARTIAL);
	assert_false(units[6].interval_known);
	assert_near(units[7].value, 0, 0);
}

static void
test_comparison_peer_groups_apart(void **state)
{
	struct comparison_unit units[9];
	size_t order[9];

	(void)state;
	for (int i = 0; i < 9; i++) {
		units[i] = unit(i, 100);
		units[i].peer_group = i % 2;
	}
	compute(units, 9, &percent, order);
	for (size_t i = 0; i < 9; i++) {
		/* five even ones, four odd ones: too few */
		assert_int_equal(units[i].rank, i % 2 == 0 ? i / 2 + 1 : 0);
		assert_int_equal(units[i].of, i % 2 == 0 ? 5 : 4);
		assert_int_equal(
		    units[i].reason, i % 2 == 0 ? COMPARISON_RANKED : COMPARISON_FEW_PEERS);
		assert_int_equal(order[i], i < 5 ? 2 * i : 2 * (i - 5) + 1);
	}
}

/* One in 1000 is usual: 900 give less than one to expect, so no event there is no first rank. */
static void
test_comparison_few_expected(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[] = {unit(0, 900), unit(3, 2000), unit(1, 1200), unit(3, 3000),
	    unit(2, 1500), unit(1, 1600), unit(1, 20)};
	size_t order[7];

	(void)state;
	rule.kind = MEASURE_RATE;
	compute(units, 7, &rule, order);
	assert_int_equal(units[0].reason, COMPARISON_FEW_EXPECTED);
	assert_int_equal(units[0].rank, 0);
	assert_int_equal(units[0].of, 5);
	assert_near(units[0].upper, 100 * 3.6888794541139363 / 900, 1e-12);
	assert_int_equal(units[5].rank, 1);
	assert_int_equal(units[6].reason, COMPARISON_BELOW_MINIMUM);
	assert_false(units[6].few_expected);
	assert_int_equal(order[5], 0);
	/* Without it there are four: too few to rank anybody. */
	compute(units, 5, &rule, order);
	assert_int_equal(units[0].reason, COMPARISON_FEW_EXPECTED);
	assert_int_equal(units[1].reason, COMPARISON_FEW_PEERS);
	/* Known also of what is not ranked: it has no place in a funnel either. */
	rule.direction = MEASURE_NEUTRAL;
	compute(units, 7, &rule, order);
	assert_int_equal(units[0].reason, COMPARISON_NOT_RANKABLE);
	assert_true(units[0].few_expected);
}

static void
test_comparison_directions(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[6];

	(void)state;
	for (int i = 0; i < 6; i++)
		units[i] = unit(i, 100);
	rule.direction = MEASURE_INCREASE;
	compute(units, 6, &rule, NULL);
	assert_int_equal(units[5].rank, 1);
	assert_int_equal(units[0].rank, 6);
	rule.direction = MEASURE_NEUTRAL;
	units[0].has_numerator = false;
	compute(units, 6, &rule, NULL);
	assert_int_equal(units[5].rank, 0);
	assert_int_equal(units[5].of, 0);
	assert_int_equal(units[5].reason, COMPARISON_NOT_RANKABLE);
}

/* What may not be compared has value and interval, and a reason that comes before its smallness. */
static void
test_comparison_barred(void **state)
{
	static const enum comparison_reason reasons[COMPARISON_BAR_COUNT] = {
	    [COMPARISON_NO_BAR] = COMPARISON_RANKED,
	    [COMPARISON_BAR_OWN_TREND] = COMPARISON_OWN_TREND,
	    [COMPARISON_BAR_UNCONFIRMED] = COMPARISON_UNCONFIRMED,
	};

	(void)state;
	for (int bar = 0; bar < COMPARISON_BAR_COUNT; bar++) {
		struct comparison_rule rule = percent;
		struct comparison_unit units[7];

		for (int i = 0; i < 7; i++)
			units[i] = unit(i, i == 5 ? 10 : 100);
		units[6].complete = false;
		rule.bar = (enum comparison_bar)bar;
		compute(units, 7, &rule, NULL);
		for (int i = 0; i < 5; i++) {
			assert_int_equal(units[i].reason, reasons[bar]);
			assert_int_equal(units[i].rank, bar == COMPARISON_NO_BAR ? i + 1 : 0);
			assert_true(units[i].interval_known);
			assert_near(units[i].value, i, 1e-12);
		}
		assert_int_equal(units[5].reason,
		    bar == COMPARISON_NO_BAR ? COMPARISON_BELOW_MINIMUM : reasons[bar]);
		assert_int_equal(units[6].reason, COMPARISON_INCOMPLETE);
	}
}

static void
test_comparison_means(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[] = {unit(130, 20), unit(300, 40), unit(5, 1)};

	(void)state;
	rule.kind = MEASURE_MEAN;
	rule.factor = 1;
	rule.minimum_peers = 1;
	rule.minimum_denominator.units = 0;
	units[0].has_deviation = units[2].has_deviation = true;
	units[0].deviation = 1.8;
	compute(units, 3, &rule, NULL);
	assert_true(units[0].interval_known);
	assert_near(units[0].lower, 5.657574068444144, 1e-14);
	assert_int_equal(units[0].rank, 1);
	assert_false(units[1].interval_known);
	assert_near(units[1].value, 7.5, 0);
	assert_int_equal(units[1].reason, COMPARISON_NO_INTERVAL);
	assert_false(units[2].interval_known);
	rule.rank_without_interval = true;
	compute(units, 3, &rule, NULL);
	assert_int_equal(units[2].rank, 1);
	assert_int_equal(units[1].rank, 3);
}

static void
test_comparison_ratio_and_rate(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[] = {unit(40, 200), unit(4, 1)};

	(void)state;
	rule.kind = MEASURE_RATE;
	rule.factor = 100000;
	compute(units, 2, &rule, NULL);
	assert_near(units[0].lower, 14286.649933218452, 1e-9);
	rule.kind = MEASURE_RATIO;
	rule.factor = 1;
	units[0].numerator.units += 5000;
	compute(units, 2, &rule, NULL);
	assert_false(units[0].interval_known);
	assert_int_equal(units[0].reason, COMPARISON_NO_INTERVAL);
	assert_near(units[1].upper, 10.241588675403698, 1e-12);
}

/* The limits of small counts are kept; the figures are those of interval_rate to the last bit. */
static void
test_comparison_small_counts(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[UNITS];

	(void)state;
	rule.kind = MEASURE_RATE;
	rule.factor = 1000;
	for (int i = 0; i < UNITS; i++)
		units[i] = unit(i % 13, 100 + 7 * i);
	units[3].numerator.units += 5000;
	compute(units, UNITS, &rule, NULL);
	for (int i = 0; i < UNITS; i++) {
		struct interval interval;
		double x = decimal_to_double(units[i].numerator);

		assert_int_equal(interval_rate(&interval, x, 100 + 7 * i, 1000, 0.95) == MEASURE_OK,
		    units[i].interval_known);
		assert_near(units[i].value, interval.value, 0);
		assert_near(units[i].lower, interval.lower, 0);
		assert_near(units[i].upper, interval.upper, 0);
	}
}

static void
test_comparison_plain_values(void **state)
{
	struct comparison_rule rule = percent;
	struct comparison_unit units[] = {unit(40, 0), unit(4, 0), unit(4, 0)};

	(void)state;
	rule.kind = MEASURE_COUNT;
	rule.factor = 1;
	rule.minimum_peers = 0;
	rule.rank_without_interval = true;
	units[2].has_denominator = false;
	compute(units, 3, &rule, NULL);
	assert_int_equal(units[0].rank, 3);
	assert_int_equal(units[1].rank, 1);
	assert_int_equal(units[1].tied, 1);
	assert_near(units[0].value, 40, 0);
	rule.kind = MEASURE_LEVEL;
	compute(units, 3, &rule, NULL);
	assert_int_equal(units[0].reason, COMPARISON_NOT_RANKABLE);
	assert_near(units[0].value, 40, 0);
	rule.kind = MEASURE_CHECKLIST;
	compute(units, 3, &rule, NULL);
	assert_int_equal(units[0].reason, COMPARISON_NOT_RANKABLE);
}

static void
test_comparison_aggregate_sums(void **state)
{
	struct comparison_unit units[] = {
	    unit(1, 10), unit(90, 100), unit(0, 0), unit(9, 8), unit(1, 1)};
	struct comparison_total total;

	(void)state;
	comparison_aggregate(&total, units, 3, &percent);
	assert_int_equal(total.status, MEASURE_OK);
	assert_near(total.value, 82.727272727272734, 1e-13);
	assert_int_equal(total.received, 3);
	assert_near(total.coverage, 1, 0);
	assert_true(total.interval_known && total.lower < total.value && total.value < total.upper);
	units[4].has_denominator = false;
	comparison_aggregate(&total, units, 5, &percent);
	assert_int_equal(total.status, MEASURE_PARTIAL);
	assert_int_equal(total.invalid, 1);
	assert_int_equal(total.received, 3);
	assert_near(total.coverage, 0.6, 1e-15);
	assert_near(total.value, 82.727272727272734, 1e-13);
	units[0].complete = false;
	comparison_aggregate(&total, units, 2, &percent);
	assert_int_equal(total.status, MEASURE_PARTIAL);
}

static void
test_comparison_aggregate_without_value(void **state)
{
	struct comparison_unit units[] = {unit(0, 0), unit(9, 8)};
	struct comparison_rule rule = percent;
	struct comparison_total total;

	(void)state;
	comparison_aggregate(&total, units, 0, &percent);
	assert_int_equal(total.status, MEASURE_NO_DATA);
	assert_near(total.coverage, 0, 0);
	comparison_aggregate(&total, units, 2, &percent);
	assert_int_equal(total.status, MEASURE_NO_DATA);
	rule.kind = MEASURE_LEVEL;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_UNAVAILABLE);
	rule.kind = MEASURE_CHECKLIST;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_UNAVAILABLE);
	rule.kind = MEASURE_RATE;
	units[0].numerator.units = units[1].numerator.units = INT64_MAX;
	units[0].denominator.units = 1;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_INVALID);
	units[0].numerator.units = 0;
	units[0].denominator.units = INT64_MAX;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_INVALID);
}

static void
test_comparison_aggregate_kinds(void **state)
{
	struct comparison_unit units[] = {unit(50, 10), unit(210, 30)};
	struct comparison_rule rule = percent;
	struct comparison_total total;

	(void)state;
	rule.kind = MEASURE_MEAN;
	rule.factor = 1;
	comparison_aggregate(&total, units, 2, &rule);
	assert_near(total.value, 6.5, 0);
	assert_false(total.interval_known);
	units[0].has_deviation = units[1].has_deviation = true;
	units[0].deviation = 1;
	units[1].deviation = 2;
	comparison_aggregate(&total, units, 2, &rule);
	assert_true(total.interval_known);
	assert_near(total.lower, 5.862422364460876, 1e-13);
	rule.kind = MEASURE_COUNT;
	units[0].has_denominator = false;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_OK);
	assert_near(total.value, 260, 0);
	units[1].has_numerator = false;
	comparison_aggregate(&total, units, 2, &rule);
	assert_int_equal(total.status, MEASURE_PARTIAL);
	assert_near(total.value, 50, 0);
	assert_false(total.interval_known);
}

/* Against counting by hand: rank = 1 + number strictly better, whatever the order of input. */
static void
test_comparison_ranks_property(void **state)
{
	struct random random = {4};

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct comparison_unit units[UNITS];
		struct comparison_rule rule = percent;
		size_t order[UNITS], seen[UNITS] = {0};

		rule.direction =
		    random_below(&random, 2) != 0 ? MEASURE_INCREASE : MEASURE_DECREASE;
		for (size_t i = 0; i < UNITS; i++) {
			int64_t n = random_below(&random, 60);

			units[i] = unit(random_below(&random, n + 2), n);
			units[i].peer_group = (int)random_below(&random, 3);
			units[i].has_numerator = random_below(&random, 20) != 0;
		}
		compute(units, UNITS, &rule, order);
		for (size_t i = 0; i < UNITS; i++) {
			size_t better = 0;

			seen[order[i]]++;
			for (size_t j = 0; j < UNITS; j++) {
				int64_t left =
				    units[j].numerator.units * units[i].denominator.units;
				int64_t right =
				    units[i].numerator.units * units[j].denominator.units;

				better += units[j].rank > 0 && units[i].rank > 0 &&
					  units[j].peer_group == units[i].peer_group &&
					  (rule.direction == MEASURE_INCREASE ? left > right
									      : left < right);
			}
			if (units[i].rank > 0)
				assert_int_equal(units[i].rank, better + 1);
			assert_true(
			    units[i].lower <= units[i].value && units[i].value <= units[i].upper);
		}
		for (size_t i = 0; i < UNITS; i++)
			assert_int_equal(seen[i], 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_comparison_ranks_with_ties_and_reasons),
	    cmocka_unit_test(test_comparison_peer_groups_apart),
	    cmocka_unit_test(test_comparison_few_expected),
	    cmocka_unit_test(test_comparison_directions),
	    cmocka_unit_test(test_comparison_barred),
	    cmocka_unit_test(test_comparison_means),
	    cmocka_unit_test(test_comparison_ratio_and_rate),
	    cmocka_unit_test(test_comparison_small_counts),
	    cmocka_unit_test(test_comparison_plain_values),
	    cmocka_unit_test(test_comparison_aggregate_sums),
	    cmocka_unit_test(test_comparison_aggregate_without_value),
	    cmocka_unit_test(test_comparison_aggregate_kinds),
	    cmocka_unit_test(test_comparison_ranks_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
