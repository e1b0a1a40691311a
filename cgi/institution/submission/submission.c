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
	submission_view(view, context->arena, &rows, "/institution");
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, "报送批次", "/institution/submission/");
	page_crumb(view, title, NULL);
	return page_show(context, "institution/submission/submission", view);
}
