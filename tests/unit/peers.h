/* One peer group out of counts, for the tests of what is said of peers. */
#ifndef TEST_PEERS_H
#define TEST_PEERS_H

#include "core/arena.h"
#include "figure/peers.h"
#include "unit.h"

static struct arena *arena;

/* A table of one group with these counts; a negative numerator is missing. */
static struct figure_table
table_of(const struct figure_definition *definition, int given[][2], size_t count)
{
	struct figure_table table = {.count = count, .definition = definition, .arena = arena};

	table.units = arena_new(arena, struct comparison_unit, count);
	table.statuses = arena_new(arena, enum figure_status, count);
	table.order = arena_new(arena, size_t, count);
	for (size_t i = 0; i < count; i++) {
		struct comparison_unit *unit = &table.units[i];

		unit->has_numerator = unit->has_denominator = given[i][0] >= 0;
		unit->complete = true;
		if (given[i][0] < 0)
			continue;
		unit->numerator = decimal_from_integer(given[i][0]);
		unit->denominator = decimal_from_integer(given[i][1]);
	}
	comparison_compute(table.units, count, &definition->rule,
	    arena_new(arena, struct rank_unit, count), table.order);
	return table;
}

static int counts[][2] = {
    {2, 1000}, {30, 1000}, {31, 1000}, {32, 1000}, {90, 1000}, {1, 10}, {-1, 0}};

static struct figure_peers
peers_of(const struct figure_definition *definition, int given[][2], size_t count)
{
	static struct figure_table table;
	struct figure_peers peers;

	table = table_of(definition, given, count);
	figure_peers_read(&peers, &table, 0, figure_peers_end(&table, 0));
	assert_int_equal(peers.count, count);
	return peers;
}

#endif
