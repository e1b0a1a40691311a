/* /: what was published last, and the way to everything else. */
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

void
disclosure_meta(struct view *view, const char *name, const char *content)
{
	struct view *item;

	if (content == NULL)
		return;
	item = view_item(view, "meta");
	view_text(item, "name", name);
	view_text(item, "content", content);
}

void
disclosure_column(struct view *view, const char *name, const char *type, const char *description)
{
	disclosure_meta(view, "ColumnName", name);
	disclosure_meta(view, "ColumnType", type);
	disclosure_meta(view, "ColumnDescription", description);
	disclosure_meta(view, "ColumnKeywords", "医疗质量,医疗安全,改进目标,指标,公开");
}

void
disclosure_alternate(struct view *view, const char *type, const char *title, const char *url)
{
	struct view *item = view_item(view, "alternates");

	view_text(item, "type", type);
	view_text(item, "title", title);
	view_text(item, "url", url);
}

/* What the operator set: in the head for those that collect pages, in the footer for readers. */
static void
show_site(struct view *view, const struct rows *rows)
{
	struct view *site = view_object(view, "site");

	page_row(site, rows, 0);
	view_flag(view, "demo", rows_flag(rows, 0, "demo"));
	view_flag(site, "marks",
	    rows_text(rows, 0, "code") != NULL || rows_text(rows, 0, "icp") != NULL ||
		rows_text(rows, 0, "police") != NULL);
	disclosure_meta(view, "SiteName", rows_text(rows, 0, "name"));
	disclosure_meta(view, "SiteDomain", rows_text(rows, 0, "domain"));
	disclosure_meta(view, "SiteIDCode", rows_text(rows, 0, "code"));
}

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
	    {"下载与核对", "/verify"},
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
	disclosure_alternate(view, "application/atom+xml", "公开版本", "/feed.atom");
	/* An error page without a database says nothing about the data, so it needs no mark. */
	if (DB_ASK(context->db, &rows, SITE_HEAD) == STATUS_OK)
		show_site(view, rows);
}

enum status
home_get(struct context *context)
{
	struct view *view = page_view(context, "医疗质量安全公开数据");
	struct rows *editions, *lists;
	const struct ask asks[] = {
	    ASK(&editions, HOME_EDITIONS),
	    ASK(&lists, CATALOGUE_LISTS),
	};

	DB_ASK_ALL(context->db, asks);
	disclosure_column(
	    view, "公开数据", "政务公开", "卫健委按季度公开的医疗质量安全改进目标完成情况");
	page_rows(view, "editions", editions);
	page_rows(view, "lists", lists);
	return page_show(context, "disclosure/home/home", view);
}
