/* /commission/indicator/: every indicator of a programme in one period, by specialty. */
#include <inttypes.h>

#include "commission/area_goal.h"
#include "commission/as_now.h"
#include "commission/computed.h"
#include "commission/overview.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"
#include "figure/table.h"
#include "figure/value.h"

static void
add_indicator(struct page_table *table, const struct rows *rows, size_t row)
{
	struct arena *arena = table->arena;
	struct figure_definition definition;
	struct comparison_total total;
	struct area_goal goal;
	bool fraction, known;

	figure_definition_read(&definition, rows, row);
	figure_total_read(&total, &definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"), rows_flag(rows, row, "complete"));
	fraction = measure_kind_has_denominator(definition.rule.kind);
	known = total.interval_known;
	goal = area_goal_judge(arena, &definition, &total, rows_text(rows, row, "area_goal"));
	page_table_add(table,
	    (const char *const[]){rows_text(rows, row, "specialty"),
		rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"),
		figure_direction_text(&definition), figure_total_value(arena, &definition, &total),
		definition.unit,
		fraction ? figure_number(arena, rows_text(rows, row, "numerator")) : NULL,
		fraction ? figure_number(arena, rows_text(rows, row, "denominator")) : NULL,
		known ? figure_double(arena, &definition, total.lower) : NULL,
		known ? figure_double(arena, &definition, total.upper) : NULL,
		rows_text(rows, row, "with_data"),
		text_format(arena, "%" PRId64,
		    rows_integer(rows, row, "asked") - rows_integer(rows, row, "not_applicable")),
		figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		    rows_text(rows, row, "threshold_value")),
		rows_text(rows, row, "met"), rows_text(rows, row, "judged"), goal.goal,
		goal.verdict});
}

static enum status
send_file(struct context *context, const struct rows *rows, const struct rows *computed,
    const struct scope *scope)
{
	static const struct xlsx_column columns[] = {{"专业", XLSX_TEXT}, {"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"导向", XLSX_TEXT}, {"合计值", XLSX_NUMBER},
	    {"单位", XLSX_TEXT}, {"分子", XLSX_NUMBER}, {"分母", XLSX_NUMBER},
	    {"95%区间下限", XLSX_NUMBER}, {"95%区间上限", XLSX_NUMBER}, {"有数据机构", XLSX_NUMBER},
	    {"应有机构", XLSX_NUMBER}, {"要求", XLSX_TEXT}, {"达到机构", XLSX_NUMBER},
	    {"可判断机构", XLSX_NUMBER}, {"地区年度目标", XLSX_NUMBER},
	    {"地区目标结论", XLSX_TEXT}};
	const struct page_fact facts[] = {{"监测方案", scope->programme_name},
	    {"报告期", scope->period_label}, {"计算时间", computed_words(context->arena, computed)},
	    {"范围", "只统计已接受（含已公开）的报表。"}, {"机构归属", as_now_words(context)}, {0}};
	struct page_table table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t row = 0; row < rows_count(rows); row++)
		add_indicator(&table, rows, row);
	return page_table_send(context, page_format(context),
	    text_format(context->arena, "指标汇总-%s", scope->period), &table, facts);
}

/* What is the area's own: beside the sums of institutions, never among them. */
static void
show_facts(struct context *context, struct view *view, const struct rows *rows)
{
	struct arena *arena = context->arena;

	view_flag(view, "any_facts", rows_count(rows) > 0);
	if (rows_count(rows) > 0)
		view_columns(view, rows, 0, "region_name", "year");
	view_list(view, "facts");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "facts");
		const char *upper = rows_text(rows, row, "numerator");
		const char *lower = rows_text(rows, row, "denominator");
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		view_columns(item, rows, row, "name", "indicator_code", "way");
		view_text(item, "value", figure_value(arena, &definition, upper, lower));
		view_text(item, "unit", definition.truth ? "" : definition.unit);
		view_text(
		    item, "counts", lower == NULL ? NULL : figure_counts(arena, upper, lower));
		view_text(item, "threshold",
		    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
			rows_text(rows, row, "threshold_value")));
		view_text(item, "met", figure_verdict(rows_text(rows, row, "met")));
	}
}

const struct query indicator_list_query[] = {
    SCOPE_QUERY,
    AS_NOW_QUERY,
    PARAMETER_FORMAT,
    {0},
};

enum status
indicator_list_get(struct context *context)
{
	struct rows *overview, *arrivals, *facts, *computed;
	struct scope scope;
	struct view *view;
	const char *url;
	enum status status = scope_open(&scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "指标结果"));
	const struct ask asks[] = {
	    ASK(&overview, INDICATOR_OVERVIEW, scope.programme_id, scope.period,
		as_now_value(context)),
	    ASK(&arrivals, INDICATOR_ARRIVALS, scope.programme_id, scope.period),
	    ASK(&facts, INDICATOR_FACTS, scope.programme_id, scope.period),
	    COMPUTED_ASK(&computed, &scope),
	};
	status = SCOPE_ASK_ALL(&scope, context, asks);
	if (status != STATUS_OK)
		return status;
	if (scope.redirect != NULL)
		return page_redirect(context, scope.redirect);
	if (page_format(context) != PAGE_HTML)
		return send_file(context, overview, computed, &scope);
	view = page_view(context, "指标结果");
	url = scope_url(&scope, context->arena, "/commission/indicator/");
	if (as_now(context))
		url = html_url_query(context->arena, url, "register", "now");
	page_table_links(view_object(view, "overview_files"), context->arena, url);
	scope_show(&scope, view);
	page_row(view, arrivals, 0);
	computed_show(context, view, computed, &scope);
	as_now_show(context, view);
	view_text(
	    view, "matrix_url", scope_url(&scope, context->arena, "/commission/indicator/matrix"));
	view_text(view, "computation_url",
	    scope_url(&scope, context->arena, "/commission/indicator/computation"));
	overview_show(context, view, overview, &scope);
	show_facts(context, view, facts);
	return page_show(context, "commission/indicator/list", view);
}
