/* /institution/return/: all returns by period. */
#include "core/html.h"
#include "core/page.h"
#include "core/query.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution_query.h"

const struct query returns_query[] = {
    {.name = "closes", .kind = VALUE_DATE},
    {0},
};

/* Whether several of them wait for the leader who asks. */
static bool
signs_together(const struct context *context, const struct rows *rows)
{
	size_t waiting = 0;

	for (size_t row = 0; row < rows_count(rows); row++)
		waiting += text_equal(rows_text(rows, row, "state"), "verified") &&
			   !rows_flag(rows, row, "month");
	return waiting > 1 && (context->session->role_bit & ROLE_LEADER) != 0;
}

enum status
returns_get(struct context *context)
{
	const char *closes = request_query(context->request, "closes", NULL);
	struct view *view = page_view(context, "报表");
	struct rows *rows;

	DB_ASK(context->db, &rows, RETURNS_LIST, closes);
	view_text(view, "closes", closes);
	view_text(view, "sign_url",
	    closes != NULL && signs_together(context, rows)
		? html_url_query(context->arena, "/institution/submission/sign", "closes", closes)
		: NULL);
	view_list(view, "returns");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "returns");

		page_row(item, rows, row);
		view_text(item, "url",
		    text_format(
			context->arena, "/institution/return/%s", rows_text(rows, row, "id")));
	}
	return page_show(context, "institution/return/list", view);
}
