/* /commission/edition/job/<id>: how far the making of a preview or an edition is. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "edition.h"

enum status
edition_job_get(struct context *context)
{
	const char *id = context->segments[0], *state, *url, *title;
	bool under_way, preview;
	struct rows *rows;
	struct view *view;
	enum status status;

	status = DB_ASK(context->db, &rows, EDITION_JOB, id);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	state = rows_text(rows, 0, "state");
	preview = rows_flag(rows, 0, "preview");
	under_way = text_equal(state, "queued") || text_equal(state, "running");
	title = preview ? "生成预览" : "生成公开版本";
	view = page_view(context, title);
	page_row(view, rows, 0);
	view_flag(view, "under_way", under_way);
	view_flag(view, "done", text_equal(state, "done"));
	view_flag(view, "failed", text_equal(state, "failed"));
	url = html_url_path(context->arena, "region", rows_text(rows, 0, "region_code"),
	    rows_text(rows, 0, "period"), NULL);
	view_text(view, "public_url", text_format(context->arena, "%s/", url));
	url = html_url_query(
	    context->arena, edition_home, "programme", rows_text(rows, 0, "programme_id"));
	view_text(view, "edition_url",
	    html_url_query(context->arena, url, "period", rows_text(rows, 0, "period")));
	edition_crumbs(view, title);
	if (under_way)
		page_header(context, "Refresh", "2");
	return page_show(context, "commission/edition/job", view);
}
