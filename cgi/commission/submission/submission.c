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
	struct submission_rows rows;
	const char *title;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&rows.head, SUBMISSION_HEAD, id),
	    ASK(&rows.sheets, SUBMISSION_SHEETS, id),
	    ASK(&rows.cells, SUBMISSION_CELLS, id),
	    ASK(&rows.steps, SUBMISSION_STEPS, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows.head) == 0)
		return STATUS_MISSING;
	title = text_format(context->arena, "第 %s 批", rows_text(rows.head, 0, "seq"));
	view = page_view(context, title);
	submission_view(view, context->arena, &rows, "/commission");
	view_text(view, "correction_url",
	    text_equal(rows_text(rows.head, 0, "kind"), "correction")
		? text_format(context->arena, "/commission/return/%s/correction",
		      rows_text(rows.sheets, 0, "return_id"))
		: NULL);
	view_flag(view, "may_accept",
	    text_equal(rows_text(rows.head, 0, "state"), "waiting") &&
		!text_equal(rows_text(rows.head, 0, "kind"), "correction") &&
		commission_may_decide(context));
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, "待审核的报送批次", "/commission/submission/");
	page_crumb(view, title, NULL);
	return page_show(context, "commission/submission/submission", view);
}
