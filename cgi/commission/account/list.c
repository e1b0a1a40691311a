/* /commission/account/: the accounts of the organisations of the subtree. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static const struct choice kinds[] = {
    {"institution", "医疗机构"},
    {"commission", "卫健委"},
    {"qc_centre", "质控中心"},
    {0},
};

static const struct choice states[] = {
    {"active", "正常"},
    {"invited", "待激活"},
    {"late", "激活码已过期"},
    {"locked", "已锁定"},
    {"closed", "已停用"},
    {0},
};

const struct query account_list_query[] = {
    {.name = "search", .kind = VALUE_TEXT},
    {.name = "kind", .kind = VALUE_WORD, .choices = kinds},
    {.name = "state", .kind = VALUE_WORD, .choices = states},
    PARAMETER_PAGE,
    {0},
};

enum status
account_list_get(struct context *context)
{
	const char *search = request_query(context->request, "search", NULL);
	const char *kind = request_query(context->request, "kind", NULL);
	const char *state = request_query(context->request, "state", NULL);
	struct rows *rows;
	struct view *view;
	enum status status = DB_ASK(context->db, &rows, ACCOUNT_LIST, search, kind, state,
	    page_skip(context), page_limit(context));

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "账户");
	view_text(view, "search", search);
	page_options(view, "kind_options", kinds, kind);
	page_options(view, "state_options", states, state);
	view_list(view, "accounts");
	for (size_t row = 0; row < rows_count(rows) && row < PAGE_ROWS; row++) {
		struct view *item = view_item(view, "accounts");

		page_row(item, rows, row);
		view_text(item, "url",
		    html_url_path(
			context->arena, "commission", "account", rows_text(rows, row, "id"), NULL));
	}
	view_text(view, "total", rows_count(rows) == 0 ? "0" : rows_text(rows, 0, "total"));
	page_paginate(context, view, rows_count(rows));
	view_flag(view, "may_change", commission_may_change(context));
	return page_show(context, "commission/account/list", view);
}
