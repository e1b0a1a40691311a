/* Many results at once: q by definition, the rule of the list, and what chance leaves on it. */
#include "unit.h"

#include <math.h>

#include "measure/distribution.h"
#include "measure/false_discovery.h"
#include "random.h"

static void
test_false_discovery_probability(void **state)
{
	(void)state;
	/* The larger of the two. */
	assert_near(false_discovery_probability(1.959963984540054, 0.001, 0.9991), 0.05, 1e-12);
	assert_near(false_discovery_probability(-1.959963984540054, 0.001, 0.9991), 0.05, 1e-12);
	assert_near(false_discovery_probability(-6, 0.01, 0.995), 0.02, 1e-12);
	assert_near(false_discovery_probability(6, 0.995, 0.01), 0.02, 1e-12);
	/* Both tails hold the middle. */
	assert_near(false_discovery_probability(0.3, 0.6, 0.7), 1, 0);
	assert_near(false_discovery_probability(40, 1, 0), 0, 0);
}

/* The example of the paper: 15 hypotheses, of which 4 are rejected at 0.05. */
static void
test_false_discovery_compute_published(void **state)
{
	static const double p[] = {0.0095, 0.0001, 0.0004, 0.0019, 0.0201, 0.0278, 0.0298, 0.0344,
	    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
	enum { COUNT = sizeof(p) / sizeof(p[0]) };
	double q[COUNT];
	size_t order[COUNT], rejected = 0;

	(void)state;
	false_discovery_compute(q, p, COUNT, order);
	for (size_t i = 0; i < COUNT; i++)
		rejected += q[i] <= 0.05;
	assert_int_equal(rejected, 4);
	assert_int_equal(order[0], 1);
	assert_int_equal(order[3], 0);
	assert_near(q[1], 0.0015, 1e-12);
	assert_near(q[2], 0.003, 1e-12);
	assert_near(q[0], 0.035625, 1e-12);
	/* 15 * 0.0298/7 is less than 15 * 0.0278/6: what is smaller has no larger q. */
	assert_near(q[5], 15 * 0.0298 / 7, 1e-12);
	assert_near(q[14], 1, 0);
	false_discovery_compute(q, p, 0, order);
}

static void
test_false_discovery_list(void **state)
{
	static const double p[] = {0.001, 0.002, 0.03, 0.5}, few[] = {0.0021, 0.9};
	static const double none[] = {0.3, 0.9};
	double q[4];
	size_t order[4];

	(void)state;
	assert_true(false_discovery_is_listed(0.002, 1));
	assert_true(false_discovery_is_listed(0.1, 0.2));
	assert_false(false_discovery_is_listed(0.0021, 0.21));
	assert_near(false_discovery_weight(0.25, 30, 1000, 0.05), 15, 1e-12);
	assert_near(false_discovery_weight(0.25, 70, 1000, 0.05), 15, 1e-12);
	assert_near(false_discovery_weight(1, 70, 1000, 0.05), 0, 0);
	/* Three are listed, the third by its q of 0.04. */
	false_discovery_compute(q, p, 4, order);
	assert_near(false_discovery_expected(p, q, 4), 0.12, 1e-12);
	false_discovery_compute(q, few, 2, order);
	assert_near(false_discovery_expected(few, q, 2), 0.0042, 1e-12);
	false_discovery_compute(q, none, 2, order);
	assert_near(false_discovery_expected(none, q, 2), 0, 0);
	assert_near(false_discovery_expected(none, q, 0), 0, 0);
}

static void
test_false_discovery_has_grown(void **state)
{
	(void)state;
	assert_false(false_discovery_has_grown(0.05, 20, 0.05, 20));
	assert_false(false_discovery_has_grown(0.026, 29, 0.05, 20));
	assert_true(false_discovery_has_grown(0.025, 20, 0.05, 20));
	assert_true(false_discovery_has_grown(0.05, 30, 0.05, 20));
	/* What was sure cannot get surer. */
	assert_false(false_discovery_has_grown(1e-30, 20, 1e-9, 20));
	assert_true(false_discovery_has_grown(1e-30, 31, 1e-9, 20));
}

/* Box & Muller. */
static double
random_score(struct random *random)
{
	return sqrt(-2 * log(1 - random_unit(random))) * cos(2 * acos(-1) * random_unit(random));
}

/*
 * 7,080 results of institutions none of which is off, 20 times: about 14 are listed, as N p_max
 * says; and with ten that are off, all of these.
 */
static void
test_false_discovery_of_chance_alone(void **state)
{
	enum { COUNT = 7080, TIMES = 20, OFF = 10 };
	static double p[COUNT], q[COUNT];
	static size_t order[COUNT];
	struct random random = {20261130};
	size_t listed = 0, found = 0;

	(void)state;
	for (int time = 0; time < 2 * TIMES; time++) {
		for (size_t i = 0; i < COUNT; i++) {
			double z = time >= TIMES && i < OFF ? 6 : random_score(&random);
			double tail = normal_upper(fabs(z));

			p[i] = false_discovery_probability(z, 1 - tail, tail);
		}
		false_discovery_compute(q, p, COUNT, order);
		for (size_t i = 0; i < COUNT; i++) {
			bool is = false_discovery_is_listed(p[i], q[i]);

			listed += is && time < TIMES;
			found += is && time >= TIMES && i < OFF;
		}
	}
	assert_in_range(listed, 12 * TIMES, 17 * TIMES);
	assert_int_equal(found, OFF * TIMES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_false_discovery_probability),
	    cmocka_unit_test(test_false_discovery_compute_published),
	    cmocka_unit_test(test_false_discovery_list),
	    cmocka_unit_test(test_false_discovery_has_grown),
	    cmocka_unit_test(test_false_discovery_of_chance_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
