/* /commission/submission/<id>: what an institution signed together, and what became of it. */
#include "dossier/submission.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

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
	view_text(view, "correction_url",
	    text_equal(rows_text(head, 0, "kind"), "correction")
		? text_format(context->arena, "/commission/return/%s/correction",
		      rows_text(sheets, 0, "return_id"))
		: NULL);
	view_text(view, "answers_url",
	    text_format(
		context->arena, "/commission/submission/%s", answers == NULL ? "" : answers));
	submission_view_sheets(view, context->arena, sheets, cells, "/commission/return/");
	page_rows(view, "steps", steps);
	view_flag(view, "may_accept",
	    text_equal(rows_text(head, 0, "state"), "waiting") &&
		!text_equal(rows_text(head, 0, "kind"), "correction") &&
		commission_may_decide(context));
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, "待审核的报送批次", "/commission/submission/");
	page_crumb(view, text_format(context->arena, "第 %s 批", rows_text(head, 0, "seq")), NULL);
	return page_show(context, "commission/submission/submission", view);
}
