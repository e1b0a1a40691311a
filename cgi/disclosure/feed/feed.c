/* /feed.atom, /sitemap.xml, /robots.txt, /verify: for programs, and how to check what they got. */
#include <stdlib.h>

#include "core/page.h"
#include "core/page_parts.h"
#include "core/template.h"
#include "core/text.h"
#include "disclosure/page.h"
#include "disclosure_query.h"

/* The address of the site, "https://…"; "" if it is not known. */
static const char *
site(void)
{
	const char *address = getenv("ZHIHENG_SITE");

	return address == NULL ? "" : address;
}

/* A template that is a whole document of its own. */
static enum status
show_document(
    struct context *context, const char *template, const char *content_type, struct view *view)
{
	struct buffer body = buffer_create(context->arena, 65536);
	enum status status = template_render(&body, context->templates, template, view);

	if (status != STATUS_OK)
		return status;
	context->reply->content_type = content_type;
	context->reply->body = body;
	return STATUS_OK;
}

static enum status
show_rows(struct context *context, size_t statement, const char *template, const char *content_type)
{
	struct view *view = view_create(context->arena);
	struct rows *rows;
	enum status status = db_ask(context->db, &ASK_CHOSEN(&rows, statement), 1);

	if (status != STATUS_OK)
		return status;
	view_text(view, "site", site());
	view_text(view, "updated",
	    rows_count(rows) > 0 && rows_has_column(rows, "published_at")
		? rows_text(rows, 0, "published_at")
		: "2025-01-01T00:00:00Z");
	page_rows(view, "rows", rows);
	return show_document(context, template, content_type, view);
}

enum status
feed_get(struct context *context)
{
	return show_rows(context, QUERY(FEED_EDITIONS, 0), "disclosure/feed/feed",
	    "application/atom+xml; charset=utf-8");
}

enum status
sitemap_get(struct context *context)
{
	return show_rows(context, QUERY(FEED_PAGES, 0), "disclosure/feed/sitemap",
	    "application/xml; charset=utf-8");
}

enum status
robots_get(struct context *context)
{
	struct buffer body = buffer_create(context->arena, 256);

	buffer_append_format(&body,
	    "User-agent: *\nDisallow: /account/\nDisallow: /institution/\n"
	    "Disallow: /commission/\nDisallow: /api/v1/institutions\nSitemap: %s/sitemap.xml\n",
	    site());
	context->reply->content_type = "text/plain; charset=utf-8";
	context->reply->body = body;
	return STATUS_OK;
}

enum status
verify_get(struct context *context)
{
	struct view *view = page_view(context, "下载与核对");
	struct rows *keys, *editions;
	const struct ask asks[] = {
	    ASK(&keys, API_KEYS),
	    ASK(&editions, FEED_EDITIONS),
	};

	DB_ASK_ALL(context->db, asks);
	page_rows(view, "keys", keys);
	page_rows(view, "editions", editions);
	disclosure_column(
	    view, "下载与核对", "政务公开", "公开版本的文件、校验清单、签名公钥和核对的办法");
	page_crumb(view, "下载与核对", NULL);
	return page_show(context, "disclosure/feed/verify", view);
}
