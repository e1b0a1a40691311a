/* What is said of the change since the year before: which way, in what words, and of whom nothing.
 */
#include "unit.h"

#include "figure/improved.h"
#include "rows.h"
#include "with_arena.h"

#define COLUMNS 7
#define UNITS   6

/* The worked numbers of test_measure_improvement.c. */
static const char *const cells[] = {"numerator", "denominator", "coverage", "peer_group",
    "previous_numerator", "previous_denominator", "previous_year", "8", "110", "complete", "g",
    "12", "100", "t", "12", "100", "complete", "g", "20", "90", "t", "50", "380", "complete", "g",
    "60", "400", "t", "9", "85", "complete", "g", "5", "80", "t", "140", "720", "complete", "g",
    "150", "700", "t", "18", "70", "complete", "g", "30", "60", "t"};

static struct figure_definition
percent(const char *direction)
{
	struct figure_definition definition;

	assert_true(
	    figure_definition_make(&definition, "proportion", "%", 100, direction, 30, true));
	return definition;
}

static void
read_all(struct figure_improved out[], struct figure_table *table,
    const struct figure_definition *definition, const struct rows *rows)
{
	figure_table_compare(table, arena, definition, rows, 0, rows_count(rows));
	figure_improved_read(out, table, 0, table->count);
}

static void
test_improved_says_which_way(void **state)
{
	struct figure_definition lower = percent("decrease"), higher = percent("increase");
	struct figure_improved out[UNITS];
	struct figure_table table;

	(void)state;
	read_all(out, &table, &lower, ROWS(arena, COLUMNS, cells));
	assert_near(out[5].change, 20.9351379440537, 1e-9);
	assert_near(out[5].lower, 8.14318277923513, 1e-9);
	assert_int_equal(out[5].rank, 1);
	assert_int_equal(out[5].of, UNITS);
	assert_string_equal(figure_improved_change(arena, &lower, &out[5]), "+20.94");
	assert_string_equal(figure_improved_sentence(arena, &lower, &out[5], false),
	    "比去年同期进步 20.94（95% 区间 8.14～33.73），已扣除回归均值");
	assert_non_null(strstr(figure_improved_sentence(arena, &lower, &out[5], true), "有进步"));
	assert_null(strpbrk(figure_improved_sentence(arena, &lower, &out[5], true), "0123456789"));
	assert_string_equal(figure_improved_sentence(arena, &lower, &out[0], false),
	    "与去年同期比看不出进步或退步（已扣除回归均值）");
	assert_true(out[5].summary != NULL && out[5].summary->lower == 1);
	assert_non_null(strstr(figure_improved_place(arena, &out[5]), "/ 6 名"));
	/* The same numbers where higher is better. */
	read_all(out, &table, &higher, ROWS(arena, COLUMNS, cells));
	assert_int_equal(out[5].rank, UNITS);
	assert_string_equal(figure_improved_sentence(arena, &higher, &out[5], false),
	    "比去年同期退步 20.94（95% 区间 8.14～33.73），已扣除回归均值");
	assert_non_null(strstr(figure_improved_sentence(arena, &higher, &out[5], true), "有退步"));
}

/* Four are too few; what is neutral, barred, of another season or kind has none. */
static void
test_improved_of_none(void **state)
{
	struct figure_definition neutral = percent("none"), barred = percent("decrease"),
				 definition = percent("decrease"), count;
	const char *other[sizeof(cells) / sizeof(cells[0])];
	struct figure_improved out[UNITS];
	struct figure_table table;

	(void)state;
	barred.rule.bar = COMPARISON_BAR_OWN_TREND;
	assert_true(figure_definition_make(&count, "mean", "分钟", 1, "decrease", 30, true));
	memcpy(other, cells, sizeof(cells));
	other[COLUMNS + 6] = "f";
	read_all(out, &table, &definition, ROWS(arena, COLUMNS, other));
	assert_false(out[5].known);
	read_all(out, &table, &neutral, ROWS(arena, COLUMNS, cells));
	assert_false(out[5].known);
	read_all(out, &table, &barred, ROWS(arena, COLUMNS, cells));
	assert_false(out[5].known);
	read_all(out, &table, &count, ROWS(arena, COLUMNS, cells));
	assert_false(out[5].known);
	memcpy(other, cells, sizeof(cells));
	other[COLUMNS + 4] = NULL;
	other[2 * COLUMNS + 5] = "29";
	read_all(out, &table, &definition, ROWS(arena, COLUMNS, other));
	assert_false(out[5].known);
	assert_null(figure_improved_change(arena, &definition, &out[5]));
	assert_null(figure_improved_interval(arena, &definition, &out[5]));
	assert_null(figure_improved_sentence(arena, &definition, &out[5], false));
	assert_null(figure_improved_place(arena, &out[5]));
}

/* By what the database says of the peers the own one comes out the same. */
static void
test_improved_one(void **state)
{
	static const char *const evidence[] = {"units", "before_numerator", "before_denominator",
	    "now_numerator", "now_denominator", "tau2", "6", "277", "1430", "237", "1465",
	    "0.021210735169976503"};
	struct figure_definition definition = percent("decrease");
	struct figure_improved out[UNITS], one;
	struct figure_table table;

	(void)state;
	read_all(out, &table, &definition, ROWS(arena, COLUMNS, cells));
	figure_improved_read_one(&one, &table, 5, ROWS(arena, 6, evidence));
	assert_true(one.known);
	assert_near(one.change, out[5].change, 1e-9);
	assert_near(one.upper, out[5].upper, 1e-9);
	figure_improved_read_one(&one, &table, 5, rows_make(arena, evidence, 6, NULL, 0));
	assert_false(one.known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_improved_says_which_way, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_improved_of_none, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_improved_one, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
