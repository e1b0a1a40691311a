/* /commission/institution/<id>/result/<code>: one indicator of one institution over time. */
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/request.h"
#include "core/text.h"
#include "figure/trend_view.h"

struct trend_page {
	struct scope scope;
	const char *institution;
	const char *code;
	struct rows *head;
	struct rows *definition;
	struct rows *quarters;
	struct rows *decisions;
	struct rows *analyses;
};

static enum status
load(struct trend_page *page, struct context *context)
{
	struct scope *scope = &page->scope;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope->empty)
		return STATUS_MISSING;
	const struct ask asks[] = {
	    ASK(&page->head, INSTITUTION_RESULT_HEAD, page->institution),
	    ASK(&page->definition, INDICATOR_HEAD, scope->programme_id, page->code),
	    ASK(&page->quarters, TREND_QUARTERS, scope->programme_id, page->code, page->institution,
		"false"),
	    ASK(&page->decisions, TREND_BASELINES, scope->programme_id, page->code,
		page->institution),
	    ASK(&page->analyses, INSTITUTION_ANALYSES, scope->programme_id, page->code,
		page->institution),
	};
	return SCOPE_ASK_ALL(scope, context, asks);
}

static void
show_crumbs(struct context *context, struct view *view, const struct trend_page *page)
{
	const struct scope *scope = &page->scope;

	page_crumb(view, "指标结果", scope_url(scope, context->arena, "/commission/indicator/"));
	page_crumb(view, rows_text(page->head, 0, "name"),
	    scope_url(scope, context->arena,
		html_url_path(context->arena, "commission", "institution", page->institution,
		    "result", NULL)));
	page_crumb(view, rows_text(page->definition, 0, "name"), NULL);
}

static enum status
send_file(struct context *context, const struct trend_page *page,
    const struct figure_definition *definition)
{
	const char *institution = rows_text(page->head, 0, "name");
	struct page_table table = figure_trend_table(context->arena, definition, page->code,
	    rows_text(page->definition, 0, "name"), page->quarters, page->decisions);
	const struct page_fact facts[] = {{"医疗机构", institution},
	    {"监测方案", page->scope.programme_name},
	    {"范围", "只统计已接受（含已公开）的报表；分子、分母相同的指标跨年度连续计算。"}, {0}};

	return page_table_send(context, page_format(context),
	    text_format(context->arena, "%s-%s-趋势", page->code, institution), &table, facts);
}

const struct query institution_trend_query[] = {
    SCOPE_QUERY,
    PARAMETER_FORMAT,
    {0},
};

enum status
institution_trend_get(struct context *context)
{
	struct trend_page page = {
	    .institution = context->segments[0], .code = context->segments[1]};
	struct figure_definition definition;
	struct view *view;
	enum status status;

	status = load(&page, context);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page.head) == 0 || rows_count(page.definition) == 0)
		return STATUS_MISSING;
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	figure_definition_read(&definition, page.definition, 0);
	if (page_format(context) != PAGE_HTML)
		return send_file(context, &page, &definition);
	view = page_view(context, rows_text(page.definition, 0, "name"));
	page_row(view, page.definition, 0);
	view_text(view, "institution_name", rows_text(page.head, 0, "name"));
	view_columns(view, page.head, 0, "region_name", "peer_group_label");
	view_text(view, "direction_text", figure_direction_text(&definition));
	view_text(view, "indicator_url",
	    html_url_query(context->arena,
		scope_url(&page.scope, context->arena,
		    html_url_path(context->arena, "commission", "indicator", page.code, NULL)),
		"institution", page.institution));
	figure_trend_show(view, context->arena, &definition, page.quarters,
	    &(struct figure_trend_page){
		.whose = rows_text(page.head, 0, "name"), .decisions = page.decisions});
	page_table_links(view_object(view, "quarter_files"), context->arena,
	    scope_url(&page.scope, context->arena, context->request->path));
	page_rows(view, "analyses", page.analyses);
	show_crumbs(context, view, &page);
	return page_show(context, "commission/institution/trend", view);
}
