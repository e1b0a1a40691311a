#include "unit.h"

#include "figure/compared.h"
#include "figure/panel.h"
#include "figure/table.h"
#include "rows.h"
#include "with_arena.h"

static const struct figure_definition percent = {.rule = {.kind = MEASURE_PROPORTION,
						     .direction = MEASURE_INCREASE,
						     .minimum_denominator = {10000},
						     .minimum_peers = 5,
						     .confidence = 0.95,
						     .factor = 100},
    .factor = 100,
    .places = 2,
    .unit = "%"};

/* Before: A 30/100, B 900/1000; now: A 60/100, C 50/100 of a part of the period, D 0 of 0. */
static const char *const cells[] = {"institution_name", "peer_group", "coverage", "numerator",
    "denominator", "previous_numerator", "previous_denominator", "previous_period", "previous_year",
    "甲院", "g", "complete", "60", "100", "30", "100", "2024年第三季度", "t", "乙院", "g",
    "no_data", NULL, NULL, "900", "1000", "2024年第三季度", "t", "丙院", "g", "partial", "50",
    "100", "40", "100", "2024年第三季度", "t", "丁院", "g", "complete", "0", "0", NULL, NULL,
    "2024年第三季度", "t", "戊院", "g", "complete", "5", "50", NULL, NULL, "2024年第三季度", "t"};

static struct figure_panel
panel_of(const bool *chosen)
{
	struct figure_table table;
	struct figure_panel panel;

	figure_table_compare(&table, arena, &percent, ROWS(arena, 9, cells), 0, 5);
	table.chosen = chosen;
	figure_panel_read(&panel, &table);
	return panel;
}

static void
test_panel_names_who_is_missing(void **state)
{
	struct figure_panel panel = panel_of(NULL);
	struct figure_compared compared;

	(void)state;
	assert_int_equal(rows_count(panel.rows), 1);
	assert_string_equal(panel.gone, "乙院、丙院");
	assert_string_equal(panel.come, "戊院");
	assert_string_equal(rows_text(panel.rows, 0, "before_numerator"), "970");
	assert_string_equal(rows_text(panel.rows, 0, "denominator"), "150");
	assert_string_equal(rows_text(panel.rows, 0, "matched_before_numerator"), "30");
	assert_string_equal(rows_text(panel.rows, 0, "matched_numerator"), "60");
	assert_string_equal(rows_text(panel.rows, 0, "matched_institutions"), "1");
	figure_compared_read(&compared, &percent, panel.rows, 0);
	assert_true(compared.known && compared.differ && compared.year_before);
	/* Over all it fell from 81 to 43 %; who was there both times improved. */
	assert_string_equal(figure_compared_word(&compared), "改善");
	assert_near(compared.change.difference, 30, 1e-12);
}

static void
test_panel_of_the_chosen(void **state)
{
	const bool only_first[5] = {true}, only_second[5] = {false, true}, none[5] = {false};
	struct figure_compared compared;

	(void)state;
	figure_compared_read(&compared, &percent, panel_of(only_first).rows, 0);
	assert_true(compared.known && !compared.differ);
	figure_compared_read(&compared, &percent, panel_of(only_second).rows, 0);
	assert_true(!compared.known && compared.differ);
	assert_null(figure_compared_word(&compared));
	assert_int_equal(rows_count(panel_of(none).rows), 0);
}

static void
test_compared_without(void **state)
{
	static const char *const given[] = {"before_period", "year_before", "comparable",
	    "only_before", "only_now", "matched_hidden", "matched_numerator", "matched_denominator",
	    "matched_before_numerator", "matched_before_denominator",
	    /* nothing before; another definition; hidden */
	    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "前", "f", "partly", "0",
	    "0", "f", "1", "10", "1", "10", "前", "f", "yes", "1", "0", "t", NULL, NULL, NULL,
	    NULL};
	const struct rows *rows = ROWS(arena, 10, given);
	struct figure_compared compared;

	(void)state;
	figure_compared_read(&compared, &percent, rows, 0);
	assert_true(compared.before == NULL && !compared.known);
	figure_compared_read(&compared, &percent, rows, 1);
	assert_true(compared.broken && !compared.known);
	figure_compared_read(&compared, &percent, rows, 2);
	assert_true(compared.withheld && compared.differ && !compared.known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_panel_names_who_is_missing),
	    cmocka_unit_test(test_panel_of_the_chosen),
	    cmocka_unit_test(test_compared_without),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
