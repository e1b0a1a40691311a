/* The head of a public page: what those read who collect pages. */
#include "page.h"

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
