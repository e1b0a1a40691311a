/* /institution/return/: all returns by period. */
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

enum status
returns_get(struct context *context)
{
	const char *closes = request_query(context->request, "closes", NULL);
	struct view *view = page_view(context, "报表");
	struct rows *rows;

	DB_ASK(context->db, &rows, RETURNS_LIST, closes);
	view_text(view, "closes", closes);
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
