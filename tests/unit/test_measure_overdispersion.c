/* A group's spread, and each of its units judged by the others. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/overdispersion.h"
#include "random.h"

enum { UNITS = 24 };

static void
fill(struct overdispersion_unit units[], double spread)
{
	for (int i = 0; i < UNITS; i++)
		units[i] = (struct overdispersion_unit){
		    .x = 20 + spread * (i % 5 - 2), .n = 200 + i, .eligible = true};
}

static void
test_overdispersion_only_with_enough_units(void **state)
{
	struct overdispersion_unit units[UNITS];
	struct overdispersion all;
	size_t scratch[UNITS];

	(void)state;
	fill(units, 8);
	assert_int_equal(overdispersion_compute(
			     &all, units, OVERDISPERSION_UNITS, FUNNEL_BINOMIAL, NULL, scratch),
	    MEASURE_OK);
	assert_int_equal(all.status, OVERDISPERSION_JUDGED);
	assert_true(all.tau2 > 0 && all.phi > 1 && overdispersion_has_word(&all));
	fill(units, 8);
	assert_int_equal(overdispersion_compute(
			     &all, units, OVERDISPERSION_UNITS - 1, FUNNEL_BINOMIAL, NULL, scratch),
	    MEASURE_OK);
	assert_int_equal(all.status, OVERDISPERSION_FEW_UNITS);
	assert_false(overdispersion_has_word(&all));
	assert_near(all.tau2, 0, 0);
	assert_near(all.phi, 0, 0);
	assert_near(all.theta, 64 / 806.0, 1e-15);
	for (size_t i = 0; i < OVERDISPERSION_UNITS - 1; i++) {
		assert_int_equal(units[i].class_final, FUNNEL_WITHIN);
		assert_int_equal(units[i].class_exact, FUNNEL_WITHIN);
		assert_near(units[i].z, 0, 0);
	}
}

/* No more spread than chance: each is compared with the others' common value. */
static void
test_overdispersion_none(void **state)
{
	struct overdispersion_unit units[UNITS];
	struct overdispersion all;
	size_t scratch[UNITS];

	(void)state;
	fill(units, 1);
	assert_int_equal(
	    overdispersion_compute(&all, units, UNITS, FUNNEL_BINOMIAL, NULL, scratch), MEASURE_OK);
	assert_near(all.tau2, 0, 0);
	for (size_t i = 0; i < UNITS; i++) {
		assert_near(units[i].tau2_others, 0, 0);
		assert_near(units[i].df, UNITS - 2, 0);
		assert_int_equal(units[i].class_final, FUNNEL_WITHIN);
	}
	/* All the same: everybody stands where the others do. */
	fill(units, 0);
	for (size_t i = 0; i < UNITS; i++)
		units[i].x = units[i].n = 100;
	assert_int_equal(
	    overdispersion_compute(&all, units, UNITS, FUNNEL_BINOMIAL, NULL, scratch), MEASURE_OK);
	assert_near(all.phi, 0, 0);
	assert_true(fabs(units[3].z) < 0.1);
}

/* One that stands out does not hide itself: the others tell what is usual. */
static void
test_overdispersion_leaves_one_out(void **state)
{
	struct overdispersion_unit units[UNITS];
	struct overdispersion all;
	size_t scratch[UNITS];

	(void)state;
	fill(units, 1);
	units[5].x = 60;
	assert_int_equal(
	    overdispersion_compute(&all, units, UNITS, FUNNEL_BINOMIAL, NULL, scratch), MEASURE_OK);
	assert_true(all.tau2 > 0);
	assert_near(units[5].tau2_others, 0, 0);
	assert_true(units[4].tau2_others > all.tau2 / 2);
	assert_int_equal(units[5].class_final, FUNNEL_HIGH_998);
	assert_int_equal(units[5].class_adjusted, FUNNEL_HIGH_998);
	units[5].x = 205;
	for (size_t i = 0; i < UNITS; i++)
		units[i].x *= i == 5 ? 1 : 1 + (double)(i % 3) * 3;
	assert_int_equal(
	    overdispersion_compute(&all, units, UNITS, FUNNEL_BINOMIAL, NULL, scratch), MEASURE_OK);
	assert_true(all.phi > OVERDISPERSION_PHI_MAX);
	assert_false(overdispersion_has_word(&all));
}

/* What earlier periods say of the spread is a mean; who is judged stays what it was. */
static void
test_overdispersion_pooled(void **state)
{
	struct overdispersion_unit now[UNITS], before[UNITS], few[UNITS];
	struct overdispersion_unit *const earlier[] = {before, few};
	struct overdispersion alone, pooled;
	double tau2;
	size_t scratch[UNITS];

	(void)state;
	fill(now, 1);
	fill(few, 8);
	for (size_t i = OVERDISPERSION_UNITS - 1; i < UNITS; i++)
		few[i].eligible = false;
	fill(before, 8);
	assert_int_equal(
	    overdispersion_compute(&alone, before, UNITS, FUNNEL_BINOMIAL, NULL, scratch),
	    MEASURE_OK);
	tau2 = before[0].tau2_others;
	assert_int_equal(overdispersion_compute_pooled(
			     &pooled, now, UNITS, FUNNEL_BINOMIAL, NULL, earlier, 2, scratch),
	    MEASURE_OK);
	assert_int_equal(pooled.periods, 2);
	assert_near(pooled.tau2, 0, 0);
	assert_near(now[0].tau2_others, tau2 / 2, 1e-12);
	assert_near(now[0].df, (UNITS - 2) * 7 / 6.0, 1e-12);
	/* One who was not there then is judged by all who were. */
	fill(before, 8);
	before[0].eligible = false;
	assert_int_equal(overdispersion_compute_pooled(
			     &pooled, now, UNITS, FUNNEL_BINOMIAL, NULL, earlier, 1, scratch),
	    MEASURE_OK);
	assert_int_equal(pooled.periods, 2);
	assert_near(now[0].tau2_others, tau2 / 2, 1e-9);
}

static void
test_overdispersion_leaves_out(void **state)
{
	static const struct overdispersion_unit given[] = {{.x = 1, .n = 9, .eligible = false},
	    {.x = 10, .n = 9, .eligible = true}, {.x = -1, .n = 9, .eligible = true},
	    {.x = 0, .n = 0, .eligible = true}, {.x = 0, .n = 1e16, .eligible = true},
	    {.x = 1, .n = 9, .eligible = true}, {.x = 1.5, .n = 9, .eligible = true},
	    {.x = 2, .n = 9, .eligible = true}, {.x = 3, .n = 9, .eligible = true},
	    {.x = 4, .n = 9, .eligible = true}};
	enum { GIVEN = sizeof(given) / sizeof(given[0]) };
	struct overdispersion_unit units[GIVEN];
	struct overdispersion all;
	double target = 1.5, whole = 0.1, minus = -1, one = 1;
	size_t scratch[GIVEN];

	(void)state;
	memcpy(units, given, sizeof(given));
	assert_int_equal(
	    overdispersion_compute(&all, units, GIVEN, FUNNEL_BINOMIAL, &target, scratch),
	    MEASURE_INVALID);
	assert_int_equal(
	    overdispersion_compute(&all, units, GIVEN, FUNNEL_BINOMIAL, &minus, scratch),
	    MEASURE_INVALID);
	assert_int_equal(
	    overdispersion_compute(&all, units, GIVEN, FUNNEL_BINOMIAL, &whole, scratch),
	    MEASURE_OK);
	assert_int_equal(all.units, 5);
	assert_int_equal(
	    overdispersion_compute(&all, units, GIVEN, FUNNEL_BINOMIAL, &one, scratch), MEASURE_OK);
	assert_near(units[5].z_raw, 0, 0);
	assert_int_equal(units[5].class_final, FUNNEL_WITHIN);
	assert_int_equal(
	    overdispersion_compute(&all, units, GIVEN, FUNNEL_POISSON, &target, scratch),
	    MEASURE_OK);
	assert_int_equal(overdispersion_compute(&all, units, 5, FUNNEL_BINOMIAL, &whole, scratch),
	    MEASURE_NO_DATA);
	units[5].x = 1e-20;
	assert_int_equal(overdispersion_compute(&all, units + 5, 1, FUNNEL_POISSON, NULL, scratch),
	    MEASURE_NO_DATA);
	units[5].eligible = true;
	units[5].x = 0;
	assert_int_equal(
	    overdispersion_compute(&all, units + 5, 1, FUNNEL_POISSON, NULL, scratch), MEASURE_OK);
	assert_near(all.phi, 0, 0);
}

/* Counts at the ends of their range leave all finite. */
static void
test_overdispersion_extreme_counts(void **state)
{
	static const double sizes[] = {MEASURE_COUNT_MIN, 1e-5, 1, 7, 1e9, MEASURE_COUNT_MAX};
	struct random random = {11};

	(void)state;
	for (int round = 0; round < 400; round++) {
		enum funnel_model model = round % 2 ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
		struct overdispersion_unit units[UNITS];
		struct overdispersion all;
		size_t scratch[UNITS];

		for (int i = 0; i < UNITS; i++) {
			double n = sizes[random_below(&random, 6)];
			double x = sizes[random_below(&random, 6)];

			units[i] = (struct overdispersion_unit){
			    .x = model == FUNNEL_BINOMIAL ? (double)random_below(&random, 2) * n
							  : (double)random_below(&random, 2) * x,
			    .n = n,
			    .eligible = random_below(&random, 4) != 0};
		}
		if (overdispersion_compute(&all, units, UNITS, model, NULL, scratch) != MEASURE_OK)
			continue;
		assert_true(isfinite(all.phi) && isfinite(all.tau2) && all.tau2 >= 0);
		for (int i = 0; i < UNITS; i++) {
			assert_true(isfinite(units[i].z) && isfinite(units[i].tau2_others));
			assert_true(isfinite(units[i].theta_others) && isfinite(units[i].error));
			assert_true(units[i].tau2_others >= 0);
		}
	}
}

/* Whatever the data, the adjustment only takes flags away. */
static void
test_overdispersion_never_flags(void **state)
{
	struct random random = {5};

	(void)state;
	for (int round = 0; round < 400; round++) {
		enum funnel_model model = round % 2 ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
		struct overdispersion_unit units[UNITS];
		struct overdispersion all;
		size_t scratch[UNITS];

		for (int i = 0; i < UNITS; i++) {
			double n = 1 + (double)random_below(&random, 2000);

			units[i] = (struct overdispersion_unit){
			    .x = (double)random_below(&random, (int64_t)n + 1) *
				 random_unit(&random),
			    .n = n,
			    .eligible = true};
			if (random_below(&random, 4) != 0)
				units[i].x = floor(units[i].x);
		}
		assert_int_equal(
		    overdispersion_compute(&all, units, UNITS, model, NULL, scratch), MEASURE_OK);
		assert_true(all.phi >= 0 && all.tau2 >= 0 && all.quantile_low <= all.quantile_high);
		for (int i = 0; i < UNITS; i++) {
			int exact = (int)units[i].class_exact - FUNNEL_WITHIN;
			int final = (int)units[i].class_final - FUNNEL_WITHIN;

			assert_true(exact * final >= 0 && abs(final) <= abs(exact));
			assert_true(units[i].limits_998.lower <= units[i].limits_95.lower);
			assert_true(units[i].limits_95.upper <= units[i].limits_998.upper);
			assert_int_equal(units[i].class_adjusted != FUNNEL_WITHIN,
			    units[i].value < units[i].limits_95.lower ||
				units[i].value > units[i].limits_95.upper);
			assert_true(units[i].winsorised >= all.quantile_low &&
				    units[i].winsorised <= all.quantile_high);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_overdispersion_only_with_enough_units),
	    cmocka_unit_test(test_overdispersion_none),
	    cmocka_unit_test(test_overdispersion_leaves_one_out),
	    cmocka_unit_test(test_overdispersion_pooled),
	    cmocka_unit_test(test_overdispersion_leaves_out),
	    cmocka_unit_test(test_overdispersion_extreme_counts),
	    cmocka_unit_test(test_overdispersion_never_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
