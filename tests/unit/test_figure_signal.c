/* Signals out of rows: what fires, how grave, with how many patients to go, in which order. */
#include "unit.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/text.h"
#include "figure/signal.h"
#include "rows.h"

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

/* Six of one peer group, not in the order of their ids; the last is not shown. */
static const char *const institutions[] = {
    "institution_id", "shown", "30", "t", "4", "t", "12", "t", "100", "t", "9", "t", "77", "f"};

static const char *const indicators[] = {"indicator_code", "name", "kind", "unit", "factor",
    "direction", "minimum_denominator", "required", "threshold_op", "threshold_value", "numerator",
    "denominator", "I1", "死亡率", "proportion", "%", "100", "decrease", "30", "t", "<=", "4",
    "deaths", "patients", "I2", "评估率", "proportion", "%", "100", "increase", "30", "t",
    "<=", "10", "assessed", "patients"};

static void
open(struct figure_signals *signals)
{
	figure_signals_open(
	    signals, arena, ROWS(arena, 2, institutions), ROWS(arena, 12, indicators), NULL);
}

/* The first of that kind and institution (row), or NULL. */
static const struct figure_signal *
find(const struct figure_signals *signals, enum figure_signal_kind kind, size_t institution)
{
	for (size_t i = 0; i < signals->count; i++)
		if (signals->items[i].kind == kind && signals->items[i].institution == institution)
			return &signals->items[i];
	return NULL;
}

#define RESULT_COLUMNS                                                                             \
	"indicator_code", "institution_id", "peer_group", "coverage", "numerator", "denominator",  \
	    "goal", "goal_met", "threshold_met"

static void
add_results(struct figure_signals *signals)
{
	static const char *const cells[] = {RESULT_COLUMNS, "I1", "30", "g", "complete", "30",
	    "1000", NULL, NULL, "t", "I1", "4", "g", "complete", "90", "1000", "5", "f", "f", "I1",
	    "12", "g", "complete", "31", "1000", "3", "f", "t", "I1", "100", "g", "complete", "42",
	    "1000", "5", "t", "f", "I1", "9", "g", "complete", NULL, NULL, "3", NULL, NULL, "I1",
	    "77", "g", "complete", "35", "1000", "5", "f", "f", "I1", "555", "g", "complete", "32",
	    "1000", NULL, NULL, "t", "I2", "30", "g", "complete", "50", "100", NULL, NULL, "f"};

	figure_signals_add_results(signals, ROWS(arena, 9, cells));
	figure_signals_name(signals);
}

static void
test_result_signals_add_results(void **state)
{
	const struct figure_signal *signal;
	struct figure_signals signals;

	(void)state;
	open(&signals);
	add_results(&signals);
	/* 9.0 % beyond the 99.8 % limit of peers who differ by chance; the goal missed with its
	 * whole interval.
	 */
	signal = find(&signals, FIGURE_SIGNAL_OUTLIER, 1);
	assert_int_equal(signal->severity, FIGURE_SEVERITY_HIGH);
	assert_string_equal(signal->label, "差于同组");
	assert_string_equal(
	    signal->reason, "9.00%（90/1000），同组其他机构 3.40%，多 56 例（q=0.004）");
	assert_true(signal->judged && signal->q < 0.01);
	assert_near(signal->cases, 56, 0.1);
	assert_near(signal->weight, signal->cases * (1 - signal->q), 1e-9);
	/* Five have numbers and are known; a sixth of the group is not ours to judge. */
	assert_int_equal(signals.judged_count, 5);
	assert_int_equal(signals.listed, 1);
	assert_near(signals.expected, 5 * signal->q / 5, 1e-12);
	signal = find(&signals, FIGURE_SIGNAL_GOAL, 1);
	assert_int_equal(signal->severity, FIGURE_SEVERITY_MIDDLE);
	assert_int_equal(signal->size, 40);
	assert_string_equal(signal->reason,
	    "9.00%（90/1000），未达到要求（不高于 4%）；本院目标 5%，还差 40 例（95% "
	    "区间全部未达到）");
	assert_null(find(&signals, FIGURE_SIGNAL_THRESHOLD, 1));
	/* By one patient: not certain. */
	signal = find(&signals, FIGURE_SIGNAL_GOAL, 2);
	assert_int_equal(signal->severity, FIGURE_SEVERITY_LOW);
	assert_int_equal(signal->size, 1);
	assert_string_equal(signal->reason, "3.10%（31/1000），本院目标 3%，还差 1 例");
	/* The goal met, the threshold not: the goal's distance is none. */
	signal = find(&signals, FIGURE_SIGNAL_THRESHOLD, 3);
	assert_int_equal(signal->size, 0);
	assert_string_equal(signal->reason, "4.20%（42/1000），要求为不高于 4%（本院目标已实现）");
	/* Nothing of who has no numbers, is not shown or not known. */
	for (size_t kind = 0; kind < FIGURE_SIGNAL_KIND_COUNT; kind++) {
		assert_null(find(&signals, (enum figure_signal_kind)kind, 4));
		assert_null(find(&signals, (enum figure_signal_kind)kind, 5));
	}
	/* A threshold on the wrong side is missed without a distance. */
	signal = find(&signals, FIGURE_SIGNAL_THRESHOLD, 0);
	assert_false(signal->size_known);
	assert_string_equal(signal->reason, "50.00%（50/100），要求为不高于 10%");
}

static void
test_result_signals_common(void **state)
{
	struct figure_signals signals;
	size_t out[2];

	(void)state;
	open(&signals);
	add_results(&signals);
	assert_int_equal(signals.values[0].judged, 4);
	assert_int_equal(signals.values[0].missed, 3);
	/* Four judged are too few to speak of all. */
	assert_int_equal(figure_signals_common(out, &signals), 0);
	signals.values[0].judged = 6;
	signals.values[1] = (struct figure_signal_indicator){.judged = 5, .missed = 5};
	assert_int_equal(figure_signals_common(out, &signals), 2);
	assert_int_equal(out[0], 1);
	assert_int_equal(out[1], 0);
	signals.values[0].judged = 7;
	assert_int_equal(figure_signals_common(out, &signals), 1);
}

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
	static const char *const cells[] = {
	    /* Doubled within a quarter. */
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
	assert_int_equal(signals.trends, 4);
	/* That which rises is better: no row; that which is not shown is listed all the same. */
	assert_int_equal(signals.count, 1);
	assert_int_equal(signals.listed, 2);
	signal = &signals.items[0];
	assert_int_equal(signal->kind, FIGURE_SIGNAL_WORSENING);
	assert_int_equal(signal->severity, FIGURE_SEVERITY_MIDDLE);
	assert_string_equal(signal->reason,
	    "77.68%（17444/22456），5 个季度持续下降，平均每年下降 3.76 个百分点（P=0.002，q=0.002）");
	assert_near(signal->cases, 22456 * 4 * 0.00940228694872917, 1e-6);
	assert_near(signal->weight, (1 - signal->q) * signal->cases, 1e-9);
	/* Half of those that chance lists are on the better side. */
	assert_near(signals.expected, 4 * signals.judged[0].p / 2, 1e-12);
}

/* What is made of the same two numbers is one trend; without a word there is none. */
static void
test_result_signals_trend_once(void **state)
{
	static const char *const twice[] = {"indicator_code", "name", "kind", "unit", "factor",
	    "direction", "minimum_denominator", "required", "threshold_op", "threshold_value",
	    "numerator", "denominator", "I1", "感染率", "rate", "‰", "1000", "decrease", "30", "t",
	    NULL, NULL, "infections", "days", "I2", "感染率", "rate", "‰", "1000", "decrease",
	    "30", "t", NULL, NULL, "infections", "days"};
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
	/* p is above 0.01: q = p is small, but that is no word. */
	assert_true(signals.judged[0].p > 0.01 && signals.judged[0].q < 0.2);
	assert_int_equal(signals.listed, 0);
	assert_near(signals.judged[0].n * signals.judged[0].centre,
	    23 - 5 * 10000 * signals.judged[0].slope, 1e-9);
}

static void
test_result_signals_add_returns(void **state)
{
	static const char *const cells[] = {"return_id", "institution_id", "period", "period_label",
	    "due_on", "missing", "late_days", "5", "4", "2025Q1", "2025年第一季度", "2025-04-20",
	    "f", "3", "6", "9", "2025Q2", "2025年第二季度", "2025-07-20", "t", "40", "7", "77",
	    "2025Q2", "2025年第二季度", "2025-07-20", "t", "40", "8", "555", "2025Q2",
	    "2025年第二季度", "2025-07-20", "t", "40"};
	struct figure_signals signals;

	(void)state;
	open(&signals);
	figure_signals_add_returns(&signals, ROWS(arena, 7, cells));
	assert_int_equal(signals.count, 2);
	assert_int_equal(signals.items[0].severity, FIGURE_SEVERITY_LOW);
	assert_string_equal(signals.items[0].label, "逾期报送");
	assert_string_equal(
	    signals.items[0].reason, "2025年第一季度报表截止 2025-04-20，逾期 3 天提交");
	assert_int_equal(signals.items[1].severity, FIGURE_SEVERITY_HIGH);
	assert_string_equal(
	    signals.items[1].reason, "2025年第二季度报表截止 2025-07-20，已逾期 40 天，尚未提交");
	assert_string_equal(signals.items[1].period, "2025Q2");
	assert_string_equal(signals.items[1].return_id, "6");
	assert_int_equal(signals.items[1].indicator, FIGURE_SIGNAL_NONE);
}

static void
test_result_signals_add_baselines(void **state)
{
	static const char *const cells[] = {"institution_id", "element_code", "element_name",
	    "period_label", "indicator_name", "denominator", "4", "patients", "患者数", "2024年",
	    "死亡率", "1000", "4", "patients", "患者数", "2024年", "评估率", "1020", "4",
	    "patients", "患者数", "2023年", "评估率", "900", "9", "patients", "患者数", "2024年",
	    "死亡率", "800", "9", "patients", "患者数", "2024年", "评估率", "800", "77", "patients",
	    "患者数", "2024年", "死亡率", "1", "77", "patients", "患者数", "2024年", "评估率", "2"};
	struct figure_signals signals;

	(void)state;
	open(&signals);
	figure_signals_add_baselines(&signals, ROWS(arena, 6, cells));
	assert_int_equal(signals.count, 1);
	assert_int_equal(signals.items[0].institution, 1);
	assert_int_equal(signals.items[0].severity, FIGURE_SEVERITY_LOW);
	assert_string_equal(signals.items[0].reason,
	    "基线中的“患者数”（2024年）登记为 1000（死亡率）和 1020（评估率），应为同一个数");
}

/*
 * All of a hospital's 400 assessed, where its peers manage nine in ten and it managed half a year
 * ago; the size is not told.
 */
static void
test_result_signals_add_screens(void **state)
{
	static const char *const results[] = {RESULT_COLUMNS, "I2", "30", "g", "complete", "900",
	    "1000", NULL, NULL, "t", "I2", "4", "g", "complete", "400", "400", NULL, NULL, "t",
	    "I2", "12", "g", "complete", "880", "1000", NULL, NULL, "t", "I2", "100", "g",
	    "complete", "910", "1000", NULL, NULL, "t", "I2", "9", "g", "complete", "905", "1000",
	    NULL, NULL, "t", "I2", "77", "g", "complete", "895", "1000", NULL, NULL, "t"};
	static const char *const elements[] = {"return_id", "institution_id", "code", "name",
	    "unit", "stock", "state", "value", "last_state", "last_value", "42", "555", "patients",
	    "患者数", "人", "f", "value", "1", "value", "1", "41", "4", "assessed", "评估人数",
	    "人", "f", "value", "400", "value", "333", "41", "4", "patients", "患者数", "人", "f",
	    "value", "400", "value", "370"};
	static const char *const pasts[] = {"return_id", "indicator_code", "year_ago_numerator",
	    "year_ago_denominator", "pairs", "variance", "peers", "shift", "peer_variance", "42",
	    "I2", "1", "1", "4", "0", "0", NULL, NULL, "41", "I2", "200", "400", "5", "0.0001", "5",
	    "0.01", "0.0002"};
	const struct figure_signal *signal;
	struct figure_signals signals;

	(void)state;
	open(&signals);
	figure_signals_add_results(&signals, ROWS(arena, 9, results));
	figure_signals_name(&signals);
	figure_signals_add_screens(&signals, ROWS(arena, 10, elements), ROWS(arena, 9, pasts));
	signal = find(&signals, FIGURE_SIGNAL_SCREEN, 1);
	assert_non_null(signal);
	assert_string_equal(signal->label, "突变");
	assert_int_equal(signal->severity, FIGURE_SEVERITY_LOW);
	assert_non_null(strstr(signal->reason, "扣除同组 5 家机构共同的变化后"));
	signal++;
	assert_string_equal(signal->label, "过于完美");
	assert_int_equal(signal->severity, FIGURE_SEVERITY_MIDDLE);
	assert_int_equal(signal->indicator, 1);
	assert_false(signal->size_known);
	assert_string_equal(signal->return_id, "41");
}

/* ---- folding --------------------------------------------------------------------------------- */

static void
test_result_signal_q(void **state)
{
	(void)state;
	assert_string_equal(figure_signal_q(arena, 0), "<0.001");
	assert_string_equal(figure_signal_q(arena, 0.0006), "0.001");
	assert_string_equal(figure_signal_q(arena, 1), "1.000");
}

static void
test_result_signals_institution(void **state)
{
	struct figure_signals signals;

	(void)state;
	open(&signals);
	for (size_t i = 0; i < rows_count(signals.institutions); i++)
		assert_int_equal(figure_signals_institution(&signals,
				     rows_text(signals.institutions, i, "institution_id")),
		    i);
	assert_true(figure_signals_institution(&signals, "1") == FIGURE_SIGNAL_NONE);
	assert_true(figure_signals_institution(&signals, "") == FIGURE_SIGNAL_NONE);
}

static void
test_result_signal_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < FIGURE_SIGNAL_KIND_COUNT; i++) {
		assert_true(figure_signal_label((enum figure_signal_kind)i)[0] != '\0');
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(figure_signal_name((enum figure_signal_kind)i),
			    figure_signal_name((enum figure_signal_kind)j));
	}
	assert_string_equal(figure_severity_label(FIGURE_SEVERITY_HIGH), "严重");
	assert_string_equal(figure_severity_label(FIGURE_SEVERITY_MIDDLE), "较重");
	assert_string_equal(figure_severity_label(FIGURE_SEVERITY_LOW), "一般");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_signals_add_results),
	    cmocka_unit_test(test_result_signals_common),
	    cmocka_unit_test(test_result_signals_add_history),
	    cmocka_unit_test(test_result_signals_add_frozen),
	    cmocka_unit_test(test_result_signals_add_trend),
	    cmocka_unit_test(test_result_signals_trend_once),
	    cmocka_unit_test(test_result_signals_add_long_history),
	    cmocka_unit_test(test_result_signals_add_returns),
	    cmocka_unit_test(test_result_signals_add_baselines),
	    cmocka_unit_test(test_result_signals_add_screens),
	    cmocka_unit_test(test_result_signal_q),
	    cmocka_unit_test(test_result_signals_institution),
	    cmocka_unit_test(test_result_signal_words),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
