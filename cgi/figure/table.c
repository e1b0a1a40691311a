#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"

static const struct {
	const char *name;
	const char *text;
} words[FIGURE_STATUS_COUNT] = {
    [FIGURE_RANKED] = {"ok", ""},
    [FIGURE_SUPPRESSED] = {"suppressed", "已隐去（例数过少）"},
    [FIGURE_NOT_APPLICABLE] = {"not_applicable", "不适用"},
    [FIGURE_NOT_IN] = {"not_in", "报表未接受"},
    [FIGURE_UNAVAILABLE] = {"unavailable", "不能相加，须按填报周期另报"},
    [FIGURE_BY_HALF] = {"by_half", "须按半年另报"},
    [FIGURE_BY_YEAR] = {"by_year", "须按年另报"},
    [FIGURE_NOT_DUE] = {"not_due", "尚未到期"},
    [FIGURE_NO_DATA] = {"no_data", "未填报或无病例"},
    [FIGURE_INVALID] = {"invalid", "数据有误，待更正"},
    [FIGURE_NOT_RANKABLE] = {"monitored", "仅监测，不排名"},
    [FIGURE_PARTIAL] = {"partial", "季度数据不全"},
    [FIGURE_OWN_TREND] = {"own_trend", "只看本机构趋势，不排名"},
    [FIGURE_UNCONFIRMED] = {"unconfirmed", "口径未确认，不公开排名"},
    [FIGURE_BELOW_MINIMUM] = {"below_minimum", "少于最小分母"},
    [FIGURE_FEW_EXPECTED] = {"few_expected", "预期不足 1 例"},
    [FIGURE_NO_INTERVAL] = {"no_interval", "不能计算置信区间"},
    [FIGURE_FEW_PEERS] = {"few_peers", "同组不足 5 家"},
};

const char *
figure_status_name(enum figure_status status)
{
	return words[status].name;
}

bool
figure_status_find(enum figure_status *out, const char *name)
{
	for (int i = 0; i < FIGURE_STATUS_COUNT; i++) {
		if (text_equal(words[i].name, name)) {
			*out = (enum figure_status)i;
			return true;
		}
	}
	return false;
}

const char *
figure_status_text(enum figure_status status)
{
	return words[status].text;
}

enum figure_status
figure_unit_status(const char *coverage, enum comparison_reason reason)
{
	static const enum figure_status reasons[COMPARISON_REASON_COUNT] = {
	    [COMPARISON_RANKED] = FIGURE_RANKED,
	    [COMPARISON_NO_DATA] = FIGURE_NO_DATA,
	    [COMPARISON_INVALID] = FIGURE_INVALID,
	    [COMPARISON_NOT_RANKABLE] = FIGURE_NOT_RANKABLE,
	    [COMPARISON_INCOMPLETE] = FIGURE_PARTIAL,
	    [COMPARISON_OWN_TREND] = FIGURE_OWN_TREND,
	    [COMPARISON_UNCONFIRMED] = FIGURE_UNCONFIRMED,
	    [COMPARISON_BELOW_MINIMUM] = FIGURE_BELOW_MINIMUM,
	    [COMPARISON_FEW_EXPECTED] = FIGURE_FEW_EXPECTED,
	    [COMPARISON_NO_INTERVAL] = FIGURE_NO_INTERVAL,
	    [COMPARISON_FEW_PEERS] = FIGURE_FEW_PEERS,
	};
	enum figure_status status;

	/* What SQL knows about the quarters comes first. */
	if (figure_status_find(&status, coverage) && status != FIGURE_PARTIAL)
		return status;
	return reasons[reason];
}

/* The groups' numbers: the position of the first row that names the same group. */
static int
group_number(const struct figure_table *table, size_t unit, size_t column)
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

bool
figure_deviation_read(double *out, const struct rows *rows, size_t row, const char *column)
{
	const char *text = rows_text(rows, row, column);

	if (text == NULL)
		return false;
	*out = strtod(text, NULL);
	return *out >= 0;
}

#define NUMBER_SIZE 32 /* more than any decimal has */

/* "12.5/340" up to its end or a space. */
static bool
read_counts(struct decimal *numerator, struct decimal *denominator, const char *text)
{
	char number[2][NUMBER_SIZE];
	size_t slash = strcspn(text, "/ "), end = strcspn(text, " ");

	if (text[slash] != '/' || slash >= sizeof(number[0]) ||
	    end - slash - 1 >= sizeof(number[1]))
		return false;
	memcpy(number[0], text, slash);
	number[0][slash] = '\0';
	memcpy(number[1], text + slash + 1, end - slash - 1);
	number[1][end - slash - 1] = '\0';
	return decimal_parse(numerator, number[0]) && decimal_parse(denominator, number[1]);
}

bool
figure_earlier_read(
    struct decimal *numerator, struct decimal *denominator, const char *text, size_t back)
{
	while (text != NULL && text[0] != '\0') {
		size_t length = strcspn(text, " ");

		if (text[0] == (char)('0' + back) && text[1] == ':')
			return read_counts(numerator, denominator, text + 2);
		text += text[length] == ' ' ? length + 1 : length;
	}
	return false;
}

void
figure_table_earlier(struct figure_table *table, const char *const texts[])
{
	struct arena *arena = table->arena;
	struct rank_unit *scratch = arena_new(arena, struct rank_unit, table->count + 1);
	size_t *order = arena_new(arena, size_t, table->count + 1);

	for (size_t p = 0; p < FIGURE_EARLIER; p++) {
		struct comparison_unit *units =
		    arena_new(arena, struct comparison_unit, table->count + 1);
		size_t known = 0;

		for (size_t i = 0; i < table->count; i++) {
			struct comparison_unit *unit = &units[i];

			unit->has_numerator = unit->has_denominator = unit->complete =
			    figure_earlier_read(
				&unit->numerator, &unit->denominator, texts[i], p + 1);
			unit->peer_group = table->units[i].peer_group;
			known += unit->complete;
		}
		if (known < OVERDISPERSION_UNITS)
			continue;
		comparison_compute(units, table->count, &table->definition->rule, scratch, order);
		table->earlier[p] = units;
	}
}

/* If the rows have the column. */
static void
read_earlier(struct figure_table *table)
{
	const char **texts;
	size_t column;

	if (!rows_has_column(table->rows, "earlier"))
		return;
	column = rows_index(table->rows, "earlier");
	texts = arena_new(table->arena, const char *, table->count + 1);
	for (size_t i = 0; i < table->count; i++)
		texts[i] = rows_cell(table->rows, table->first + i, column);
	figure_table_earlier(table, texts);
}

void
figure_table_compare(struct figure_table *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first, size_t count)
{
	size_t numerator = rows_index(rows, "numerator"),
	       denominator = rows_index(rows, "denominator"),
	       coverage = rows_index(rows, "coverage"), group = rows_index(rows, "peer_group");
	bool deviations = rows_has_column(rows, "deviation");

	*out = (struct figure_table){
	    .rows = rows, .first = first, .count = count, .definition = definition, .arena = arena};
	out->units = arena_new(arena, struct comparison_unit, count);
	out->statuses = arena_new(arena, enum figure_status, count);
	out->order = arena_new(arena, size_t, count);
	for (size_t i = 0; i < count; i++) {
		struct comparison_unit *unit = &out->units[i];
		const char *x = rows_cell(rows, first + i, numerator),
			   *n = rows_cell(rows, first + i, denominator);

		unit->has_numerator = x != NULL && decimal_parse(&unit->numerator, x);
		unit->has_denominator = n != NULL && decimal_parse(&unit->denominator, n);
		if (deviations)
			unit->has_deviation =
			    figure_deviation_read(&unit->deviation, rows, first + i, "deviation");
		unit->complete = text_equal(rows_cell(rows, first + i, coverage), "complete");
		unit->peer_group = group_number(out, i, group);
	}
	comparison_compute(out->units, count, &definition->rule,
	    arena_new(arena, struct rank_unit, count), out->order);
	for (size_t i = 0; i < count; i++)
		out->statuses[i] =
		    figure_unit_status(rows_cell(rows, first + i, coverage), out->units[i].reason);
	read_earlier(out);
}

static bool
is_chosen(const struct figure_table *table, size_t unit)
{
	return table->chosen == NULL || table->chosen[unit];
}

void
figure_table_total(
    struct comparison_total *out, const struct figure_table *table, const bool belongs[])
{
	struct comparison_unit *chosen;
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += is_chosen(table, i) && (belongs == NULL || belongs[i]);
	chosen = arena_new(table->arena, struct comparison_unit, count);
	count = 0;
	for (size_t i = 0; i < table->count; i++) {
		if (is_chosen(table, i) && (belongs == NULL || belongs[i]) &&
		    table->statuses[i] != FIGURE_NOT_APPLICABLE)
			chosen[count++] = table->units[i];
	}
	comparison_aggregate(out, chosen, count, &table->definition->rule);
}

void
figure_total_read(struct comparison_total *out, const struct figure_definition *definition,
    const char *numerator, const char *denominator, bool complete)
{
	struct comparison_unit unit = {.complete = complete};

	unit.has_numerator = numerator != NULL && decimal_parse(&unit.numerator, numerator);
	unit.has_denominator = denominator != NULL && decimal_parse(&unit.denominator, denominator);
	comparison_aggregate(out, &unit, 1, &definition->rule);
}

size_t
figure_table_group(struct figure_group **out, const struct figure_table *table, const char *column)
{
	size_t index = rows_index(table->rows, column), count = 0;
	struct figure_group *groups = arena_new(table->arena, struct figure_group, table->count);
	bool *belongs = arena_new(table->arena, bool, table->count);
	bool *done = arena_new(table->arena, bool, table->count);

	for (size_t i = 0; i < table->count; i++) {
		const char *key = rows_cell(table->rows, table->first + i, index);
		struct figure_group *group = &groups[count];

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
		figure_table_total(&group->total, table, belongs);
		count++;
	}
	*out = groups;
	return count;
}

const char *
figure_rank(struct arena *arena, const struct comparison_unit *unit)
{
	if (unit->rank == 0)
		return NULL;
	return text_format(arena, "%zu%s", unit->rank, unit->tied > 0 ? "=" : "");
}
