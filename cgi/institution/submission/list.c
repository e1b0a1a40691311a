/* /institution/submission/: what was signed together, newest first. */
#include "core/list.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "institution/page.h"
#include "institution_query.h"

static const struct choice kinds[] = {
    {"regular", "首次报送"},
    {"supplement", "补报"},
    {"answer", "退回后重报"},
    {"correction", "更正"},
    {"backfill", "补录"},
    {0},
};

static const struct choice states[] = {
    {"waiting", "待审核"},
    {"accepted", "已接受"},
    {"returned", "已退回"},
    {"refused", "已撤回或未批准"},
    {0},
};

static const struct list_column columns[] = {
    {.name = "name", .title = "批次", .cell = LIST_NAME},
    {.name = "kind_label", .title = "种类", .cell = LIST_WORD},
    {.name = "periods", .title = "报表", .cell = LIST_TEXT},
    {.name = "cells", .title = "数据项", .cell = LIST_NUMBER},
    {.name = "signed_by", .title = "签字", .cell = LIST_TEXT},
    {.name = "signed_at", .title = "签字时间", .cell = LIST_WORD, .sortable = true},
    {.name = "state_label", .title = "状态", .cell = LIST_STATE, .code = "state"},
};

const struct query submission_list_query[] = {
    LIST_CHOICE("kind", "种类", kinds),
    LIST_CHOICE("state", "状态", states),
    LIST_PARAMETERS,
    {0},
};

static const struct list_definition definition = {
    .path = "/institution/submission/",
    .title = "报送批次",
    .noun = "批次",
    .counter = "个",
    .statement = QUERY(SUBMISSION_LIST, 7),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = submission_list_query,
};

enum status
submission_list_get(struct context *context)
{
	struct list list;
	struct view *view;
	enum status status = list_read(&list, context, &definition);

	if (status == STATUS_OK)
		status = list_load(&list);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, (const struct page_fact[]){{0}});
	view = page_view(context, definition.title);
	page_crumb(view, "报表", "/institution/return/");
	page_crumb(view, definition.title, NULL);
	list_show(&list, view);
	return page_show(context, "institution/submission/list", view);
}
