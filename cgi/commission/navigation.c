/* What the pages of the commission program have in common: navigation, page numbers, crumbs. */
#include <inttypes.h>
#include <string.h>

#include "core/html.h"
#include "core/text.h"
#include "page.h"

static const struct {
	const char *label;
	const char *url;
} parts[] = {
    {"工作台", "/commission/"},
    {"报表审核", "/commission/return/"},
    {"基线与目标", "/commission/baseline/"},
    {"指标结果", "/commission/indicator/"},
    {"等级评价", "/commission/grade/"},
    {"重点关注", "/commission/signal/"},
    {"整改台账", "/commission/ledger/"},
    {"公开版本", "/commission/edition/"},
    {"监测方案", "/commission/programme/"},
    {"医疗机构", "/commission/institution/"},
    {"下级单位", "/commission/organisation/"},
    {"账户", "/commission/account/"},
};

/* The longest part whose address the path begins with is the current one. */
void
commission_decorate(struct context *context, struct view *view)
{
	const char *path = context->request->path;
	size_t current = 0;

	view_list(view, "navigation");
	if (!context->session->signed_in)
		return;
	for (size_t i = 1; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (text_starts_with(path, parts[i].url))
			current = i;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct view *item = view_item(view, "navigation");

		view_text(item, "label", parts[i].label);
		view_text(item, "url", parts[i].url);
		view_flag(item, "current", i == current);
	}
}

bool
commission_may_decide(const struct context *context)
{
	return (context->session->role_bit & (ROLE_REVIEWER | ROLE_ADMINISTRATOR)) != 0 &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}

bool
commission_may_change(const struct context *context)
{
	return context->session->role_bit == ROLE_ADMINISTRATOR &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}

const char *
commission_id_segment(const struct context *context)
{
	int64_t id;

	return text_to_id(&id, context->segments[0]) ? context->segments[0] : NULL;
}

int64_t
commission_page_number(const struct context *context)
{
	int64_t page;

	if (!text_to_id(&page, request_query(context->request, "page", "1")) || page < 1)
		return 1;
	return page > 10000 ? 10000 : page;
}

const char *
commission_skip(const struct context *context)
{
	return text_format(
	    context->arena, "%" PRId64, (commission_page_number(context) - 1) * PAGE_ROWS);
}

const char *
commission_limit(const struct context *context)
{
	return text_format(context->arena, "%d", PAGE_ROWS + 1);
}

const char *
commission_query_with(const struct context *context, const char *name, const char *value)
{
	const struct pairs *query = &context->request->query;
	const char *url = context->request->path;

	for (size_t i = 0; i < query->count; i++) {
		const struct pair *pair = &query->items[i];

		if (!text_equal(pair->name, name) && !text_equal(pair->name, "page") &&
		    pair->value[0] != '\0')
			url = html_url_query(context->arena, url, pair->name, pair->value);
	}
	return value == NULL ? url : html_url_query(context->arena, url, name, value);
}

void
commission_paginate(struct context *context, struct view *view, size_t row_count)
{
	int64_t page = commission_page_number(context);
	const char *base = commission_query_with(context, "page", NULL);
	struct view *pagination;

	view_list(view, "pagination");
	if (page == 1 && row_count <= PAGE_ROWS)
		return;
	pagination = view_object(view, "pagination");
	view_text(pagination, "position", text_format(context->arena, "第 %" PRId64 " 页", page));
	view_text(pagination, "previous_url",
	    page == 1 ? NULL
		      : html_url_query(context->arena, base, "page",
			    text_format(context->arena, "%" PRId64, page - 1)));
	view_text(pagination, "next_url",
	    row_count <= PAGE_ROWS ? NULL
				   : html_url_query(context->arena, base, "page",
					 text_format(context->arena, "%" PRId64, page + 1)));
}

void
commission_crumb(struct view *view, const char *label, const char *url)
{
	struct view *crumb = view_item(view, "crumbs");

	view_text(crumb, "label", label);
	view_text(crumb, "url", url);
	view_flag(crumb, "current", url == NULL);
}
