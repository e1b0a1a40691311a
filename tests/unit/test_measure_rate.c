#include "unit.h"

#include "measure/rate.h"

static enum measure_status
check(enum measure_kind kind, int64_t x, int64_t n)
{
	struct decimal numerator = {x}, denominator = {n};

	return rate_check(kind, &numerator, &denominator);
}

static void
test_rate_check_counts(void **state)
{
	(void)state;
	assert_int_equal(check(MEASURE_PROPORTION, 0, 1), MEASURE_OK);
	assert_int_equal(check(MEASURE_PROPORTION, 1, 1), MEASURE_OK);
	assert_int_equal(check(MEASURE_PROPORTION, 2, 1), MEASURE_INVALID);
	assert_int_equal(check(MEASURE_RATE, 2, 1), MEASURE_OK);
	assert_int_equal(check(MEASURE_RATIO, 2, 1), MEASURE_OK);
	assert_int_equal(check(MEASURE_PROPORTION, 0, 0), MEASURE_NO_DATA);
	assert_int_equal(check(MEASURE_RATE, 1, 0), MEASURE_INVALID);
	assert_int_equal(check(MEASURE_RATE, -1, 5), MEASURE_INVALID);
	assert_int_equal(check(MEASURE_RATE, 1, -5), MEASURE_INVALID);
	assert_int_equal(check(MEASURE_MEAN, -1, 5), MEASURE_OK);
	assert_int_equal(check(MEASURE_MEAN, -1, 0), MEASURE_INVALID);
	assert_int_equal(check(MEASURE_COUNT, 3, -5), MEASURE_OK);
	assert_int_equal(check(MEASURE_LEVEL, -3, 0), MEASURE_INVALID);
}

static void
test_rate_check_missing(void **state)
{
	struct decimal one = {10000}, minus = {-1};

	(void)state;
	assert_int_equal(rate_check(MEASURE_RATE, NULL, &one), MEASURE_NO_DATA);
	assert_int_equal(rate_check(MEASURE_RATE, &one, NULL), MEASURE_NO_DATA);
	assert_int_equal(rate_check(MEASURE_RATE, NULL, NULL), MEASURE_NO_DATA);
	assert_int_equal(rate_check(MEASURE_RATE, &minus, NULL), MEASURE_INVALID);
	assert_int_equal(rate_check(MEASURE_RATE, NULL, &minus), MEASURE_INVALID);
	assert_int_equal(rate_check(MEASURE_COUNT, NULL, &one), MEASURE_NO_DATA);
}

static struct rate_cell
cell(int64_t x, int64_t n)
{
	return (struct rate_cell){{x * 10000}, {n * 10000}, true, true};
}

static void
test_rate_sum_cells_sums(void **state)
{
	struct rate_cell cells[] = {cell(1, 10), cell(90, 100), {.has_numerator = true}};
	struct rate_sum sum = rate_sum_cells(MEASURE_PROPORTION, cells, 2);

	(void)state;
	assert_int_equal(sum.status, MEASURE_OK);
	assert_int_equal(sum.numerator.units, 910000);
	assert_int_equal(sum.denominator.units, 1100000);
	sum = rate_sum_cells(MEASURE_PROPORTION, cells, 3);
	assert_int_equal(sum.status, MEASURE_PARTIAL);
	assert_int_equal(sum.expected, 3);
	assert_int_equal(sum.received, 2);
	assert_int_equal(sum.denominator.units, 1100000);
	sum = rate_sum_cells(MEASURE_COUNT, cells, 3);
	assert_int_equal(sum.status, MEASURE_OK);
	assert_int_equal(sum.numerator.units, 910000);
	assert_int_equal(sum.denominator.units, 0);
}

/* 0/0 in a month is data, not a gap; but only zeros are no data. */
static void
test_rate_sum_cells_zero_and_gap(void **state)
{
	struct rate_cell cells[] = {cell(0, 0), cell(3, 4), {.has_denominator = true}};

	(void)state;
	assert_int_equal(rate_sum_cells(MEASURE_RATE, cells, 2).status, MEASURE_OK);
	assert_int_equal(rate_sum_cells(MEASURE_RATE, cells, 1).status, MEASURE_NO_DATA);
	assert_int_equal(rate_sum_cells(MEASURE_RATE, cells + 2, 1).status, MEASURE_NO_DATA);
	assert_int_equal(rate_sum_cells(MEASURE_RATE, cells, 0).status, MEASURE_NO_DATA);
}

static void
test_rate_sum_cells_refuses(void **state)
{
	struct rate_cell wrong[] = {cell(3, 4), cell(5, 4)};
	struct rate_cell huge[] = {
	    cell(900000000000000, 900000000000000), cell(900000000000000, 900000000000000)};
	struct rate_sum sum = rate_sum_cells(MEASURE_PROPORTION, wrong, 2);

	(void)state;
	assert_int_equal(sum.status, MEASURE_INVALID);
	assert_int_equal(sum.invalid, 1);
	assert_int_equal(sum.numerator.units, 0);
	assert_int_equal(rate_sum_cells(MEASURE_RATE, huge, 2).status, MEASURE_INVALID);
	huge[0].numerator.units = 1;
	assert_int_equal(rate_sum_cells(MEASURE_RATE, huge, 2).status, MEASURE_INVALID);
	assert_int_equal(rate_sum_cells(MEASURE_LEVEL, wrong, 2).status, MEASURE_UNAVAILABLE);
	assert_int_equal(rate_sum_cells(MEASURE_CHECKLIST, wrong, 2).status, MEASURE_UNAVAILABLE);
}

static void
test_rate_moments(void **state)
{
	const double far[] = {1000001, 1000003, 1000002}, one[] = {5};
	struct rate_moments moments = rate_moments_of(far, 3);

	(void)state;
	assert_near(moments.mean, 1000002, 0);
	assert_near(moments.deviation, 1, 1e-15);
	moments = rate_moments_of(one, 1);
	assert_near(moments.mean, 5, 0);
	assert_near(moments.deviation, 0, 0);
	assert_near(rate_moments_of(one, 0).count, 0, 0);
}

/* Pooling halves must give what the whole gives. */
static void
test_rate_moments_pool(void **state)
{
	const double data[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
	struct rate_moments whole = rate_moments_of(data, 10), pooled;
	struct rate_moments parts[] = {rate_moments_of(data, 4), rate_moments_of(data + 4, 1),
	    rate_moments_of(data, 0), rate_moments_of(data + 5, 5)};

	(void)state;
	pooled = rate_moments_pool(parts, 4);
	assert_near(pooled.count, whole.count, 0);
	assert_near(pooled.mean, whole.mean, 1e-15);
	assert_near(pooled.deviation, whole.deviation, 1e-15);
	assert_near(rate_moments_pool(parts + 1, 1).mean, 5, 0);
	assert_near(rate_moments_pool(parts + 1, 1).deviation, 0, 0);
	assert_near(rate_moments_pool(parts + 2, 1).count, 0, 0);
}

static void
test_measure_status_name(void **state)
{
	(void)state;
	assert_string_equal(measure_status_name(MEASURE_OK), "ok");
	assert_string_equal(measure_status_name(MEASURE_UNAVAILABLE), "unavailable");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rate_check_counts),
	    cmocka_unit_test(test_rate_check_missing),
	    cmocka_unit_test(test_rate_sum_cells_sums),
	    cmocka_unit_test(test_rate_sum_cells_zero_and_gap),
	    cmocka_unit_test(test_rate_sum_cells_refuses),
	    cmocka_unit_test(test_rate_moments),
	    cmocka_unit_test(test_rate_moments_pool),
	    cmocka_unit_test(test_measure_status_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
