#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "grid.h"

#define HEAD_ROWS 40 /* the heads stand in one of the first rows */

static void
read_mark(struct grid *grid, const struct table_cell *cell)
{
	struct arena *arena = grid->arena;
	const char *programme = cell->text + strlen(BACKFILL_MARK);
	size_t length = strcspn(programme, "/ \t\n");
	const char *code = programme + length + (programme[length] == '/');

	if (!text_equal(text_copy(arena, programme, length), grid->source->programme))
		grid_refuse(grid, cell->row, cell->column,
		    text_format(arena,
			"这是另一个监测方案的补录表，不能用于“%s”。"
			"请打开对应方案的补录页上传，或在本页重新下载补录表。",
			rows_text(grid->source->periods, 0, "programme_name")));
	else if (!text_equal(text_copy(arena, code, strcspn(code, "/ \t\n")),
		     rows_text(grid->source->own, 0, "credit_code")))
		grid_refuse(grid, cell->row, cell->column,
		    "这是另一家机构的补录表，不能用于本院。请在本页重新下载补录表。");
}

static void
find_mark(struct grid *grid)
{
	const struct table *table = grid->table;

	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= HEAD_ROWS; i++) {
		if (text_starts_with(table->cells[i].text, BACKFILL_MARK)) {
			read_mark(grid, &table->cells[i]);
			return;
		}
	}
	grid->notes[grid->note_count++] =
	    "文件中没有补录表的标识，无法确认是本院本方案的表；已按数据项代码和表头读取，请仔细核对。";
}

/* 2024年第一季度, 2024Q1, 2024-07, 2024: a head that means a period. */
static bool
means_period(const char *text)
{
	return strlen(text) >= 4 && strspn(text, "0123456789") == 4 && text_starts_with(text, "20");
}

static void
read_period(struct grid *grid, const struct table_cell *cell, const char *text)
{
	size_t period = backfill_find_period(grid->source, text);

	if (period == SIZE_MAX && means_period(text))
		grid_refuse(grid, cell->row, cell->column,
		    text_format(grid->arena,
			"“%s”不是本方案请本院补录的报告期。请删除这一列，或改用重新下载的补录表。",
			text));
	else if (period != SIZE_MAX && grid->columns[period] != 0)
		grid_refuse(grid, cell->row, cell->column,
		    text_format(grid->arena,
			"表头中“%s”出现了两次（另一处在 %s），无法判断以哪一列为准。"
			"请删除多余的列。",
			text, table_place(grid->arena, cell->row, grid->columns[period])));
	else if (period != SIZE_MAX)
		grid->columns[period] = cell->column;
}

static void
read_row(struct grid *grid)
{
	const struct table *table = grid->table;
	size_t found = 0;

	for (size_t i = 0; i < table->cell_count; i++) {
		const struct table_cell *cell = &table->cells[i];
		const char *text = text_trim(grid->arena, cell->text);

		if (cell->row != grid->head_row)
			continue;
		if (cell->column != grid->code_column &&
		    text_equal(text, backfill_head(BACKFILL_CODE)))
			grid_refuse(grid, cell->row, cell->column,
			    "表头中“代码”出现了两次，无法判断以哪一列为准。请删除多余的列。");
		read_period(grid, cell, text);
	}
	for (size_t i = 0; i < rows_count(grid->source->periods); i++)
		found += grid->columns[i] != 0;
	if (found == 0 && grid->fault_count == 0)
		grid_refuse(grid, grid->head_row, 0,
		    "表头中没有要补录的报告期。请改回表头，或重新下载补录表。");
}

void
grid_read_head(struct grid *grid)
{
	const struct table *table = grid->table;

	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= HEAD_ROWS; i++) {
		if (!text_equal(
			text_trim(grid->arena, table->cells[i].text), backfill_head(BACKFILL_CODE)))
			continue;
		grid->head_row = table->cells[i].row;
		grid->code_column = table->cells[i].column;
		break;
	}
	find_mark(grid);
	if (grid->head_row != 0)
		read_row(grid);
	else
		grid_refuse(grid, 0, 0,
		    "没有找到表头：须有一行含有“代码”和各报告期。请改回表头，或重新下载补录表。");
}
