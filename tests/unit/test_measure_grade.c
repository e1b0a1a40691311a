#include "unit.h"

#include <math.h>

#include "measure/grade.h"
#include "random.h"

enum { HOSPITALS = 30, INDICATORS = 4 };

static struct grade_indicator
indicator(enum measure_kind kind, double floor_value, double benchmark)
{
	return (struct grade_indicator){.kind = kind,
	    .direction = benchmark > floor_value ? MEASURE_INCREASE : MEASURE_DECREASE,
	    .factor = {1000000},
	    .weight = {350000},
	    .floor = {(int64_t)lround(floor_value * 10000)},
	    .benchmark = {(int64_t)lround(benchmark * 10000)},
	    .minimum_denominator = {300000},
	    .safety = true};
}

static struct grade_item
item(int64_t x, int64_t n)
{
	return (struct grade_item){.numerator = {x * 10000},
	    .denominator = {n * 10000},
	    .has_numerator = true,
	    .has_denominator = true};
}

static struct grade_peers
compute(struct grade_item items[], size_t count, const struct grade_indicator *of)
{
	struct overdispersion_unit units[HOSPITALS];
	size_t scratch[HOSPITALS];
	struct grade_peers peers;

	grade_compute_indicator(&peers, items, count, of, units, scratch);
	return peers;
}

/* Three periods say what the others differ by; one of them has too few that are eligible. */
static void
test_grade_pooled(void **state)
{
	struct grade_indicator mortality = indicator(MEASURE_PROPORTION, 3, 0.5);
	struct grade_item now[6], before[6], few[6], alone[6];
	struct grade_item *const earlier[] = {before, few};
	struct overdispersion_unit units[3 * 6];
	struct grade_peers peers, then;
	size_t scratch[6];

	(void)state;
	for (int i = 0; i < 6; i++) {
		now[i] = item(10 + i, 1000);
		before[i] = item(5 + 10 * i, 1000);
		few[i] = item(10, i < 2 ? 20 : 1000); /* below the minimum */
	}
	now[5] = item(0, 20);
	for (int i = 0; i < 6; i++)
		alone[i] = before[i];
	then = compute(alone, 6, &mortality);
	assert_int_equal(then.spread.periods, 1);
	assert_int_equal(alone[0].periods, 1);
	grade_compute_indicator_pooled(&peers, now, 6, &mortality, earlier, 2, units, scratch);
	assert_int_equal(peers.eligible, 5);
	assert_int_equal(peers.spread.periods, 2);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(now[i].compared, GRADE_COMPARED);
		assert_int_equal(now[i].periods, 2);
		assert_near(now[i].df, 3 * 7 / 6.0, 1e-12);
		assert_near(now[i].tau2_others, alone[i].tau2_others / 2, 1e-12);
	}
	assert_int_equal(now[5].periods, 0);
}

/* README.md of cgi/measure, "Grades": I1 by hand. */
static void
test_grade_points_and_z(void **state)
{
	struct grade_indicator mortality = indicator(MEASURE_PROPORTION, 3, 0.5);
	struct grade_item items[] = {
	    item(12, 1500), item(60, 4000), item(6, 1200), item(9, 900), item(5, 400)};
	static const int points[] = {880, 600, 1000, 800, 700};
	static const int z[] = {55, -206, 133, 5, -34};
	static const enum funnel_class exact[] = {
	    FUNNEL_WITHIN, FUNNEL_WITHIN, FUNNEL_LOW_95, FUNNEL_WITHIN, FUNNEL_WITHIN};
	struct grade_peers peers = compute(items, 5, &mortality);

	(void)state;
	assert_near(peers.theta, 0.0115, 1e-17);
	assert_int_equal(peers.eligible, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(items[i].standing, GRADE_ELIGIBLE);
		assert_int_equal(items[i].points_tenths, points[i]);
		assert_int_equal(items[i].compared, GRADE_COMPARED);
		assert_int_equal(items[i].z_hundredths, z[i]);
		assert_int_equal(items[i].exact, exact[i]);
		assert_near(items[i].df, 3, 0);
		assert_int_equal(items[i].inside, i != 2);
	}
	/* Far from the others, but not from all by chance: no cap. */
	assert_int_equal(grade_cap(&mortality, &items[1], &grade_scheme_default), GRADE_A);
	assert_near(items[1].value, 1.5, 1e-15);
	assert_near(sqrt(items[1].variance), 40 * 100 * sqrt(0.015 * 0.985 / 4000), 1e-9);
}

/* Points half-way between two tenths go up, exactly. */
static void
test_grade_points_half_up(void **state)
{
	struct grade_indicator up = indicator(MEASURE_PROPORTION, 0, 100);
	struct grade_indicator down = indicator(MEASURE_PROPORTION, 100, 0);
	struct grade_item items[] = {item(1, 2000), item(19, 2000), item(1999, 2000), item(3, 800)};
	static const int rising[] = {1, 10, 1000, 4};
	static const int falling[] = {1000, 991, 1, 996};

	(void)state;
	compute(items, 4, &up);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(items[i].points_tenths, rising[i]);
	assert_true(items[2].inside);
	compute(items, 4, &down);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(items[i].points_tenths, falling[i]);
}

static void
test_grade_standings(void **state)
{
	struct grade_indicator rate = indicator(MEASURE_RATE, 3, 0.5);
	struct grade_item items[] = {item(1, 29), item(0, 0), item(-1, 40), item(1, 40),
	    item(1, 40), item(2000000000000, 40), item(1, 2000000000000)};

	(void)state;
	items[3].has_numerator = false;
	items[4].has_denominator = false;
	assert_int_equal(compute(items, 7, &rate).eligible, 0);
	assert_int_equal(items[0].standing, GRADE_BELOW_MINIMUM);
	assert_near(items[0].value, 100 / 29.0, 1e-14);
	assert_int_equal(items[1].standing, GRADE_NO_DATA);
	assert_int_equal(items[2].standing, GRADE_INVALID);
	assert_int_equal(items[3].standing, GRADE_NO_DATA);
	assert_int_equal(items[4].standing, GRADE_NO_DATA);
	assert_int_equal(items[5].standing, GRADE_INVALID);
	assert_int_equal(items[6].standing, GRADE_INVALID);
	assert_string_equal(grade_standing_name(items[0].standing), "below_min");
}

static void
test_grade_indicator_refused(void **state)
{
	struct grade_indicator good = indicator(MEASURE_RATE, 3, 0.5), bad[9];
	struct grade_item one = item(1, 100);

	(void)state;
	for (size_t i = 0; i < 9; i++)
		bad[i] = good;
	bad[0].benchmark = good.floor;
	bad[1].factor.units = 0;
	bad[2].weight.units = -1;
	bad[3].kind = MEASURE_COUNT;
	bad[4].factor.units = INT64_MAX;
	bad[5].floor.units = INT64_MAX;
	bad[6].benchmark.units = INT64_MIN;
	bad[7].weight.units = INT64_MAX;
	bad[8].kind = MEASURE_LEVEL;
	for (size_t i = 0; i < 9; i++) {
		compute(&one, 1, &bad[i]);
		assert_int_equal(one.standing, GRADE_INVALID);
	}
	compute(&one, 1, &good);
	assert_int_equal(one.standing, GRADE_ELIGIBLE);
}

static void
test_grade_kinds_and_directions(void **state)
{
	struct grade_indicator mean = indicator(MEASURE_MEAN, 2000, 500);
	struct grade_indicator neutral = indicator(MEASURE_RATIO, 0, 500);
	struct grade_item items[] = {item(700, 100), item(0, 100)};

	(void)state;
	compute(items, 1, &mean);
	assert_int_equal(items[0].points_tenths, 867);
	assert_int_equal(items[0].compared, GRADE_NOT_COMPARED);
	assert_near(items[0].variance, 0, 0);
	items[0].has_deviation = true;
	items[0].deviation = 3;
	compute(items, 1, &mean);
	assert_near(items[0].variance, pow(100 * 100 / 1500.0, 2) * 9 / 100, 1e-12);
	items[0].deviation = -3;
	compute(items, 1, &mean);
	assert_int_equal(items[0].standing, GRADE_INVALID);
	items[0].deviation = 2 * MEASURE_DEVIATION_MAX;
	compute(items, 1, &mean);
	assert_int_equal(items[0].standing, GRADE_INVALID);
	items[0].has_deviation = false;
	neutral.direction = MEASURE_NEUTRAL;
	compute(items, 1, &neutral);
	assert_int_equal(items[0].compared, GRADE_NOT_COMPARED);
	neutral.direction = MEASURE_INCREASE;
	compute(items, 1, &neutral);
	assert_int_equal(items[0].compared, GRADE_FEW_UNITS);
	/* All at zero: nothing is expected, nobody deviates. */
	compute(items + 1, 1, &neutral);
	assert_int_equal(items[1].compared, GRADE_FEW_EXPECTED);
	assert_string_equal(grade_compared_name(items[1].compared), "few_expected");
	assert_string_equal(grade_compared_name(GRADE_NOT_COMPARED), "");
}

/* From five hospitals on, the spread between the others widens what counts as deviating. */
static void
test_grade_overdispersion(void **state)
{
	struct grade_indicator rate = indicator(MEASURE_RATE, 3, 0.5);
	struct grade_item items[HOSPITALS];
	struct grade_peers peers;

	(void)state;
	for (int i = 0; i < HOSPITALS; i++)
		items[i] = item(100 + 40 * (i % 7), 1000);
	peers = compute(items, HOSPITALS, &rate);
	assert_true(peers.spread.tau2 > 0);
	assert_true(items[0].tau2_others > 0);
	peers = compute(items, OVERDISPERSION_UNITS - 1, &rate);
	assert_int_equal(peers.spread.status, OVERDISPERSION_FEW_UNITS);
	assert_int_equal(items[0].compared, GRADE_FEW_UNITS);
	assert_int_equal(items[0].z_hundredths, 0);
	/* One of whom less than one event is expected is no judge either. */
	items[0] = item(0, 40);
	for (int i = 1; i < OVERDISPERSION_UNITS; i++)
		items[i] = item(1 + i, 1000);
	compute(items, OVERDISPERSION_UNITS, &rate);
	assert_int_equal(items[0].compared, GRADE_FEW_EXPECTED);
	assert_int_equal(items[1].compared, GRADE_FEW_UNITS);
	assert_int_equal(items[1].standing, GRADE_ELIGIBLE);
}

static struct grade_item
scored(int points_tenths, int z_hundredths)
{
	return (struct grade_item){.standing = GRADE_ELIGIBLE,
	    .points_tenths = points_tenths,
	    .compared = GRADE_COMPARED,
	    .z_hundredths = z_hundredths,
	    .quality = FUNNEL_WORSE_998,
	    .variance = 4};
}

static struct grade_result
grade(const struct grade_item items[], size_t count, enum grade veto)
{
	struct grade_indicator indicators[INDICATORS];
	struct grade_result result = {.veto = veto};

	for (size_t i = 0; i < count; i++) {
		indicators[i] = indicator(MEASURE_RATE, 3, 0.5);
		indicators[i].weight.units = i == 1 ? 300000 : 350000;
		indicators[i].safety = i == 0 || i == 2;
	}
	grade_compute_hospital(&result, indicators, items, count, &grade_scheme_default);
	return result;
}

static void
test_grade_bands_and_caps(void **state)
{
	static const struct {
		int points, z, veto;
		enum grade band, cap, grade;
	} cases[] = {{850, 0, GRADE_A, GRADE_A, GRADE_A, GRADE_A},
	    {849, 0, GRADE_A, GRADE_B, GRADE_A, GRADE_B},
	    {700, 0, GRADE_A, GRADE_B, GRADE_A, GRADE_B},
	    {699, 0, GRADE_A, GRADE_C, GRADE_A, GRADE_C},
	    {550, 0, GRADE_A, GRADE_C, GRADE_A, GRADE_C},
	    {549, 0, GRADE_A, GRADE_D, GRADE_A, GRADE_D},
	    {1000, -195, GRADE_A, GRADE_A, GRADE_A, GRADE_A},
	    {1000, -196, GRADE_A, GRADE_A, GRADE_B, GRADE_B},
	    {1000, -308, GRADE_A, GRADE_A, GRADE_B, GRADE_B},
	    {1000, -309, GRADE_A, GRADE_A, GRADE_C, GRADE_C},
	    {1000, 0, GRADE_D, GRADE_A, GRADE_A, GRADE_D}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct grade_item items[] = {scored(cases[i].points, cases[i].z),
		    scored(cases[i].points, -999), scored(cases[i].points, 0)};
		struct grade_result result = grade(items, 3, (enum grade)cases[i].veto);

		assert_int_equal(result.reason, GRADE_GRADED);
		assert_int_equal(result.band, cases[i].band);
		assert_int_equal(result.cap, cases[i].cap);
		assert_int_equal(result.grade, cases[i].grade);
	}
}

static void
test_grade_composite_and_error(void **state)
{
	struct grade_item items[] = {scored(880, 0), scored(714, 0), scored(700, 0)};
	struct grade_result result = grade(items, 3, GRADE_A);

	(void)state;
	assert_near(result.composite, 76.72, 1e-13);
	assert_int_equal(result.composite_tenths, 767);
	assert_near(result.error, 2 * sqrt(35 * 35 * 2 + 30 * 30) / 100, 1e-12);
	{
		struct grade_indicator of = indicator(MEASURE_RATE, 3, 0.5);
		struct grade_item none = {.standing = GRADE_NO_DATA, .z_hundredths = -999};

		assert_int_equal(grade_cap(&of, &none, &grade_scheme_default), GRADE_A);
	}
	/* Only if the exact class says the same. */
	items[2].z_hundredths = -999;
	items[2].quality = FUNNEL_WORSE_95;
	assert_int_equal(grade(items, 3, GRADE_A).cap, GRADE_B);
	/* And not if somebody decided that it does not apply; the others still do. */
	items[2].lifted = true;
	assert_int_equal(grade(items, 3, GRADE_A).cap, GRADE_A);
	items[0].z_hundredths = -309;
	assert_int_equal(grade(items, 3, GRADE_A).cap, GRADE_C);
	items[0].z_hundredths = 0;
	items[2].lifted = false;
	items[2].quality = FUNNEL_AS_EXPECTED;
	assert_int_equal(grade(items, 3, GRADE_A).cap, GRADE_A);
	items[2].quality = FUNNEL_WORSE_998;
	items[2].compared = GRADE_FEW_UNITS;
	assert_int_equal(grade(items, 3, GRADE_A).cap, GRADE_A);
}

/* 65 of 100 is less than two thirds, 70 is not; safety must be among them. */
static void
test_grade_coverage(void **state)
{
	struct grade_item items[] = {scored(880, 0), scored(714, 0), scored(700, 0)};
	struct grade_result result;

	(void)state;
	items[2].standing = GRADE_BELOW_MINIMUM;
	result = grade(items, 3, GRADE_A);
	assert_int_equal(result.reason, GRADE_COVERAGE);
	assert_near(result.coverage, 0.65, 1e-15);
	items[2].standing = GRADE_ELIGIBLE;
	items[1].standing = GRADE_NO_DATA;
	result = grade(items, 3, GRADE_A);
	assert_int_equal(result.reason, GRADE_GRADED);
	assert_near(result.coverage, 0.7, 1e-15);
	items[1].standing = GRADE_ELIGIBLE;
	assert_int_equal(grade(items + 1, 1, GRADE_A).reason, GRADE_GRADED);
	assert_int_equal(grade(items, 0, GRADE_A).reason, GRADE_COVERAGE);
	{
		struct grade_indicator plain = indicator(MEASURE_RATE, 3, 0.5);
		struct grade_result none = {.veto = GRADE_A};

		plain.safety = false;
		grade_compute_hospital(&none, &plain, items, 1, &grade_scheme_default);
		assert_int_equal(none.reason, GRADE_NO_SAFETY);
		plain.weight.units = 0;
		grade_compute_hospital(&none, &plain, items, 1, &grade_scheme_default);
		assert_int_equal(none.reason, GRADE_COVERAGE);
	}
}

static void
test_grade_rank(void **state)
{
	struct grade_result results[] = {{.grade = GRADE_B, .composite_tenths = 900},
	    {.grade = GRADE_A, .composite_tenths = 860}, {.reason = GRADE_COVERAGE},
	    {.grade = GRADE_B, .composite_tenths = 950},
	    {.grade = GRADE_B, .composite_tenths = 900}, {.reason = GRADE_NO_SAFETY},
	    {.grade = GRADE_D, .composite_tenths = 100}};
	static const size_t ranks[] = {3, 1, 0, 2, 3, 0, 5};
	size_t scratch[7];

	(void)state;
	grade_rank(results, 7, scratch);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(results[i].rank, ranks[i]);
		assert_int_equal(results[i].of, 5);
	}
	assert_int_equal(scratch[0], 1);
	assert_int_equal(scratch[6], 5);
}

/* README.md there, "Grades": H1 and H5 are not distinguishable although their grades differ. */
static void
test_grade_is_distinguishable(void **state)
{
	struct grade_result h1 = {.composite = 76.72, .error = 11.04};
	struct grade_result h3 = {.composite = 100, .error = 0};
	struct grade_result h5 = {.composite = 66.13, .error = 15.4};

	(void)state;
	assert_false(grade_is_distinguishable(&h1, &h5));
	assert_true(grade_is_distinguishable(&h3, &h1));
	assert_true(grade_is_distinguishable(&h1, &h3));
}

/* Points rise with the value up to the benchmark; everything is finite. */
static void
test_grade_property(void **state)
{
	struct random random = {7};

	(void)state;
	for (int round = 0; round < 1000; round++) {
		double a = (double)random_below(&random, 1000) / 10;
		double b = (double)random_below(&random, 1000) / 10;
		struct grade_indicator of = indicator(MEASURE_PROPORTION, a, b);
		struct grade_item items[HOSPITALS];

		for (int i = 0; i < HOSPITALS; i++) {
			int64_t n = 1 + random_below(&random, 500);

			items[i] = item(random_below(&random, n + 1), n);
		}
		compute(items, HOSPITALS, &of);
		for (int i = 0; i < HOSPITALS; i++) {
			double points = items[i].points_unclamped;

			if (items[i].standing != GRADE_ELIGIBLE)
				continue;
			assert_true(isfinite(items[i].z) && isfinite(items[i].variance));
			points = fmin(100, fmax(0, points));
			assert_true(fabs(items[i].points_tenths - 10 * points) <= 0.5 + 1e-9);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_grade_points_and_z),
	    cmocka_unit_test(test_grade_pooled),
	    cmocka_unit_test(test_grade_points_half_up),
	    cmocka_unit_test(test_grade_standings),
	    cmocka_unit_test(test_grade_indicator_refused),
	    cmocka_unit_test(test_grade_kinds_and_directions),
	    cmocka_unit_test(test_grade_overdispersion),
	    cmocka_unit_test(test_grade_bands_and_caps),
	    cmocka_unit_test(test_grade_composite_and_error),
	    cmocka_unit_test(test_grade_coverage),
	    cmocka_unit_test(test_grade_rank),
	    cmocka_unit_test(test_grade_is_distinguishable),
	    cmocka_unit_test(test_grade_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
