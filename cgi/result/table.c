#include "table.h"

#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"

static const struct {
	const char *name;
	const char *text;
} words[RESULT_STATUS_COUNT] = {
    [RESULT_RANKED] = {"ok", ""},
    [RESULT_SUPPRESSED] = {"suppressed", "已隐去（例数过少）"},
    [RESULT_NOT_APPLICABLE] = {"not_applicable", "不适用"},
    [RESULT_NOT_IN] = {"not_in", "报表未接受"},
    [RESULT_UNAVAILABLE] = {"unavailable", "不能相加"},
    [RESULT_NO_DATA] = {"no_data", "未填报或无病例"},
    [RESULT_INVALID] = {"invalid", "数据有误，待更正"},
    [RESULT_NOT_RANKABLE] = {"monitored", "仅监测，不排名"},
    [RESULT_PARTIAL] = {"partial", "季度数据不全"},
    [RESULT_BELOW_MINIMUM] = {"below_minimum", "少于最小分母"},
    [RESULT_NO_INTERVAL] = {"no_interval", "不能计算置信区间"},
    [RESULT_FEW_PEERS] = {"few_peers", "同组不足 5 家"},
};

const char *
result_status_name(enum result_status status)
{
	return words[status].name;
}

bool
result_status_find(enum result_status *out, const char *name)
{
	for (int i = 0; i < RESULT_STATUS_COUNT; i++) {
		if (text_equal(words[i].name, name)) {
			*out = (enum result_status)i;
			return true;
		}
	}
	return false;
}

const char *
result_status_text(enum result_status status)
{
	return words[status].text;
}

enum result_status
result_unit_status(const char *coverage, enum comparison_reason reason)
{
	static const enum result_status reasons[COMPARISON_REASON_COUNT] = {
	    [COMPARISON_RANKED] = RESULT_RANKED,
	    [COMPARISON_NO_DATA] = RESULT_NO_DATA,
	    [COMPARISON_INVALID] = RESULT_INVALID,
	    [COMPARISON_NOT_RANKABLE] = RESULT_NOT_RANKABLE,
	    [COMPARISON_INCOMPLETE] = RESULT_PARTIAL,
	    [COMPARISON_BELOW_MINIMUM] = RESULT_BELOW_MINIMUM,
	    [COMPARISON_NO_INTERVAL] = RESULT_NO_INTERVAL,
	    [COMPARISON_FEW_PEERS] = RESULT_FEW_PEERS,
	};
	enum result_status status;

	/* What SQL knows about the quarters comes first. */
	if (result_status_find(&status, coverage) && status != RESULT_PARTIAL)
		return status;
	return reasons[reason];
}

/* The groups' numbers: the position of the first row that names the same group. */
static int
group_number(const struct result_table *table, size_t unit, size_t column)
{
	const char *group = rows_cell(table->rows, table->first + unit, column);

	if (unit > 0 && text_equal(rows_cell(table->rows, table->first + unit - 1, column), group))
		return table->units[unit - 1].peer_group;
	for (size_t i = 0; i < unit; i++) {
		if (text_equal(rows_cell(table->rows, table->first + i, column), group))
			return table->units[i].peer_group;
	}
	return (int)unit;
}

void
result_table_compare(struct result_table *out, struct arena *arena,
    const struct result_definition *definition, const struct rows *rows, size_t first, size_t count)
{
	size_t numerator = rows_index(rows, "numerator"),
	       denominator = rows_index(rows, "denominator"),
	       coverage = rows_index(rows, "coverage"), group = rows_index(rows, "peer_group");

	*out = (struct result_table){
	    .rows = rows, .first = first, .count = count, .definition = definition, .arena = arena};
	out->units = arena_new(arena, struct comparison_unit, count);
	out->statuses = arena_new(arena, enum result_status, count);
	out->order = arena_new(arena, size_t, count);
	for (size_t i = 0; i < count; i++) {
		struct comparison_unit *unit = &out->units[i];
		const char *x = rows_cell(rows, first + i, numerator),
			   *n = rows_cell(rows, first + i, denominator);

		unit->has_numerator = x != NULL && decimal_parse(&unit->numerator, x);
		unit->has_denominator = n != NULL && decimal_parse(&unit->denominator, n);
		unit->complete = text_equal(rows_cell(rows, first + i, coverage), "complete");
		unit->peer_group = group_number(out, i, group);
	}
	comparison_compute(out->units, count, &definition->rule,
	    arena_new(arena, struct rank_unit, count), out->order);
	for (size_t i = 0; i < count; i++)
		out->statuses[i] =
		    result_unit_status(rows_cell(rows, first + i, coverage), out->units[i].reason);
}

static bool
is_chosen(const struct result_table *table, size_t unit)
{
	return table->chosen == NULL || table->chosen[unit];
}

void
result_table_total(
    struct comparison_total *out, const struct result_table *table, const bool belongs[])
{
	struct comparison_unit *chosen;
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += is_chosen(table, i) && (belongs == NULL || belongs[i]);
	chosen = arena_new(table->arena, struct comparison_unit, count);
	count = 0;
	for (size_t i = 0; i < table->count; i++) {
		if (is_chosen(table, i) && (belongs == NULL || belongs[i]) &&
		    table->statuses[i] != RESULT_NOT_APPLICABLE)
			chosen[count++] = table->units[i];
	}
	comparison_aggregate(out, chosen, count, &table->definition->rule);
}

void
result_total_read(struct comparison_total *out, const struct result_definition *definition,
    const char *numerator, const char *denominator, bool complete)
{
	struct comparison_unit unit = {.complete = complete};

	unit.has_numerator = numerator != NULL && decimal_parse(&unit.numerator, numerator);
	unit.has_denominator = denominator != NULL && decimal_parse(&unit.denominator, denominator);
	comparison_aggregate(out, &unit, 1, &definition->rule);
}

size_t
result_table_group(struct result_group **out, const struct result_table *table, const char *column)
{
	size_t index = rows_index(table->rows, column), count = 0;
	struct result_group *groups = arena_new(table->arena, struct result_group, table->count);
	bool *belongs = arena_new(table->arena, bool, table->count);
	bool *done = arena_new(table->arena, bool, table->count);

	for (size_t i = 0; i < table->count; i++) {
		const char *key = rows_cell(table->rows, table->first + i, index);
		struct result_group *group = &groups[count];

		if (done[i] || !is_chosen(table, i))
			continue;
		memset(belongs, 0, table->count * sizeof(*belongs));
		for (size_t j = i; j < table->count; j++) {
			belongs[j] =
			    is_chosen(table, j) &&
			    text_equal(rows_cell(table->rows, table->first + j, index), key);
			done[j] = done[j] || belongs[j];
			group->units += belongs[j];
		}
		group->key = key;
		group->row = table->first + i;
		result_table_total(&group->total, table, belongs);
		count++;
	}
	*out = groups;
	return count;
}

const char *
result_rank(struct arena *arena, const struct comparison_unit *unit)
{
	if (unit->rank == 0)
		return NULL;
	return text_format(arena, "%zu%s", unit->rank, unit->tied > 0 ? "=" : "");
}
