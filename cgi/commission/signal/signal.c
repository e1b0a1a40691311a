/* /commission/signal/: what needs attention first in a quarter, with its reason and its evidence.
 */
#include "figure/signal.h"

#include "commission/filter.h"
#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/query.h"
#include "core/text.h"

/* The most common problems that are listed. */
#define COMMON_ROWS 10

struct signal_page {
	struct scope scope;
	struct filter filter;
	const char *kind; /* name of the kind asked for, or NULL */
	struct rows *institutions;
	struct rows *indicators;
	struct rows *ledger;
	struct figure_signals signals;
};

/* ---- loading -------------------------------------------------------------------------------- */

static enum status
load(struct signal_page *page, struct context *context)
{
	struct rows *results, *history, *elements, *baselines, *returns;
	const struct filter *filter = &page->filter;
	const char *programme, *period;
	enum status status = scope_open(&page->scope, context, SCOPE_QUARTERS);

	if (status != STATUS_OK || page->scope.empty)
		return status;
	programme = page->scope.programme_id;
	period = page->scope.period;
	const struct ask asks[] = {
	    ASK(&page->institutions, SIGNAL_INSTITUTIONS, filter->region, filter->level,
		filter->kind, filter->ownership),
	    ASK(&page->indicators, SIGNAL_INDICATORS, programme),
	    ASK(&page->ledger, SIGNAL_LEDGER, programme),
	    ASK(&results, SIGNAL_RESULTS, programme, period),
	    ASK(&history, SIGNAL_HISTORY, programme, period),
	    ASK(&elements, SIGNAL_ELEMENTS, programme, period),
	    ASK(&baselines, SIGNAL_BASELINES, programme),
	    ASK(&returns, SIGNAL_RETURNS, programme, period),
	};
	status = SCOPE_ASK_ALL(&page->scope, context, asks);
	if (status != STATUS_OK || page->scope.redirect != NULL)
		return status;
	figure_signals_open(&page->signals, context->arena, page->institutions, page->indicators);
	figure_signals_add_results(&page->signals, results);
	figure_signals_add_history(&page->signals, history);
	figure_signals_add_screens(&page->signals, elements);
	figure_signals_add_baselines(&page->signals, baselines);
	figure_signals_add_returns(&page->signals, returns);
	figure_signals_sort(&page->signals);
	return STATUS_OK;
}

/* ---- one signal ----------------------------------------------------------------------------- */

static const char *
code_of(const struct signal_page *page, const struct figure_signal *signal)
{
	return signal->indicator == FIGURE_SIGNAL_NONE
		   ? NULL
		   : rows_text(page->indicators, signal->indicator, "indicator_code");
}

static const char *
institution_of(const struct signal_page *page, const struct figure_signal *signal)
{
	return rows_text(page->institutions, signal->institution, "institution_id");
}

static const char *
period_of(const struct signal_page *page, const struct figure_signal *signal)
{
	return signal->period != NULL ? signal->period : page->scope.period;
}

/* Where the numbers stand: the return, the trend, the institution among its peers, the baselines.
 */
static const char *
evidence_url(
    struct context *context, const struct signal_page *page, const struct figure_signal *signal)
{
	struct arena *arena = context->arena;
	const char *code = code_of(page, signal), *institution = institution_of(page, signal);

	if (signal->return_id != NULL)
		return html_url_path(arena, "commission", "return", signal->return_id, NULL);
	if (code == NULL)
		return html_url_query(arena, "/commission/baseline/", "name",
		    rows_text(page->institutions, signal->institution, "name"));
	if (signal->kind == FIGURE_SIGNAL_WORSENING)
		return scope_url(&page->scope, arena,
		    html_url_path(
			arena, "commission", "institution", institution, "result", code, NULL));
	return html_url_query(arena,
	    scope_url(
		&page->scope, arena, html_url_path(arena, "commission", "indicator", code, NULL)),
	    "institution", institution);
}

/* The item that is open about it, or NULL. */
static const char *
ledger_item(const struct signal_page *page, const struct figure_signal *signal)
{
	const struct rows *rows = page->ledger;
	const char *code = code_of(page, signal);

	for (size_t row = 0; row < rows_count(rows); row++) {
		if (text_equal(
			rows_text(rows, row, "institution_id"), institution_of(page, signal)) &&
		    text_equal(rows_text(rows, row, "source"), figure_signal_name(signal->kind)) &&
		    text_equal(rows_text(rows, row, "period"), period_of(page, signal)) &&
		    text_equal(rows_text(rows, row, "indicator_code"), code))
			return rows_text(rows, row, "id");
	}
	return NULL;
}

static const char *
size_text(struct arena *arena, const struct figure_signal *signal)
{
	return signal->size_known && signal->size > 0
		   ? text_format(arena, "%lld", (long long)signal->size)
		   : NULL;
}

static void
show_signal(struct context *context, struct view *item, const struct signal_page *page,
    const struct figure_signal *signal)
{
	static const char *const states[] = {
	    [FIGURE_SEVERITY_LOW] = "low",
	    [FIGURE_SEVERITY_MIDDLE] = "middle",
	    [FIGURE_SEVERITY_HIGH] = "high",
	};
	const struct rows *institutions = page->institutions;
	size_t row = signal->institution;
	const char *code = code_of(page, signal), *open = ledger_item(page, signal);

	view_text(item, "state", states[signal->severity]);
	view_text(item, "state_label", figure_severity_label(signal->severity));
	view_text(item, "label", signal->label);
	view_text(item, "institution_name", rows_text(institutions, row, "name"));
	view_columns(item, institutions, row, "region_name", "peer_group_label");
	view_text(item, "indicator_code", code);
	view_text(item, "indicator_name",
	    code == NULL ? NULL : rows_text(page->indicators, signal->indicator, "name"));
	view_text(item, "reason", signal->reason);
	view_text(item, "size", size_text(context->arena, signal));
	view_text(item, "url", evidence_url(context, page, signal));
	view_text(item, "item_url", open == NULL ? NULL : ledger_url(context, open, NULL));
	view_text(item, "ledger_url",
	    open != NULL || !commission_may_decide(context)
		? NULL
		: ledger_new_url(context->arena, institution_of(page, signal),
		      page->scope.programme_id, period_of(page, signal), code,
		      figure_signal_name(signal->kind)));
}

/* ---- the page ------------------------------------------------------------------------------- */

static bool
is_kind(const char *name)
{
	for (int kind = 0; kind < FIGURE_SIGNAL_KIND_COUNT; kind++) {
		if (text_equal(figure_signal_name((enum figure_signal_kind)kind), name))
			return true;
	}
	return false;
}

static bool
is_asked(const struct signal_page *page, const struct figure_signal *signal)
{
	return page->kind == NULL || text_equal(page->kind, figure_signal_name(signal->kind));
}

static void
show_tabs(struct context *context, struct view *view, const struct signal_page *page)
{
	int64_t counts[FIGURE_SIGNAL_KIND_COUNT] = {0};

	for (size_t i = 0; i < page->signals.count; i++)
		counts[page->signals.items[i].kind]++;
	for (int kind = -1; kind < FIGURE_SIGNAL_KIND_COUNT; kind++) {
		enum figure_signal_kind its = kind < 0 ? 0 : (enum figure_signal_kind)kind;
		const char *name = kind < 0 ? NULL : figure_signal_name(its);

		page_query_tab(context, view, "signal", name,
		    kind < 0 ? "全部" : figure_signal_label(its),
		    kind < 0 ? (int64_t)page->signals.count : counts[its]);
	}
}

static const char *
percent_text(struct arena *arena, const struct figure_signal_indicator *value)
{
	return text_format(arena, "%.0f%%", 100.0 * (double)value->missed / (double)value->judged);
}

/* What many fall short of is for the commission to settle, not for one hospital. */
static void
show_common(struct context *context, struct view *view, const struct signal_page *page)
{
	size_t *rows = arena_new(context->arena, size_t, rows_count(page->indicators));
	size_t count = figure_signals_common(rows, &page->signals);

	page_table_links(view_object(view, "common_files"), context->arena,
	    page_url_with(context, "table", "common"));
	view_list(view, "common");
	for (size_t i = 0; i < count && i < COMMON_ROWS; i++) {
		const struct figure_signal_indicator *value = &page->signals.values[rows[i]];
		const char *code = rows_text(page->indicators, rows[i], "indicator_code");
		struct view *item = view_item(view, "common");

		view_text(item, "indicator_code", code);
		view_text(item, "indicator_name", rows_text(page->indicators, rows[i], "name"));
		view_text(item, "specialty", rows_text(page->indicators, rows[i], "specialty"));
		view_text(item, "counts",
		    text_format(context->arena, "%zu/%zu", value->missed, value->judged));
		view_text(item, "percent", percent_text(context->arena, value));
		view_text(item, "url",
		    filter_url(&page->filter, context->arena,
			scope_url(&page->scope, context->arena,
			    html_url_path(context->arena, "commission", "indicator", code, NULL))));
	}
}

/* One page of those asked for. */
static void
show_signals(struct context *context, struct view *view, const struct signal_page *page)
{
	size_t skip = (size_t)(page_number(context) - 1) * PAGE_ROWS, found = 0;

	view_list(view, "signals");
	for (size_t i = 0; i < page->signals.count && found <= skip + PAGE_ROWS; i++) {
		const struct figure_signal *signal = &page->signals.items[i];

		if (!is_asked(page, signal))
			continue;
		if (found >= skip && found < skip + PAGE_ROWS)
			show_signal(context, view_item(view, "signals"), page, signal);
		found++;
	}
	page_paginate(context, view, found > skip ? found - skip : 0);
}

static struct page_table
signal_table(struct context *context, const struct signal_page *page)
{
	static const struct xlsx_column columns[] = {{"程度", XLSX_TEXT}, {"类型", XLSX_TEXT},
	    {"医疗机构", XLSX_TEXT}, {"县（区）", XLSX_TEXT}, {"同组机构", XLSX_TEXT},
	    {"指标编码", XLSX_TEXT}, {"指标名称", XLSX_TEXT}, {"报告期", XLSX_TEXT},
	    {"原因", XLSX_TEXT}, {"距目标例数", XLSX_NUMBER}, {"台账编号", XLSX_TEXT}};
	const struct rows *institutions = page->institutions;
	struct page_table table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < page->signals.count; i++) {
		const struct figure_signal *signal = &page->signals.items[i];
		const char *code = code_of(page, signal);
		size_t row = signal->institution;

		if (!is_asked(page, signal))
			continue;
		page_table_add(&table,
		    (const char *const[]){figure_severity_label(signal->severity), signal->label,
			rows_text(institutions, row, "name"),
			rows_text(institutions, row, "region_name"),
			rows_text(institutions, row, "peer_group_label"), code,
			code == NULL ? NULL
				     : rows_text(page->indicators, signal->indicator, "name"),
			period_of(page, signal), signal->reason, size_text(context->arena, signal),
			ledger_item(page, signal)});
	}
	return table;
}

static struct page_table
common_table(struct context *context, const struct signal_page *page)
{
	static const struct xlsx_column columns[] = {{"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"专业", XLSX_TEXT}, {"未达到机构数", XLSX_NUMBER},
	    {"有判断的机构数", XLSX_NUMBER}, {"比例", XLSX_TEXT}};
	size_t *rows = arena_new(context->arena, size_t, rows_count(page->indicators));
	size_t count = figure_signals_common(rows, &page->signals);
	struct page_table table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < count && i < COMMON_ROWS; i++) {
		const struct figure_signal_indicator *value = &page->signals.values[rows[i]];

		page_table_add(&table,
		    (const char *const[]){rows_text(page->indicators, rows[i], "indicator_code"),
			rows_text(page->indicators, rows[i], "name"),
			rows_text(page->indicators, rows[i], "specialty"),
			text_format(context->arena, "%zu", value->missed),
			text_format(context->arena, "%zu", value->judged),
			percent_text(context->arena, value)});
	}
	return table;
}

static enum status
send_file(struct context *context, const struct signal_page *page, enum page_format format)
{
	bool common = text_equal(request_query(context->request, "table", NULL), "common");
	struct page_table table =
	    common ? common_table(context, page) : signal_table(context, page);

	return page_table_send(context, format,
	    text_format(
		context->arena, "%s-%s", common ? "共性问题" : "重点关注", page->scope.period),
	    &table,
	    (const struct page_fact[]){{"监测方案", page->scope.programme_name},
		{"报告期", page->scope.period_label},
		{"筛选", filter_words(&page->filter, context->arena, page->institutions)}, {0}});
}

const struct query signal_query[] = {
    SCOPE_QUERY,
    FILTER_QUERY,
    {.name = "signal", .kind = VALUE_CODE},
    {.name = "table", .kind = VALUE_WORD, .words = "common"},
    PARAMETER_FORMAT,
    PARAMETER_PAGE,
    {0},
};

enum status
signal_get(struct context *context)
{
	struct signal_page page = {.filter = filter_read(context),
	    .kind = request_query(context->request, "signal", NULL)};
	enum page_format format = page_format(context);
	enum status status = load(&page, context);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	if (page.scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "重点关注"));
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	if (page.kind != NULL && !is_kind(page.kind))
		return query_refuse(context, "signal");
	if (format != PAGE_HTML)
		return send_file(context, &page, format);
	view = page_view(context, "重点关注");
	scope_show(&page.scope, view);
	filter_show(&page.filter, context->arena, view, page.institutions);
	view_text(view, "chosen", page.kind);
	show_tabs(context, view, &page);
	show_signals(context, view, &page);
	show_common(context, view, &page);
	page_table_links(view, context->arena, page_url_with(context, "format", NULL));
	return page_show(context, "commission/signal/signal", view);
}
