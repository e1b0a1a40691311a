/* Rank intervals that are simulated: draws and seed as given, or those of a page. */
#include "unit.h"

#include <math.h>

#include "core/arena.h"
#include "figure/peers.h"

enum { MANY = RANK_EXACT_UNITS + 1 };

static const struct figure_definition rate = {.unit = "‰",
    .factor = 1000,
    .places = 2,
    .rule = {.kind = MEASURE_RATE,
	.direction = MEASURE_DECREASE,
	.factor = 1000,
	.confidence = 0.95,
	.minimum_peers = 5}};

/* Hospitals hard to tell from each other, all in one group. */
static struct figure_table
many(struct arena *arena)
{
	struct figure_table table = {.count = MANY, .definition = &rate, .arena = arena};

	table.units = arena_new(arena, struct comparison_unit, MANY);
	table.order = arena_new(arena, size_t, MANY);
	for (int i = 0; i < MANY; i++)
		table.units[i] = (struct comparison_unit){.numerator = decimal_from_integer(100),
		    .denominator = decimal_from_integer(5000 + i),
		    .has_numerator = true,
		    .has_denominator = true,
		    .complete = true};
	comparison_compute(
	    table.units, MANY, &rate.rule, arena_new(arena, struct rank_unit, MANY), table.order);
	return table;
}

static void
test_result_peers_read_drawn(void **state)
{
	static const struct figure_draws some = {20, 7}, others = {20, 8};
	struct arena *arena = arena_create();
	const struct figure_table table = many(arena);
	struct figure_peers first, again, other;

	(void)state;
	figure_peers_read_drawn(&first, &table, 0, MANY, &some);
	figure_peers_read_drawn(&again, &table, 0, MANY, &some);
	figure_peers_read_drawn(&other, &table, 0, MANY, &others);
	assert_int_equal(first.drawn.draws, 20);
	assert_int_equal(first.drawn.seed, 7);
	assert_near(again.peers[9].summary->mean, first.peers[9].summary->mean, 0);
	assert_true(fabs(other.peers[9].summary->mean - first.peers[9].summary->mean) > 0);
	arena_destroy(arena);
}

/* While somebody waits: as many as the work allows; none where ranks are computed exactly. */
static void
test_result_peers_read_draws(void **state)
{
	struct arena *arena = arena_create();
	const struct figure_table table = many(arena);
	struct figure_peers peers;

	(void)state;
	figure_peers_read(&peers, &table, 0, MANY);
	assert_int_equal(peers.drawn.draws, FIGURE_RANK_WORK / MANY);
	assert_int_equal(peers.drawn.seed, FIGURE_RANK_SEED);
	figure_peers_read_drawn(&peers, &table, 0, 20, &FIGURE_DRAWS_ALL);
	assert_int_equal(peers.drawn.draws, 0);
	assert_non_null(peers.peers[0].summary);
	arena_destroy(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_result_peers_read_drawn),
	    cmocka_unit_test(test_result_peers_read_draws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
