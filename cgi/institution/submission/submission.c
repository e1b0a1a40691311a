/* /institution/submission/<id>: what was signed together, and what became of it. */
#include "dossier/submission.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution_query.h"

enum status
submission_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *head, *sheets, *cells, *steps;
	const char *answers;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&head, SUBMISSION_HEAD, id),
	    ASK(&sheets, SUBMISSION_SHEETS, id),
	    ASK(&cells, SUBMISSION_CELLS, id),
	    ASK(&steps, SUBMISSION_STEPS, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	answers = rows_text(head, 0, "answers_id");
	view =
	    page_view(context, text_format(context->arena, "第 %s 批", rows_text(head, 0, "seq")));
	page_row(view, head, 0);
	view_text(view, "answers_url",
	    text_format(
		context->arena, "/institution/submission/%s", answers == NULL ? "" : answers));
	submission_view_sheets(view, context->arena, sheets, cells, "/institution/return/");
	page_rows(view, "steps", steps);
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, "报送批次", "/institution/submission/");
	page_crumb(view, text_format(context->arena, "第 %s 批", rows_text(head, 0, "seq")), NULL);
	return page_show(context, "institution/submission/submission", view);
}
