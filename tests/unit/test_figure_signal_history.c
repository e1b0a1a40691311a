/* Signals out of quarters: what got worse at once, what a chart says, what rises or falls. */
#include "unit.h"

#include <stdlib.h>

#include "core/text.h"
#include "signals.h"

/* Rows of quarters, the newest of which is the last of 2025. */
#define QUARTER_COLUMNS 5
#define HISTORY_COLUMNS 10
static void
add_history(struct figure_signals *signals, const char *const cells[], size_t rows,
    const char *first, const char *last)
{
	static const char *const names[] = {"indicator_code", "institution_id", "age", "numerator",
	    "denominator", "period", "expected", "received", "baseline_first", "baseline_last"};
	const char **all = arena_new(arena, const char *, HISTORY_COLUMNS *rows);

	for (size_t row = 0; row < rows; row++) {
		const char **cell = &all[HISTORY_COLUMNS * row];
		int place = 4 * 2025 + 3 - (int)strtol(cells[QUARTER_COLUMNS * row + 2], NULL, 10);

		for (size_t i = 0; i < QUARTER_COLUMNS; i++)
			cell[i] = cells[QUARTER_COLUMNS * row + i];
		cell[5] = text_format(arena, "%dQ%d", place / 4, place % 4 + 1);
		cell[6] = cell[7] = "1";
		cell[8] = first;
		cell[9] = last;
	}
	figure_signals_add_history(signals, rows_make(arena, names, HISTORY_COLUMNS, all, rows));
}

#define ADD_HISTORY(signals, cells, first, last)                                                   \
	add_history((signals), (cells), sizeof(cells) / sizeof((cells)[0]) / QUARTER_COLUMNS,      \
	    (first), (last))

static void
test_result_signals_add_history(void **state)
{
	static const char *const cells[] = {/* Doubled within a quarter. */
	    "I1", "4", "2", "27", "900", "I1", "4", "1", "28", "900", "I1", "4", "0", "81", "900",
	    /* As much better. */
	    "I1", "12", "1", "81", "900", "I1", "12", "0", "27", "900",
	    /* The newest quarter is not there; one quarter only; not shown; not known. */
	    "I1", "30", "2", "27", "900", "I1", "30", "1", "81", "900", "I1", "100", "0", "81",
	    "900", "I1", "77", "1", "27", "900", "I1", "77", "0", "81", "900", "I1", "555", "1",
	    "27", "900", "I1", "555", "0", "81", "900",
	    /* Certain, but a trifle: less than a tenth. */
	    "I2", "4", "1", "90000", "100000", "I2", "4", "0", "88000", "100000"};
	const struct figure_signal *signal;
	struct figure_signals signals;

	(void)state;
	open(&signals);
	ADD_HISTORY(&signals, cells, NULL, NULL);
	assert_int_equal(signals.count, 1);
	assert_int_equal(signals.judged_count, 0);
	signal = &signals.items[0];
	assert_int_equal(signal->kind, FIGURE_SIGNAL_WORSENING);
	assert_int_equal(signal->institution, 1);
	/* Three quarters that differ so much widen their limits: the chart adds nothing. */
	assert_int_equal(signal->severity, FIGURE_SEVERITY_MIDDLE);
	assert_string_equal(
	    signal->reason, "9.00%（81/900），上一次 3.11%（28/900），变差不是偶然（P<0.001）");
}

/* After fourteen quiet quarters the chart says it too. */
static void
test_result_signals_add_long_history(void **state)
{
	const char *cells[QUARTER_COLUMNS * 15];
	struct figure_signals signals;

	(void)state;
	for (int i = 0; i < 15; i++) {
		const char *row[] = {"I1", "4", text_format(arena, "%d", 14 - i),
		    i == 14 ? "81"
		    : i % 2 ? "28"
			    : "27",
		    "900"};

		memcpy(&cells[QUARTER_COLUMNS * i], row, sizeof(row));
	}
	open(&signals);
	ADD_HISTORY(&signals, cells, NULL, NULL);
	assert_int_equal(signals.count, 1);
	assert_int_equal(signals.items[0].severity, FIGURE_SEVERITY_HIGH);
	assert_non_null(
	    strstr(signals.items[0].reason, "不是偶然（P<0.001）；控制图：超出 3σ 控制限"));
	assert_null(strstr(signals.items[0].reason, "暂定"));
}

/*
 * Two bad quarters after twelve quiet ones: where all set the limits each hides the other a little,
 * frozen ones know the quiet ones alone.
 */
static void
test_result_signals_add_frozen(void **state)
{
	const char *cells[QUARTER_COLUMNS * 16];
	const char *const counts[] = {"38", "38", "40", "38"};
	struct figure_signals signals;

	(void)state;
	for (int i = 0; i < 16; i++) {
		const char *row[] = {"I1", "4", text_format(arena, "%d", 15 - i),
		    i >= 12 ? counts[i - 12]
		    : i % 2 ? "28"
			    : "22",
		    "900"};

		memcpy(&cells[QUARTER_COLUMNS * i], row, sizeof(row));
	}
	open(&signals);
	ADD_HISTORY(&signals, cells, NULL, NULL);
	assert_int_equal(signals.count, 0);
	open(&signals);
	ADD_HISTORY(&signals, cells, "2022Q1", "2024Q4");
	assert_int_equal(signals.count, 1);
	assert_string_equal(signals.items[0].reason,
	    "4.22%（38/900），上一次 4.44%（40/900）；控制图：连续 3 点中 2 点超出 "
	    "2σ（控制限由冻结的基准期定）");
	/* Too few of them in the span: all set the limits, as on the page. */
	open(&signals);
	ADD_HISTORY(&signals, cells, "2024Q1", "2024Q4");
	assert_int_equal(signals.count, 0);
}

/* Five quarters that fall, none of which is far from the one before. */
static void
test_result_signals_add_trend(void **state)
{
	static const char *const falling[] = {"I2", "4", "4", "17826", "21863", "I2", "4", "3",
	    "16485", "20545", "I2", "4", "2", "17453", "21860", "I2", "4", "1", "15461", "19682",
	    "I2", "4", "0", "17444", "22456",
	    /* The same of one that rises; of one that stays; of one that is not shown. */
	    "I2", "9", "4", "17444", "22456", "I2", "9", "3", "15461", "19682", "I2", "9", "2",
	    "17453", "21860", "I2", "9", "1", "16485", "20545", "I2", "9", "0", "17826", "21863",
	    "I2", "12", "4", "100", "200", "I2", "12", "3", "101", "200", "I2", "12", "2", "99",
	    "200", "I2", "12", "1", "101", "200", "I2", "12", "0", "100", "200", "I2", "77", "4",
	    "17826", "21863", "I2", "77", "3", "16485", "20545", "I2", "77", "2", "17453", "21860",
	    "I2", "77", "1", "15461", "19682", "I2", "77", "0", "17444", "22456"};
	/* Too seldom to be tested. */
	static const char *const few[] = {"I1", "4", "4", "1", "900", "I1", "4", "3", "1", "900",
	    "I1", "4", "2", "1", "900", "I1", "4", "1", "1", "900", "I1", "4", "0", "1", "900"};
	struct figure_signals signals;
	const struct figure_signal *signal;

	(void)state;
	open(&signals);
	ADD_HISTORY(&signals, few, NULL, NULL);
	assert_int_equal(signals.judged_count, 0);
	ADD_HISTORY(&signals, falling, NULL, NULL);
	assert_int_equal(signals.count, 0);
	figure_signals_name(&signals);
	assert_int_equal(signals.judged_count, 4);
	assert_int_equal(signals.trends.judged, 4);
	assert_int_equal(signals.results.judged, 0);
	/* That which rises is better: no row; that which is not shown is listed all the same. */
	assert_int_equal(signals.count, 1);
	assert_int_equal(signals.trends.listed, 2);
	signal = &signals.items[0];
	assert_int_equal(signal->kind, FIGURE_SIGNAL_WORSENING);
	assert_int_equal(signal->severity, FIGURE_SEVERITY_MIDDLE);
	assert_string_equal(signal->reason,
	    "77.68%（17444/22456），5 个季度持续下降，平均每年下降 3.76 个百分点（P=0.002，q=0.002）");
	assert_near(signal->cases, 22456 * 4 * 0.00940228694872917, 1e-6);
	assert_near(signal->weight, (1 - signal->q) * signal->cases, 1e-9);
	/* Only the worse side is tested: what chance would list of it. */
	assert_near(signals.judged[0].p, 0.0017 / 2, 2e-5);
	assert_near(signals.judged[1].p, 1 - 0.0017 / 2, 2e-5);
	assert_near(signals.trends.expected, 4 * signals.judged[0].p, 1e-12);
}

/* What is made of the same two numbers is one trend; without a word there is none. */
static void
test_result_signals_trend_once(void **state)
{
	static const char *const twice[] = {"indicator_code", "name", "kind", "unit", "factor",
	    "direction", "minimum_denominator", "required", "threshold_op", "threshold_value",
	    "numerator", "denominator", "I1", "感染率", "rate", "‰", "1000", "decrease", "30", "t",
	    NULL, NULL, "infections", "days", "I2", "感染率", "rate", "‰", "1000", "decrease", "30",
	    "t", NULL, NULL, "infections", "days"};
	static const char *const cells[] = {"I1", "4", "5", "9", "10000", "I1", "4", "4", "14",
	    "10000", "I1", "4", "3", "12", "10000", "I1", "4", "1", "22", "10000", "I1", "4", "0",
	    "23", "10000", "I2", "4", "5", "9", "10000", "I2", "4", "4", "14", "10000", "I2", "4",
	    "3", "12", "10000", "I2", "4", "1", "22", "10000", "I2", "4", "0", "23", "10000"};
	struct figure_signals signals;

	(void)state;
	figure_signals_open(
	    &signals, arena, ROWS(arena, 2, institutions), ROWS(arena, 12, twice), NULL);
	ADD_HISTORY(&signals, cells, NULL, NULL);
	figure_signals_name(&signals);
	assert_int_equal(signals.judged_count, 1);
	/* p is above 0.01: q is small, but that is no word. */
	assert_true(2 * signals.judged[0].p > 0.01 && signals.judged[0].q < 0.2);
	assert_int_equal(signals.trends.listed, 0);
	assert_near(signals.trends.expected, 0, 0);
	assert_near(signals.judged[0].n * signals.judged[0].centre,
	    23 - 5 * 10000 * signals.judged[0].slope, 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_signals_add_history),
	    cmocka_unit_test(test_result_signals_add_long_history),
	    cmocka_unit_test(test_result_signals_add_frozen),
	    cmocka_unit_test(test_result_signals_add_trend),
	    cmocka_unit_test(test_result_signals_trend_once),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
