#include "trend_view.h"

#include "core/arena.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "plot.h"
#include "trend_word.h"
#include "value.h"

static void
show_quarter(struct view *item, const struct figure_trend *trend, size_t row)
{
	const struct rows *rows = trend->rows;
	const struct chart_point *point = &trend->points[row];
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	struct arena *arena = trend->arena;

	view_text(item, "period_label", rows_text(rows, row, "period_label"));
	view_text(item, "value", figure_value(arena, trend->definition, x, n));
	view_text(item, "counts", n == NULL ? NULL : figure_counts(arena, x, n));
	view_columns(item, rows, row, "received", "expected");
	view_text(item, "limits",
	    figure_interval(arena, trend->definition,
		point->status == MEASURE_OK && point->limits_known, point->lower_3,
		point->upper_3));
	view_text(item, "signal", figure_trend_signal(trend, row));
	view_flag(item, "excluded", point->excluded && point->status == MEASURE_OK);
}

/* The word beside the history: over the quarters that the chart counts. */
static void
show_word(struct view *item, const struct figure_trend *trend)
{
	bool *left_out = arena_new(trend->arena, bool, trend->count);
	struct trend_test test;

	for (size_t i = 0; i < trend->count; i++)
		left_out[i] = trend->points[i].excluded;
	figure_trend_word_read(&test, trend->arena, trend->definition, trend->rows, trend->first,
	    trend->count, left_out);
	view_text(
	    item, "trend_word", figure_trend_word(trend->arena, trend->definition, &test, "季度"));
}

/* The newest decision on the baseline, if quarters are fixed by it, and whether it holds yet. */
static void
show_decision(struct view *item, const struct figure_trend *trend)
{
	const struct rows *decisions = trend->decisions;
	struct view *frozen;

	view_list(item, "frozen");
	if (rows_count(decisions) == 0 || rows_text(decisions, 0, "first_period") == NULL)
		return;
	frozen = view_object(item, "frozen");
	view_columns(
	    frozen, decisions, 0, "first_label", "last_label", "reason", "person", "decided_on");
	view_integer(frozen, "usable", (int64_t)trend->chart.baseline);
	view_flag(frozen, "short", trend->chart.reference != CHART_BASELINE);
}

void
figure_trend_show(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *quarters,
    const struct figure_trend_page *page)
{
	struct figure_trend trend;
	size_t signals = 0;
	struct view *item;

	view_list(view, "trend");
	if (!figure_trend_read(&trend, arena, definition, quarters))
		return;
	figure_trend_freeze(&trend, page->decisions);
	item = view_object(view, "trend");
	show_word(item, &trend);
	show_decision(item, &trend);
	view_text(item, "freeze_url", page->freeze_url);
	view_list(item, "quarters");
	for (size_t row = 0; row < trend.count; row++) {
		show_quarter(view_item(item, "quarters"), &trend, row);
		signals += !trend.points[row].excluded && figure_trend_signal(&trend, row) != NULL;
	}
	plot_trend(view_object(item, "drawing"), arena,
	    &(struct chart_caption){.id = "trend",
		.title = text_format(arena, "%s：各季度%s", page->whose, figure_trend_type(&trend)),
		.text = text_format(arena, "%zu 个季度的指标值、中心线和控制限；%zu 个季度有信号。",
		    trend.count, signals),
		.table = "quarters",
		.note = figure_trend_note(&trend)},
	    text_format(arena, "指标值（%s）", definition->unit), &trend);
}

/* ---- as a file ------------------------------------------------------------------------------ */

static void
add_quarter(struct page_table *table, const struct figure_trend *trend, bool charted, size_t row,
    const char *code, const char *name)
{
	const struct chart_point *point = &trend->points[row];
	const struct figure_definition *definition = trend->definition;
	const struct rows *rows = trend->rows;
	struct arena *arena = table->arena;
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	bool limits = charted && point->status == MEASURE_OK && point->limits_known;

	page_table_add(
	    table, (const char *const[]){code, name, rows_text(rows, row, "period"),
		       rows_text(rows, row, "received"), rows_text(rows, row, "expected"),
		       figure_number(arena, x), figure_number(arena, n),
		       figure_value(arena, definition, x, n), definition->unit,
		       limits ? figure_double(arena, definition, point->lower_3) : NULL,
		       limits ? figure_double(arena, definition, point->upper_3) : NULL,
		       charted ? figure_trend_signal(trend, row) : NULL});
}

struct page_table
figure_trend_table(struct arena *arena, const struct figure_definition *definition,
    const char *code, const char *name, const struct rows *quarters, const struct rows *decisions)
{
	static const struct xlsx_column columns[] = {{"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"季度", XLSX_TEXT}, {"有数据机构", XLSX_NUMBER},
	    {"应有机构", XLSX_NUMBER}, {"分子", XLSX_NUMBER}, {"分母", XLSX_NUMBER},
	    {"指标值", XLSX_NUMBER}, {"单位", XLSX_TEXT}, {"控制下限", XLSX_NUMBER},
	    {"控制上限", XLSX_NUMBER}, {"信号", XLSX_TEXT}};
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));
	struct figure_trend trend;
	bool charted = figure_trend_read(&trend, arena, definition, quarters);

	if (charted)
		figure_trend_freeze(&trend, decisions);
	for (size_t row = 0; row < rows_count(quarters); row++)
		add_quarter(&table, &trend, charted, row, code, name);
	return table;
}
