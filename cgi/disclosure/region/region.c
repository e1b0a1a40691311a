/* /region/<code>/: the archive, every edition of a region with what changed. */
#include "core/html.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "disclosure/nearest.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

#define EDITION_ROWS 20

enum status
region_redirect_get(struct context *context)
{
	return page_redirect(context, text_format(context->arena, "%s/", context->request->path));
}

static void
show_position(struct context *context, struct view *view, int64_t page, const struct rows *rows)
{
	struct arena *arena = context->arena;
	int64_t total = rows_integer(rows, 0, "total"),
		last = (total + EDITION_ROWS - 1) / EDITION_ROWS;
	const char *path = html_url_path(arena, "region", context->segments[0], "", NULL);
	struct view *item;

	view_list(view, "pagination");
	if (last < 2)
		return;
	item = view_object(view, "pagination");
	view_text(item, "previous_url",
	    page == 1 ? NULL
		      : html_url_query(
			    arena, path, "page", text_format(arena, "%lld", (long long)page - 1)));
	view_text(item, "next_url",
	    page >= last ? NULL
			 : html_url_query(arena, path, "page",
			       text_format(arena, "%lld", (long long)page + 1)));
	view_text(item, "position",
	    text_format(arena, "第 %lld 页，共 %lld 页", (long long)page, (long long)last));
}

const struct query region_query[] = {
    {.name = "page", .kind = VALUE_NUMBER, .minimum = 1, .maximum = 1000},
    {0},
};

enum status
region_get(struct context *context)
{
	const char *asked = request_query(context->request, "page", "1");
	const char *region = context->segments[0];
	struct rows *editions;
	struct view *view;
	int64_t page;
	enum status status;

	/* Four thousand years of quarters: beyond it nobody reads. */
	if (!text_to_id(&page, asked) || page < 1 || page > 1000) {
		page_detail(context, "页码应是 1 到 1000 之间的整数。");
		return STATUS_INPUT;
	}
	status = DB_ASK(context->db, &editions, REGION_EDITIONS, region,
	    text_format(context->arena, "%lld", (long long)(page - 1) * EDITION_ROWS));
	if (status != STATUS_OK)
		return status;
	if (rows_count(editions) == 0)
		return nearest_edition(context, region, NULL, NULL);
	view = page_view(context,
	    text_format(context->arena, "%s公开版本存档", rows_text(editions, 0, "region_name")));
	page_crumb(view, rows_text(editions, 0, "region_name"), NULL);
	view_text(view, "region_name", rows_text(editions, 0, "region_name"));
	view_text(view, "region_code", region);
	disclosure_column(view,
	    text_format(context->arena, "%s公开版本存档", rows_text(editions, 0, "region_name")),
	    "政务公开", "各报告期公开的全部版本和更正说明");
	page_rows(view, "editions", editions);
	show_position(context, view, page, editions);
	return page_show(context, "disclosure/region/region", view);
}
