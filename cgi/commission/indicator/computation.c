/* /commission/indicator/computation: the whole region as the worker computed it, and asking for it.
 */
#include "computation.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"

static const char home[] = "/commission/indicator/computation";

struct wanted {
	const char *programme;
	const char *period;
	bool rank_intervals;
};

static const struct field fields[] = {
    {.name = "programme", .kind = FIELD_HIDDEN, .offset = offsetof(struct wanted, programme)},
    {.name = "period", .kind = FIELD_HIDDEN, .offset = offsetof(struct wanted, period)},
    {.name = "rank_intervals",
	.label = "同时计算名次区间",
	.hint = "同组机构上千家时需要较长时间，期间其他计算和公开版本要排队等候。",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct wanted, rank_intervals)},
};

struct computation {
	struct scope scope;
	struct rows *job;
	struct rows *head;
	struct rows *own;
	struct rows *overview;
};

static enum status
load(struct computation *computation, struct context *context)
{
	struct scope *scope = &computation->scope;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK || scope->empty)
		return status;
	const struct ask asks[] = {
	    ASK(&computation->job, COMPUTATION_JOB, scope->programme_id, scope->period),
	    ASK(&computation->head, COMPUTATION_HEAD, scope->programme_id, scope->period),
	    ASK(&computation->own, COMPUTATION_OWN, scope->programme_id),
	    ASK(&computation->overview, COMPUTATION_OVERVIEW, scope->programme_id, scope->period),
	};
	return SCOPE_ASK_ALL(scope, context, asks);
}

/* "精确计算", "模拟 10000 次（种子 20250701）" of the largest group, or NULL: there are none. */
static const char *
rank_method(struct context *context, const struct computation *computation, size_t row)
{
	const struct rows *rows = computation->overview;
	const char *draws = rows_text(rows, row, "rank_draws");

	if (!rows_flag(rows, row, "rank_intervals"))
		return NULL;
	if (draws == NULL)
		return "精确计算";
	return text_format(
	    context->arena, "模拟 %s 次（种子 %s）", draws, rows_text(rows, row, "rank_seed"));
}

static enum status
send_overview(struct context *context, const struct computation *computation)
{
	static const struct xlsx_column columns[] = {{"专业", XLSX_TEXT}, {"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"同组数", XLSX_NUMBER}, {"应有机构", XLSX_NUMBER},
	    {"有值机构", XLSX_NUMBER}, {"参排机构", XLSX_NUMBER}, {"优于预期", XLSX_NUMBER},
	    {"差于预期", XLSX_NUMBER}, {"名次区间", XLSX_TEXT}};
	const struct rows *rows = computation->overview;
	const struct page_fact facts[] = {{"监测方案", computation->scope.programme_name},
	    {"报告期", computation->scope.period_label},
	    {"计算时间", rows_count(computation->head) == 0
			     ? NULL
			     : rows_text(computation->head, 0, "computed_at")},
	    {0}};
	struct page_table table =
	    page_table_create(context->arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t row = 0; row < rows_count(rows); row++)
		page_table_add(&table,
		    (const char *const[]){rows_text(rows, row, "specialty"),
			rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"),
			rows_text(rows, row, "groups"), rows_text(rows, row, "asked"),
			rows_text(rows, row, "valued"), rows_text(rows, row, "ranked"),
			rows_text(rows, row, "better"), rows_text(rows, row, "worse"),
			rank_method(context, computation, row)});
	return page_table_send(context, page_format(context),
	    text_format(context->arena, "全区计算-%s", computation->scope.period), &table, facts);
}

static void
show_overview(struct context *context, struct view *view, const struct computation *computation)
{
	const struct rows *rows = computation->overview;
	struct arena *arena = context->arena;
	const char *page = scope_url(&computation->scope, arena, home);

	view_list(view, "overview");
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *code = rows_text(rows, row, "indicator_code");
		struct view *item = view_item(view, "overview");

		page_row(item, rows, row);
		view_text(item, "url",
		    scope_url(&computation->scope, arena,
			html_url_path(arena, "commission", "indicator", code, NULL)));
		view_text(item, "rank_method", rank_method(context, computation, row));
		page_table_links(item, arena, html_url_query(arena, page, "indicator", code));
	}
}

/* The job under way or the last one that failed; what it made says more than that it is done. */
static bool
show_job(struct view *view, const struct rows *job)
{
	const char *state = rows_count(job) == 0 ? NULL : rows_text(job, 0, "state");
	bool under_way = text_equal(state, "queued") || text_equal(state, "running");
	struct view *item;

	view_list(view, "jobs");
	if (state == NULL || text_equal(state, "done"))
		return false;
	item = view_item(view, "jobs");
	page_row(item, job, 0);
	view_flag(item, "under_way", under_way);
	return under_way;
}

static enum status
show(struct context *context, struct form *form, enum status outcome)
{
	struct computation computation;
	struct view *view;
	enum status status = load(&computation, context);
	bool under_way;

	if (status != STATUS_OK)
		return status;
	if (computation.scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "全区计算"));
	if (computation.scope.redirect != NULL)
		return page_redirect(context, computation.scope.redirect);
	if (page_format(context) != PAGE_HTML)
		return request_query(context->request, "indicator", NULL) == NULL
			   ? send_overview(context, &computation)
			   : computation_file(context, &computation.scope, computation.head);
	view = page_view(context, "全区计算");
	form_view(form, view);
	scope_show(&computation.scope, view);
	page_crumb(view, "指标结果",
	    scope_url(&computation.scope, context->arena, "/commission/indicator/"));
	page_crumb(view, "全区计算", NULL);
	view_text(view, "form_url", scope_url(&computation.scope, context->arena, home));
	under_way = show_job(view, computation.job);
	view_list(view, "computation");
	page_rows(view, "computation", computation.head);
	show_overview(context, view, &computation);
	page_table_links(view_object(view, "overview_files"), context->arena,
	    scope_url(&computation.scope, context->arena, home));
	view_flag(view, "may_compute",
	    commission_may_decide(context) && rows_count(computation.own) > 0 && !under_way);
	view_flag(view, "own", rows_count(computation.own) > 0);
	if (under_way)
		page_header(context, "Refresh", "2");
	context->reply->status = outcome;
	return page_show(context, "commission/indicator/computation", view);
}

const struct query computation_query[] = {
    SCOPE_QUERY,
    {.name = "indicator", .kind = VALUE_CODE},
    PARAMETER_FORMAT,
    {0},
};

enum status
computation_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
computation_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct wanted input = {0};
	const char *url;
	int64_t id;
	enum status status;

	if (form_read(form, &input) == STATUS_OK &&
	    (input.programme == NULL || !text_to_id(&id, input.programme) || input.period == NULL))
		form_error(form, NULL, "页面内容不完整，请重新选择监测方案和报告期");
	if (form_has_errors(form))
		return show(context, form, STATUS_INPUT);
	status = DB_ASK(context->db, NULL, COMPUTATION_REQUEST, input.programme, input.period,
	    input.rank_intervals ? "t" : "f");
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	url = html_url_query(context->arena, home, "programme", input.programme);
	return status == STATUS_OK ? page_redirect(context, html_url_query(context->arena, url,
								"period", input.period))
				   : status;
}
