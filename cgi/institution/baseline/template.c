/* /institution/baseline/template/<programme>: the grid as a workbook, to be filled in elsewhere. */
#include "core/arena.h"
#include "core/page.h"
#include "core/page_table.h"
#include "core/text.h"
#include "dossier/baseline.h"
#include "figure/value.h"
#include "institution/page.h"
#include "own.h"

const char *
baseline_head(struct arena *arena, const struct baseline_page *page, size_t column)
{
	static const char *const heads[BASELINE_COLUMN_COUNT] = {
	    [BASELINE_CODE] = "指标编码",
	    [BASELINE_NAME] = "指标",
	    [BASELINE_UNIT] = "单位",
	    [BASELINE_THRESHOLD] = "要求",
	    [BASELINE_KNOWN] = "本院已接受",
	    [BASELINE_CELLS + GRID_PERIOD] = "基线期",
	    [BASELINE_CELLS + GRID_NUMERATOR] = "分子或基线值",
	    [BASELINE_CELLS + GRID_DENOMINATOR] = "分母",
	    [BASELINE_CELLS + GRID_REASON] = "原因",
	    [BASELINE_STATE] = "状态",
	    [BASELINE_STAMP] = "模板标识（请勿改动）",
	};

	if (column < BASELINE_CELLS + GRID_GOAL || column > BASELINE_CELLS + GRID_GOAL_2)
		return heads[column];
	return text_format(arena, "%d年目标值",
	    (int)rows_integer(page->programmes, page->programme, "year") +
		(int)(column - BASELINE_CELLS - GRID_GOAL));
}

const char *
baseline_stamp(struct context *context, const struct baseline_page *page)
{
	return text_format(context->arena, "%s%s/%s/%s", BASELINE_MARK,
	    rows_text(page->programmes, page->programme, "credit_code"),
	    rows_text(page->programmes, page->programme, "id"),
	    rows_text(page->programmes, page->programme, "name"));
}

static const char *
known_words(struct arena *arena, const struct baseline_page *page, size_t known,
    const struct figure_definition *definition)
{
	const struct rows *rows = page->known;

	if (known == GRID_NONE)
		return NULL;
	return text_format(arena, "%s%s（%s）", rows_flag(rows, known, "complete") ? "" : "不全：",
	    dossier_accepted(arena, definition, rows_text(rows, known, "numerator"),
		rows_text(rows, known, "denominator"), true),
	    rows_text(rows, known, "quarters"));
}

static void
add_row(struct page_table *table, const struct baseline_page *page, size_t i, const char *stamp)
{
	struct arena *arena = table->arena;
	const struct grid_row *row = &page->grid.items[i];
	const char **cells = arena_new(arena, const char *, BASELINE_COLUMN_COUNT);
	struct figure_definition definition;

	figure_definition_read(&definition, page->rows, i);
	cells[BASELINE_CODE] = row->code;
	cells[BASELINE_NAME] = rows_text(page->rows, i, "name");
	cells[BASELINE_UNIT] = definition.unit;
	cells[BASELINE_THRESHOLD] = figure_threshold(arena, &definition,
	    rows_text(page->rows, i, "threshold_op"), rows_text(page->rows, i, "threshold_value"));
	cells[BASELINE_KNOWN] = known_words(arena, page, row->known, &definition);
	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++)
		cells[BASELINE_CELLS + cell] = row->text[cell];
	cells[BASELINE_STATE] = rows_text(page->rows, i, "state_label");
	cells[BASELINE_STAMP] = stamp;
	page_table_add(table, cells);
}

const struct query baseline_template_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    {0},
};

enum status
baseline_template_get(struct context *context)
{
	const char *period = request_query(context->request, "period", NULL);
	struct arena *arena = context->arena;
	struct xlsx_column *columns = arena_new(arena, struct xlsx_column, BASELINE_COLUMN_COUNT);
	struct baseline_page page;
	struct page_table table;
	enum status status = baseline_load(&page, context, period);

	if (status != STATUS_OK)
		return status;
	if (period != NULL && !grid_offers(&page.grid, period))
		return query_refuse(context, "period");
	for (size_t i = 0; i < BASELINE_COLUMN_COUNT; i++)
		columns[i] = (struct xlsx_column){baseline_head(arena, &page, i),
		    i > BASELINE_CELLS && i < BASELINE_CELLS + GRID_REASON ? XLSX_NUMBER
									   : XLSX_TEXT};
	table = page_table_create(arena, columns, BASELINE_COLUMN_COUNT);
	for (size_t i = 0; i < rows_count(page.rows); i++)
		add_row(&table, &page, i, baseline_stamp(context, &page));
	return page_table_send(context, PAGE_XLSX,
	    text_format(arena, "基线与目标-%s", rows_text(page.programmes, page.programme, "name")),
	    &table,
	    (const struct page_fact[]){
		{"监测方案", rows_text(page.programmes, page.programme, "name")},
		{"填写", "只填“基线期”至“原因”各列；留空的格保留现有内容，写“未填”的清空。"},
		{"预填", "没有填目标值的预填行不登记。"}, {0}});
}
