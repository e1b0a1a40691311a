/* Signals out of rows: what fires, how grave, with how many patients to go, in which order. */
#include "unit.h"

#include "core/text.h"
#include "signals.h"

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
	assert_int_equal(signals.results.judged, 5);
	assert_int_equal(signals.results.listed, 1);
	assert_near(signals.results.expected, 5 * signal->q / 5, 1e-12);
	assert_int_equal(signals.trends.judged, 0);
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
	/* By institution: the fifth has no numbers, the last is not shown. */
	static const bool held[] = {true, true, true, true, false, false};
	static const bool missing[] = {false, true, true, true, false, false};
	struct figure_signals signals;

	(void)state;
	open(&signals);
	add_results(&signals);
	assert_memory_equal(signals.values[0].held, held, sizeof(held));
	assert_memory_equal(signals.values[0].missing, missing, sizeof(missing));
	assert_true(signals.values[1].held[0] && signals.values[1].missing[0]);
	assert_false(signals.values[1].held[1]);
}

/* Of some indicators: their rows alone, judged with all the others; memory of its own for what
 * passes. */
static void
test_result_signals_of(void **state)
{
	static const char *const asked[] = {"indicator_code", "name", "kind", "unit", "factor",
	    "direction", "minimum_denominator", "required", "threshold_op", "threshold_value",
	    "numerator", "denominator", "I1", "死亡率", "proportion", "%", "100", "decrease", "30",
	    "t", "<=", "4", "deaths", "patients", "I2", "死亡率", "proportion", "%", "100",
	    "decrease", "30", "t", "<=", "4", "deaths", "patients"};
	static const bool first[] = {true, false}, second[] = {false, true};
	struct figure_signals signals, part, other;

	(void)state;
	figure_signals_open(
	    &signals, arena, ROWS(arena, 2, institutions), ROWS(arena, 12, asked), NULL);
	signals.scratch = arena_create();
	add_results(&signals);
	arena_destroy(signals.scratch);
	figure_signals_of(&part, &signals, first);
	figure_signals_fold(&part);
	figure_signals_of(&other, &signals, second);
	figure_signals_fold(&other);
	figure_signals_fold(&signals);
	assert_int_equal(part.count, 1);
	assert_int_equal(other.count, 0);
	assert_int_equal(signals.count, 1);
	assert_string_equal(part.items[0].reason, signals.items[0].reason);
	/* The other name of the same numbers is another's. */
	assert_string_equal(signals.items[0].others, "与 I2 同一定义");
	assert_null(part.items[0].others);
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
	    cmocka_unit_test(test_result_signals_of),
	    cmocka_unit_test(test_result_signals_add_returns),
	    cmocka_unit_test(test_result_signals_add_baselines),
	    cmocka_unit_test(test_result_signals_add_screens),
	    cmocka_unit_test(test_result_signal_q),
	    cmocka_unit_test(test_result_signals_institution),
	    cmocka_unit_test(test_result_signal_words),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
