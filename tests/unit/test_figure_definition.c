/* Definitions out of rows, and what a bar of theirs leaves. */
#include "unit.h"

#include "core/rows.h"
#include "figure/peers.h"
#include "with_arena.h"

static void
test_figure_bar_by_basis(void **state)
{
	(void)state;
	assert_int_equal(figure_bar("seed", false, false), COMPARISON_NO_BAR);
	assert_int_equal(figure_bar("standard", false, false), COMPARISON_BAR_UNCONFIRMED);
	assert_int_equal(figure_bar("derived", false, false), COMPARISON_BAR_UNCONFIRMED);
	assert_int_equal(figure_bar("derived", false, true), COMPARISON_NO_BAR);
	assert_int_equal(figure_bar("seed", true, true), COMPARISON_BAR_OWN_TREND);
	assert_int_equal(figure_bar(NULL, false, false), COMPARISON_BAR_UNCONFIRMED);
}

static void
test_figure_definition_read_bar(void **state)
{
	static const char *const names[] = {
	    "kind", "unit", "factor", "direction", "minimum_denominator", "required", "bar"};
	static const struct {
		const char *name;
		enum comparison_bar bar;
	} bars[] = {{"none", COMPARISON_NO_BAR}, {"own_trend", COMPARISON_BAR_OWN_TREND},
	    {"unconfirmed", COMPARISON_BAR_UNCONFIRMED}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const char *cells[] = {
		    "proportion", "%", "100", "increase", "30", "t", bars[i].name};
		struct figure_definition definition;

		figure_definition_read(&definition, rows_make(arena, names, 7, cells, 1), 0);
		assert_int_equal(definition.rule.bar, bars[i].bar);
		assert_int_equal(definition.rule.direction, MEASURE_INCREASE);
		/* Rows that know nothing of it. */
		figure_definition_read(&definition, rows_make(arena, names, 6, cells, 1), 0);
		assert_int_equal(definition.rule.bar, COMPARISON_NO_BAR);
	}
}

/* What may not be compared has neither funnel nor ranks. */
static void
test_figure_peers_read_barred(void **state)
{
	struct figure_definition definition;
	struct comparison_unit units[6] = {0};
	size_t order[6];
	struct rank_unit ranks[6];
	struct figure_table table = {
	    .count = 6, .units = units, .order = order, .definition = &definition, .arena = arena};
	struct figure_peers peers;

	(void)state;
	assert_true(
	    figure_definition_make(&definition, "proportion", "%", 100, "decrease", 30, true));
	for (int bar = 0; bar < COMPARISON_BAR_COUNT; bar++) {
		bool open = bar == COMPARISON_NO_BAR;

		definition.rule.bar = (enum comparison_bar)bar;
		for (int i = 0; i < 6; i++)
			units[i] =
			    (struct comparison_unit){.numerator = decimal_from_integer(10 * i),
				.denominator = decimal_from_integer(200),
				.has_numerator = true,
				.has_denominator = true,
				.complete = true};
		comparison_compute(units, 6, &definition.rule, ranks, order);
		figure_peers_read(&peers, &table, 0, 6);
		assert_int_equal(peers.funnel_known, open);
		for (size_t i = 0; i < 6; i++) {
			assert_int_equal(figure_funnel_text(&peers.peers[i]) != NULL, open);
			assert_int_equal(
			    figure_rank_interval(arena, &peers.peers[i]) != NULL, open);
		}
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_figure_bar_by_basis),
	    TEST(test_figure_definition_read_bar),
	    TEST(test_figure_peers_read_barred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
