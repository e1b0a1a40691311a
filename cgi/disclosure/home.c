/* /: what was published last, and the way to everything else. */
#include "core/page.h"
#include "core/text.h"
#include "disclosure_query.h"
#include "page.h"

void
disclosure_decorate(struct context *context, struct view *view)
{
	static const struct {
		const char *label;
		const char *url;
	} items[] = {
	    {"公开数据", "/"},
	    {"指标目录", "/catalogue/"},
	    {"统计方法", "/method"},
	};
	const char *path = context->request->path;
	struct rows *rows;

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		struct view *item = view_item(view, "navigation");
		bool home = text_equal(items[i].url, "/");

		view_text(item, "label", items[i].label);
		view_text(item, "url", items[i].url);
		view_flag(item, "current",
		    home ? text_equal(path, "/") || text_starts_with(path, "/region/")
			 : text_starts_with(path, items[i].url));
	}
	/* An error page without a database says nothing about the data, so it needs no mark. */
	if (db_query(&rows, context->db, QUERY_SITE_DEMO, DB_NO_VALUES) == STATUS_OK)
		view_flag(view, "demo", rows_flag(rows, 0, "demo"));
}

void
disclosure_crumb(struct view *view, const char *label, const char *url)
{
	struct view *item = view_item(view, "crumbs");

	view_text(item, "label", label);
	view_text(item, "url", url);
	view_flag(item, "current", url == NULL);
}

enum status
home_get(struct context *context)
{
	struct view *view = page_view(context, "医疗质量安全公开数据");
	struct rows *editions, *lists;
	enum status status;

	db_send(context->db, QUERY_HOME_EDITIONS, DB_NO_VALUES);
	db_send(context->db, QUERY_CATALOGUE_LISTS, DB_NO_VALUES);
	status = db_receive(&editions, context->db);
	if (status == STATUS_OK)
		status = db_receive(&lists, context->db);
	if (status != STATUS_OK)
		return status;
	page_rows(view, "editions", editions);
	page_rows(view, "lists", lists);
	return page_show(context, "disclosure/home", view);
}
