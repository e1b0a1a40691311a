/* What stands in an uploaded workbook of the grid. */
#include <string.h>

#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution/table_file.h"
#include "own.h"

#define HEAD_ROWS 40 /* the heads stand in one of the first rows */
#define FAULTS    50 /* more are not told */

struct reading {
	struct baseline_file *out;
	struct context *context;
	const struct table *table;
	const struct baseline_page *page;
	size_t head_row;
	size_t columns[BASELINE_COLUMN_COUNT]; /* 0: none */
	size_t *rows;                          /* of the file, by row of the grid; 0: none yet */
};

static void
refuse(struct reading *reading, const char *message)
{
	if (reading->out->fault_count < FAULTS)
		reading->out->faults[reading->out->fault_count++] = message;
}

static const char *
text_at(const struct reading *reading, size_t row, size_t column)
{
	const struct table_cell *cell =
	    column == 0 ? NULL : table_find(reading->table, row, column);

	return cell == NULL ? "" : text_trim(reading->context->arena, cell->text);
}

/* Behind the mark and so many parts; NULL: it has not as many. */
static const char *
behind(const char *stamp, int parts)
{
	for (int i = 0; i < parts && stamp != NULL; i++) {
		stamp = strchr(stamp, '/');
		stamp = stamp == NULL ? NULL : stamp + 1;
	}
	return stamp;
}

/* Of another institution or another programme: both are named. */
static bool
stamp_fits(struct reading *reading, size_t row)
{
	struct arena *arena = reading->context->arena;
	const char *own = baseline_stamp(reading->context, reading->page);
	const char *stamp = text_at(reading, row, reading->columns[BASELINE_STAMP]);
	size_t institution = (size_t)(behind(own, 2) - own);
	size_t programme = (size_t)(behind(own, 3) - own);

	if (strncmp(stamp, own, programme) == 0)
		return true;
	if (!text_starts_with(stamp, BASELINE_MARK) || behind(stamp, 3) == NULL)
		refuse(reading,
		    text_format(arena,
			"第 %zu 行没有模板标识，无法确认是本院本方案的模板。请重新下载模板填写。",
			row));
	else if (strncmp(stamp, own, institution) != 0)
		refuse(reading, "这是另一家机构的模板，不能用于本院。请在本院的页面重新下载模板。");
	else
		refuse(reading,
		    text_format(arena, "这是“%s”的模板，本页是“%s”。请打开对应的方案上传。",
			behind(stamp, 3), behind(own, 3)));
	return false;
}

/* Before the heads, of which one may be another year's. */
static bool
first_stamp_fits(struct reading *reading)
{
	const char *code = text_at(reading, reading->head_row + 1, reading->columns[BASELINE_CODE]);

	return code[0] == '\0' || stamp_fits(reading, reading->head_row + 1);
}

/* The row in which the code's head stands says where the others are. */
static bool
find_heads(struct reading *reading)
{
	struct arena *arena = reading->context->arena;
	const struct table *table = reading->table;

	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= HEAD_ROWS; i++) {
		const struct table_cell *cell = &table->cells[i];
		const char *text = text_trim(arena, cell->text);

		if (reading->head_row != 0 && cell->row != reading->head_row)
			continue;
		for (size_t column = 0; column < BASELINE_COLUMN_COUNT; column++) {
			if (!text_equal(text, baseline_head(arena, reading->page, column)) ||
			    (reading->head_row == 0 && column != BASELINE_CODE))
				continue;
			reading->head_row = cell->row;
			reading->columns[column] = cell->column;
		}
	}
	if (reading->columns[BASELINE_STAMP] != 0 && !first_stamp_fits(reading))
		return false;
	for (size_t column = 0; column < BASELINE_COLUMN_COUNT; column++) {
		bool needed = column == BASELINE_CODE || column == BASELINE_STAMP ||
			      (column >= BASELINE_CELLS && column < BASELINE_STATE);

		if (needed && reading->columns[column] == 0)
			refuse(reading,
			    text_format(arena,
				"没有找到“%s”一列，可能是其他方案或年度的模板，或表头被改动。"
				"请重新下载本方案的模板。",
				baseline_head(arena, reading->page, column)));
	}
	return reading->out->fault_count == 0;
}

static void
keep(struct arena *arena, struct pairs *pairs, size_t most, const char *code, const char *text)
{
	if (pairs->items == NULL)
		pairs->items = arena_new(arena, struct pair, most);
	pairs->items[pairs->count++] = (struct pair){code, text};
}

/* A row of the grid out of a row of the file: an empty cell keeps what is there. */
static void
take_row(struct reading *reading, size_t i, size_t file_row)
{
	struct arena *arena = reading->context->arena;
	struct baseline_file *out = reading->out;
	const struct grid_row *row = &reading->page->grid.items[i];
	size_t most = rows_count(reading->page->rows);
	const char *texts[GRID_CELL_COUNT];
	bool goal = strcmp(row->version, "0") != 0;

	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++) {
		texts[cell] = text_at(reading, file_row, reading->columns[BASELINE_CELLS + cell]);
		goal = goal || (cell >= GRID_GOAL && texts[cell][0] != '\0');
	}
	if (!goal) {
		out->skipped++;
		return;
	}
	keep(arena, &out->posted.versions, most, row->code, row->version);
	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++) {
		size_t column = reading->columns[BASELINE_CELLS + cell];
		const struct table_cell *found = table_find(reading->table, file_row, column);
		const char *text = texts[cell];

		if (text[0] == '\0')
			text = row->text[cell] == NULL ? "" : row->text[cell];
		else if (text_equal(text, "未填"))
			text = "";
		keep(arena, &out->posted.cells[cell], most, row->code, text);
		out->cells[out->cell_count++] =
		    (struct baseline_cell){i, cell, table_place(arena, file_row, column), text,
			found == NULL ? NULL : table_cell_fault(found)};
	}
}

static void
read_row(struct reading *reading, size_t file_row)
{
	struct arena *arena = reading->context->arena;
	const char *code = text_at(reading, file_row, reading->columns[BASELINE_CODE]);
	size_t i = 0;

	if (code[0] == '\0')
		return;
	while (i < rows_count(reading->page->rows) &&
	       !text_equal(reading->page->grid.items[i].code, code))
		i++;
	if (i == rows_count(reading->page->rows))
		refuse(reading,
		    text_format(arena,
			"第 %zu 行：“%s”不是本方案要登记的指标。请从模板改正编码，或删除这一行。",
			file_row, code));
	else if (reading->rows[i] != 0)
		refuse(reading, text_format(arena, "第 %zu 行与第 %zu 行重复。请删除其中一行。",
				    file_row, reading->rows[i]));
	else {
		reading->rows[i] = file_row;
		take_row(reading, i, file_row);
	}
}

void
baseline_file_read(struct baseline_file *out, struct context *context, const struct table *table,
    const struct baseline_page *page)
{
	size_t count = rows_count(page->rows), last = 0;
	struct reading reading = {.out = out,
	    .context = context,
	    .table = table,
	    .page = page,
	    .rows = arena_new(context->arena, size_t, count + 1)};

	*out = (struct baseline_file){
	    .cells = arena_new(context->arena, struct baseline_cell, count * GRID_CELL_COUNT + 1),
	    .faults = arena_new(context->arena, const char *, FAULTS)};
	if (!find_heads(&reading))
		return;
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t row = table->cells[i].row;

		if (row <= reading.head_row || row == last)
			continue;
		last = row;
		if (text_at(&reading, row, reading.columns[BASELINE_CODE])[0] != '\0' &&
		    !stamp_fits(&reading, row))
			return;
		read_row(&reading, row);
	}
}
