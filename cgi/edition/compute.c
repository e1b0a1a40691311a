#include "compute.h"

#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "figure/peers.h"
#include "meet.h"

/* ---- rows that belong together -------------------------------------------------------------- */

/* Splits a table's rows by indicator: they come in the order of indicators. */
static bool
split(size_t *first, size_t *count, struct edition_fault *fault,
    const struct edition_table *indicators, const struct edition_table *table)
{
	size_t code = edition_table_column(indicators, "indicator_code"), row = 0;

	for (size_t i = 0; i < indicators->count; i++) {
		first[i] = row;
		while (row < table->count &&
		       text_equal(table->rows[row][0], indicators->rows[i][code]))
			row++;
		count[i] = row - first[i];
	}
	return row == table->count || edition_table_refuse(fault, table, row, "indicator_code",
					  "指标不在指标表中，或者行的顺序不对");
}

/* Each institution once at most, in their order. */
static bool
find_institutions(struct edition_index *index, struct edition_fault *fault,
    const struct edition *edition, size_t indicator)
{
	const struct edition_table *results = &edition->parts[EDITION_RESULTS];
	const struct edition_table *institutions = &edition->parts[EDITION_INSTITUTIONS];
	size_t at = 0;

	for (size_t i = 0; i < index->count[indicator]; i++) {
		size_t row = index->first[indicator] + i;

		while (at < institutions->count &&
		       !text_equal(results->rows[row][1], institutions->rows[at][0]))
			at++;
		if (at == institutions->count)
			return edition_table_refuse(fault, results, row, "institution_id",
			    "机构不在机构表中、重复，或者行的顺序不对");
		index->institution[row] = at++;
	}
	return true;
}

static void
find_peers(struct edition_index *index, const struct edition_table *institutions)
{
	size_t column = edition_table_column(institutions, "peer_group");

	for (size_t i = 0; i < institutions->count; i++) {
		size_t other = 0;

		while (
		    !text_equal(institutions->rows[other][column], institutions->rows[i][column]))
			other++;
		index->peers[i] = (int)other;
	}
}

bool
edition_index_make(struct edition_index *out, struct edition_fault *fault, struct edition *edition)
{
	const struct edition_table *indicators = &edition->parts[EDITION_INDICATORS];
	const struct edition_table *results = &edition->parts[EDITION_RESULTS];
	struct arena *arena = edition->arena;

	*out = (struct edition_index){
	    .first = arena_new(arena, size_t, indicators->count + 1),
	    .count = arena_new(arena, size_t, indicators->count + 1),
	    .group_first = arena_new(arena, size_t, indicators->count + 1),
	    .group_count = arena_new(arena, size_t, indicators->count + 1),
	    .institution = arena_new(arena, size_t, results->count + 1),
	    .peers = arena_new(arena, int, edition->parts[EDITION_INSTITUTIONS].count + 1),
	};
	find_peers(out, &edition->parts[EDITION_INSTITUTIONS]);
	if (!split(out->first, out->count, fault, indicators, results) ||
	    !split(out->group_first, out->group_count, fault, indicators,
		&edition->parts[EDITION_GROUPS]))
		return false;
	for (size_t i = 0; i < indicators->count; i++)
		if (!find_institutions(out, fault, edition, i))
			return false;
	return true;
}

/* ---- results -------------------------------------------------------------------------------- */

static struct comparison_unit
read_unit(const struct edition_table *table, size_t row)
{
	const char *hidden = edition_table_text(table, row, "hidden");
	const char *x = edition_table_text(table, row, "numerator");
	const char *n = edition_table_text(table, row, "denominator");
	struct comparison_unit unit = {0};

	if (text_equal(hidden, "t"))
		return unit;
	unit.has_numerator = x != NULL && decimal_parse(&unit.numerator, x);
	unit.has_denominator = n != NULL && decimal_parse(&unit.denominator, n);
	return unit;
}

static const char *
number(struct arena *arena, bool known, size_t value)
{
	return known ? text_format(arena, "%zu", value) : NULL;
}

static void
write_result(struct edition_table *table, size_t row, const struct comparison_unit *unit)
{
	struct arena *arena = table->arena;
	bool known = unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;
	bool interval = known && unit->interval_known, ranked = unit->rank > 0;
	enum figure_status status =
	    figure_unit_status(edition_table_text(table, row, "coverage"), unit->reason);

	if (text_equal(edition_table_text(table, row, "hidden"), "t"))
		status = FIGURE_SUPPRESSED;
	edition_table_set(table, row, "status", figure_status_name(status));
	edition_table_set(table, row, "value", edition_real(arena, known, unit->value));
	edition_table_set(table, row, "lower", edition_real(arena, interval, unit->lower));
	edition_table_set(table, row, "upper", edition_real(arena, interval, unit->upper));
	edition_table_set(table, row, "rank", number(arena, ranked, unit->rank));
	edition_table_set(table, row, "ranked", number(arena, ranked, unit->of));
	edition_table_set(table, row, "tied", ranked ? (unit->tied > 0 ? "t" : "f") : NULL);
	edition_table_set(table, row, "rank_lower", NULL);
	edition_table_set(table, row, "rank_upper", NULL);
	edition_table_set(table, row, "rank_alike", NULL);
}

/* How certain the ranks of one peer group are. */
static void
write_rank_intervals(struct edition_table *table, size_t first, const struct figure_peers *peers)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < peers->count; i++) {
		const struct rank_summary *summary = peers->peers[i].summary;
		size_t row = first + peers->peers[i].unit;

		if (summary == NULL)
			continue;
		edition_table_set(table, row, "rank_lower", number(arena, true, summary->lower));
		edition_table_set(table, row, "rank_upper", number(arena, true, summary->upper));
		edition_table_set(table, row, "rank_alike", figure_rank_alike(arena, peers, i));
	}
}

/* As the head says; an edition from before that was written down has the fewer draws of pages. */
static struct figure_draws
read_draws(const struct edition *edition)
{
	const struct edition_table *head = &edition->parts[EDITION_HEAD];
	struct figure_draws out = {0};
	int64_t draws, seed;

	if (head->count == 1 && edition_table_has(head, "rank_draws") &&
	    edition_table_text(head, 0, "rank_draws") != NULL &&
	    edition_table_text(head, 0, "rank_seed") != NULL &&
	    text_to_id(&draws, edition_table_text(head, 0, "rank_draws")) &&
	    text_to_id(&seed, edition_table_text(head, 0, "rank_seed")) &&
	    draws <= RANK_SIMULATION_DRAWS && seed <= UINT32_MAX)
		out = (struct figure_draws){(size_t)draws, (uint32_t)seed};
	return out;
}

const char *
edition_other_method(const struct edition *edition)
{
	const struct edition_table *head = &edition->parts[EDITION_HEAD];
	const char *method =
	    head->count == 1 ? edition_table_text(head, 0, "method_version") : NULL;

	return method == NULL || text_equal(method, EDITION_METHOD) ? NULL : method;
}

void
edition_compute_results(struct edition *edition, const struct edition_index *index,
    size_t indicator, const struct figure_definition *definition)
{
	struct edition_table *table = &edition->parts[EDITION_RESULTS];
	struct arena *arena = edition->arena;
	size_t first = index->first[indicator], count = index->count[indicator], end;
	struct figure_table compared = {.count = count,
	    .units = arena_new(arena, struct comparison_unit, count + 1),
	    .order = arena_new(arena, size_t, count + 1),
	    .definition = definition,
	    .arena = arena};
	const struct figure_draws draws = read_draws(edition);

	for (size_t i = 0; i < count; i++) {
		compared.units[i] = read_unit(table, first + i);
		compared.units[i].complete =
		    text_equal(edition_table_text(table, first + i, "coverage"), "complete");
		compared.units[i].peer_group = index->peers[index->institution[first + i]];
	}
	comparison_compute(compared.units, count, &definition->rule,
	    arena_new(arena, struct rank_unit, count + 1), compared.order);
	for (size_t i = 0; i < count; i++) {
		write_result(table, first + i, &compared.units[i]);
		edition_meet(edition, first + i, indicator, definition);
	}
	for (size_t i = 0; i < count; i = end) {
		struct figure_peers peers;

		end = figure_peers_end(&compared, i);
		figure_peers_read_drawn(&peers, &compared, i, end - i, &draws);
		write_rank_intervals(table, first, &peers);
	}
}

void
edition_compute_group(
    struct edition *edition, size_t row, const struct figure_definition *definition)
{
	struct edition_table *table = &edition->parts[EDITION_GROUPS];
	struct comparison_unit unit = read_unit(table, row);
	struct rank_unit rank;
	size_t order;
	bool known, interval;

	unit.complete = true;
	comparison_compute(&unit, 1, &definition->rule, &rank, &order);
	known = unit.status == MEASURE_OK && measure_kinds[definition->rule.kind].additive;
	interval = known && unit.interval_known;
	edition_table_set(table, row, "value", edition_real(edition->arena, known, unit.value));
	edition_table_set(table, row, "lower", edition_real(edition->arena, interval, unit.lower));
	edition_table_set(table, row, "upper", edition_real(edition->arena, interval, unit.upper));
}
