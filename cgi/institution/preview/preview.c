/* /institution/preview/: own results as they would be published; remarks and objections to them. */
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/grade_decision.h"
#include "figure/grade_row.h"
#include "figure/table.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"

static const char home[] = "/institution/preview/";

enum status
preview_list_get(struct context *context)
{
	struct view *view = page_view(context, "公开预览");
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, PREVIEW_LIST);

	if (status != STATUS_OK)
		return status;
	view_list(view, "previews");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "previews");

		page_row(item, rows, row);
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "preview",
			rows_text(rows, row, "id"), NULL));
	}
	return page_show(context, "institution/preview/list", view);
}

/* The rows of one preview and, with an indicator, of that alone. */
static enum status
load(struct rows **head, struct rows **results, struct context *context, const char *indicator)
{
	const char *id = context->segments[0];
	enum status status;

	const struct ask asks[] = {
	    ASK(head, PREVIEW_ONE, id),
	    ASK(results, PREVIEW_RESULTS, id, indicator),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && (rows_count(*head) == 0 || rows_count(*results) == 0))
		return STATUS_MISSING;
	return status;
}

/* As the public page of the institution has it. */
static void
show_result(struct context *context, struct view *item, const struct rows *rows, size_t row)
{
	const char *rank = rows_text(rows, row, "rank"), *lower = rows_text(rows, row, "lower");
	struct figure_definition definition;
	enum figure_status status = FIGURE_NO_DATA;

	figure_definition_read(&definition, rows, row);
	page_row(item, rows, row);
	view_text(item, "value_unit", definition.truth ? NULL : definition.unit);
	view_text(item, "value",
	    figure_value(context->arena, &definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")));
	view_text(item, "interval",
	    figure_interval(context->arena, &definition, lower != NULL,
		rows_number(rows, row, "lower"), rows_number(rows, row, "upper")));
	if (!figure_status_find(&status, rows_text(rows, row, "status")))
		status = FIGURE_NO_DATA;
	view_text(item, "why", figure_status_text(status));
	view_text(item, "rank_text",
	    rank == NULL
		? NULL
		: text_format(context->arena, "%s%s / %s", rank,
		      rows_flag(rows, row, "tied") ? "=" : "", rows_text(rows, row, "ranked")));
}

/* The grade with its arithmetic, if grades are to be published. */
static void
show_grade(
    struct context *context, struct view *view, const struct rows *grade, const struct rows *items)
{
	struct view *object;

	view_list(view, "grading");
	if (rows_count(grade) == 0)
		return;
	object = view_object(view, "grading");
	figure_grade_row_show(object, context->arena, grade, items);
	/* With a cap less it would stand elsewhere among peers whose grades are not its to see. */
	view_flag(object, "rank_known", !rows_flag(grade, 0, "lifted"));
}

/* What is to cap the grade: of what it is made, and what was decided. */
static void
show_caps(struct context *context, struct view *view, const struct rows *caps)
{
	view_list(view, "caps");
	for (size_t row = 0; row < rows_count(caps); row++) {
		struct view *item = view_item(view, "caps");
		struct figure_definition definition;

		figure_definition_read(&definition, caps, row);
		page_row(item, caps, row);
		view_text(item, "value",
		    figure_value(context->arena, &definition, rows_text(caps, row, "numerator"),
			rows_text(caps, row, "denominator")));
		view_text(item, "theta_text",
		    text_format(context->arena, "%.*f", definition.places + 2,
			rows_number(caps, row, "theta")));
		view_text(item, "decided",
		    figure_grade_decision_words(context->arena, rows_text(caps, row, "decision"),
			rows_text(caps, row, "decision_reason")));
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "preview", context->segments[0],
			rows_text(caps, row, "indicator_code"), NULL));
	}
}

enum status
preview_get(struct context *context)
{
	struct rows *head, *results, *grade, *items, *caps;
	struct view *view;
	enum status status = load(&head, &results, context, NULL);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&grade, PREVIEW_GRADE, context->segments[0]),
	    ASK(&items, PREVIEW_GRADE_ITEMS, context->segments[0]),
	    ASK(&caps, PREVIEW_CAPS, context->segments[0]),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	view = page_view(context, "公开预览");
	page_row(view, head, 0);
	page_crumb(view, "公开预览", home);
	page_crumb(view, rows_text(head, 0, "period_label"), NULL);
	view_list(view, "results");
	for (size_t row = 0; row < rows_count(results); row++) {
		struct view *item = view_item(view, "results");

		show_result(context, item, results, row);
		view_text(item, "url",
		    html_url_path(context->arena, "institution", "preview", context->segments[0],
			rows_text(results, row, "indicator_code"), NULL));
	}
	show_grade(context, view, grade, items);
	show_caps(context, view, caps);
	return page_show(context, "institution/preview/preview", view);
}

/* ---- what is said to one result ------------------------------------------------------------- */

struct said {
	const char *remark;
	const char *objection;
};

static const struct field fields[] = {
    {.name = "remark",
	.label = "附注",
	.hint = "随本机构的这一结果一并公开，例如说明统计口径。留空为不附注。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct said, remark)},
    {.name = "objection",
	.label = "异议",
	.hint = "由卫生健康行政部门答复，不公开。留空为无异议。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct said, objection)},
};

static enum status
show_remark(struct context *context, struct form *form, enum status outcome)
{
	struct rows *head, *results;
	struct view *view;
	enum status status = load(&head, &results, context, context->segments[1]);

	if (status != STATUS_OK)
		return status;
	if (form == NULL) {
		form = form_create(context, fields, 2);
		form_set(form, "remark", rows_text(results, 0, "remark"));
		form_set(form, "objection", rows_text(results, 0, "objection"));
	}
	view = page_view(context, rows_text(results, 0, "name"));
	page_row(view, head, 0);
	show_result(context, view_object(view, "result"), results, 0);
	form_view(form, view);
	view_flag(view, "may_say",
	    rows_flag(head, 0, "open") &&
		(context->session->role_bit & (ROLE_VERIFIER | ROLE_LEADER)) != 0);
	view_text(view, "back_url",
	    html_url_path(context->arena, "institution", "preview", context->segments[0], NULL));
	page_crumb(view, "公开预览", home);
	page_crumb(view, rows_text(head, 0, "period_label"),
	    html_url_path(context->arena, "institution", "preview", context->segments[0], NULL));
	page_crumb(view, rows_text(results, 0, "name"), NULL);
	context->reply->status = outcome;
	return page_show(context, "institution/preview/remark", view);
}

enum status
preview_remark_get(struct context *context)
{
	return show_remark(context, NULL, STATUS_OK);
}

enum status
preview_remark_post(struct context *context)
{
	struct form *form = form_create(context, fields, 2);
	struct said input = {0};
	enum status status;

	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, PREVIEW_SAY, context->segments[0],
		    context->segments[1], input.remark, input.objection);
	if (form_refuses(form, context, status))
		return show_remark(context, form, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_path(context->arena, "institution", "preview",
						context->segments[0], NULL))
		   : status;
}
