/* The matrix as a file: for each indicator its value and what the cell's symbol says. */
#include "commission/computed.h"
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "figure/value.h"
#include "matrix.h"

#define LEADING 6 /* columns before those of indicators */

static size_t
make_heads(struct xlsx_column *heads, const struct matrix *matrix)
{
	const struct xlsx_column leading[LEADING] = {
	    {matrix->counties ? "县（区）" : "医疗机构", XLSX_TEXT},
	    {"县（区）代码或机构编号", XLSX_TEXT}, {"所在县（区）", XLSX_TEXT},
	    {"同组机构", XLSX_TEXT}, {"有数据", XLSX_NUMBER}, {"应有数据", XLSX_NUMBER}};
	size_t count = 0;

	for (; count < LEADING; count++)
		heads[count] = leading[count];
	for (size_t i = 0; i < matrix->column_count; i++) {
		const char *title = matrix_column_title(matrix, &matrix->columns[i]);
		const char *code = rows_text(matrix->indicators, i, "indicator_code");

		heads[count++] = (struct xlsx_column){
		    text_format(matrix->arena, "%s %s", code, title), XLSX_NUMBER};
		heads[count++] =
		    (struct xlsx_column){text_format(matrix->arena, "%s %s", code,
					     matrix->counties ? "与要求相比" : "相对预期"),
			XLSX_TEXT};
		heads[count++] = (struct xlsx_column){text_format(matrix->arena, "%s %s", code,
							  matrix->counties ? "有数据机构" : "名次"),
		    XLSX_TEXT};
	}
	return count;
}

static void
add_row(struct page_table *table, const struct matrix *matrix, size_t index)
{
	const struct matrix_row *row = &matrix->rows[index];
	const char **cells = arena_new(matrix->arena, const char *, table->column_count);
	size_t count = 0;

	cells[count++] = row->name;
	cells[count++] = row->id;
	cells[count++] = row->region_name;
	cells[count++] = row->group_label;
	cells[count++] = text_format(matrix->arena, "%zu", row->with_data);
	cells[count++] = text_format(matrix->arena, "%zu", row->asked);
	for (size_t i = 0; i < matrix->column_count; i++) {
		const struct matrix_cell *cell = &matrix->columns[i].cells[index];

		cells[count++] = cell->value;
		cells[count++] = cell->value != NULL ? matrix_shade_words(cell->shade)
				 : cell->asked       ? cell->why
						     : "不要求填报";
		cells[count++] = cell->detail;
	}
	page_table_add(table, cells);
}

enum status
matrix_file(struct context *context, const struct matrix *matrix)
{
	struct xlsx_column *heads =
	    arena_new(matrix->arena, struct xlsx_column, LEADING + 3 * matrix->column_count);
	struct page_table table =
	    page_table_create(matrix->arena, heads, make_heads(heads, matrix));
	const struct page_fact facts[] = {{"监测方案", matrix->scope.programme_name},
	    {"报告期", matrix->scope.period_label}, {"专业", matrix->specialty},
	    {"筛选", filter_words(&matrix->filter, matrix->arena, matrix->results)},
	    {"计算时间", computed_words(context->arena, matrix->computed)},
	    {"范围",
		"只统计已接受（含已公开）的报表；相对预期按漏斗图判定，只与同级同类机构比较。"},
	    {0}};

	for (size_t i = 0; i < matrix->shown_count; i++)
		add_row(&table, matrix, matrix->order[i]);
	return page_table_send(context, matrix->list.format,
	    text_format(context->arena, "%s-%s", matrix->counties ? "县区矩阵" : "机构矩阵",
		matrix->scope.period),
	    &table, facts);
}
