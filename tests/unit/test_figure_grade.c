/* Grades out of rows: the worked example of tests/cases/composite.csv, and what rows may leave
 * out. */
#include "unit.h"

#include "core/text.h"
#include "figure/grade_decision.h"
#include "figure/grade_effect.h"
#include "figure/grade_view.h"
#include "rows.h"
#include "with_arena.h"

static struct figure_grade_scheme
scheme_of(void)
{
	static const char *const head[] = {"band_a", "band_b", "band_c", "cap_b", "cap_c",
	    "coverage_of_3", "85.0", "70.0", "55.0", "-1.96", "-3.09", "2"};
	static const char *const items[] = {"indicator_code", "name", "kind", "unit", "factor",
	    "direction", "minimum_denominator", "required", "weight", "floor", "benchmark",
	    "safety", "I1", "手术死亡率", "proportion", "%", "100", "decrease", "100", "t", "35.00",
	    "3.0000", "0.5000", "t", "I2", "再灌注率", "proportion", "%", "100", "increase", "30",
	    "t", "30.00", "60.0000", "95.0000", "f", "I3", "血流感染率", "rate", "例/千导管日",
	    "1000", "decrease", "500", "t", "35.00", "3.0000", "0.5000", "t"};
	struct figure_grade_scheme scheme;

	figure_grade_scheme_read(
	    &scheme, arena, ROWS(arena, 6, head), 0, ROWS(arena, 12, items), 0, 3);
	return scheme;
}

static const char *const value_columns[] = {
    "indicator_code", "institution_id", "peer_group", "coverage", "numerator", "denominator"};

/* H1 … H5 of that example, by indicator, and two of another peer group. */
static const char *const worked[][6] = {
    {"I1", "1", "g", "complete", "12", "1500"},
    {"I1", "2", "g", "complete", "60", "4000"},
    {"I1", "3", "g", "complete", "6", "1200"},
    {"I1", "4", "g", "complete", "9", "900"},
    {"I1", "5", "g", "complete", "5", "400"},
    {"I1", "6", "other", "complete", "20", "1000"},
    {"I2", "1", "g", "complete", "85", "100"},
    {"I2", "2", "g", "complete", "190", "200"},
    {"I2", "3", "g", "complete", "57", "60"},
    {"I2", "4", "g", "complete", "14", "20"},
    {"I2", "5", "g", "complete", "40", "50"},
    {"I2", "7", "other", "partial", "40", "50"},
    {"X9", "8", "stranger", "complete", "40", "50"},
    {"I3", "1", "g", "complete", "3", "2400"},
    {"I3", "2", "g", "complete", "1", "4000"},
    {"I3", "3", "g", "complete", "0", "1800"},
    {"I3", "4", "g", "complete", "9", "2000"},
    {"I3", "5", "g", "complete", "2", "1600"},
    {"I3", "6", "other", "complete", "2", "1600"},
    {"I3", "7", "other", "not_applicable", NULL, NULL},
};

/* The same with other deaths of H2. */
static struct rows *
values_with(const char *deaths)
{
	const char *cells[6 * (1 + sizeof(worked) / sizeof(worked[0]))];
	size_t count = sizeof(worked) / sizeof(worked[0]);

	memcpy(cells, value_columns, sizeof(value_columns));
	memcpy(cells + 6, worked, sizeof(worked));
	cells[6 * 2 + 4] = deaths;
	return rows_of(arena, 6, cells, count);
}

static struct rows *
values_of(void)
{
	return values_with("60");
}

static void
test_result_grade_compute_worked_example(void **state)
{
	static const struct {
		const char *institution;
		const char *rank;
		int composite;
		enum grade band, cap, grade;
		const char *error;
	} expected[] = {{"3", "1", 1000, GRADE_A, GRADE_A, GRADE_A, "未能估计"},
	    {"2", "2", 860, GRADE_A, GRADE_A, GRADE_A, "2.69"},
	    {"1", "3", 767, GRADE_B, GRADE_A, GRADE_B, "11.04"},
	    {"5", "4", 661, GRADE_C, GRADE_A, GRADE_C, "15.40"},
	    {"4", "5", 400, GRADE_D, GRADE_B, GRADE_D, "6.63"}};
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;
	const struct figure_grade_group *group;

	(void)state;
	figure_grade_compute(&grades, arena, &scheme, values_of(), NULL, NULL);
	assert_int_equal(grades.group_count, 2);
	group = &grades.groups[0];
	assert_string_equal(group->key, "g");
	assert_int_equal(group->count, 5);
	assert_int_equal(group->graded, 5);
	assert_near(group->peers[0].theta, 92 / 8000.0, 1e-15);
	assert_near(group->peers[1].theta, 372 / 410.0, 1e-15);
	for (size_t i = 0; i < 5; i++) {
		const struct figure_grade_unit *unit = &group->units[i];

		assert_string_equal(unit->institution, expected[i].institution);
		assert_string_equal(figure_grade_rank(arena, unit), expected[i].rank);
		assert_int_equal(unit->result.composite_tenths, expected[i].composite);
		assert_int_equal(unit->result.band, expected[i].band);
		assert_int_equal(unit->result.cap, expected[i].cap);
		assert_int_equal(unit->result.grade, expected[i].grade);
		assert_string_equal(figure_grade_error(arena, unit), expected[i].error);
		assert_null(figure_grade_reason_text(unit));
	}
	assert_int_equal(group->units[1].items[0].points_tenths, 600);
	assert_string_equal(
	    figure_grade_hundredths(arena, group->units[1].items[0].z_hundredths), "-2.06");
	assert_null(figure_grade_cap_text(arena, &grades, &group->units[1]));
	assert_string_equal(figure_grade_cap_text(arena, &grades, &group->units[4]),
	    "安全指标“血流感染率”z = -2.46，不高于 -1.96，也在精确 95% 限外，封顶 B 级");
	assert_null(figure_grade_cap_text(arena, &grades, &group->units[0]));
	assert_int_equal(group->units[1].items[1].compared, GRADE_FEW_UNITS);
	assert_string_equal(
	    figure_grade_compared_words(GRADE_FEW_UNITS), "可比的同组机构不足 5 家，不计算 z");
	assert_null(figure_grade_compared_words(GRADE_COMPARED));
	assert_int_equal(group->units[4].statuses[1], FIGURE_BELOW_MINIMUM);
}

static void
test_result_grade_compute_ungraded(void **state)
{
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;
	const struct figure_grade_group *group;
	const struct figure_grade_unit *unit;

	(void)state;
	figure_grade_compute(&grades, arena, &scheme, values_of(), NULL, NULL);
	unit = figure_grade_find(&group, &grades, "7");
	assert_string_equal(group->key, "other");
	assert_int_equal(unit->result.reason, GRADE_COVERAGE);
	assert_string_equal(figure_grade_reason_text(unit), "有效指标的权重不足");
	assert_int_equal(unit->statuses[0], FIGURE_NOT_APPLICABLE); /* not asked */
	assert_int_equal(unit->statuses[1], FIGURE_PARTIAL);
	assert_int_equal(unit->statuses[2], FIGURE_NOT_APPLICABLE);
	/* Graded, but in a group too small for ranks. */
	unit = figure_grade_find(&group, &grades, "6");
	assert_int_equal(unit->result.reason, GRADE_GRADED);
	assert_null(figure_grade_rank(arena, unit));
	assert_int_equal(group->graded, 1);
	assert_null(figure_grade_find(&group, &grades, "8"));
}

static void
test_result_grade_compute_veto(void **state)
{
	static const char *const cells[] = {"institution_id", "cap", "document", "3", "B", "甲号",
	    "3", "D", "乙号", "4", "B", "丙号", "99", "C", "丁号"};
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;
	const struct figure_grade_group *group;
	const struct figure_grade_unit *unit;

	(void)state;
	figure_grade_compute(&grades, arena, &scheme, values_of(), ROWS(arena, 3, cells), NULL);
	unit = figure_grade_find(&group, &grades, "3");
	assert_int_equal(unit->result.band, GRADE_A);
	assert_int_equal(unit->result.grade, GRADE_D);
	assert_string_equal(
	    figure_grade_cap_text(arena, &grades, unit), "重大事件（乙号），封顶 D 级");
	assert_string_equal(figure_grade_rank(arena, unit), "4");
	assert_string_equal(group->units[0].institution, "2");
	unit = figure_grade_find(&group, &grades, "4");
	assert_string_equal(figure_grade_cap_text(arena, &grades, unit),
	    "安全指标“血流感染率”z = -2.46，不高于 -1.96，也在精确 95% 限外，封顶 B 级；"
	    "重大事件（丙号），封顶 B 级");
}

/* Of decisions on caps. */
static const char *const names[] = {"institution_id", "indicator_code", "decision",
    "decision_reason", "numerator", "denominator", "cap"};

/* H2 with six more deaths, where 80 is an A: capped at B, until that is lifted for these numbers.
 */
static void
test_result_grade_compute_decided(void **state)
{
	static const struct {
		const char *cells[7];
		enum grade grade;
		const char *rank, *words;
	} cases[] = {
	    {{"2", "I1", "lift", "复核无误", "66", "4000.0", "B"}, GRADE_A, "2",
		"经审议不适用：复核无误"},
	    {{"2", "I1", "keep", "复核无误", "66", "4000", "B"}, GRADE_B, "2",
		"经审议维持：复核无误"},
	    {{"2", "I1", "lift", "当时的数", "60", "4000", "B"}, GRADE_B, "2", "待审议"},
	    {{"2", "I1", "lift", "当时的数", "66", "4001", "B"}, GRADE_B, "2", "待审议"},
	    {{"2", "I1", "lift", "当时的数", NULL, "4000", "B"}, GRADE_B, "2", "待审议"},
	    {{"2", "I1", "lift", "当时的封顶", "66", "4000", "C"}, GRADE_B, "2", "待审议"},
	    {{"2", "I3", "lift", "没有封顶", "1", "4000", "B"}, GRADE_B, "2", "待审议"},
	    {{"1", "I1", "lift", "别家的", "66", "4000", "B"}, GRADE_B, "2", "待审议"},
	};
	struct figure_grade_scheme scheme = scheme_of();

	(void)state;
	scheme.scheme.band_tenths[0] = 800;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct figure_grades grades;
		const struct figure_grade_group *group;
		const struct figure_grade_unit *unit;

		figure_grade_compute(&grades, arena, &scheme, values_with("66"), NULL,
		    rows_make(arena, names, 7, cases[i].cells, 1));
		unit = figure_grade_find(&group, &grades, "2");
		assert_int_equal(unit->result.grade, cases[i].grade);
		assert_string_equal(figure_grade_rank(arena, unit), cases[i].rank);
		assert_string_equal(figure_grade_decided(arena, &grades, unit, 0), cases[i].words);
		assert_null(figure_grade_decided(arena, &grades, unit, 1));
		assert_string_equal(figure_grade_cap_text(arena, &grades, unit),
		    text_format(arena,
			"安全指标“手术死亡率”z = -2.26，不高于 -1.96，也在精确 95%% 限外，拟封顶 B 级，%s",
			cases[i].words));
	}
}

static void
test_result_grade_alike(void **state)
{
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;
	size_t alike[5];

	(void)state;
	figure_grade_compute(&grades, arena, &scheme, values_of(), NULL, NULL);
	/* H1 (76.7, SE 11.0): not H2 apart (9.3 < 22.3), nor H5 (10.6 < 37.1); H3 is (23.3 > 21.6).
	 */
	assert_int_equal(figure_grade_alike(alike, &grades.groups[0], 2), 2);
	assert_string_equal(grades.groups[0].units[alike[0]].institution, "2");
	assert_string_equal(grades.groups[0].units[alike[1]].institution, "5");
	assert_int_equal(figure_grade_alike(alike, &grades.groups[0], 0), 0);
	assert_int_equal(figure_grade_alike(alike, &grades.groups[1], 1), 0);
}

/* What a heavier I1, a stricter I2 and a higher bar for A would do to the worked example. */
static void
test_result_grade_effect_compute_causes(void **state)
{
	static const char *const lifted[] = {"2", "I1", "lift", "复核无误", "66", "4000", "B"};
	struct figure_grade_scheme before = scheme_of(), after = scheme_of();
	struct figure_grade_effect effect;
	const struct figure_grade_change *change;
	const char *text;

	(void)state;
	figure_grade_effect_compute(&effect, arena, &before, &after, values_of(), NULL, NULL);
	assert_int_equal(effect.count, 0);
	assert_int_equal(effect.unchanged, 7);
	assert_string_equal(figure_grade_effect_parts(arena, &effect), "");

	/* I2 worth 0 from 80 on: H1 71.4 -> 33.3, composite 76.7 -> 65.3; H5 57.1 -> 0.0, 66.1
	 * -> 49.0. */
	after.rules[1].floor = decimal_from_integer(80);
	figure_grade_effect_compute(&effect, arena, &before, &after, values_of(), NULL, NULL);
	assert_string_equal(figure_grade_effect_parts(arena, &effect), "起评值或满分值");
	assert_int_equal(effect.count, 2);
	change = &effect.changes[0];
	assert_string_equal(change->after->institution, "1");
	assert_true(change->grade_changed && !change->rank_changed);
	assert_true(change->causes[GRADE_PART_RANGE] && !change->causes[GRADE_PART_WEIGHT]);
	text = figure_grade_change_text(arena, &effect, change);
	assert_string_equal(text, "综合分 76.7→65.3；起评值或满分值变动，“再灌注率”得分 71.4→33.3");
	assert_string_equal(effect.changes[1].after->institution, "5");

	/* Without I1 as a safety indicator H2, with six more deaths, is no longer capped, unless
	 * that cap had been lifted. */
	after = scheme_of();
	after.rules[0].safety = false;
	before.scheme.band_tenths[0] = after.scheme.band_tenths[0] = 800;
	figure_grade_effect_compute(&effect, arena, &before, &after, values_with("66"), NULL,
	    rows_make(arena, names, 7, lifted, 1));
	assert_int_equal(effect.count, 0);
	figure_grade_effect_compute(&effect, arena, &before, &after, values_with("66"), NULL, NULL);
	before = scheme_of();
	assert_int_equal(effect.count, 1);
	change = &effect.changes[0];
	assert_int_equal(change->after->result.grade, GRADE_A);
	assert_string_equal(figure_grade_change_text(arena, &effect, change),
	    "安全指标封顶 B→无；安全指标变动，“手术死亡率”不再是安全指标");

	/* Bands alone: nothing of its own moved but the bar. */
	after = scheme_of();
	after.scheme.band_tenths[1] = 800;
	figure_grade_effect_compute(&effect, arena, &before, &after, values_of(), NULL, NULL);
	assert_int_equal(effect.count, 1);
	assert_string_equal(
	    figure_grade_change_text(arena, &effect, &effect.changes[0]), "等级分数线变动");
}

/* An indicator dropped weighs nothing afterwards; one that was not there weighed nothing before. */
static void
test_result_grade_effect_compute_other_indicators(void **state)
{
	struct figure_grade_scheme before = scheme_of(), after = scheme_of();
	struct figure_grade_effect effect;

	(void)state;
	after.count = 2;
	figure_grade_effect_compute(&effect, arena, &before, &after, values_of(), NULL, NULL);
	assert_int_equal(effect.schemes[0].count, 3);
	assert_int_equal(effect.schemes[1].count, 3);
	assert_string_equal(effect.schemes[1].indicators[2].code, "I3");
	assert_int_equal(effect.schemes[1].rules[2].weight.units, 0);
	assert_string_equal(figure_grade_effect_parts(arena, &effect), "权重");
	for (size_t i = 0; i < effect.count; i++)
		assert_true(effect.changes[i].causes[GRADE_PART_WEIGHT]);
	/* The other way round, and from nothing at all. */
	figure_grade_effect_compute(&effect, arena, &after, &before, values_of(), NULL, NULL);
	assert_int_equal(effect.schemes[0].rules[2].weight.units, 0);
	before = (struct figure_grade_scheme){0};
	after = scheme_of();
	figure_grade_effect_compute(&effect, arena, &before, &after, values_of(), NULL, NULL);
	assert_int_equal(effect.count, 6);
	for (size_t i = 0; i < effect.count; i++)
		assert_int_equal(effect.changes[i].before->result.reason, GRADE_COVERAGE);
}

/* H2 among peers who are not named: its points and caps, but no rank. */
static void
test_result_grade_compute_own(void **state)
{
	static const char *const columns[] = {
	    "indicator_code", "own", "peer_group", "coverage", "numerator", "denominator"};
	static const char *const veto[] = {"institution_id", "cap", "document", "2", "C", "甲号"};
	const char *cells[6 * (1 + sizeof(worked) / sizeof(worked[0]))];
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;
	const struct figure_grade_group *group;
	const struct figure_grade_unit *unit;
	size_t count = 0;

	(void)state;
	memcpy(cells, columns, sizeof(columns));
	for (size_t i = 0; i < sizeof(worked) / sizeof(worked[0]); i++) {
		if (strcmp(worked[i][2], "g") != 0)
			continue;
		memcpy(cells + 6 * ++count, worked[i], sizeof(worked[i]));
		cells[6 * count + 1] = strcmp(worked[i][1], "2") == 0 ? "t" : "f";
	}
	figure_grade_compute_own(&grades, arena, &scheme, rows_of(arena, 6, cells, count),
	    ROWS(arena, 3, veto), NULL, "2");
	unit = figure_grade_find(&group, &grades, "2");
	assert_int_equal(group->count, 1);
	assert_near(group->peers[0].theta, 92 / 8000.0, 1e-15);
	assert_int_equal(unit->result.composite_tenths, 860);
	assert_int_equal(unit->result.cap, GRADE_A);
	assert_string_equal(figure_grade_hundredths(arena, unit->items[0].z_hundredths), "-2.06");
	assert_int_equal(unit->result.grade, GRADE_C);
	assert_null(figure_grade_rank(arena, unit));
	assert_string_equal(figure_grade_error(arena, unit), "2.69");
	figure_grade_compute_own(
	    &grades, arena, &scheme, rows_of(arena, 6, columns, 0), NULL, NULL, "2");
	assert_int_equal(grades.group_count, 0);
}

/* An indicator that may not be compared counts for nothing and says why. */
static void
test_result_grade_compute_barred(void **state)
{
	static const struct {
		enum comparison_bar bar;
		enum figure_status status;
	} given[] = {{COMPARISON_BAR_UNCONFIRMED, FIGURE_UNCONFIRMED},
	    {COMPARISON_BAR_OWN_TREND, FIGURE_OWN_TREND}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct figure_grade_scheme scheme = scheme_of();
		const struct figure_grade_group *group;
		const struct figure_grade_unit *unit;
		struct figure_grades grades;

		scheme.indicators[0].definition.rule.bar = given[i].bar;
		figure_grade_compute(&grades, arena, &scheme, values_of(), NULL, NULL);
		unit = figure_grade_find(&group, &grades, "2");
		assert_int_equal(unit->statuses[0], given[i].status);
		assert_int_equal(unit->items[0].standing, GRADE_NO_DATA);
		assert_int_equal(unit->result.reason, GRADE_COVERAGE);
		unit = figure_grade_find(&group, &grades, "7");
		assert_int_equal(unit->statuses[0], FIGURE_NOT_APPLICABLE);
	}
}

static void
test_result_grade_compute_nothing(void **state)
{
	struct figure_grade_scheme scheme = scheme_of();
	struct figure_grades grades;

	(void)state;
	figure_grade_compute(
	    &grades, arena, &scheme, rows_of(arena, 6, value_columns, 0), NULL, NULL);
	assert_int_equal(grades.group_count, 0);
	scheme.count = 0;
	figure_grade_compute(&grades, arena, &scheme, values_of(), NULL, NULL);
	assert_int_equal(grades.group_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_grade_compute_worked_example),
	    cmocka_unit_test(test_result_grade_compute_ungraded),
	    cmocka_unit_test(test_result_grade_compute_veto),
	    cmocka_unit_test(test_result_grade_compute_decided),
	    cmocka_unit_test(test_result_grade_alike),
	    cmocka_unit_test(test_result_grade_effect_compute_causes),
	    cmocka_unit_test(test_result_grade_effect_compute_other_indicators),
	    cmocka_unit_test(test_result_grade_compute_own),
	    cmocka_unit_test(test_result_grade_compute_barred),
	    cmocka_unit_test(test_result_grade_compute_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
