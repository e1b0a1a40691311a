/* /commission/return/: who has reported, who has not, what waits; completeness by county. */
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static const struct choice classes[] = {
    {"waiting", "待审核"},
    {"missing", "未报"},
    {"late", "逾期未报"},
    {"returned", "已退回"},
    {"accepted", "已接受"},
    {"published", "已公开"},
    {0},
};

struct list {
	struct scope scope;
	const char *class;
	const char *county;
	const char *name;
	struct rows *returns;
	struct rows *counts;
	struct rows *counties;
};

static enum status
load(struct list *list, struct context *context)
{
	const struct scope *scope = &list->scope;
	enum status status = scope_open(&list->scope, context, SCOPE_RETURNS);

	if (status != STATUS_OK || scope->empty)
		return status;
	const struct ask asks[] = {
	    ASK(&list->returns, RETURN_LIST, scope->programme_id, scope->period, list->class,
		list->county, list->name, page_skip(context), page_limit(context)),
	    ASK(&list->counts, RETURN_CLASSES, scope->programme_id, scope->period, list->county,
		list->name),
	    ASK(&list->counties, RETURN_COUNTIES, scope->programme_id, scope->period),
	};
	return SCOPE_ASK_ALL(&list->scope, context, asks);
}

static int64_t
count_of(const struct list *list, const char *class)
{
	int64_t sum = 0;

	for (size_t row = 0; row < rows_count(list->counts); row++) {
		if (class == NULL || text_equal(rows_text(list->counts, row, "class"), class))
			sum += rows_integer(list->counts, row, "returns");
	}
	return sum;
}

static void
show_tab(struct context *context, struct view *view, const struct list *list, const char *class,
    const char *label)
{
	page_query_tab(context, view, "state", class, label, count_of(list, class));
}

static void
show_counties(struct context *context, struct view *view, const struct list *list)
{
	view_list(view, "counties");
	view_list(view, "county_options");
	for (size_t row = 0; row < rows_count(list->counties); row++) {
		const char *code = rows_text(list->counties, row, "region_code");
		const char *name = rows_text(list->counties, row, "region_name");
		struct view *item = view_item(view, "counties");

		page_row(item, list->counties, row);
		view_flag(item, "all", code == NULL);
		view_text(item, "url", page_url_with(context, "county", code));
		if (code == NULL)
			continue;
		page_option(view, "county_options", code, name, text_equal(code, list->county));
	}
}

static void
show_returns(struct context *context, struct view *view, const struct list *list)
{
	size_t count = rows_count(list->returns);

	view_list(view, "returns");
	for (size_t row = 0; row < count && row < PAGE_ROWS; row++) {
		struct view *item = view_item(view, "returns");

		page_row(item, list->returns, row);
		view_text(item, "state", rows_text(list->returns, row, "class"));
		view_text(item, "state_label", rows_text(list->returns, row, "class_label"));
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "return",
			rows_text(list->returns, row, "id"), NULL));
	}
	page_paginate(context, view, count);
}

const struct query return_list_query[] = {
    SCOPE_QUERY,
    {.name = "state", .kind = VALUE_WORD, .choices = classes},
    {.name = "county", .kind = VALUE_CODE},
    {.name = "name", .kind = VALUE_TEXT},
    PARAMETER_PAGE,
    {0},
};

enum status
return_list_get(struct context *context)
{
	struct list list = {
	    .class = request_query(context->request, "state", NULL),
	    .county = request_query(context->request, "county", NULL),
	    .name = request_query(context->request, "name", NULL),
	};
	enum status status = load(&list, context);
	struct view *view;

	if (status != STATUS_OK)
		return status;
	if (list.scope.redirect != NULL)
		return page_redirect(context, list.scope.redirect);
	view = page_view(context, "报表审核");
	view_flag(view, "empty", list.scope.empty);
	if (list.scope.empty)
		return page_show(context, "commission/return/list_empty", view);
	scope_show(&list.scope, view);
	view_text(view, "name", list.name == NULL ? "" : list.name);
	view_text(view, "chosen_state", list.class == NULL ? "" : list.class);
	view_list(view, "tabs");
	show_tab(context, view, &list, NULL, "全部");
	for (size_t i = 0; classes[i].value != NULL; i++)
		show_tab(context, view, &list, classes[i].value, classes[i].label);
	show_counties(context, view, &list);
	show_returns(context, view, &list);
	return page_show(context, "commission/return/list", view);
}
