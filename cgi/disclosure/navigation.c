/* The navigation of the public pages, and what the operator set about the site. */
#include "core/db.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "disclosure_query.h"
#include "page.h"

static const struct link links[] = {
    {"公开数据", "/", 0},
    {"指标目录", "/catalogue/", 0},
    {"统计方法", "/method", 0},
    {"下载与核对", "/verify", 0},
    {0},
};

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
	struct rows *rows;

	page_navigation(context, view, links);
	disclosure_alternate(view, "application/atom+xml", "公开版本", "/feed.atom");
	/* An error page without a database says nothing about the data, so it needs no mark. */
	if (DB_ASK(context->db, &rows, SITE_HEAD) == STATUS_OK)
		show_site(view, rows);
}
