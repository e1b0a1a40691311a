/* /commission/area/grid/<programme>: baselines and goals of the own region, as one grid. */
#include "dossier/grid.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "dossier/grid_view.h"

static const struct notice notices[] = {
    {"registered", "已登记，等待审批。"},
    {"unchanged", "没有改动，本次没有登记。"},
    {0},
};

struct page {
	struct grid grid;
	struct rows *programmes;
	struct rows *rows;
	struct rows *known;
	size_t programme; /* row of programmes */
};

/* prefill: the period that the sums are wanted of, NULL: the best there is. */
static enum status
load(struct page *page, struct context *context, const char *prefill)
{
	const char *id = context->segments[0];
	enum status status;

	const struct ask asks[] = {
	    ASK(&page->programmes, AREA_PROGRAMMES),
	    ASK(&page->rows, AREA_GRID, id),
	    ASK(&page->known, AREA_KNOWN, id, prefill),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	page->programme = 0;
	while (page->programme < rows_count(page->programmes) &&
	       !text_equal(rows_text(page->programmes, page->programme, "value"), id))
		page->programme++;
	if (page->programme == rows_count(page->programmes) || rows_count(page->rows) == 0)
		return STATUS_MISSING;
	page->grid = (struct grid){
	    .rows = page->rows, .known = page->known, .area = true, .prefill = prefill};
	page->grid.periods = grid_periods(&page->grid.period_count, context->arena,
	    (int)rows_integer(page->programmes, page->programme, "year"));
	grid_read(&page->grid, context);
	return STATUS_OK;
}

static void
view_rows(
    struct view *view, struct context *context, const struct page *page, const struct form *form)
{
	struct grid_view list = grid_view_begin(view);

	for (size_t i = 0; i < rows_count(page->rows); i++) {
		struct view *item = grid_view_row(&list, context->arena, &page->grid, i, form);
		const char *id = rows_text(page->rows, i, "id");

		view_text(item, "url",
		    id == NULL ? NULL
			       : html_url_path(context->arena, "commission", "area", id, NULL));
		view_text(item, "record", "记录");
		view_text(item, "shared", NULL);
	}
}

static enum status
show(struct context *context, const struct page *page, const struct form *form)
{
	struct view *view = page_view(context, "登记地区基线与目标");
	const struct rows *programmes = page->programmes;
	int64_t missing = 0;

	for (size_t row = 0; row < rows_count(page->rows); row++)
		missing += text_equal(rows_text(page->rows, row, "state"), "missing");
	form_view(form, view);
	view_text(view, "programme_name", rows_text(programmes, page->programme, "label"));
	view_integer(view, "missing", missing);
	grid_view_head(view, context->arena, &page->grid,
	    (int)rows_integer(programmes, page->programme, "year"));
	view_text(view, "owner", "辖区");
	view_text(view, "self",
	    html_url_path(
		context->arena, "commission", "area", "grid", context->segments[0], NULL));
	view_flag(view, "editable", commission_may_decide(context));
	view_rows(view, context, page, form);
	page_crumb(view, "地区基线与目标", "/commission/area/");
	page_crumb(view, rows_text(programmes, page->programme, "label"), NULL);
	page_notice(context, view, notices);
	return page_show(context, "commission/area/grid", view);
}

const struct query area_grid_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
area_grid_get(struct context *context)
{
	const char *period = request_query(context->request, "period", NULL);
	struct page page;
	enum status status = load(&page, context, period);

	if (status != STATUS_OK)
		return status;
	if (period != NULL && !grid_offers(&page.grid, period))
		return query_refuse(context, "period");
	return show(context, &page, form_create(context, grid_fields, GRID_FIELDS));
}

static enum status
save(const struct grid *grid, struct context *context, struct form *form)
{
	const char *rows[GRID_ARRAY_COUNT];
	struct rows *refused;
	enum status status;

	grid_arrays(rows, grid, context->arena);
	status = DB_ASK(context->db, &refused, AREA_SAVE, context->segments[0], rows[GRID_CODES],
	    rows[GRID_VERSIONS], rows[GRID_PERIODS], rows[GRID_NUMERATORS], rows[GRID_DENOMINATORS],
	    rows[GRID_GOALS], rows[GRID_REASONS]);
	if (status == STATUS_OK && grid_refuses(refused, context, form, commission_rules))
		return STATUS_INPUT;
	return status;
}

enum status
area_grid_post(struct context *context)
{
	struct form *form = form_create(context, grid_fields, GRID_FIELDS);
	struct grid_posted posted = {0};
	enum status status = form_read(form, &posted), loaded;
	struct page page;
	size_t changed;

	loaded = load(&page, context, posted.prefill);
	if (loaded != STATUS_OK)
		return loaded;
	if (posted.prefill != NULL && !grid_offers(&page.grid, posted.prefill))
		form_error(form, NULL, "预填的基线期不在可选范围内，请刷新页面后重新填写");
	changed = grid_take(&page.grid, context, form, &posted);
	if (form_has_errors(form))
		status = STATUS_INPUT;
	if (status == STATUS_OK && changed > 0)
		status = save(&page.grid, context, form);
	if (form_refuses(form, context, status))
		return show(context, &page, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "commission", "area", "grid", context->segments[0], NULL),
	    changed > 0 ? "registered" : "unchanged");
}
