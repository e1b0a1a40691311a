/* /commission/definition/: where the formulas of a programme are from, and who confirmed them. */
#include "core/list.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

#define DEFINITION_SOURCE 200 /* code points */

static const struct choice states[] = {
    {"unconfirmed", "未确认"},
    {"confirmed", "已确认"},
    {"document", "文件原文"},
    {"own_trend", "只看本机构趋势"},
    {0},
};

static const struct choice bases[] = {
    {"seed", "文件原文给出公式"},
    {"standard", "国家或专业质控指标"},
    {"derived", "由目标名称推导"},
    {0},
};

static const struct list_column columns[] = {
    {.name = "name",
	.title = "指标",
	.cell = LIST_NAME,
	.sortable = true,
	.minor = "indicator_code"},
    {.name = "indicator_code", .title = "指标编码", .cell = LIST_FILED},
    {.name = "specialty", .title = "专业", .cell = LIST_TEXT, .sortable = true},
    {.name = "basis_label",
	.title = "公式依据",
	.cell = LIST_TEXT,
	.sortable = true,
	.minor = "note"},
    {.name = "note", .title = "公式来源", .cell = LIST_FILED},
    {.name = "state_label", .title = "口径", .cell = LIST_TEXT, .sortable = true},
    {.name = "confirmed",
	.title = "确认单位和日期",
	.cell = LIST_TEXT,
	.sortable = true,
	.minor = "confirmed_source"},
    {.name = "confirmed_source", .title = "确认依据", .cell = LIST_FILED},
};

const struct query definition_list_query[] = {
    {.name = "programme", .kind = VALUE_ID},
    LIST_CHOICE("state", "口径", states),
    LIST_CHOICE("basis", "公式依据", bases),
    LIST_SEARCH("name", "指标名称或编码"),
    LIST_PARAMETERS,
    {0},
};

static enum status
say(struct context *context, const struct list_work *work, const char *confirmed)
{
	return DB_ASK(context->db, NULL, DEFINITION_SAY, list_value(work->list, "programme"),
	    work->versions, confirmed, work->asked[0]);
}

static enum status
confirm(struct context *context, const struct list_work *work)
{
	return say(context, work, "true");
}

static enum status
take_back(struct context *context, const struct list_work *work)
{
	return say(context, work, "false");
}

static const struct field source[] = {
    {.name = "source",
	.label = "确认依据",
	.hint = "写明核对所依据的文件名称、文号或条款，随指标公开。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = DEFINITION_SOURCE},
};

static const struct field reason[] = {
    {.name = "source",
	.label = "撤回原因",
	.hint = "记入操作日志。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = DEFINITION_SOURCE},
};

static const struct list_action actions[] = {
    {.name = "confirm",
	.label = "认定口径",
	.button = "所选认定口径",
	.effect = "认定后口径即为已确认：这些指标在以后公开的版本中排名，并可计入等级评价；"
		  "确认单位、日期和依据随指标公开。已公开的版本不变。",
	.done = "已认定口径",
	.asked = source,
	.asked_count = 1,
	.may = commission_may_change,
	.fault = "confirm_fault",
	.act = confirm},
    {.name = "withdraw",
	.label = "撤回确认",
	.button = "所选撤回确认",
	.effect = "撤回后，这些指标在以后公开的版本中不排名，也不计入等级评价，"
		  "用到它们的等级可能因有效权重不足而评不出来。已公开的版本不变。",
	.done = "已撤回确认",
	.asked = reason,
	.asked_count = 1,
	.danger = true,
	.may = commission_may_change,
	.fault = "withdraw_fault",
	.act = take_back},
};

static const struct list_definition definition = {
    .path = "/commission/definition/",
    .title = "指标口径",
    .noun = "指标",
    .counter = "项",
    .statement = QUERY(DEFINITION_LIST, 9),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = definition_list_query,
    .tab = "state",
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
};

struct page {
	struct list list;
	struct rows *programmes;
	struct rows *counts;
};

/* The programme asked for, or the first; MISSING if the session has nothing to do with it. */
static enum status
open(struct page *page, struct context *context)
{
	struct list *list = &page->list;
	const char *asked;
	enum status status = list_read(list, context, &definition);
	size_t row = 0;

	if (status == STATUS_OK)
		status = DB_ASK(context->db, &page->programmes, DEFINITION_PROGRAMMES);
	if (status != STATUS_OK)
		return status;
	asked = list_value(list, "programme");
	while (asked != NULL && row < rows_count(page->programmes) &&
	       !text_equal(rows_text(page->programmes, row, "value"), asked))
		row++;
	if (row == rows_count(page->programmes)) {
		list->idle = true;
		return asked == NULL ? STATUS_OK : STATUS_MISSING;
	}
	list_set(list, "programme", rows_text(page->programmes, row, "value"));
	list->idle = !rows_flag(page->programmes, row, "own");
	return STATUS_OK;
}

enum status
definition_list_get(struct context *context)
{
	struct page page = {0};
	struct list *list = &page.list;
	struct view *view;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&page.counts, DEFINITION_STATES, list_value(list, "programme"),
		list_value(list, "basis"), list_value(list, "name")),
	    list_ask(list),
	};
	DB_ASK_ALL(context->db, asks);
	status = list_take(list);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(list))
		return list_send_file(list, NULL);
	view = page_view(context, definition.title);
	page_options_of(view, "programme_options", page.programmes, list_value(list, "programme"));
	list_show(list, view);
	list_tabs(list, view, page.counts);
	return page_show(context, "commission/definition/list", view);
}

enum status
definition_list_post(struct context *context)
{
	struct page page = {0};
	enum status status = open(&page, context);

	return status == STATUS_OK ? list_post(&page.list) : status;
}
