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

enum status
receipt_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *head, *values;
	struct view *view;
	enum status status;

	const struct ask asks[] = {
	    ASK(&head, RECEIPT_HEAD, id),
	    ASK(&values, RECEIPT_VALUES, id),
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
	return page_show(context, "institution/return/receipt", view);
}
