/* /commission/institution/: the institutions of the subtree. */
#include <inttypes.h>

#include "commission/page.h"
#include "commission/particulars.h"
#include "commission_query.h"
#include "core/list.h"
#include "core/page.h"
#include "core/text.h"

/* What an import leads to, with how many were added and changed. */
#define IMPORTED "imported"

static const struct choice states[] = {
    {"yes", "开业"},
    {"no", "未开业"},
    {0},
};

static const struct list_column columns[] = {
    {.name = "name",
	.title = "机构名称",
	.cell = LIST_NAME,
	.sortable = true,
	.minor = "active_label"},
    {.name = "region_name", .title = "地区", .cell = LIST_TEXT, .sortable = true},
    {.name = "affiliation_label", .title = "隶属", .cell = LIST_WORD, .sortable = true},
    {.name = "level_label", .title = "级别", .cell = LIST_WORD, .sortable = true},
    {.name = "kind_label", .title = "类别", .cell = LIST_TEXT, .sortable = true},
    {.name = "ownership_label", .title = "所有制", .cell = LIST_TEXT, .sortable = true},
    {.name = "beds", .title = "床位数", .cell = LIST_NUMBER, .sortable = true},
    {.name = "credit_code", .title = "统一社会信用代码", .cell = LIST_TEXT, .sortable = true},
    {.name = "state_label", .title = "状态", .cell = LIST_FILED},
};

const struct query institution_list_query[] = {
    LIST_SEARCH("search", "名称或统一社会信用代码"),
    LIST_OPTION("region", "地区"),
    LIST_CHOICE("level", "级别", institution_levels),
    LIST_CHOICE("kind", "类别", institution_kinds),
    LIST_CHOICE("active", "状态", states),
    LIST_PARAMETERS,
    {.name = "added", .kind = VALUE_NUMBER, .maximum = 100000},
    {.name = "changed", .kind = VALUE_NUMBER, .maximum = 100000},
    {0},
};

static enum status
record(struct context *context, const struct list_work *work, const char *act)
{
	return DB_ASK(
	    context->db, NULL, REGISTER_ACT_ALL, work->ids, work->versions, act, work->reason);
}

static enum status
stop(struct context *context, const struct list_work *work)
{
	return record(context, work, "close");
}

static enum status
resume(struct context *context, const struct list_work *work)
{
	return record(context, work, "reopen");
}

static const struct list_action actions[] = {
    {.name = "stop",
	.label = "关闭",
	.effect =
	    "自今天起关闭：今天以前结束的报告期仍须报送，正在进行的报送终止报表；已有数据保留，账户仍可登录查看。",
	.done = "已关闭",
	.reason = "原因",
	.danger = true,
	.may = commission_may_change,
	.fault = "stop_fault",
	.act = stop},
    {.name = "resume",
	.label = "恢复",
	.effect = "自今天起恢复开业，正在填报的报告期会为这些机构补建报表。",
	.done = "已恢复",
	.reason = "原因",
	.may = commission_may_change,
	.fault = "resume_fault",
	.act = resume},
};

static const struct list_definition definition = {
    .path = "/commission/institution/",
    .title = "医疗机构",
    .noun = "机构",
    .counter = "家",
    .statement = QUERY(INSTITUTION_LIST, 10),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = institution_list_query,
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
    .own_notice = IMPORTED,
};

/* After an import: how many. */
static void
show_import(struct context *context, struct view *view)
{
	const struct request *request = context->request;
	int64_t added, changed;

	if (text_equal(request_query(request, "notice", NULL), IMPORTED) &&
	    text_to_id(&added, request_query(request, "added", "")) &&
	    text_to_id(&changed, request_query(request, "changed", "")))
		view_text(view, "notice",
		    text_format(context->arena,
			"导入完成：新增 %" PRId64 " 家，修改 %" PRId64 " 家。", added, changed));
}

static enum status
load(struct list *list, struct context *context)
{
	struct rows *regions;
	enum status status = list_read(list, context, &definition);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&regions, INSTITUTION_REGIONS),
	    list_ask(list),
	};
	DB_ASK_ALL(context->db, asks);
	status = list_take(list);
	return status == STATUS_OK ? list_options(list, "region", regions) : status;
}

enum status
institution_list_get(struct context *context)
{
	struct list list;
	struct view *view;
	enum status status = load(&list, context);

	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, NULL);
	view = page_view(context, definition.title);
	list_show(&list, view);
	view_flag(view, "may_change", commission_may_change(context));
	show_import(context, view);
	return page_show(context, "commission/institution/list", view);
}

enum status
institution_list_post(struct context *context)
{
	struct list list;
	enum status status = load(&list, context);

	return status == STATUS_OK ? list_post(&list) : status;
}
