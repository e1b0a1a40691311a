/* /institution/baseline/<programme>: baselines and goals of all pairs of a programme, as one grid.
 */
#include "own.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/query.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/grid_view.h"
#include "institution/page.h"
#include "institution_query.h"

static const struct notice notices[] = {
    {"registered", "已登记，等待卫健委审批。"},
    {"unchanged", "没有改动，本次没有登记。"},
    {0},
};

enum status
baseline_start_get(struct context *context)
{
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, BASELINE_PROGRAMMES);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) > 0)
		return page_redirect(context, html_url_path(context->arena, "institution",
						  "baseline", rows_text(rows, 0, "id"), NULL));
	view = page_view(context, "基线与目标");
	return page_show(context, "institution/baseline/start", view);
}

/* ---- loading -------------------------------------------------------------------------------- */

enum status
baseline_load(struct baseline_page *page, struct context *context, const char *prefill)
{
	const char *id = context->segments[0];
	enum status status;

	const struct ask asks[] = {
	    ASK(&page->programmes, BASELINE_PROGRAMMES),
	    ASK(&page->rows, BASELINE_LIST, id),
	    ASK(&page->known, BASELINE_KNOWN, id, prefill),
	    ASK(&page->shared, BASELINE_SHARED, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	page->programme = 0;
	while (page->programme < rows_count(page->programmes) &&
	       !text_equal(rows_text(page->programmes, page->programme, "id"), id))
		page->programme++;
	if (page->programme == rows_count(page->programmes))
		return STATUS_MISSING;
	page->grid = (struct grid){.rows = page->rows, .known = page->known, .prefill = prefill};
	page->grid.periods = grid_periods(&page->grid.period_count, context->arena,
	    (int)rows_integer(page->programmes, page->programme, "year"));
	grid_read(&page->grid, context);
	return STATUS_OK;
}

/* ---- showing -------------------------------------------------------------------------------- */

static const char *
shared_words(const struct baseline_page *page, size_t row)
{
	for (size_t i = 0; i < rows_count(page->shared); i++) {
		if (text_equal(rows_text(page->shared, i, "numerator_code"),
			rows_text(page->rows, row, "numerator_code")) &&
		    text_equal(rows_text(page->shared, i, "denominator_code"),
			rows_text(page->rows, row, "denominator_code")))
			return rows_text(page->shared, i, "indicators");
	}
	return NULL;
}

static void
view_rows(struct view *view, struct context *context, const struct baseline_page *page,
    const struct form *form)
{
	struct arena *arena = context->arena;
	struct grid_view list = grid_view_begin(view);

	for (size_t i = 0; i < rows_count(page->rows); i++) {
		struct view *item = grid_view_row(&list, arena, &page->grid, i, form);

		view_text(item, "url",
		    html_url_path(arena, "institution", "baseline", context->segments[0],
			page->grid.items[i].code, NULL));
		view_text(item, "record", "记录与文件");
		view_text(item, "shared", shared_words(page, i));
	}
}

/* The other programmes, for the way to them. */
static void
view_programmes(struct view *view, struct context *context, const struct baseline_page *page)
{
	view_list(view, "others");
	for (size_t row = 0; row < rows_count(page->programmes); row++) {
		const char *id = rows_text(page->programmes, row, "id");
		struct view *item;

		if (row == page->programme)
			continue;
		item = view_item(view, "others");
		view_text(item, "label", rows_text(page->programmes, row, "name"));
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "baseline", id, NULL));
	}
}

static void
view_head(struct view *view, struct context *context, const struct baseline_page *page)
{
	struct arena *arena = context->arena;
	const struct rows *programmes = page->programmes;
	int year = (int)rows_integer(programmes, page->programme, "year");
	const char *template_url;
	size_t missing = 0;

	for (size_t row = 0; row < rows_count(page->rows); row++)
		missing += text_equal(rows_text(page->rows, row, "state"), "missing");
	view_text(view, "programme_name", rows_text(programmes, page->programme, "name"));
	view_text(view, "due_on", rows_text(programmes, page->programme, "due_on"));
	view_flag(
	    view, "overdue", missing > 0 && rows_flag(programmes, page->programme, "overdue"));
	view_integer(view, "missing", (int64_t)missing);
	grid_view_head(view, arena, &page->grid, year);
	view_text(view, "owner", "本院");
	view_text(view, "self",
	    html_url_path(arena, "institution", "baseline", context->segments[0], NULL));
	template_url =
	    html_url_path(arena, "institution", "baseline", "template", context->segments[0], NULL);
	view_text(view, "template_url",
	    page->grid.prefill == NULL
		? template_url
		: html_url_query(arena, template_url, "period", page->grid.prefill));
	view_text(view, "upload_url",
	    html_url_path(arena, "institution", "baseline", "upload", context->segments[0], NULL));
	view_flag(view, "editable", (context->session->role_bit & (ROLE_CLERK | ROLE_LEADER)) != 0);
}

static enum status
show(struct context *context, const struct baseline_page *page, const struct form *form)
{
	struct view *view = page_view(context, "基线与目标");

	form_view(form, view);
	view_head(view, context, page);
	view_programmes(view, context, page);
	view_rows(view, context, page, form);
	page_notice(context, view, notices);
	return page_show(context, "institution/baseline/baseline", view);
}

const struct query baseline_grid_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
baseline_get(struct context *context)
{
	const char *period = request_query(context->request, "period", NULL);
	struct baseline_page page;
	enum status status = baseline_load(&page, context, period);

	if (status != STATUS_OK)
		return status;
	if (period != NULL && !grid_offers(&page.grid, period))
		return query_refuse(context, "period");
	return show(context, &page, form_create(context, grid_fields, GRID_FIELDS));
}

enum status
baseline_save(const struct grid *grid, struct context *context, struct form *form, bool keep)
{
	const char *rows[GRID_ARRAY_COUNT];
	struct rows *refused;
	enum status status;

	grid_arrays(rows, grid, context->arena);
	status = DB_ASK(context->db, &refused, BASELINE_SAVE, context->segments[0],
	    rows[GRID_CODES], rows[GRID_VERSIONS], rows[GRID_PERIODS], rows[GRID_NUMERATORS],
	    rows[GRID_DENOMINATORS], rows[GRID_GOALS], rows[GRID_REASONS], keep ? "t" : "f");
	if (status == STATUS_OK && grid_refuses(refused, context, form, institution_rules))
		return STATUS_INPUT;
	return status;
}

enum status
baseline_post(struct context *context)
{
	struct form *form = form_create(context, grid_fields, GRID_FIELDS);
	struct grid_posted posted = {0};
	struct baseline_page page;
	size_t changed;
	enum status status = form_read(form, &posted);

	enum status loaded = baseline_load(&page, context, posted.prefill);

	if (loaded != STATUS_OK)
		return loaded;
	if (posted.prefill != NULL && !grid_offers(&page.grid, posted.prefill))
		form_error(form, NULL, "预填的基线期不在可选范围内，请刷新页面后重新填写");
	changed = grid_take(&page.grid, context, form, &posted);
	if (form_has_errors(form))
		status = STATUS_INPUT;
	if (status == STATUS_OK && changed > 0)
		status = baseline_save(&page.grid, context, form, true);
	if (form_refuses(form, context, status))
		return show(context, &page, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "institution", "baseline", context->segments[0], NULL),
	    changed > 0 ? "registered" : "unchanged");
}
