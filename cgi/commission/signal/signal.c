/* /commission/signal/: what needs attention first in a quarter, with its reason and its evidence.
 */
#include "signal.h"

#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"

/* The most common problems that are listed. */
#define COMMON_ROWS 10

/* Names and labels are figure_signal's. */
static const struct choice kinds[] = {
    {"outlier", "偏离同组"},
    {"worsening", "变差"},
    {"screen", "数据疑点"},
    {"late", "逾期"},
    {"better", "偏离同组（好的一侧）"},
    {0},
};

#define STATE_PAST "dismissed"

const struct query signal_query[] = {
    SCOPE_QUERY,
    FILTER_QUERY,
    LIST_CHOICE("signal", "类型", kinds),
    {.name = "state", .kind = VALUE_WORD, .words = STATE_PAST},
    LIST_PARAMETERS,
    {.name = "table", .kind = VALUE_WORD, .words = "common"},
    {0},
};

/* ---- loading -------------------------------------------------------------------------------- */

static bool
is_past(const struct signal_page *page, size_t index)
{
	return page->dismissed[index] != FIGURE_SIGNAL_NONE;
}

/* Those of the kind asked for that stand, or that were dismissed, become the list's rows. */
static void
choose(struct signal_page *page)
{
	const struct figure_signals *signals = &page->signals;
	const char *kind = list_value(&page->list, "signal");
	size_t *asked = arena_new(page->context->arena, size_t, signals->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < signals->count; i++) {
		page->dismissed_count += is_past(page, i);
		if (is_past(page, i) == page->past &&
		    (kind == NULL || text_equal(kind, figure_signal_name(signals->items[i].kind))))
			asked[count++] = i;
	}
	page->asked = asked;
	signal_source(page, count);
	list_compute(&page->list, &page->source);
}

static enum status
load(struct signal_page *page, struct context *context)
{
	struct rows *results, *history, *elements, *pasts, *baselines, *returns, *parts, *words;
	const struct filter *filter = &page->filter;
	const char *programme, *period;
	enum status status = scope_open(&page->scope, context, SCOPE_QUARTERS);

	if (status != STATUS_OK || page->scope.empty)
		return status;
	programme = page->scope.programme_id;
	period = page->scope.period;
	list_set(&page->list, "programme", programme);
	list_set(&page->list, "period", period);
	const struct ask asks[] = {
	    ASK(&page->institutions, SIGNAL_INSTITUTIONS, filter->region, filter->level,
		filter->kind, filter->ownership),
	    ASK(&page->indicators, SIGNAL_INDICATORS, programme),
	    ASK(&page->ledger, SIGNAL_LEDGER, programme),
	    ASK(&results, SIGNAL_RESULTS, programme, period),
	    ASK(&history, SIGNAL_HISTORY, programme, period),
	    ASK(&elements, SIGNAL_ELEMENTS, programme, period),
	    ASK(&pasts, SIGNAL_PASTS, programme, period),
	    ASK(&baselines, SIGNAL_BASELINES, programme),
	    ASK(&returns, SIGNAL_RETURNS, programme, period),
	    ASK(&parts, SIGNAL_PARTS),
	    ASK(&words, SIGNAL_WORDS, programme, period),
	};
	status = SCOPE_ASK_ALL(&page->scope, context, asks);
	if (status != STATUS_OK || page->scope.redirect != NULL)
		return status;
	figure_signals_open(
	    &page->signals, context->arena, page->institutions, page->indicators, parts);
	figure_signals_add_results(&page->signals, results);
	figure_signals_add_history(&page->signals, history);
	figure_signals_name(&page->signals);
	figure_signals_add_screens(&page->signals, elements, pasts);
	figure_signals_add_baselines(&page->signals, baselines);
	figure_signals_add_returns(&page->signals, returns);
	figure_signals_fold(&page->signals);
	page->words = words;
	signal_match_words(page);
	choose(page);
	return STATUS_OK;
}

/* ---- common problems ------------------------------------------------------------------------ */

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
send_file(struct context *context, const struct signal_page *page)
{
	bool common = text_equal(request_query(context->request, "table", NULL), "common");
	const struct page_fact facts[] = {{"监测方案", page->scope.programme_name},
	    {"报告期", page->scope.period_label},
	    {"筛选", filter_words(&page->filter, context->arena, page->institutions)}, {0}};
	struct page_table table;

	if (!common)
		return list_send_file(&page->list, facts);
	table = common_table(context, page);
	return page_table_send(context, page->list.format,
	    text_format(context->arena, "共性问题-%s", page->scope.period), &table, facts);
}

/* ---- the page ------------------------------------------------------------------------------- */

static const struct list_definition definition = {
    .path = "/commission/signal/",
    .title = "重点关注",
    .noun = "信号",
    .counter = "条",
    .order = "需要先处理的在前",
    .columns = signal_columns,
    .column_count = SIGNAL_COLUMNS,
    .query = signal_query,
    .tab = "signal",
    .actions = signal_actions,
    .action_count = SIGNAL_ACTIONS,
};

/* Those that were dismissed: taken up again, and nothing else. */
static const struct list_definition past_definition = {
    .path = "/commission/signal/",
    .title = "重点关注",
    .noun = "已排除的信号",
    .counter = "条",
    .order = "需要先处理的在前",
    .columns = signal_columns,
    .column_count = SIGNAL_COLUMNS,
    .query = signal_query,
    .tab = "signal",
    .actions = signal_past_actions,
    .action_count = SIGNAL_PAST_ACTIONS,
};

static enum status
open(struct signal_page *page, struct context *context)
{
	enum status status;

	page->context = context;
	page->past = text_equal(request_query(context->request, "state", NULL), STATE_PAST);
	status = list_read(&page->list, context, page->past ? &past_definition : &definition);
	page->filter = filter_read(context);
	if (status == STATUS_OK)
		status = load(page, context);
	if (status == STATUS_OK && !page->scope.empty)
		page->list.file =
		    text_format(context->arena, "%s-%s", definition.title, page->scope.period);
	return status;
}

static void
show_tabs(struct context *context, struct view *view, const struct signal_page *page)
{
	const char *cells[2 * FIGURE_SIGNAL_KIND_COUNT];
	size_t counts[FIGURE_SIGNAL_KIND_COUNT] = {0};

	for (size_t i = 0; i < page->signals.count; i++)
		counts[page->signals.items[i].kind] += is_past(page, i) == page->past;
	for (size_t kind = 0; kind < FIGURE_SIGNAL_KIND_COUNT; kind++) {
		cells[2 * kind] = figure_signal_name((enum figure_signal_kind)kind);
		cells[2 * kind + 1] = text_format(context->arena, "%zu", counts[kind]);
	}
	list_tabs(&page->list, view,
	    rows_make(context->arena, (const char *const[]){"value", "count"}, 2, cells,
		FIGURE_SIGNAL_KIND_COUNT));
}

/* How many were judged, and how many of those that are named would be by chance. */
static void
show_judged(struct context *context, struct view *view, const struct signal_page *page)
{
	const struct figure_signals *signals = &page->signals;
	struct arena *arena = context->arena;
	struct list other = page->list;
	const char *url;

	view_flag(view, "any_judged", signals->judged_count > 0);
	view_flag(view, "any_listed", signals->listed > 0);
	view_text(view, "judged", text_format(arena, "%zu", signals->judged_count));
	view_text(view, "compared",
	    text_format(arena, "%zu", signals->judged_count - signals->trends));
	view_text(view, "trends", text_format(arena, "%zu", signals->trends));
	view_text(view, "listed", text_format(arena, "%zu", signals->listed));
	view_text(view, "by_chance",
	    text_format(arena, "%.*f", signals->expected < 10 ? 1 : 0, signals->expected));
	view_flag(view, "past", page->past);
	view_text(view, "dismissed_count", text_format(arena, "%zu", page->dismissed_count));
	other.values = arena_new(arena, const char *, other.filter_count);
	memcpy(other.values, page->list.values, other.filter_count * sizeof(*other.values));
	list_set(&other, "signal", NULL);
	list_set(&other, "state", page->past ? NULL : STATE_PAST);
	url = list_url(&other);
	view_text(view, "state_url", url);
}

enum status
signal_get(struct context *context)
{
	struct signal_page page = {0};
	enum status status = open(&page, context);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	if (page.scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "重点关注"));
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	if (list_is_file(&page.list))
		return send_file(context, &page);
	view = page_view(context, definition.title);
	scope_show(&page.scope, view);
	filter_show(&page.filter, context->arena, view, page.institutions);
	list_show(&page.list, view);
	show_tabs(context, view, &page);
	show_judged(context, view, &page);
	show_common(context, view, &page);
	return page_show(context, "commission/signal/signal", view);
}

enum status
signal_post(struct context *context)
{
	struct signal_page page = {0};
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page.scope.empty || page.scope.redirect != NULL ? STATUS_INPUT
							       : list_post(&page.list);
}
