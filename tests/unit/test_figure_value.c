#include "unit.h"

#include <math.h>

#include "core/text.h"
#include "figure/value.h"
#include "with_arena.h"

static const struct figure_definition percent = {
    .unit = "%", .factor = 100, .places = 2, .rule = {.kind = MEASURE_PROPORTION}};
static const struct figure_definition count = {
    .unit = "个", .factor = 1, .rule = {.kind = MEASURE_COUNT}};
static const struct figure_definition truth = {
    .unit = "是/否", .factor = 1, .truth = true, .rule = {.kind = MEASURE_CHECKLIST}};

static void
test_result_number_drops_zeros(void **state)
{
	(void)state;
	assert_string_equal(figure_number(arena, "12.5000"), "12.5");
	assert_string_equal(figure_number(arena, "100.0000"), "100");
	assert_string_equal(figure_number(arena, "0.0000"), "0");
	assert_string_equal(figure_number(arena, "100"), "100");
	assert_null(figure_number(arena, NULL));
}

/* 1/800 is 0.125 %: binary floating point would print 0.12 or 0.13 by accident. */
static void
test_result_value_rounds_half_up(void **state)
{
	(void)state;
	assert_string_equal(figure_value(arena, &percent, "1.0000", "800.0000"), "0.13");
	assert_string_equal(figure_value(arena, &percent, "3.0000", "800.0000"), "0.38");
	assert_string_equal(figure_value(arena, &percent, "2.0000", "3.0000"), "66.67");
	assert_string_equal(figure_value(arena, &percent, "0", "41"), "0.00");
	assert_string_equal(figure_value(arena, &percent, "41", "41"), "100.00");
	assert_string_equal(
	    figure_value(arena, &percent, "999999999999.9999", "0.0001"), "999999999999999900.00");
}

static void
test_result_value_without_value(void **state)
{
	(void)state;
	assert_null(figure_value(arena, &percent, NULL, "3"));
	assert_null(figure_value(arena, &percent, "3", NULL));
	assert_null(figure_value(arena, &percent, "0", "0"));
	assert_null(figure_value(arena, &percent, "NaN", "3"));
}

static void
test_result_value_without_denominator(void **state)
{
	(void)state;
	assert_string_equal(figure_value(arena, &count, "7.0000", NULL), "7");
	assert_string_equal(figure_value(arena, &truth, "1.0000", NULL), "是");
	assert_string_equal(figure_value(arena, &truth, "0.0000", NULL), "否");
}

static void
test_result_change_is_that_of_the_shown_values(void **state)
{
	(void)state;
	assert_string_equal(figure_change(arena, "12.34", "10.00"), "+2.34");
	assert_string_equal(figure_change(arena, "10.00", "12.34"), "-2.34");
	assert_string_equal(figure_change(arena, "0.05", "0.05"), "0.00");
	assert_string_equal(figure_change(arena, "7", "9"), "-2");
	assert_string_equal(figure_change(arena, "30", "25.33"), "+4.67");
	assert_null(figure_change(arena, NULL, "9"));
	assert_null(figure_change(arena, "9", NULL));
}

static void
test_result_interval_and_counts(void **state)
{
	(void)state;
	assert_string_equal(figure_interval(arena, &percent, true, 1.236, 2.0), "1.24～2.00");
	assert_null(figure_interval(arena, &percent, false, 1, 2));
	assert_string_equal(figure_counts(arena, "3.0000", "120.5000"), "3/120.5");
	assert_string_equal(figure_counts(arena, "3.0000", NULL), "3");
	assert_null(figure_counts(arena, NULL, "3"));
}

/* Quick or not, it is what printf says: also where the last digit hangs on the last bits. */
static void
test_result_double_is_what_printf_says(void **state)
{
	static const double values[] = {0, 0.005, 0.125, 1.005, 2.675, 99.995, 100, 1e7 - 0.005,
	    1e9, 12345678901.125, -1.25, NAN, INFINITY};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_string_equal(figure_double(arena, &percent, values[i]),
		    text_format(arena, "%.2f", values[i]));
	for (int i = 0; i < 20000; i++) {
		double value = i * 0.00499999 + i % 7 * 1e4;

		assert_string_equal(
		    figure_double(arena, &percent, value), text_format(arena, "%.2f", value));
		assert_string_equal(
		    figure_double(arena, &count, value), text_format(arena, "%.0f", value));
	}
}

static void
test_result_threshold_in_words(void **state)
{
	(void)state;
	assert_string_equal(figure_threshold(arena, &percent, ">=", "85.0000"), "不低于 85%");
	assert_string_equal(figure_threshold(arena, &count, "<=", "2.5000"), "不高于 2.5个");
	assert_string_equal(figure_threshold(arena, &truth, "=", "1.0000"), "等于 是");
	assert_string_equal(figure_threshold(arena, &percent, "up", NULL), "较基线升高");
	assert_null(figure_threshold(arena, &percent, NULL, NULL));
	assert_string_equal(figure_verdict("t"), "达到");
	assert_string_equal(figure_verdict("f"), "未达到");
	assert_string_equal(figure_goal_verdict("t"), "已实现");
	assert_string_equal(figure_goal_verdict("f"), "未实现");
	assert_null(figure_goal_verdict(NULL));
	assert_null(figure_verdict(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_number_drops_zeros),
	    cmocka_unit_test(test_result_value_rounds_half_up),
	    cmocka_unit_test(test_result_value_without_value),
	    cmocka_unit_test(test_result_value_without_denominator),
	    cmocka_unit_test(test_result_change_is_that_of_the_shown_values),
	    cmocka_unit_test(test_result_interval_and_counts),
	    cmocka_unit_test(test_result_double_is_what_printf_says),
	    cmocka_unit_test(test_result_threshold_in_words),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
