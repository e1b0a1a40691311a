#include "unit.h"

#include "core/text.h"
#include "figure/trend.h"
#include "rows.h"
#include "with_arena.h"

enum { QUARTERS = 15, WIDTH = 5 };

static const struct figure_definition percent = {
    .rule = {.kind = MEASURE_PROPORTION, .direction = MEASURE_DECREASE, .factor = 100},
    .factor = 100,
    .places = 2,
    .unit = "%"};

/* Twelve quiet quarters from 2022 on, then three at four times the value. */
static const struct rows *
quarters(void)
{
	const char **cells = arena_new(arena, const char *, WIDTH *(QUARTERS + 1));
	static const char *const names[WIDTH] = {
	    "period", "numerator", "denominator", "expected", "received"};

	for (int j = 0; j < WIDTH; j++)
		cells[j] = names[j];
	for (int i = 0; i < QUARTERS; i++) {
		const char **row = &cells[WIDTH * (i + 1)];

		row[0] = text_format(arena, "%dQ%d", 2022 + i / 4, i % 4 + 1);
		row[1] = i >= 12 ? "40" : i % 2 ? "9" : "11";
		row[2] = "100";
		row[3] = row[4] = "1";
	}
	return rows_of(arena, WIDTH, cells, QUARTERS);
}

static struct figure_trend
frozen(const char *first, const char *last)
{
	const char *cells[] = {"first_period", "last_period", first, last};
	struct figure_trend trend;

	assert_true(figure_trend_read(&trend, arena, &percent, quarters()));
	figure_trend_freeze(&trend, ROWS(arena, 2, cells));
	return trend;
}

static void
test_trend_freeze_holds(void **state)
{
	struct figure_trend trend = frozen("2022Q1", "2024Q4");

	(void)state;
	assert_int_equal(trend.chart.reference, CHART_BASELINE);
	assert_near(trend.chart.centre, 10, 1e-12);
	assert_string_equal(figure_trend_type(&trend), "p 控制图");
	assert_non_null(strstr(figure_trend_note(&trend), "由基准期的 12 个季度"));
	for (size_t i = 12; i < QUARTERS; i++)
		assert_non_null(strstr(figure_trend_signal(&trend, i), "超出 3σ 控制限"));
}

static void
test_trend_freeze_does_not_hold(void **state)
{
	struct figure_trend trend = frozen("2022Q2", "2024Q4");

	(void)state;
	assert_int_equal(trend.chart.reference, CHART_SHORT_BASELINE);
	assert_int_equal(trend.chart.baseline, 11);
	assert_non_null(strstr(figure_trend_note(&trend), "由 15 个季度"));
	assert_int_equal(frozen(NULL, NULL).chart.reference, CHART_ALL_POINTS);
	figure_trend_freeze(&trend, rows_make(arena, NULL, 0, NULL, 0));
	assert_int_equal(trend.chart.reference, CHART_SHORT_BASELINE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trend_freeze_holds),
	    cmocka_unit_test(test_trend_freeze_does_not_hold),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
