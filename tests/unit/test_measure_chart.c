#include "unit.h"

#include <math.h>

#include "measure/chart.h"
#include "random.h"

enum { POINTS = 60 };

static struct chart_point
point(int64_t x, int64_t n)
{
	return (struct chart_point){
	    .numerator = {x * 10000}, .denominator = {n * 10000}, .has_counts = true};
}

static struct chart
compute(struct chart_point points[], size_t count, enum chart_type type)
{
	size_t scratch[2 * POINTS];
	struct chart chart;

	chart_compute(&chart, points, count, type, 100, DECIMAL_PLACES, scratch);
	return chart;
}

static size_t
fill(struct chart_point points[], const int numerators[], size_t count, int64_t n)
{
	for (size_t i = 0; i < count; i++)
		points[i] = point(numerators[i], n);
	return count;
}

static void
test_chart_limits(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {8, 12, 10, 10};
	struct chart chart;

	(void)state;
	chart = compute(points, fill(points, x, 4, 100), CHART_P);
	assert_near(chart.centre, 10, 1e-14);
	assert_near(points[0].upper_3, 19, 1e-13);
	assert_near(points[0].lower_3, 1, 1e-13);
	assert_near(points[0].upper_2, 16, 1e-13);
	assert_int_equal(points[2].side, 0);
	assert_int_equal(chart.useful, 2);
	assert_true(chart.provisional && !chart.runs_public);
	chart = compute(points, fill(points, x, 4, 5), CHART_U);
	assert_near(chart.centre, 200, 1e-12);
	assert_near(points[0].upper_3, 100 * (2 + 3 * sqrt(2 / 5.0)), 1e-12);
	assert_near(points[3].lower_3, 100 * (2 - 3 * sqrt(2 / 5.0)), 1e-12);
}

/* z is -a, +a, 0, 0: mean moving range (2a + a + 0)/3. */
static void
test_chart_prime_widens(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {40, 160, 100, 100};
	struct chart chart;

	(void)state;
	chart = compute(points, fill(points, x, 4, 1000), CHART_P_PRIME);
	assert_true(chart.sigma_z_known);
	assert_near(chart.sigma_z, 60 / sqrt(1000 * 0.1 * 0.9) / 1.128, 1e-12);
	assert_near(points[0].upper_3, 100 * (0.1 + 3 * chart.sigma_z * sqrt(0.09 / 1000)), 1e-12);
	chart = compute(points, fill(points, x, 4, 1000), CHART_U_PRIME);
	assert_near(chart.sigma_z, 60 / sqrt(1000 * 0.1) / 1.128, 1e-12);
	chart = compute(points, fill(points, x, 4, 10), CHART_MEAN);
	assert_near(chart.sigma_z, 6 * sqrt(10) / 1.128, 1e-12);
	assert_near(points[0].lower_3, 100 * (10 - 18 / 1.128), 1e-11);
	chart = compute(points, fill(points, x, 1, 1000), CHART_P_PRIME);
	assert_false(chart.sigma_z_known);
	assert_false(points[0].limits_known);
	assert_int_equal(points[0].status, MEASURE_OK);
}

/* z is -a, +a, 0, 0: sigma_z 1.87 of n 1000 widens, 0.19 of small differences does not narrow. */
static void
test_chart_auto_widens_only(void **state)
{
	struct chart_point points[POINTS];
	static const int wide[] = {40, 160, 100, 100}, narrow[] = {99, 101, 100, 100};
	struct chart chart;

	(void)state;
	chart = compute(points, fill(points, wide, 4, 1000), CHART_P_AUTO);
	assert_near(chart.sigma_factor, chart.sigma_z, 0);
	assert_near(points[0].upper_3, 100 * (0.1 + 3 * chart.sigma_z * sqrt(0.09 / 1000)), 1e-12);
	chart = compute(points, fill(points, narrow, 4, 1000), CHART_P_AUTO);
	assert_true(chart.sigma_z_known && chart.sigma_z < 1);
	assert_near(chart.sigma_factor, 1, 0);
	assert_near(points[0].upper_3, 100 * (0.1 + 3 * sqrt(0.09 / 1000)), 1e-12);
	chart = compute(points, fill(points, narrow, 4, 1000), CHART_U_AUTO);
	assert_near(points[0].upper_3, 100 * (0.1 + 3 * sqrt(0.1 / 1000)), 1e-12);
	compute(points, 1, CHART_U_AUTO);
	assert_false(points[0].limits_known);
}

static void
test_chart_baseline(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 9, 40, 40};
	struct chart chart;

	(void)state;
	fill(points, x, 15, 100);
	assert_int_equal(compute(points, 15, CHART_P_AUTO).reference, CHART_ALL_POINTS);
	assert_int_equal(compute(points, 11, CHART_P_AUTO).reference, CHART_PROVISIONAL);
	for (size_t i = 0; i < 12; i++)
		points[i].baseline = true;
	chart = compute(points, 15, CHART_P_AUTO);
	assert_int_equal(chart.reference, CHART_BASELINE);
	assert_int_equal(chart.baseline, 12);
	assert_int_equal(chart.referenced, 12);
	assert_near(chart.centre, 10, 1e-13);
	assert_near(chart.sigma_factor, 1, 0);
	assert_false(points[12].beyond_3_sigma || chart.provisional);
	assert_true(points[13].rules[0] && points[14].rules[0] && points[14].rules[3]);
	/* An excluded point is none of the baseline. */
	points[3].excluded = true;
	chart = compute(points, 15, CHART_P_AUTO);
	assert_int_equal(chart.reference, CHART_SHORT_BASELINE);
	assert_int_equal(chart.baseline, 11);
	assert_int_equal(chart.referenced, 14);
}

/* Twelve quarters without a case: the first case is no signal. */
static void
test_chart_baseline_of_none(void **state)
{
	struct chart_point points[POINTS];
	static const int x[15] = {[13] = 1, [14] = 2};

	(void)state;
	fill(points, x, 15, 100);
	for (size_t i = 0; i < 12; i++)
		points[i].baseline = true;
	assert_int_equal(compute(points, 15, CHART_P_AUTO).reference, CHART_BASELINE);
	assert_false(points[13].limits_known || points[13].beyond_3_sigma || points[14].rules[3]);
}

static void
test_chart_rule_1_and_exclusion(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {10, 10, 10, 40, 10, 10, 10, 10, 0, 70};
	struct chart chart;

	(void)state;
	fill(points, x, 10, 100);
	points[9].excluded = true;
	chart = compute(points, 10, CHART_P);
	assert_int_equal(chart.included, 9);
	assert_true(points[3].beyond_3_sigma && points[3].rules[0]);
	assert_true(points[8].beyond_3_sigma && points[8].rules[0]);
	assert_true(points[9].beyond_3_sigma && !points[9].rules[0]);
	assert_false(points[0].beyond_3_sigma);
	assert_near(chart.centre, 100 * 110 / 900.0, 1e-12);
}

/* A point on the centre neither counts nor breaks the run, nor is it flagged; nor is a gap. */
static void
test_chart_rule_2(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {11, 11, 11, 11, 10, 11, 0, 11, 11, 11, 9, 9, 9, 9, 9, 9, 9, 10, 9};
	struct chart chart;

	(void)state;
	fill(points, x, 19, 100);
	points[6].has_counts = false;
	chart = compute(points, 19, CHART_P);
	assert_near(chart.centre, 10, 1e-13);
	assert_int_equal(chart.longest_run, 8);
	assert_int_equal(chart.crossings, 1);
	assert_int_equal(chart.useful, 16);
	for (size_t i = 0; i < 19; i++)
		assert_int_equal(points[i].rules[1], i != 4 && i != 6 && i != 17);
	points[0].excluded = true;
	points[18].excluded = true;
	compute(points, 19, CHART_P);
	assert_false(points[1].rules[1]);
	assert_false(points[18].rules[1]);
}

static void
test_chart_rule_3(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {9, 8, 9, 10, 11, 12, 13, 13, 12, 11, 10, 9, 8, 9, 8, 7, 6, 5};

	(void)state;
	compute(points, fill(points, x, 18, 100), CHART_P);
	for (size_t i = 0; i < 18; i++)
		assert_int_equal(points[i].rules[2], (i >= 1 && i <= 6) || (i >= 7 && i <= 12));
}

static void
test_chart_rule_4(void **state)
{
	struct chart_point points[POINTS];
	static const int x[] = {10, 10, 18, 10, 18, 10, 10, 18, 10, 10, 3, 4, 18, 10, 10, 10};
	struct chart chart;

	(void)state;
	chart = compute(points, fill(points, x, 16, 100), CHART_P);
	assert_true(points[2].upper_2 < 18 && points[2].upper_3 > 18);
	assert_true(points[10].lower_2 > 4 && chart.centre > 10);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(points[i].rules[3], i == 2 || i == 4 || i == 10 || i == 11);
	compute(points, 2, CHART_P);
	assert_false(points[0].rules[3]);
}

static void
test_chart_anhoej(void **state)
{
	struct chart_point points[POINTS];
	struct chart chart;

	(void)state;
	for (int i = 0; i < 24; i++)
		points[i] = point(i < 12 ? 5 : 15, 100);
	chart = compute(points, 24, CHART_P);
	assert_int_equal(chart.longest_run, 12);
	assert_int_equal(chart.longest_run_maximum, 8);
	assert_int_equal(chart.crossings, 1);
	assert_int_equal(chart.crossings_minimum, 8);
	assert_true(chart.anhoej_signal && chart.runs_public && !chart.provisional);
	for (int i = 0; i < 24; i++)
		points[i] = point(i % 2 ? 5 : 15, 100);
	chart = compute(points, 24, CHART_P);
	assert_false(chart.anhoej_signal);
	for (int i = 0; i < 24; i++)
		points[i] = point(i / 8 % 2 ? 20 : 10 - i % 2, 100);
	chart = compute(points, 24, CHART_P);
	assert_int_equal(chart.longest_run, 8);
	assert_true(chart.anhoej_signal);
}

static void
test_chart_nothing_moves(void **state)
{
	struct chart_point points[POINTS];
	static const int zero[12] = {0};
	struct chart chart;

	(void)state;
	for (int type = 0; type < CHART_TYPE_COUNT; type++) {
		chart = compute(points, fill(points, zero, 12, 30), (enum chart_type)type);
		assert_int_equal(chart.status, MEASURE_OK);
		assert_int_equal(chart.useful, 0);
		assert_int_equal(chart.longest_run_maximum, 0);
		assert_false(chart.anhoej_signal);
		for (size_t i = 0; i < 12; i++) {
			assert_near(points[i].upper_3, 0, 0);
			assert_near(points[i].lower_3, 0, 0);
			assert_false(points[i].beyond_3_sigma);
		}
	}
	for (int i = 0; i < 12; i++)
		points[i] = point(30 + i, 30 + i);
	chart = compute(points, 12, CHART_P_PRIME);
	assert_near(chart.sigma_z, 0, 0);
	assert_near(points[3].upper_3, 100, 0);
	/* Some of 9 * 10^14 are missing: the centre is 1 to the last bit, and still above a point.
	 */
	points[0] = point(900000000000000, 900000000000000);
	points[0].numerator.units -= 100;
	chart = compute(points, 3, CHART_P_AUTO);
	assert_int_equal(points[0].side, -1);
	assert_near(chart.sigma_z, 0, 0);
}

static void
test_chart_refuses(void **state)
{
	struct chart_point points[] = {point(5, 4), point(0, 0), point(1, 4), point(-1, 4)};
	struct chart_point huge[] = {point(1, 900000000000000), point(1, 900000000000000)};
	struct chart chart;

	(void)state;
	chart = compute(points, 4, CHART_P);
	assert_int_equal(points[0].status, MEASURE_INVALID);
	assert_int_equal(points[1].status, MEASURE_NO_DATA);
	assert_int_equal(points[2].status, MEASURE_OK);
	assert_int_equal(points[3].status, MEASURE_INVALID);
	assert_int_equal(chart.included, 1);
	chart = compute(points, 4, CHART_U);
	assert_int_equal(points[0].status, MEASURE_OK);
	chart = compute(points, 4, CHART_MEAN);
	assert_int_equal(points[3].status, MEASURE_OK);
	assert_int_equal(compute(points, 0, CHART_P).status, MEASURE_NO_DATA);
	assert_int_equal(compute(points, 1, CHART_P).status, MEASURE_NO_DATA);
	points[0].excluded = true;
	assert_int_equal(compute(points, 1, CHART_U).status, MEASURE_NO_DATA);
	assert_int_equal(compute(huge, 2, CHART_U).status, MEASURE_INVALID);
	huge[0].numerator.units = huge[1].numerator.units = INT64_MAX;
	huge[0].denominator.units = 1;
	assert_int_equal(compute(huge, 2, CHART_U).status, MEASURE_INVALID);
}

/* Whatever comes, every figure is finite and the limits lie around the centre. */
static void
test_chart_property(void **state)
{
	struct random random = {6};

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct chart_point points[POINTS];
		enum chart_type type = (enum chart_type)random_below(&random, CHART_TYPE_COUNT);
		size_t count = (size_t)random_below(&random, POINTS + 1), useful = 0;
		struct chart chart;

		for (size_t i = 0; i < count; i++) {
			int64_t n = random_below(&random, 40);

			points[i] = point(random_below(&random, n + 2), n);
			points[i].has_counts = random_below(&random, 10) != 0;
			points[i].excluded = random_below(&random, 10) == 0;
			points[i].baseline = random_below(&random, 2) == 0;
		}
		chart = compute(points, count, type);
		assert_true(isfinite(chart.centre) && isfinite(chart.sigma_z));
		for (size_t i = 0; i < count; i++) {
			const struct chart_point *p = &points[i];

			useful += p->status == MEASURE_OK && !p->excluded && p->side != 0;
			if (!p->limits_known)
				continue;
			assert_true(p->lower_3 <= p->lower_2 && p->lower_2 <= chart.centre + 1e-9);
			assert_true(p->upper_2 <= p->upper_3 && chart.centre <= p->upper_2 + 1e-9);
			assert_true(!p->beyond_3_sigma || p->side != 0);
			if (p->excluded)
				assert_false(
				    p->rules[0] || p->rules[1] || p->rules[2] || p->rules[3]);
		}
		assert_int_equal(useful, chart.useful);
		assert_true(chart.longest_run + chart.crossings <= useful);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_chart_limits),
	    cmocka_unit_test(test_chart_prime_widens),
	    cmocka_unit_test(test_chart_auto_widens_only),
	    cmocka_unit_test(test_chart_baseline),
	    cmocka_unit_test(test_chart_baseline_of_none),
	    cmocka_unit_test(test_chart_rule_1_and_exclusion),
	    cmocka_unit_test(test_chart_rule_2),
	    cmocka_unit_test(test_chart_rule_3),
	    cmocka_unit_test(test_chart_rule_4),
	    cmocka_unit_test(test_chart_anhoej),
	    cmocka_unit_test(test_chart_nothing_moves),
	    cmocka_unit_test(test_chart_refuses),
	    cmocka_unit_test(test_chart_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
