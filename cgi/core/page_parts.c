#include "page_parts.h"

#include <inttypes.h>

#include "arena.h"
#include "html.h"
#include "page.h"
#include "text.h"

/* ---- crumbs and tabs ------------------------------------------------------------------------ */

void
page_navigation(struct context *context, struct view *view, const struct link *links)
{
	const struct link *current = links;

	view_list(view, "navigation");
	for (const struct link *link = links + 1; link->label != NULL; link++) {
		if (text_starts_with(context->request->path, link->url))
			current = link;
	}
	for (const struct link *link = links; link->label != NULL; link++) {
		struct view *item;

		if (link->roles != 0 && (context->session->role_bit & link->roles) == 0)
			continue;
		item = view_item(view, "navigation");
		view_text(item, "label", link->label);
		view_text(item, "url", link->url);
		view_flag(item, "current", link == current);
	}
}

void
page_crumb(struct view *view, const char *label, const char *url)
{
	struct view *crumb = view_item(view, "crumbs");

	view_text(crumb, "label", label);
	view_text(crumb, "url", url);
	view_flag(crumb, "current", url == NULL);
}

void
page_tab(struct view *view, const char *label, const char *url, int64_t count, bool current)
{
	struct view *tab = view_item(view, "tabs");

	view_text(tab, "label", label);
	view_text(tab, "url", url);
	view_integer(tab, "count", count);
	view_flag(tab, "current", current);
}

void
page_query_tab(struct context *context, struct view *view, const char *name, const char *value,
    const char *label, int64_t count)
{
	page_tab(view, label, page_url_with(context, name, value), count,
	    text_equal(request_query(context->request, name, NULL), value));
}

/* ---- options of a select -------------------------------------------------------------------- */

void
page_option(
    struct view *view, const char *list, const char *value, const char *label, bool selected)
{
	struct view *option = view_item(view, list);

	view_text(option, "value", value);
	view_text(option, "label", label);
	view_flag(option, "selected", selected);
}

void
page_options(struct view *view, const char *list, const struct choice *choices, const char *chosen)
{
	view_list(view, list);
	for (; choices->value != NULL; choices++)
		page_option(
		    view, list, choices->value, choices->label, text_equal(choices->value, chosen));
}

void
page_options_of(struct view *view, const char *list, const struct rows *rows, const char *chosen)
{
	view_list(view, list);
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, list);

		page_row(item, rows, row);
		view_flag(item, "selected", text_equal(rows_text(rows, row, "value"), chosen));
	}
}

void
page_choices(struct context *context, struct form *form, const char *field, const struct rows *rows)
{
	size_t count = rows_count(rows);
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);

	for (size_t row = 0; row < count; row++) {
		choices[row].value = rows_text(rows, row, "value");
		choices[row].label = rows_text(rows, row, "label");
	}
	form_choices(form, field, choices, count);
}

/* ---- pages of a long list ------------------------------------------------------------------- */

int64_t
page_number(const struct context *context)
{
	int64_t page;

	/* The route's table of the query holds it within 1 and PAGE_LAST. */
	if (!text_to_id(&page, request_query(context->request, "page", "1")) || page < 1)
		return 1;
	return page > PAGE_LAST ? PAGE_LAST : page;
}

const char *
page_skip(const struct context *context)
{
	return text_format(context->arena, "%" PRId64, (page_number(context) - 1) * PAGE_ROWS);
}

const char *
page_limit(const struct context *context)
{
	return text_format(context->arena, "%d", PAGE_ROWS + 1);
}

const char *
page_url_with(const struct context *context, const char *name, const char *value)
{
	const struct pairs *query = &context->request->query;
	const char *url = context->request->path;

	for (size_t i = 0; i < query->count; i++) {
		const struct pair *pair = &query->items[i];

		if (!text_equal(pair->name, name) && !text_equal(pair->name, "page") &&
		    !text_equal(pair->name, "notice") && pair->value[0] != '\0')
			url = html_url_query(context->arena, url, pair->name, pair->value);
	}
	return value == NULL ? url : html_url_query(context->arena, url, name, value);
}

/* url without a page: the links are that with one. */
static void
paginate(struct context *context, struct view *view, const char *url, int64_t page, bool is_last,
    const char *position)
{
	struct view *pagination;

	view_list(view, "pagination");
	if (page == 1 && is_last)
		return;
	pagination = view_object(view, "pagination");
	view_text(pagination, "position", position);
	view_text(pagination, "previous_url",
	    page == 1 ? NULL
		      : html_url_query(context->arena, url, "page",
			    text_format(context->arena, "%" PRId64, page - 1)));
	view_text(pagination, "next_url",
	    is_last ? NULL
		    : html_url_query(context->arena, url, "page",
			  text_format(context->arena, "%" PRId64, page + 1)));
}

void
page_paginate(struct context *context, struct view *view, size_t row_count)
{
	int64_t page = page_number(context);

	paginate(context, view, page_url_with(context, "page", NULL), page, row_count <= PAGE_ROWS,
	    text_format(context->arena, "第 %" PRId64 " 页", page));
}

void
page_paginate_of(
    struct context *context, struct view *view, const char *url, int64_t page, int64_t pages)
{
	paginate(context, view, url, page, page >= pages,
	    text_format(context->arena, "第 %" PRId64 " 页，共 %" PRId64 " 页", page, pages));
}

/* ---- columns -------------------------------------------------------------------------------- */

void
page_columns_copy(
    struct view *view, const struct rows *rows, size_t row, const char *const *columns)
{
	for (; *columns != NULL; columns++)
		view_text(view, *columns, rows_text(rows, row, *columns));
}
