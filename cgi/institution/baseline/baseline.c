/* /institution/baseline/<programme>: baselines and goals of all pairs of a programme, as one grid.
 */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/query.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/value.h"
#include "grid.h"
#include "institution/page.h"
#include "institution_query.h"

static const struct notice notices[] = {
    {"registered", "已登记，等待卫健委审批。"},
    {"unchanged", "没有改动，本次没有登记。"},
    {0},
};

struct page {
	struct grid grid;
	struct rows *programmes;
	struct rows *rows;
	struct rows *known;
	struct rows *shared;
	size_t programme; /* row of programmes */
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

/* prefill: the period that the own numbers are wanted of, NULL: the best there is. */
static enum status
load(struct page *page, struct context *context, const char *prefill)
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
	page->grid.rows = page->rows;
	page->grid.known = page->known;
	page->grid.prefill = prefill;
	page->grid.periods = grid_periods(&page->grid.period_count, context->arena,
	    (int)rows_integer(page->programmes, page->programme, "year"));
	grid_read(&page->grid, context);
	return STATUS_OK;
}

/* Whether numbers can be filled in from that period. */
static bool
is_offered(const struct grid *grid, const char *period)
{
	for (size_t i = 0; i < grid->period_count; i++) {
		if (text_equal(grid->periods[i].value, period))
			return true;
	}
	return false;
}

/* ---- showing -------------------------------------------------------------------------------- */

static void
view_cells(struct view *item, struct arena *arena, const struct grid_row *row,
    const struct form *form, const struct figure_definition *definition)
{
	static const char *const labels[GRID_CELL_COUNT] = {
	    "基线期", "分子", "分母", "目标值", "次年目标值", "第三年目标值", "原因"};

	view_list(item, "cells");
	for (size_t cell = 0; cell < GRID_CELL_COUNT; cell++) {
		struct view *one = view_item(item, "cells");
		const char *text = row->text[cell];

		view_text(one, "id", text_format(arena, "%s.%s", grid_names[cell], row->code));
		view_text(one, "label",
		    cell == GRID_NUMERATOR && !row->fraction ? "基线值" : labels[cell]);
		view_text(one, "value", text == NULL ? "" : text);
		view_text(one, "error", form_map_error(form, grid_names[cell], row->code));
		view_flag(one, "is_period", cell == GRID_PERIOD);
		view_flag(one, "is_reason", cell == GRID_REASON);
		view_flag(one, "is_none", cell == GRID_DENOMINATOR && !row->fraction);
		view_flag(one, "is_rate", cell == GRID_DENOMINATOR && row->fraction);
		view_text(one, "cell_unit",
		    cell < GRID_GOAL || cell == GRID_REASON || definition->truth
			? NULL
			: definition->unit);
	}
}

/* What the institution itself has accepted of the period, in words. */
static const char *
known_words(struct arena *arena, const struct grid *grid, const struct grid_row *row,
    const struct figure_definition *definition)
{
	const char *x, *n, *value;

	if (row->known == GRID_NONE)
		return NULL;
	x = rows_text(grid->known, row->known, "numerator");
	n = rows_text(grid->known, row->known, "denominator");
	value = figure_value(arena, definition, x, n);
	return text_format(arena, "%s%s%s%s", figure_counts(arena, x, n),
	    value == NULL || !row->fraction ? "" : " = ",
	    value == NULL || !row->fraction ? "" : value,
	    value == NULL || !row->fraction ? "" : definition->unit);
}

static const char *
shared_words(const struct page *page, size_t row)
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
view_row(struct view *item, struct context *context, const struct page *page, size_t i,
    const struct form *form)
{
	struct arena *arena = context->arena;
	const struct grid *grid = &page->grid;
	const struct grid_row *row = &grid->items[i];
	struct figure_definition definition;

	figure_definition_read(&definition, page->rows, i);
	page_row(item, page->rows, i);
	view_cells(item, arena, row, form, &definition);
	view_text(item, "row_id", text_format(arena, "goal.%s", row->code));
	view_text(item, "row_version", row->version);
	view_text(item, "url",
	    html_url_path(arena, "institution", "baseline", context->segments[0], row->code, NULL));
	view_text(item, "target_url",
	    html_url_path(arena, "catalogue", rows_text(page->rows, i, "target_code"), NULL));
	view_text(item, "direction_text", figure_direction_text(&definition));
	view_text(item, "threshold",
	    figure_threshold(arena, &definition, rows_text(page->rows, i, "threshold_op"),
		rows_text(page->rows, i, "threshold_value")));
	view_text(item, "shared", shared_words(page, i));
	view_text(item, "known", known_words(arena, grid, row, &definition));
	view_text(item, "known_quarters",
	    row->known == GRID_NONE ? NULL : rows_text(grid->known, row->known, "quarters"));
	view_flag(item, "known_part",
	    row->known != GRID_NONE && !rows_flag(grid->known, row->known, "complete"));
	view_text(item, "carried",
	    rows_text(page->rows, i, "registered_year") == NULL ||
		    text_equal(rows_text(page->rows, i, "registered_year"),
			rows_text(page->rows, i, "year"))
		? NULL
		: rows_text(page->rows, i, "registered_year"));
	view_text(item, "rate",
	    figure_value(arena, &definition, rows_text(page->rows, i, "numerator"),
		rows_text(page->rows, i, "denominator")));
	view_text(item, "numerator_id", text_format(arena, "numerator.%s", row->code));
	view_text(item, "denominator_id", text_format(arena, "denominator.%s", row->code));
	view_integer(item, "places", definition.places);
	view_text(item, "rate_unit", definition.truth ? "" : definition.unit);
	view_flag(item, "part", measure_kinds[definition.rule.kind].part_of_whole);
}

static void
view_groups(
    struct view *view, struct context *context, const struct page *page, const struct form *form)
{
	const char *specialty = NULL;
	struct view *group = NULL;
	size_t groups = 0;

	view_list(view, "groups");
	for (size_t row = 0; row < rows_count(page->rows); row++) {
		const char *own = rows_text(page->rows, row, "specialty");

		if (!text_equal(own, specialty)) {
			group = view_item(view, "groups");
			specialty = own;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		view_row(view_item(group, "indicators"), context, page, row, form);
	}
}

/* The other programmes, for the way to them. */
static void
view_programmes(struct view *view, struct context *context, const struct page *page)
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
view_head(struct view *view, struct context *context, const struct page *page)
{
	struct arena *arena = context->arena;
	const struct rows *programmes = page->programmes;
	int year = (int)rows_integer(programmes, page->programme, "year");
	size_t missing = 0;

	for (size_t row = 0; row < rows_count(page->rows); row++)
		missing += text_equal(rows_text(page->rows, row, "state"), "missing");
	view_text(view, "programme_name", rows_text(programmes, page->programme, "name"));
	view_text(view, "due_on", rows_text(programmes, page->programme, "due_on"));
	view_flag(
	    view, "overdue", missing > 0 && rows_flag(programmes, page->programme, "overdue"));
	view_integer(view, "missing", (int64_t)missing);
	for (int i = 0; i < 3; i++)
		view_text(view, (const char *const[]){"year_1", "year_2", "year_3"}[i],
		    text_format(arena, "%d", year + i));
	page_options(view, "periods", page->grid.periods, page->grid.prefill);
	view_text(view, "prefill", page->grid.prefill);
	view_text(view, "self",
	    html_url_path(arena, "institution", "baseline", context->segments[0], NULL));
	view_flag(view, "editable", (context->session->role_bit & (ROLE_CLERK | ROLE_LEADER)) != 0);
}

static enum status
show(struct context *context, const struct page *page, const struct form *form)
{
	struct view *view = page_view(context, "基线与目标");

	form_view(form, view);
	view_head(view, context, page);
	view_programmes(view, context, page);
	view_groups(view, context, page, form);
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
	struct page page;
	enum status status = load(&page, context, period);

	if (status != STATUS_OK)
		return status;
	if (period != NULL && !is_offered(&page.grid, period))
		return query_refuse(context, "period");
	return show(context, &page, form_create(context, grid_fields, GRID_FIELDS));
}

enum status
baseline_post(struct context *context)
{
	struct form *form = form_create(context, grid_fields, GRID_FIELDS);
	struct grid_posted posted = {0};
	struct page page;
	size_t changed;
	enum status status = form_read(form, &posted);

	enum status loaded = load(&page, context, posted.prefill);

	if (loaded != STATUS_OK)
		return loaded;
	if (posted.prefill != NULL && !is_offered(&page.grid, posted.prefill))
		form_error(form, NULL, "预填的基线期不在可选范围内，请刷新页面后重新填写");
	changed = grid_take(&page.grid, context, form, &posted);
	if (form_has_errors(form))
		status = STATUS_INPUT;
	if (status == STATUS_OK && changed > 0)
		status = grid_save(&page.grid, context, form);
	if (form_refuses(form, context, status))
		return show(context, &page, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "institution", "baseline", context->segments[0], NULL),
	    changed > 0 ? "registered" : "unchanged");
}
