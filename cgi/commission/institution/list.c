/* /commission/institution/: the institutions of the subtree. */
#include <inttypes.h>

#include "commission/page.h"
#include "commission/particulars.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

static const struct choice states[] = {
    {"yes", "在用"},
    {"no", "已停用"},
    {0},
};

static void
show_institutions(struct context *context, struct view *view, const struct rows *rows)
{
	view_list(view, "institutions");
	for (size_t row = 0; row < rows_count(rows) && row < PAGE_ROWS; row++) {
		struct view *item = view_item(view, "institutions");

		page_row(item, rows, row);
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "institution",
			rows_text(rows, row, "id"), NULL));
	}
	view_text(view, "total", rows_count(rows) == 0 ? "0" : rows_text(rows, 0, "total"));
	page_paginate(context, view, rows_count(rows));
}

/* After an import: how many. */
static void
show_import(struct context *context, struct view *view)
{
	const struct request *request = context->request;
	int64_t added, changed;

	if (text_equal(request_query(request, "notice", NULL), "imported") &&
	    text_to_id(&added, request_query(request, "added", "")) &&
	    text_to_id(&changed, request_query(request, "changed", "")))
		view_text(view, "notice",
		    text_format(context->arena,
			"导入完成：新增 %" PRId64 " 家，修改 %" PRId64 " 家。", added, changed));
}

const struct query institution_list_query[] = {
    {.name = "search", .kind = VALUE_TEXT},
    {.name = "region", .kind = VALUE_CODE},
    {.name = "level", .kind = VALUE_WORD, .choices = institution_levels},
    {.name = "kind", .kind = VALUE_WORD, .choices = institution_kinds},
    {.name = "active", .kind = VALUE_WORD, .choices = states},
    {.name = "notice", .kind = VALUE_WORD, .words = "imported"},
    {.name = "added", .kind = VALUE_NUMBER, .minimum = 0, .maximum = 100000},
    {.name = "changed", .kind = VALUE_NUMBER, .minimum = 0, .maximum = 100000},
    PARAMETER_PAGE,
    {0},
};

enum status
institution_list_get(struct context *context)
{
	const struct request *request = context->request;
	const char *search = request_query(request, "search", NULL);
	const char *region = request_query(request, "region", NULL);
	const char *level = request_query(request, "level", NULL);
	const char *kind = request_query(request, "kind", NULL);
	const char *active = request_query(request, "active", NULL);
	struct rows *rows, *regions;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&rows, INSTITUTION_LIST, search, region, level, kind, active, page_skip(context),
		page_limit(context)),
	    ASK(&regions, INSTITUTION_REGIONS),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "医疗机构");
	view_text(view, "search", search);
	page_options(view, "level_options", institution_levels, level);
	page_options(view, "kind_options", institution_kinds, kind);
	page_options(view, "active_options", states, active);
	page_options_of(view, "region_options", regions, region);
	show_institutions(context, view, rows);
	view_flag(view, "may_change", commission_may_change(context));
	show_import(context, view);
	return page_show(context, "commission/institution/list", view);
}
