/* /institution/baseline/<programme>: where every baseline and goal stands. */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"

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
	view_text(view, "programme_name", NULL);
	view_list(view, "others");
	view_list(view, "groups");
	return page_show(context, "institution/baseline/baseline", view);
}

static void
view_item_of(struct view *item, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	struct figure_definition definition;

	figure_definition_read(&definition, rows, row);
	page_row(item, rows, row);
	view_text(item, "url",
	    html_url_path(arena, "institution", "baseline", context->segments[0],
		rows_text(rows, row, "indicator_code"), NULL));
	view_text(item, "target_url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "target_code"), NULL));
	view_text(item, "direction_text", figure_direction_text(&definition));
	view_text(item, "threshold",
	    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	view_text(item, "value",
	    figure_value(arena, &definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")));
	view_text(item, "counts",
	    figure_counts(
		arena, rows_text(rows, row, "numerator"), rows_text(rows, row, "denominator")));
	view_text(item, "goal", figure_bound(arena, &definition, rows_text(rows, row, "goal")));
	view_text(item, "value_unit", definition.truth ? "" : definition.unit);
	view_text(item, "act",
	    rows_integer(rows, row, "version") == 0                 ? "登记"
	    : text_equal(rows_text(rows, row, "state"), "returned") ? "修改"
								    : "查看");
}

static void
view_groups(struct view *view, struct context *context, const struct rows *rows)
{
	const char *specialty = NULL;
	struct view *group = NULL;
	size_t groups = 0;

	view_list(view, "groups");
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *own = rows_text(rows, row, "specialty");

		if (!text_equal(own, specialty)) {
			group = view_item(view, "groups");
			specialty = own;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		view_item_of(view_item(group, "indicators"), context, rows, row);
	}
}

/* The other programmes, for the way to them; false if this one is not among all. */
static bool
view_programmes(struct view *view, struct context *context, const struct rows *rows)
{
	bool found = false;

	view_list(view, "others");
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *id = rows_text(rows, row, "id");
		struct view *item;

		if (text_equal(id, context->segments[0])) {
			view_text(view, "programme_name", rows_text(rows, row, "name"));
			found = true;
			continue;
		}
		item = view_item(view, "others");
		view_text(item, "label", rows_text(rows, row, "name"));
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "baseline", id, NULL));
	}
	return found;
}

enum status
baseline_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *programmes, *rows;
	struct view *view;
	enum status status;

	const struct ask asks[] = {
	    ASK(&programmes, BASELINE_PROGRAMMES),
	    ASK(&rows, BASELINE_LIST, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	view = page_view(context, "基线与目标");
	if (!view_programmes(view, context, programmes))
		return STATUS_MISSING;
	view_groups(view, context, rows);
	return page_show(context, "institution/baseline/baseline", view);
}
