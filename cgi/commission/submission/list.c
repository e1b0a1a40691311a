/* /commission/submission/: what waits to be decided, of all periods and programmes. */
#include "commission/acceptance.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/page.h"
#include "core/page_parts.h"

static const struct choice kinds[] = {
    {"regular", "首次报送"},
    {"supplement", "补报"},
    {"answer", "退回后重报"},
    {"backfill", "补录"},
    {0},
};

static const struct choice turns[] = {
    {"below", "下级在审"},
    {"late", "下级逾期，可接办"},
    {0},
};

static const struct list_link links[] = {{"本批内容", "submission_url"}, {0}};

static const struct list_column columns[] = {
    {.name = "institution_name", .title = "医疗机构", .cell = LIST_NAME, .sortable = true},
    {.name = "region_name", .title = "县（区）", .cell = LIST_TEXT},
    {.name = "period_label", .title = "报表", .cell = LIST_WORD, .sortable = true},
    {.name = "submission_name", .title = "批次", .cell = LIST_WORD, .minor = "kind_label"},
    {.name = "kind_label", .title = "种类", .cell = LIST_FILED},
    {.name = "cells", .title = "数据项", .cell = LIST_NUMBER},
    {.name = "signed_at", .title = "签字时间", .cell = LIST_WORD, .sortable = true},
    {.name = "days", .title = "已等待", .cell = LIST_NUMBER, .unit = "days_unit"},
    {.name = "links", .title = "签字内容", .cell = LIST_LINKS, .links = links},
};

const struct query submission_list_query[] = {
    LIST_CHOICE("turn", "轮到", turns),
    LIST_CHOICE("kind", "种类", kinds),
    LIST_OPTION("county", "县（区）"),
    LIST_SEARCH("name", "机构名称"),
    LIST_PARAMETERS,
    {0},
};

static const struct list_action actions[] = {ACCEPTANCE};

static const struct list_definition definition = {
    .path = "/commission/submission/",
    .title = "待审核的报送批次",
    .noun = "报表",
    .counter = "份",
    .statement = QUERY(SUBMISSION_QUEUE, 9),
    .order = "等待最久的在前",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = submission_list_query,
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
};

static enum status
load(struct list *list, struct context *context)
{
	struct rows *regions;
	enum status status = list_read(list, context, &definition);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&regions, SUBMISSION_REGIONS),
	    list_ask(list),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK)
		status = list_take(list);
	return status == STATUS_OK ? list_options(list, "county", regions) : status;
}

enum status
submission_list_get(struct context *context)
{
	struct list list;
	struct view *view;
	enum status status = load(&list, context);

	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, NULL);
	view = page_view(context, definition.title);
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, definition.title, NULL);
	list_show(&list, view);
	return page_show(context, "commission/submission/list", view);
}

enum status
submission_list_post(struct context *context)
{
	struct list list;
	enum status status = load(&list, context);

	return status == STATUS_OK ? list_post(&list) : status;
}
