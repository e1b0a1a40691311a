#include "grid.h"

#include <string.h>

#include "core/arena.h"
#include "core/route.h"
#include "core/rows.h"
#include "core/text.h"

#define YEARS_BACK 4
#define PARTS      7 /* of a year that can be a baseline's period, itself included */
#define GOALS      3
#define STALE      "页面内容已失效，请刷新页面后重新填写"

const char *const grid_names[GRID_CELL_COUNT] = {
    "period", "numerator", "denominator", "goal", "goal_1", "goal_2", "reason"};

#define PLACE(cell) (offsetof(struct grid_posted, cells) + (cell) * sizeof(struct pairs))

const struct field grid_fields[GRID_FIELDS] = {
    [GRID_PERIOD] = {.name = "period", .kind = FIELD_MAP, .offset = PLACE(GRID_PERIOD)},
    [GRID_NUMERATOR] = {.name = "numerator", .kind = FIELD_MAP, .offset = PLACE(GRID_NUMERATOR)},
    [GRID_DENOMINATOR] = {.name = "denominator",
	.kind = FIELD_MAP,
	.offset = PLACE(GRID_DENOMINATOR)},
    [GRID_GOAL] = {.name = "goal", .kind = FIELD_MAP, .offset = PLACE(GRID_GOAL)},
    [GRID_GOAL_1] = {.name = "goal_1", .kind = FIELD_MAP, .offset = PLACE(GRID_GOAL_1)},
    [GRID_GOAL_2] = {.name = "goal_2", .kind = FIELD_MAP, .offset = PLACE(GRID_GOAL_2)},
    [GRID_REASON] = {.name = "reason",
	.kind = FIELD_MAP,
	.maximum = 500,
	.offset = PLACE(GRID_REASON)},
    [GRID_CELL_COUNT] = {.name = "version",
	.kind = FIELD_MAP,
	.offset = offsetof(struct grid_posted, versions)},
    [GRID_CELL_COUNT + 1] = {.name = "prefill",
	.kind = FIELD_HIDDEN,
	.offset = offsetof(struct grid_posted, prefill)},
};

/* How what was typed in a cell is checked. */
static const struct field checks[GRID_CELL_COUNT] = {
    [GRID_PERIOD] = {.label = "基线期", .kind = FIELD_TEXT, .maximum = 20},
    [GRID_NUMERATOR] = {.label = "分子", .kind = FIELD_DECIMAL},
    [GRID_DENOMINATOR] = {.label = "分母", .kind = FIELD_DECIMAL},
    [GRID_GOAL] = {.label = "目标值", .kind = FIELD_DECIMAL},
    [GRID_GOAL_1] = {.label = "目标值", .kind = FIELD_DECIMAL},
    [GRID_GOAL_2] = {.label = "目标值", .kind = FIELD_DECIMAL},
    [GRID_REASON] = {.label = "原因", .kind = FIELD_TEXT, .maximum = 500},
};

const struct choice *
grid_periods(size_t *count, struct arena *arena, int year)
{
	static const struct {
		const char *code;
		const char *words;
	} parts[PARTS] = {{"", "年"}, {"H1", "年上半年"}, {"H2", "年下半年"}, {"Q1", "年第一季度"},
	    {"Q2", "年第二季度"}, {"Q3", "年第三季度"}, {"Q4", "年第四季度"}};
	struct choice *choices = arena_new(arena, struct choice, YEARS_BACK * PARTS + 1);

	*count = 0;
	for (int back = 1; back <= YEARS_BACK; back++) {
		for (size_t part = 0; part < PARTS; part++) {
			struct choice *choice = &choices[(*count)++];

			choice->value = text_format(arena, "%d%s", year - back, parts[part].code);
			choice->label = text_format(arena, "%d%s", year - back, parts[part].words);
		}
	}
	return choices;
}

bool
grid_offers(const struct grid *grid, const char *period)
{
	for (size_t i = 0; i < grid->period_count; i++) {
		if (text_equal(grid->periods[i].value, period))
			return true;
	}
	return false;
}

/* ---- what is kept --------------------------------------------------------------------------- */

static size_t
find_known(const struct rows *known, const char *code)
{
	for (size_t row = 0; row < rows_count(known); row++) {
		if (text_equal(rows_text(known, row, "indicator_code"), code))
			return row;
	}
	return GRID_NONE;
}

static void
read_row(struct grid *grid, size_t row)
{
	static const char *const columns[GRID_CELL_COUNT] = {
	    "period", "numerator", "denominator", "goal", "goal_1", "goal_2", "reason"};
	struct grid_row *item = &grid->items[row];

	item->code = rows_text(grid->rows, row, "indicator_code");
	item->version = rows_text(grid->rows, row, "version");
	item->fraction = rows_text(grid->rows, row, "denominator_code") != NULL;
	item->known = find_known(grid->known, item->code);
	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++)
		item->text[cell] = rows_text(grid->rows, row, columns[cell]);
	/* Another change of what was approved has a reason of its own. */
	if (text_equal(rows_text(grid->rows, row, "state"), "approved"))
		item->text[GRID_REASON] = NULL;
	/* What is registered for another year is carried on, with its numbers. */
	if (item->text[GRID_PERIOD] != NULL)
		return;
	item->text[GRID_PERIOD] = grid->prefill;
	if (item->known == GRID_NONE || !rows_flag(grid->known, item->known, "complete"))
		return;
	item->text[GRID_PERIOD] = rows_text(grid->known, item->known, "period");
	item->text[GRID_NUMERATOR] = rows_text(grid->known, item->known, "numerator");
	if (item->fraction)
		item->text[GRID_DENOMINATOR] = rows_text(grid->known, item->known, "denominator");
}

void
grid_read(struct grid *grid, struct context *context)
{
	size_t count = rows_count(grid->rows);

	grid->items = arena_new(context->arena, struct grid_row, count + 1);
	for (size_t row = 0; row < count; row++)
		read_row(grid, row);
}

/* ---- what was posted ------------------------------------------------------------------------ */

static size_t
find_row(const struct grid *grid, const char *code)
{
	size_t row = 0;

	while (row < rows_count(grid->rows) && !text_equal(grid->items[row].code, code))
		row++;
	return row;
}

/* A cell of a row that there is not: the page is older than the programme, or was made by hand. */
static bool
has_strange(const struct grid *grid, const struct grid_posted *posted)
{
	for (size_t cell = 0; cell <= GRID_CELL_COUNT; cell++) {
		const struct pairs *pairs =
		    cell < GRID_CELL_COUNT ? &posted->cells[cell] : &posted->versions;

		for (size_t i = 0; i < pairs->count; i++) {
			if (find_row(grid, pairs->items[i].name) == rows_count(grid->rows))
				return true;
		}
	}
	return false;
}

/* By its code or in words. */
static const char *
read_period(const struct grid *grid, const struct grid_row *row, const char **out)
{
	if (*out == NULL || text_equal(*out, row->text[GRID_PERIOD]))
		return NULL;
	for (size_t i = 0; i < grid->period_count; i++) {
		const struct choice *period = &grid->periods[i];

		if (text_equal(*out, period->value) || text_equal(*out, period->label)) {
			*out = period->value;
			return NULL;
		}
	}
	return "基线期写成 2024、2024H2 或 2024Q4，也可以从列表中选";
}

static bool
is_same(const char *a, const char *b)
{
	bool empty_a = a == NULL || a[0] == '\0', empty_b = b == NULL || b[0] == '\0';

	return empty_a || empty_b ? empty_a == empty_b : strcmp(a, b) == 0;
}

/* As the form has it, or out of what was read of a file. */
static const char *
typed_in(const struct form *form, const char *name, const struct pairs *pairs, const char *code)
{
	const char *typed = form_map_value(form, name, code);

	for (size_t i = 0; typed == NULL && i < pairs->count; i++) {
		if (strcmp(pairs->items[i].name, code) == 0)
			typed = pairs->items[i].value;
	}
	return typed;
}

static void
take_cell(struct grid *grid, struct context *context, struct form *form,
    const struct grid_posted *posted, struct grid_row *row, size_t cell)
{
	const char *typed = typed_in(form, grid_names[cell], &posted->cells[cell], row->code);
	const char *kept = row->text[cell], *wrong;

	if (typed == NULL)
		typed = "";
	wrong = form_check_as(&row->value[cell], context->arena, &checks[cell], typed);
	if (wrong == NULL && cell == GRID_PERIOD)
		wrong = read_period(grid, row, &row->value[cell]);
	row->touched = row->touched || wrong != NULL || !is_same(row->value[cell], kept);
	row->text[cell] = typed;
	if (wrong == NULL)
		return;
	row->wrong = true;
	form_error(form, text_format(context->arena, "%s.%s", grid_names[cell], row->code), wrong);
}

/* Who empties a row that nobody has registered says nothing. */
static bool
is_empty(const struct grid_row *row)
{
	size_t cell = 0;

	while (cell < GRID_CELL_COUNT && row->value[cell] == NULL)
		cell++;
	return cell == GRID_CELL_COUNT && strcmp(row->version, "0") == 0;
}

/* The version that was shown, as the form carried it; false: not such a one. */
static bool
take_version(struct context *context, struct grid_row *row, const char *posted)
{
	static const struct field check = {
	    .label = "版本", .kind = FIELD_INTEGER, .required = true, .maximum = 1000000};

	return form_check_as(&row->version, context->arena, &check, posted) == NULL;
}

size_t
grid_take(
    struct grid *grid, struct context *context, struct form *form, const struct grid_posted *posted)
{
	size_t count = 0;

	if (has_strange(grid, posted))
		form_error(form, NULL, STALE);
	for (size_t i = 0; i < rows_count(grid->rows); i++) {
		struct grid_row *row = &grid->items[i];
		const char *version = typed_in(form, "version", &posted->versions, row->code);

		if (version == NULL)
			continue;
		for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++)
			take_cell(grid, context, form, posted, row, cell);
		if (!row->wrong && is_empty(row))
			row->touched = false;
		if (!take_version(context, row, version))
			form_error(form, NULL, STALE);
		count += row->touched;
	}
	return count;
}

/* ---- saving --------------------------------------------------------------------------------- */

/* An array of numeric as text: goals up to the last one that was given. */
static const char *
goals_of(struct arena *arena, const struct grid_row *row)
{
	const char *goals[GOALS];
	size_t count = GOALS;

	for (size_t i = 0; i < GOALS; i++)
		goals[i] = row->value[GRID_GOAL + i];
	while (count > 1 && goals[count - 1] == NULL)
		count--;
	return text_array(arena, goals, count);
}

bool
grid_refuses(const struct rows *refused, struct context *context, struct form *form,
    const struct rule *rules)
{
	for (size_t row = 0; row < rows_count(refused); row++) {
		const struct rule *rule = rule_find(rules, rows_text(refused, row, "rule"));
		const char *code = rows_text(refused, row, "indicator_code");

		/* A row that changed meanwhile is told at its numbers. */
		form_error(form,
		    text_format(context->arena, "%s.%s",
			rule == NULL || rule->field == NULL ? "numerator" : rule->field, code),
		    rule == NULL ? "不能这样登记，请核对" : rule->message);
	}
	return rows_count(refused) > 0;
}

void
grid_arrays(const char *out[GRID_ARRAY_COUNT], const struct grid *grid, struct arena *arena)
{
	size_t all = rows_count(grid->rows), count = 0;
	const char **values = arena_new(arena, const char *, GRID_ARRAY_COUNT *(all + 1));

	for (size_t i = 0; i < all; i++) {
		const struct grid_row *row = &grid->items[i];

		if (!row->touched)
			continue;
		values[GRID_CODES * all + count] = row->code;
		values[GRID_VERSIONS * all + count] = row->version;
		values[GRID_PERIODS * all + count] = row->value[GRID_PERIOD];
		values[GRID_NUMERATORS * all + count] = row->value[GRID_NUMERATOR];
		values[GRID_DENOMINATORS * all + count] = row->value[GRID_DENOMINATOR];
		values[GRID_GOALS * all + count] = goals_of(arena, row);
		values[GRID_REASONS * all + count] = row->value[GRID_REASON];
		count++;
	}
	for (size_t i = 0; i < GRID_ARRAY_COUNT; i++)
		out[i] = text_array(arena, values + i * all, count);
}
