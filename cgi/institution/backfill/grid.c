#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "measure/decimal.h"

#define FAULTS_AT_FIRST 16

void
grid_refuse(struct grid *grid, size_t row, size_t column, const char *message)
{
	if (grid->fault_count == grid->fault_capacity) {
		size_t capacity = grid->fault_capacity * 2 + FAULTS_AT_FIRST;
		struct grid_fault *faults = arena_new(grid->arena, struct grid_fault, capacity);

		if (grid->fault_count > 0)
			memcpy(faults, grid->faults, grid->fault_count * sizeof(*faults));
		grid->faults = faults;
		grid->fault_capacity = capacity;
	}
	grid->faults[grid->fault_count++] = (struct grid_fault){row, column, message};
}

/* What is wrong with a cell, after the names of its element and period. */
static void
refuse_cell(struct grid *grid, const struct grid_cell *cell, const char *message)
{
	const struct backfill_source *source = grid->source;

	grid_refuse(grid, cell->where->row, cell->where->column,
	    text_format(grid->arena, "“%s”，%s：%s",
		rows_text(source->cells, source->first[cell->element], "name"),
		rows_text(source->periods, cell->period, "period_label"), message));
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void
read_row(struct grid *grid, size_t row, size_t *seen)
{
	const struct table_cell *code = table_find(grid->table, row, grid->code_column);
	const char *text = code == NULL ? "" : text_trim(grid->arena, code->text);
	size_t element = backfill_find_element(grid->source, text), periods;

	periods = rows_count(grid->source->periods);
	if (element != SIZE_MAX && seen[element] != 0) {
		grid_refuse(grid, row, grid->code_column,
		    text_format(grid->arena,
			"与第 %zu 行重复，同一数据项只能出现一次。请删除其中一行。",
			seen[element]));
		return;
	}
	if (element == SIZE_MAX && text[0] != '\0') {
		grid_refuse(grid, row, grid->code_column,
		    text_format(grid->arena,
			"“%s”不是本方案请本院补录的数据项代码。"
			"请从补录表改正代码，或删除这一行。",
			text));
		return;
	}
	for (size_t period = 0; period < periods; period++) {
		const struct table_cell *cell =
		    grid->columns[period] == 0
			? NULL
			: table_find(grid->table, row, grid->columns[period]);

		if (cell == NULL ||
		    (text_trim(grid->arena, cell->text)[0] == '\0' && !cell->formula))
			continue;
		if (element == SIZE_MAX)
			grid_refuse(grid, row, cell->column,
			    "这一行没有数据项代码，不知道是哪一项。"
			    "请从补录表补上代码，或删除这一行。");
		else
			grid->cells[grid->cell_count++] =
			    (struct grid_cell){.element = element, .period = period, .where = cell};
	}
	if (element != SIZE_MAX)
		seen[element] = row;
}

static void
read_rows(struct grid *grid)
{
	const struct table *table = grid->table;
	size_t *seen = arena_new(grid->arena, size_t, grid->source->element_count + 1);
	size_t last = 0;

	grid->cells = arena_new(grid->arena, struct grid_cell, table->cell_count + 1);
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t row = table->cells[i].row;

		if (row <= grid->head_row || row == last)
			continue;
		last = row;
		read_row(grid, row, seen);
	}
	for (size_t i = 0; i < table->merge_count; i++) {
		if (table->merges[i].last_row > grid->head_row)
			grid_refuse(grid, table->merges[i].row, table->merges[i].column,
			    "有合并的单元格，无法判断数字属于哪一项。请取消合并后分别填写。");
	}
}

/* ---- values --------------------------------------------------------------------------------- */

/* As a person would type it on the form; *ticked: 不适用. */
static const char *
typed_text(const struct grid *grid, const struct grid_cell *cell, bool *ticked)
{
	const struct backfill_source *source = grid->source;
	const char *text = text_trim(grid->arena, cell->where->text);
	bool truth =
	    text_equal(rows_text(source->cells, source->first[cell->element], "type"), "boolean");

	*ticked = text_equal(text, "不适用");
	if (*ticked || text_equal(text, "未填"))
		return "";
	if (truth && text_equal(text, "是"))
		return "1";
	if (truth && text_equal(text, "否"))
		return "0";
	return text;
}

/* The entries of a period as its form would post them. */
static void
make_entries(struct grid *grid, size_t period)
{
	size_t most = grid->cell_count + 1;
	struct pairs values = {.items = arena_new(grid->arena, struct pair, most)};
	struct pairs ticks = {.items = arena_new(grid->arena, struct pair, most)};

	for (size_t i = 0; i < grid->cell_count; i++) {
		const struct grid_cell *cell = &grid->cells[i];
		const char *code, *text;
		bool ticked;

		if (cell->period != period || table_cell_fault(cell->where) != NULL)
			continue;
		code = rows_text(grid->source->cells, grid->source->first[cell->element], "code");
		text = typed_text(grid, cell, &ticked);
		values.items[values.count++] = (struct pair){code, text};
		if (ticked)
			ticks.items[ticks.count++] = (struct pair){code, "1"};
	}
	entries_read(&grid->entries[period], grid->arena, &values, &ticks);
}

static bool
same_number(const char *one, const char *other)
{
	struct decimal a, b;

	return one != NULL && other != NULL && decimal_parse(&a, one) && decimal_parse(&b, other) &&
	       decimal_compare(a, b) == 0;
}

static enum grid_act
compare(const struct rows *cells, size_t row, const struct entry *entry)
{
	const char *state = rows_text(cells, row, "state");

	if (text_equal(state, entry->state) &&
	    (!text_equal(state, "value") ||
		same_number(rows_text(cells, row, "value"), entry->value)))
		return GRID_SAME;
	if (text_equal(entry->state, "missing"))
		return GRID_CLEARED;
	return text_equal(state, "missing") ? GRID_NEW : GRID_CHANGED;
}

static const char *
bar_words(const struct grid *grid, size_t row)
{
	const struct rows *cells = grid->source->cells;
	const char *bar = rows_text(cells, row, "bar"), *value = rows_text(cells, row, "value");

	if (text_equal(bar, "accepted"))
		return text_format(grid->arena,
		    "已有接受的数（%s），补录不能改。确需改正的，请在这一期的报表中申请更正。",
		    value != NULL                                           ? value
		    : text_equal(rows_text(cells, row, "state"), "missing") ? "未填"
									    : "不适用");
	if (text_equal(bar, "under_way"))
		return "这一期的报表已经送审或提交，不能再改。需要修改时，请先在报表中退回填报。";
	return "这一期的补录已经关闭，不能再填。";
}

static void
judge_cell(struct grid *grid, struct grid_cell *cell)
{
	const struct backfill_source *source = grid->source;
	size_t at = backfill_cell(source, cell->element, cell->period);
	size_t first = source->first[cell->element];
	const char *fault = table_cell_fault(cell->where);
	const struct entry *entry =
	    entries_find(&grid->entries[cell->period], rows_text(source->cells, first, "code"));

	if (at == 0)
		fault = "这一期没有要求填报这一项。请清空这个格子。";
	else if (fault == NULL && entry == NULL)
		return;
	else if (fault == NULL)
		fault = entry->error;
	if (fault == NULL && entry->value != NULL)
		fault = entry_rule_breach(rows_text(source->cells, first, "type"),
		    rows_text(source->cells, first, "minimum"), entry->value);
	if (fault == NULL) {
		cell->act = compare(source->cells, at - 1, entry);
		if (cell->act != GRID_SAME && rows_text(source->cells, at - 1, "bar") != NULL)
			fault = bar_words(grid, at - 1);
	}
	if (fault != NULL) {
		refuse_cell(grid, cell, fault);
		return;
	}
	cell->entry = entry;
	grid->counts[cell->act]++;
}

void
grid_judge(struct grid *out, struct arena *arena, const struct table *table,
    const struct backfill_source *source)
{
	size_t periods = rows_count(source->periods);

	*out = (struct grid){.arena = arena, .source = source, .table = table};
	out->columns = arena_new(arena, size_t, periods);
	out->entries = arena_new(arena, struct entries, periods);
	if (table->sheet_count > 1)
		out->notes[out->note_count++] = text_format(arena,
		    "文件有 %zu 个工作表，只读取了“%s”。", table->sheet_count, table->sheet_name);
	grid_read_head(out);
	if (out->fault_count > 0)
		return;
	read_rows(out);
	for (size_t i = 0; i < periods; i++)
		make_entries(out, i);
	for (size_t i = 0; i < out->cell_count; i++)
		judge_cell(out, &out->cells[i]);
}
