/* Grades out of an edition's tables: the worked example of tests/cases/composite.csv with one
 * number hidden or not, tables that cannot be; and what meets a goal or a threshold. */
#include "unit.h"

#include "core/text.h"
#include "edition/grade.h"
#include "with_arena.h"

static void
set(struct edition_table *table, size_t row, const char *columns[], const char *cells[])
{
	while (table->count <= row)
		edition_table_add(table);
	for (size_t i = 0; columns[i] != NULL; i++)
		edition_table_set(table, row, columns[i], cells[i]);
}

static void
add_indicators(struct edition *edition)
{
	static const char *columns[] = {"indicator_code", "name", "kind", "unit", "factor",
	    "direction", "minimum_denominator", "required", "basis", NULL};
	static const char *rows[][9] = {
	    {"I1", "手术死亡率", "proportion", "%", "100", "decrease", "100", "t", "seed"},
	    {"I2", "再灌注率", "proportion", "%", "100", "increase", "30", "t", "seed"},
	    {"I3", "血流感染率", "rate", "例/千导管日", "1000", "decrease", "500", "t", "seed"}};
	static const char *rule_columns[] = {
	    "indicator_code", "weight", "floor", "benchmark", "safety", NULL};
	static const char *rules[][5] = {{"I1", "35", "3", "0.5", "t"},
	    {"I2", "30", "60", "95", "f"}, {"I3", "35", "3", "0.5", "t"}};
	static const char *scheme_columns[] = {
	    "band_a", "band_b", "band_c", "cap_b", "cap_c", "coverage_of_3", NULL};
	static const char *scheme[] = {"85", "70", "55", "-1.96", "-3.09", "2"};

	for (size_t i = 0; i < 3; i++) {
		set(&edition->parts[EDITION_INDICATORS], i, columns, rows[i]);
		set(&edition->parts[EDITION_RULES], i, rule_columns, rules[i]);
	}
	set(&edition->parts[EDITION_SCHEME], 0, scheme_columns, scheme);
}

/* Hospitals 1 to 5 of the example. */
static struct edition
example(void)
{
	static const char *counts[3][5][2] = {
	    {{"12", "1500"}, {"60", "4000"}, {"6", "1200"}, {"9", "900"}, {"5", "400"}},
	    {{"85", "100"}, {"190", "200"}, {"57", "60"}, {"14", "20"}, {"40", "50"}},
	    {{"3", "2400"}, {"1", "4000"}, {"0", "1800"}, {"9", "2000"}, {"2", "1600"}}};
	static const char *codes[] = {"I1", "I2", "I3"}, *ids[] = {"1", "2", "3", "4", "5"};
	static const char *place[] = {"institution_id", "peer_group", NULL};
	static const char *columns[] = {"indicator_code", "institution_id", "coverage", "hidden",
	    "numerator", "denominator", NULL};
	struct edition edition = edition_create(arena);

	add_indicators(&edition);
	for (size_t i = 0; i < 5; i++)
		set(&edition.parts[EDITION_INSTITUTIONS], i, place,
		    (const char *[]){ids[i], "tertiary general"});
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < 5; i++)
			set(&edition.parts[EDITION_RESULTS], 5 * k + i, columns,
			    (const char *[]){codes[k], ids[i], "complete", "f", counts[k][i][0],
				counts[k][i][1]});
	return edition;
}

static bool
compute(struct edition_fault *fault, struct edition *edition)
{
	struct edition_index index;

	assert_true(edition_index_make(&index, fault, edition));
	return edition_grade_compute(fault, edition, &index);
}

/* The named cells of a row with blanks between, "-" for nothing. */
static const char *
cells(const struct edition_table *table, size_t row, const char *columns[])
{
	struct buffer line = buffer_create(arena, 128);

	for (size_t i = 0; columns[i] != NULL; i++) {
		const char *cell =
		    edition_table_cell(table, row, edition_table_column(table, columns[i]));

		buffer_append_format(&line, "%s%s", i == 0 ? "" : " ", *cell == '\0' ? "-" : cell);
	}
	return line.data;
}

static void
test_edition_grade_compute_worked_example(void **state)
{
	static const char *columns[] = {"eligible_weight", "weighted_points", "composite", "error",
	    "band", "safety_cap", "grade", "rank", "ranked", NULL};
	static const char *point_columns[] = {
	    "status", "points", "compared", "theta", "tau", "df", "exact", "z", "cap", NULL};
	struct edition edition = example();
	const struct edition_table *grades = &edition.parts[EDITION_GRADES];
	const struct edition_table *points = &edition.parts[EDITION_POINTS];
	struct edition_fault fault;

	(void)state;
	assert_true(compute(&fault, &edition));
	assert_int_equal(grades->count, 5);
	assert_string_equal(cells(grades, 0, columns), "100 7672 76.7 11.037227 B - B 3 5");
	assert_string_equal(cells(grades, 1, columns), "100 8600 86.0 2.690678 A - A 2 5");
	assert_string_equal(cells(grades, 2, columns), "100 10000 100.0 0.000000 A - A 1 5");
	assert_string_equal(cells(grades, 3, columns), "70 2800 40.0 6.633250 D B D 5 5");
	assert_string_equal(cells(grades, 4, columns), "100 6613 66.1 15.398688 C - C 4 5");
	assert_string_equal(edition_table_text(grades, 0, "alike"), "2 5");
	assert_int_equal(points->count, 15);
	assert_string_equal(cells(points, 1, point_columns),
	    "ok 60.0 ok 0.800000 0.000000 3.000000 within -2.06 -");
	assert_string_equal(cells(points, 8, point_columns), "below_minimum - - - - - - - -");
	assert_string_equal(cells(points, 13, point_columns),
	    "ok 0.0 ok 0.640663 0.347521 3.000000 high_95 -2.46 B");
}

/* What is hidden is left out, whatever stands beside it, also of the peers' sum. */
static void
test_edition_grade_compute_leaves_hidden_out(void **state)
{
	static const char *point_columns[] = {"status", "points", "compared", "z", NULL};
	static const char *columns[] = {"status", "eligible_weight", "composite", "grade", NULL};
	struct edition edition = example();
	struct edition_table *results = &edition.parts[EDITION_RESULTS];
	struct edition_fault fault;

	(void)state;
	edition_table_set(results, 10, "hidden", "t");
	edition_table_set(results, 12, "hidden", "t");
	edition_table_set(results, 12, "numerator", NULL);
	assert_true(compute(&fault, &edition));
	assert_string_equal(cells(&edition.parts[EDITION_GRADES], 0, columns), "coverage 65 - -");
	assert_string_equal(
	    cells(&edition.parts[EDITION_POINTS], 10, point_columns), "suppressed - - -");
	/* Three are left: nobody is compared. */
	assert_string_equal(
	    cells(&edition.parts[EDITION_POINTS], 14, point_columns), "ok 70.0 few_units -");
}

static void
test_edition_grade_compute_veto(void **state)
{
	static const char *columns[] = {"veto", "band", "grade", "rank", NULL};
	struct edition edition = example();
	struct edition_table *grades = &edition.parts[EDITION_GRADES];
	struct edition_fault fault;

	(void)state;
	set(grades, 0, (const char *[]){"institution_id", "veto", "veto_document", NULL},
	    (const char *[]){"3", "C", "示卫〔2025〕1 号"});
	assert_true(compute(&fault, &edition));
	assert_int_equal(grades->count, 5);
	assert_string_equal(cells(grades, 2, columns), "C A C 3");
	assert_non_null(strstr(edition_table_text(grades, 2, "cap_text"), "示卫〔2025〕1 号"));
	/* And again out of what was made. */
	assert_true(compute(&fault, &edition));
	assert_string_equal(cells(grades, 2, columns), "C A C 3");
}

/* A decision is given, for the cap that it is about; what is made of it is given again. */
static void
test_edition_grade_compute_decisions(void **state)
{
	static const char *given[] = {"indicator_code", "institution_id", "cap", "decision",
	    "decision_reason", "decided_on", NULL};
	static const char *columns[] = {"cap", "decision", "decision_reason", "decided_on", NULL};
	static const char *grade_columns[] = {"safety_cap", "grade", NULL};
	static const char *rows[][6] = {{"I3", "4", "B", "lift", "复核无误", "2025-08-01"},
	    {"I1", "4", "B", "lift", "没有封顶", "2025-08-01"}, {"I9", "4", "B", "lift", "无", "-"},
	    {"I3", "4", "C", "keep", "封顶不同", "2025-08-01"}, {"I3", "4", "B", NULL, NULL, NULL}};
	struct edition edition = example();
	struct edition_table *points = &edition.parts[EDITION_POINTS];
	const struct edition_table *grades = &edition.parts[EDITION_GRADES];
	struct edition_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		set(points, i, given, rows[i]);
	for (size_t again = 0; again < 2; again++) {
		assert_true(compute(&fault, &edition));
		assert_int_equal(points->count, 15);
		assert_string_equal(cells(points, 13, columns), "B lift 复核无误 2025-08-01");
		assert_string_equal(cells(points, 3, columns), "- - - -");
		assert_string_equal(cells(grades, 3, grade_columns), "- D");
		assert_non_null(strstr(edition_table_text(grades, 3, "cap_text"),
		    "拟封顶 B 级，经审议不适用：复核无误"));
	}
}

/* Files from before there were decisions say what they said. */
static void
test_edition_grade_compute_early(void **state)
{
	struct edition edition = example();
	struct edition_fault fault;

	(void)state;
	edition_table_make_early(&edition.parts[EDITION_POINTS]);
	assert_true(compute(&fault, &edition));
	assert_false(edition_table_has(&edition.parts[EDITION_POINTS], "decision"));
	assert_string_equal(edition_table_text(&edition.parts[EDITION_GRADES], 3, "cap_text"),
	    "安全指标“血流感染率”z = -2.46，不高于 -1.96，也在精确 95% 限外，封顶 B 级");
}

static void
test_edition_grade_compute_nothing_without_scheme(void **state)
{
	struct edition edition = example();
	struct edition_fault fault;

	(void)state;
	edition.parts[EDITION_SCHEME].count = 0;
	assert_false(compute(&fault, &edition));
	assert_string_equal(fault.file, "grade_rules.csv");
	edition.parts[EDITION_RULES].count = 0;
	assert_true(compute(&fault, &edition));
	assert_int_equal(edition.parts[EDITION_POINTS].count, 0);
	assert_int_equal(edition.parts[EDITION_GRADES].count, 0);
}

static void
test_edition_grade_compute_refuses_what_cannot_be(void **state)
{
	static const struct {
		enum edition_part part;
		size_t row;
		const char *column, *cell;
	} faults[] = {{EDITION_SCHEME, 0, "band_a", "100000000000"},
	    {EDITION_SCHEME, 0, "cap_c", NULL}, {EDITION_SCHEME, 0, "coverage_of_3", "4"},
	    {EDITION_RULES, 1, "weight", "-1"}, {EDITION_RULES, 1, "floor", NULL},
	    {EDITION_RULES, 1, "benchmark", "9000000000000"},
	    {EDITION_RULES, 1, "indicator_code", "I1"}, {EDITION_RULES, 2, "indicator_code", "I9"},
	    {EDITION_GRADES, 0, "veto", "Z"}, {EDITION_GRADES, 0, "veto", "B"}};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct edition edition = example();
		struct edition_table *table = &edition.parts[faults[i].part];
		struct edition_fault fault;

		if (table->count == 0)
			edition_table_add(table);
		edition_table_set(table, faults[i].row, faults[i].column, faults[i].cell);
		assert_false(compute(&fault, &edition));
		assert_int_equal(fault.row, faults[i].row + 2);
		assert_string_equal(fault.column, faults[i].column);
	}
}

/* ---- goals and thresholds ------------------------------------------------------------------- */

struct given {
	const char *x, *n, *goal, *direction, *op, *bound, *baseline;
	const char *goal_met, *threshold_met;
};

static void
test_edition_compute_results_meets(void **state)
{
	static const struct given given[] = {
	    {"1", "4", "25", "increase", ">=", "25", NULL, "t", "t"},
	    {"1", "4", "25", "decrease", ">", "25", NULL, "t", "f"},
	    {"1", "4", "25.0001", "increase", "<", "25.0001", NULL, "f", "t"},
	    {"1", "4", "24.9999", "decrease", "=", "25", NULL, "f", "t"},
	    {"1", "3", "33.3333", "increase", "<=", "33.3333", NULL, "t", "f"},
	    {"1", "3", NULL, "increase", "up", NULL, "33.333333333333336", NULL, "f"},
	    {"2", "3", NULL, "none", "up", NULL, "66.6666", NULL, "t"},
	    {"2", "3", "50", "none", "down", NULL, "66.6666", NULL, "f"},
	    {"2", "3", "50", "decrease", "down", NULL, NULL, "f", NULL},
	    {"0", "0", "50", "increase", ">=", "1", NULL, NULL, NULL},
	    {NULL, NULL, "50", "increase", ">=", "1", "50", NULL, NULL},
	    {"7", NULL, "50", "increase", NULL, NULL, NULL, NULL, NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		struct edition edition = example();
		struct edition_table *results = &edition.parts[EDITION_RESULTS];
		struct edition_table *indicators = &edition.parts[EDITION_INDICATORS];
		struct figure_definition definition;
		struct edition_fault fault;
		struct edition_index index;

		edition_table_set(results, 0, "numerator", given[i].x);
		edition_table_set(results, 0, "denominator", given[i].n);
		edition_table_set(results, 0, "goal", given[i].goal);
		edition_table_set(results, 0, "baseline", given[i].baseline);
		edition_table_set(indicators, 0, "direction", given[i].direction);
		edition_table_set(indicators, 0, "threshold_op", given[i].op);
		edition_table_set(indicators, 0, "threshold_value", given[i].bound);
		assert_true(edition_definition(&definition, indicators, 0));
		assert_true(edition_index_make(&index, &fault, &edition));
		edition_compute_results(&edition, &index, 0, &definition);
		if (!text_equal(edition_table_text(results, 0, "goal_met"), given[i].goal_met) ||
		    !text_equal(
			edition_table_text(results, 0, "threshold_met"), given[i].threshold_met))
			fail_msg("case %zu", i);
	}
}

/* Who may be ranked and graded is said by the file of indicators itself. */
static void
test_edition_compute_bars(void **state)
{
	static const struct {
		const char *basis, *own_trend, *confirmed_on, *status, *point;
	} given[] = {{"seed", "f", NULL, "ok", "ok"},
	    {"derived", "f", NULL, "unconfirmed", "unconfirmed"},
	    {"standard", "f", NULL, "unconfirmed", "unconfirmed"},
	    {"derived", "f", "2025-03-01", "ok", "ok"},
	    {"standard", "t", "2025-03-01", "own_trend", "own_trend"},
	    {NULL, NULL, NULL, "unconfirmed", "unconfirmed"}};

	(void)state;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		struct edition edition = example();
		struct edition_table *results = &edition.parts[EDITION_RESULTS];
		struct edition_table *indicators = &edition.parts[EDITION_INDICATORS];
		struct figure_definition definition;
		struct edition_fault fault;
		struct edition_index index;
		bool ok = text_equal(given[i].status, "ok");

		for (size_t row = 0; row < 5; row++)
			edition_table_set(results, row, "coverage", "complete");
		edition_table_set(indicators, 0, "basis", given[i].basis);
		edition_table_set(indicators, 0, "own_trend", given[i].own_trend);
		edition_table_set(indicators, 0, "confirmed_on", given[i].confirmed_on);
		assert_true(edition_definition(&definition, indicators, 0));
		assert_true(edition_index_make(&index, &fault, &edition));
		edition_compute_results(&edition, &index, 0, &definition);
		assert_string_equal(edition_table_text(results, 0, "status"), given[i].status);
		assert_int_equal(edition_table_text(results, 0, "rank") != NULL, ok);
		assert_int_equal(edition_table_text(results, 0, "rank_lower") != NULL, ok);
		assert_non_null(edition_table_text(results, 0, "lower"));
		assert_true(edition_grade_compute(&fault, &edition, &index));
		assert_string_equal(edition_table_text(&edition.parts[EDITION_POINTS], 0, "status"),
		    given[i].point);
	}
}

/* An edition from before its files said so ranks as it did. */
static void
test_edition_bar_of_early_files(void **state)
{
	struct edition edition = edition_create(arena);
	struct edition_table *indicators = &edition.parts[EDITION_INDICATORS];

	(void)state;
	edition_table_make_early(indicators);
	edition_table_add(indicators);
	assert_false(edition_table_has(indicators, "basis"));
	assert_int_equal(edition_bar(indicators, 0), COMPARISON_NO_BAR);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_edition_grade_compute_worked_example),
	    TEST(test_edition_grade_compute_leaves_hidden_out),
	    TEST(test_edition_grade_compute_veto),
	    TEST(test_edition_grade_compute_decisions),
	    TEST(test_edition_grade_compute_early),
	    TEST(test_edition_grade_compute_nothing_without_scheme),
	    TEST(test_edition_grade_compute_refuses_what_cannot_be),
	    TEST(test_edition_compute_results_meets),
	    TEST(test_edition_compute_bars),
	    TEST(test_edition_bar_of_early_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
