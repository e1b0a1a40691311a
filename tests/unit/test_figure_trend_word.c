#include "unit.h"

#include "figure/trend_word.h"
#include "rows.h"
#include "with_arena.h"

static struct figure_definition
percent(enum measure_direction direction)
{
	return (struct figure_definition){
	    .rule = {.kind = MEASURE_PROPORTION, .direction = direction}};
}

static const char *
word_of(const struct figure_definition *definition, const struct rows *rows, const bool left_out[])
{
	struct trend_test test;

	figure_trend_word_read(&test, arena, definition, rows, 0, rows_count(rows), left_out);
	return figure_trend_word(arena, definition, &test, "季度");
}

static void
test_trend_word_falls(void **state)
{
	static const char *const cells[] = {"period", "numerator", "denominator", /* newest first */
	    "2025Q3", "7768", "10000", "2025Q2", "7855", "10000", "2025Q1", "7984", "10000",
	    "2024Q4", "8024", "10000", "2024Q3", "8154", "10000"};
	const struct rows *rows = ROWS(arena, 3, cells);
	struct figure_definition definition = percent(MEASURE_INCREASE);
	const bool left_out[] = {false, false, true, false, false};

	(void)state;
	assert_string_equal(
	    word_of(&definition, rows, NULL), "5 个季度的趋势：持续下降（变差），P = 0.005。");
	definition = percent(MEASURE_DECREASE);
	assert_string_equal(
	    word_of(&definition, rows, NULL), "5 个季度的趋势：持续下降（好转），P = 0.005。");
	definition = percent(MEASURE_NEUTRAL);
	assert_string_equal(
	    word_of(&definition, rows, NULL), "5 个季度的趋势：持续下降，P = 0.005。");
	assert_string_equal(
	    word_of(&definition, rows, left_out), "有数值的可比季度不足 5 个，不判断趋势。");
}

static void
test_trend_word_rises(void **state)
{
	static const char *const cells[] = {"period", "numerator", "denominator", "2024Q1", "700",
	    "1000", "2024Q2", "720", "1000", "2024Q3", "741", "1000", "2024Q4", "760", "1000",
	    "2025Q1", "779", "1000", "2025Q2", "800", "1000", "2025Q3", "820", "1000"};
	struct figure_definition definition = percent(MEASURE_INCREASE);

	(void)state;
	assert_string_equal(word_of(&definition, ROWS(arena, 3, cells), NULL),
	    "7 个季度的趋势：持续上升（好转），P < 0.001。");
}

static void
test_trend_word_none(void **state)
{
	static const char *const cells[] = {"period", "numerator", "denominator", "2021", "50",
	    "100", "2022", "51", "100", "2023", "49", "100", "2024", "52", "100", "2025", "50",
	    "100"};
	static const char *const few[] = {"period", "numerator", "denominator", "2021H1", "1",
	    "100", "2021H2", "1", "100", "2022H1", "1", "100", "2023H1", "0", "100", "2023H2", "1",
	    "100"};
	static const char *const odd[] = {"period", "numerator", "denominator", "0001", "1", "2",
	    "", "1", "2", "2025", NULL, "2", "2024", "3", "x"};
	struct figure_definition definition = percent(MEASURE_INCREASE);

	(void)state;
	assert_string_equal(word_of(&definition, ROWS(arena, 3, cells), NULL),
	    "5 个季度的趋势：看不出持续上升或下降（P = 0.954）。");
	assert_string_equal(word_of(&definition, ROWS(arena, 3, few), NULL),
	    "病例太少（不足 10 例），不判断趋势。");
	assert_string_equal(word_of(&definition, ROWS(arena, 3, odd), NULL),
	    "有数值的可比季度不足 5 个，不判断趋势。");
	definition.rule.kind = MEASURE_COUNT;
	assert_null(word_of(&definition, ROWS(arena, 3, cells), NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trend_word_falls),
	    cmocka_unit_test(test_trend_word_rises),
	    cmocka_unit_test(test_trend_word_none),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
