/* /commission/signal/: what needs attention first in a quarter, with its reason and its evidence.
 */
#include "signal.h"

#include <stddef.h>
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"

/* The most common problems that are listed. */
#define COMMON_ROWS "10"

#define REFRESH_SECONDS "5" /* while the first list is being computed */

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
	const char *kind = list_value(&page->list, "signal");
	size_t *asked = arena_new(page->context->arena, size_t, rows_count(page->rows) + 1);
	size_t count = 0;

	for (size_t row = 0; row < rows_count(page->rows); row++) {
		page->dismissed_count += is_past(page, row);
		if (is_past(page, row) == page->past &&
		    (kind == NULL || text_equal(kind, rows_text(page->rows, row, "kind"))))
			asked[count++] = row;
	}
	page->asked = asked;
	signal_source(page, count);
	list_compute(&page->list, &page->source);
}

static enum status
load(struct signal_page *page, struct context *context)
{
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
	    ASK(&page->institutions, SIGNAL_INSTITUTIONS, period),
	    ASK(&page->head, SIGNAL_HEAD, programme, period),
	    ASK(&page->job, SIGNAL_JOB, programme, period),
	    ASK(&page->rows, SIGNAL_ROWS, programme, period, filter->region, filter->level,
		filter->kind, filter->ownership),
	    ASK(&page->common, SIGNAL_COMMON, programme, period, filter->region, filter->level,
		filter->kind, filter->ownership, COMMON_ROWS),
	    ASK(&page->ledger, SIGNAL_LEDGER, programme),
	    ASK(&page->words, SIGNAL_WORDS, programme, period),
	};
	status = SCOPE_ASK_ALL(&page->scope, context, asks);
	if (status != STATUS_OK || page->scope.redirect != NULL)
		return status;
	signal_match_words(page);
	choose(page);
	return STATUS_OK;
}

/* ---- common problems ------------------------------------------------------------------------ */

static const char *
percent_text(struct arena *arena, const struct rows *common, size_t row)
{
	return text_format(arena, "%.0f%%",
	    100.0 * rows_number(common, row, "missed") / rows_number(common, row, "judged"));
}

/* What many fall short of is for the commission to settle, not for one hospital. */
static void
show_common(struct context *context, struct view *view, const struct signal_page *page)
{
	const struct rows *common = page->common;

	page_table_links(view_object(view, "common_files"), context->arena,
	    page_url_with(context, "table", "common"));
	view_list(view, "common");
	for (size_t row = 0; row < rows_count(common); row++) {
		const char *code = rows_text(common, row, "indicator_code");
		struct view *item = view_item(view, "common");

		view_text(item, "indicator_code", code);
		view_text(item, "indicator_name", rows_text(common, row, "name"));
		view_text(item, "specialty", rows_text(common, row, "specialty"));
		view_text(item, "counts",
		    text_join(context->arena, rows_text(common, row, "missed"), "/",
			rows_text(common, row, "judged"), NULL));
		view_text(item, "percent", percent_text(context->arena, common, row));
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
	const struct rows *common = page->common;
	struct page_table table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t row = 0; row < rows_count(common); row++)
		page_table_add(
		    &table, (const char *const[]){rows_text(common, row, "indicator_code"),
				rows_text(common, row, "name"), rows_text(common, row, "specialty"),
				rows_text(common, row, "missed"), rows_text(common, row, "judged"),
				percent_text(context->arena, common, row)});
	return table;
}

static enum status
send_file(struct context *context, const struct signal_page *page)
{
	bool common = text_equal(request_query(context->request, "table", NULL), "common");
	const struct page_fact facts[] = {{"监测方案", page->scope.programme_name},
	    {"报告期", page->scope.period_label},
	    {"计算时间",
		rows_count(page->head) == 0 ? NULL : rows_text(page->head, 0, "computed_at")},
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

	for (size_t kind = 0; kind < FIGURE_SIGNAL_KIND_COUNT; kind++) {
		const char *name = figure_signal_name((enum figure_signal_kind)kind);

		for (size_t row = 0; row < rows_count(page->rows); row++)
			counts[kind] += is_past(page, row) == page->past &&
					text_equal(rows_text(page->rows, row, "kind"), name);
		cells[2 * kind] = name;
		cells[2 * kind + 1] = text_format(context->arena, "%zu", counts[kind]);
	}
	list_tabs(&page->list, view,
	    rows_make(context->arena, (const char *const[]){"value", "count"}, 2, cells,
		FIGURE_SIGNAL_KIND_COUNT));
}

static bool
is_under_way(const struct signal_page *page)
{
	return rows_count(page->job) > 0 && rows_flag(page->job, 0, "under_way");
}

static const char *
chance_text(struct arena *arena, const struct rows *head, const char *column)
{
	double expected = rows_number(head, 0, column);

	return text_format(arena, "%.*f", expected < 10 ? 1 : 0, expected);
}

/* How many were judged, and how many of those that are named would be by chance. */
static void
show_judged(struct context *context, struct view *view, const struct signal_page *page)
{
	const struct rows *head = page->head;
	struct view *item;

	view_list(view, "computed");
	if (rows_count(head) == 0)
		return;
	item = view_item(view, "computed");
	page_row(item, head, 0);
	view_flag(item, "any_judged", rows_integer(head, 0, "judged") > 0);
	view_flag(item, "any_listed", rows_integer(head, 0, "listed") > 0);
	view_flag(item, "any_trends", rows_integer(head, 0, "trends") > 0);
	view_flag(item, "any_trends_listed", rows_integer(head, 0, "trends_listed") > 0);
	view_flag(item, "any_accepted", rows_integer(head, 0, "accepted_since") > 0);
	view_flag(item, "under_way", is_under_way(page));
	view_text(item, "by_chance", chance_text(context->arena, head, "expected"));
	view_text(item, "trends_by_chance", chance_text(context->arena, head, "trends_expected"));
}

/* Those that stand and those that were dismissed lead to each other. */
static void
show_past(struct context *context, struct view *view, const struct signal_page *page)
{
	struct arena *arena = context->arena;
	struct list other = page->list;

	view_flag(view, "past", page->past);
	view_text(view, "dismissed_count", text_format(arena, "%zu", page->dismissed_count));
	other.values = arena_new(arena, const char *, other.filter_count);
	memcpy(other.values, page->list.values, other.filter_count * sizeof(*other.values));
	list_set(&other, "signal", NULL);
	list_set(&other, "state", page->past ? NULL : STATE_PAST);
	view_text(view, "state_url", list_url(&other));
}

/* Where there is no list yet the page comes back for it by itself. */
static void
show_waiting(struct context *context, struct view *view, const struct signal_page *page)
{
	bool under_way = is_under_way(page);

	view_text(view, "programme_id", page->scope.programme_id);
	view_text(view, "period", page->scope.period);
	view_flag(view, "under_way", under_way);
	view_text(
	    view, "fault", rows_count(page->job) == 0 ? NULL : rows_text(page->job, 0, "fault"));
	view_flag(view, "may_compute", commission_may_decide(context) && !under_way);
	view_flag(view, "of_specialty", commission_is_centre(context));
	if (under_way && rows_count(page->head) == 0)
		page_header(context, "Refresh", REFRESH_SECONDS);
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
	show_past(context, view, &page);
	show_waiting(context, view, &page);
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

/* ---- computing it anew ---------------------------------------------------------------------- */

struct wanted {
	const char *programme;
	const char *period;
};

static const struct field wanted_fields[] = {
    {.name = "programme", .kind = FIELD_HIDDEN, .offset = offsetof(struct wanted, programme)},
    {.name = "period", .kind = FIELD_HIDDEN, .offset = offsetof(struct wanted, period)},
};

enum status
signal_compute_post(struct context *context)
{
	struct form *form = FORM(context, wanted_fields);
	struct wanted input = {0};
	int64_t id;
	enum status status = form_read(form, &input);

	if (status != STATUS_OK || input.programme == NULL || input.period == NULL ||
	    !text_to_id(&id, input.programme))
		return STATUS_INPUT;
	status = DB_ASK(context->db, NULL, SIGNAL_REQUEST, input.programme, input.period);
	if (status != STATUS_OK)
		return status;
	return page_redirect(context,
	    html_url_query(context->arena,
		html_url_query(context->arena, definition.path, "programme", input.programme),
		"period", input.period));
}
