/* /institution/return/<id>/receipt: what was submitted, by whom, to be printed and sealed. */
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"

static void
view_values(struct view *view, struct arena *arena, const struct rows *rows)
{
	struct view *group = NULL;
	const char *specialty = NULL;
	size_t groups = 0;

	view_list(view, "groups");
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *own = rows_text(rows, i, "specialty");
		struct view *item;

		if (!text_equal(own, specialty)) {
			group = view_item(view, "groups");
			specialty = own;
			view_text(group, "specialty", specialty);
			view_text(group, "anchor", text_format(arena, "group-%zu", ++groups));
		}
		item = view_item(group, "elements");
		page_row(item, rows, i);
		view_text(item, "shown",
		    figure_cell(arena, rows_text(rows, i, "state"), rows_text(rows, i, "value")));
		view_flag(item, "absent", !text_equal(rows_text(rows, i, "state"), "value"));
	}
}

/* The commitment of each submission, its key, and the file that the two are about. */
static void
view_submissions(struct view *view, struct arena *arena, const char *id, const struct rows *rows)
{
	view_list(view, "submissions");
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *event = rows_text(rows, i, "id");
		struct view *item = view_item(view, "submissions");

		page_row(item, rows, i);
		view_text(item, "text_url",
		    text_format(arena, "/institution/return/%s/receipt/%s/data.txt", id, event));
	}
}

enum status
receipt_text_get(struct context *context)
{
	struct buffer body = buffer_create(context->arena, 8192);
	struct rows *text;
	enum status status =
	    DB_ASK(context->db, &text, RECEIPT_TEXT, context->segments[0], context->segments[1]);

	if (status != STATUS_OK)
		return status;
	if (rows_text(text, 0, "text") == NULL)
		return STATUS_MISSING;
	buffer_append_text(&body, rows_text(text, 0, "text"));
	context->reply->content_type = "text/plain; charset=utf-8";
	context->reply->body = body;
	return STATUS_OK;
}

enum status
receipt_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *head, *values, *submissions;
	struct view *view;
	enum status status;

	const struct ask asks[] = {
	    ASK(&head, RECEIPT_HEAD, id),
	    ASK(&values, RECEIPT_VALUES, id),
	    ASK(&submissions, RECEIPT_SUBMISSIONS, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	/* Not submitted yet is no receipt either. */
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	view = page_view(context, "报送回执");
	page_row(view, head, 0);
	view_text(view, "check_url", institution_return_url(context, "check"));
	institution_return_crumbs(context, view, head, "报送回执");
	view_values(view, context->arena, values);
	view_submissions(view, context->arena, id, submissions);
	return page_show(context, "institution/return/receipt", view);
}
