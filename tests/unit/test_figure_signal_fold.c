/* Signals that have one cause: which are kin, and the row that they fold into. */
#include "unit.h"

#include "core/text.h"
#include "figure/signal.h"
#include "rows.h"
#include "with_arena.h"

/* Six of one peer group, not in the order of their ids; the last is not shown. */
static const char *const institutions[] = {
    "institution_id", "shown", "30", "t", "4", "t", "12", "t", "100", "t", "9", "t", "77", "f"};

/* Deaths on the day are some of the deaths; falls share nothing with them, patients are all one. */
static const char *const kin[] = {"indicator_code", "name", "kind", "unit", "factor", "direction",
    "minimum_denominator", "required", "threshold_op", "threshold_value", "numerator",
    "denominator", "A1", "死亡率", "proportion", "%", "100", "decrease", "30", "t", NULL, NULL,
    "deaths", "patients", "A2", "当日死亡率", "proportion", "%", "100", "decrease", "30", "t", NULL,
    NULL, "deaths_day", "operations", "A3", "死亡率", "proportion", "%", "100", "decrease", "30",
    "t", NULL, NULL, "deaths", "patients", "A4", "跌倒率", "rate", "‰", "1000", "decrease", "30",
    "t", NULL, NULL, "falls", "days", "A5", "评估率", "proportion", "%", "100", "increase", "30",
    "t", NULL, NULL, "assessed", "patients", "A6", "查房数", "count", "次", "1", "increase", "0",
    "t", NULL, NULL, "rounds", NULL};
static const char *const parts[] = {
    "child", "parent", "assessed", "patients", "deaths_day", "deaths", "falls", "events"};

static void
open_kin(struct figure_signals *signals)
{
	figure_signals_open(signals, arena, ROWS(arena, 2, institutions), ROWS(arena, 12, kin),
	    ROWS(arena, 2, parts));
}

static void
test_result_signals_is_kin(void **state)
{
	struct figure_signals signals;

	(void)state;
	open_kin(&signals);
	assert_true(figure_signals_is_kin(&signals, 3, 3));
	assert_true(figure_signals_is_kin(&signals, 0, 4)); /* of the same patients */
	assert_true(figure_signals_is_kin(&signals, 0, 1)); /* some of the same deaths */
	assert_true(figure_signals_is_kin(&signals, 1, 0));
	assert_false(figure_signals_is_kin(&signals, 0, 3));
	assert_false(figure_signals_is_kin(&signals, 1, 4));
	assert_false(figure_signals_is_kin(&signals, 5, 0));
	assert_true(figure_signals_is_same(&signals, 0, 2));
	assert_false(figure_signals_is_same(&signals, 0, 4));
	assert_false(figure_signals_is_same(&signals, 5, 0));
}

static struct figure_signal *
add(struct figure_signals *signals, enum figure_signal_kind kind, size_t institution,
    size_t indicator, double weight)
{
	struct figure_signal *signal =
	    figure_signals_append(signals, kind, FIGURE_SEVERITY_MIDDLE, institution, indicator);

	signal->weight = weight;
	signal->reason = text_format(arena, "差 %.0f", weight);
	return signal;
}

static void
test_result_signals_fold(void **state)
{
	struct figure_signals signals;
	const struct figure_signal *row;

	(void)state;
	open_kin(&signals);
	assert_null(
	    figure_signals_append(&signals, FIGURE_SIGNAL_OUTLIER, FIGURE_SEVERITY_HIGH, 5, 0));
	add(&signals, FIGURE_SIGNAL_GOAL, 1, 1, 0);
	add(&signals, FIGURE_SIGNAL_THRESHOLD, 1, 3, 0);
	add(&signals, FIGURE_SIGNAL_OUTLIER, 1, 4, 5);
	add(&signals, FIGURE_SIGNAL_OUTLIER, 1, 0, 20);
	add(&signals, FIGURE_SIGNAL_WORSENING, 1, 1, 7);
	add(&signals, FIGURE_SIGNAL_WORSENING, 1, 0, 3);
	add(&signals, FIGURE_SIGNAL_OUTLIER, 1, 3, 9);
	add(&signals, FIGURE_SIGNAL_BETTER, 0, 3, 900);
	add(&signals, FIGURE_SIGNAL_OUTLIER, 0, 1, 30);
	figure_signals_fold(&signals);
	assert_int_equal(signals.count, 4);
	/* By weight, then what is better. */
	assert_int_equal(signals.items[0].institution, 0);
	assert_int_equal(signals.items[0].indicator, 1);
	assert_null(signals.items[0].others);
	assert_null(signals.items[0].evidence);
	row = &signals.items[1];
	assert_int_equal(row->indicator, 0);
	assert_int_equal(row->parts, 4);
	assert_int_equal(row->member_count, 3);
	assert_int_equal(row->members[0], 0);
	assert_int_equal(row->members[1], 1);
	assert_int_equal(row->members[2], 4);
	assert_string_equal(row->others, "与 A3 同一定义；A2 当日死亡率：变差，差 7；A5 "
					 "评估率：偏离同组，差 5；变差，差 3");
	assert_string_equal(row->evidence, "未达目标：差 0；该机构本期未达目标或要求的指标共 2 项");
	assert_int_equal(signals.items[2].indicator, 3);
	assert_int_equal(signals.items[2].parts, 1);
	assert_int_equal(signals.items[3].kind, FIGURE_SIGNAL_BETTER);
}

/* One row for what is asked of a return, one for what is late; a jump alone makes none. */
static void
test_result_signals_fold_returns(void **state)
{
	struct figure_signals signals;

	(void)state;
	open_kin(&signals);
	add(&signals, FIGURE_SIGNAL_SCREEN, 0, 0, 0)->label = "突变";
	add(&signals, FIGURE_SIGNAL_SCREEN, 1, 0, 0)->label = "突变";
	add(&signals, FIGURE_SIGNAL_SCREEN, 1, 4, 0)->label = "过于完美";
	add(&signals, FIGURE_SIGNAL_SCREEN, 1, FIGURE_SIGNAL_NONE, 0)->label = "照抄上期";
	add(&signals, FIGURE_SIGNAL_LATE, 1, FIGURE_SIGNAL_NONE, 0)->label = "逾期未报";
	add(&signals, FIGURE_SIGNAL_LATE, 1, FIGURE_SIGNAL_NONE, 0)->label = "逾期报送";
	add(&signals, FIGURE_SIGNAL_OUTLIER, 1, 3, 1);
	signals.items[3].severity = FIGURE_SEVERITY_HIGH;
	figure_signals_fold(&signals);
	assert_int_equal(signals.count, 3);
	assert_int_equal(signals.items[0].kind, FIGURE_SIGNAL_OUTLIER);
	assert_string_equal(signals.items[1].label, "照抄上期");
	assert_int_equal(signals.items[1].parts, 2);
	assert_int_equal(signals.items[1].member_count, 0);
	assert_string_equal(signals.items[1].others, "过于完美，差 0");
	assert_string_equal(signals.items[2].label, "逾期未报");
	assert_string_equal(signals.items[2].others, "逾期报送，差 0");
	open_kin(&signals);
	figure_signals_fold(&signals);
	assert_int_equal(signals.count, 0);
}

/* Two names of one result are one; better is none the less off. */
static void
test_result_signals_judge(void **state)
{
	static const char *const cells[] = {"indicator_code", "institution_id", "peer_group",
	    "coverage", "numerator", "denominator", "goal", "goal_met", "threshold_met", "A1", "30",
	    "g", "complete", "100", "1000", NULL, NULL, NULL, "A1", "4", "g", "complete", "5",
	    "1000", NULL, NULL, NULL, "A1", "12", "g", "complete", "103", "1000", NULL, NULL, NULL,
	    "A1", "100", "g", "complete", "97", "1000", NULL, NULL, NULL, "A1", "9", "g",
	    "complete", "105", "1000", NULL, NULL, NULL, "A3", "30", "g", "complete", "100", "1000",
	    NULL, NULL, NULL, "A3", "4", "g", "complete", "5", "1000", NULL, NULL, NULL, "A3", "12",
	    "g", "complete", "103", "1000", NULL, NULL, NULL, "A3", "100", "g", "complete", "97",
	    "1000", NULL, NULL, NULL, "A3", "9", "g", "complete", "105", "1000", NULL, NULL, NULL,
	    "A3", "77", "g", "complete", "101", "1000", NULL, NULL, NULL};
	struct figure_signals signals;
	const struct figure_signal *row;

	(void)state;
	open_kin(&signals);
	figure_signals_add_results(&signals, ROWS(arena, 9, cells));
	figure_signals_name(&signals);
	/* One is asked for it by its second name only. */
	assert_int_equal(signals.judged_count, 6);
	figure_signals_fold(&signals);
	assert_int_equal(signals.count, 1);
	row = &signals.items[0];
	assert_int_equal(row->kind, FIGURE_SIGNAL_BETTER);
	assert_int_equal(row->severity, FIGURE_SEVERITY_LOW);
	assert_string_equal(row->others, "与 A3 同一定义");
	assert_string_equal(
	    row->reason, "0.50%（5/1000），同组其他机构 10.12%，少 96 例（q=0.017）");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_signals_is_kin),
	    cmocka_unit_test(test_result_signals_fold),
	    cmocka_unit_test(test_result_signals_fold_returns),
	    cmocka_unit_test(test_result_signals_judge),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
