/* /commission/return/: who has reported, who has not, what waits; completeness by county. */
#include "core/list.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "dossier/check.h"

/* Each of them is held against all checks when accepted together with others. */
#define ACCEPTED_TOGETHER 100

static const struct choice classes[] = {
    {"waiting", "待审核"},
    {"missing", "未报"},
    {"late", "逾期未报"},
    {"returned", "已退回"},
    {"accepted", "已接受"},
    {"published", "已公开"},
    {0},
};

static const struct list_column columns[] = {
    {.name = "institution_name", .title = "医疗机构", .cell = LIST_NAME, .sortable = true},
    {.name = "region_name", .title = "县（区）", .cell = LIST_TEXT, .sortable = true},
    {.name = "peer_group_label", .title = "机构类别", .cell = LIST_TEXT, .sortable = true},
    {.name = "submitted_at",
	.title = "首次提交",
	.cell = LIST_TEXT,
	.sortable = true,
	.minor = "late_label",
	.absent = "未提交"},
    {.name = "late_label", .title = "是否逾期", .cell = LIST_FILED},
    {.name = "class_label", .title = "状态", .cell = LIST_STATE, .sortable = true, .code = "class"},
};

const struct query return_list_query[] = {
    SCOPE_QUERY,
    LIST_CHOICE("state", "状态", classes),
    LIST_OPTION("county", "县（区）"),
    LIST_SEARCH("name", "机构名称"),
    LIST_PARAMETERS,
    {0},
};

/* What fires on one return: that is read before it is accepted. */
static const char *
look_into(struct arena *arena, const struct sheet *sheet)
{
	struct check_finding *findings;
	size_t count = check_sheet(&findings, arena, sheet);

	if (count == 0)
		return NULL;
	return text_format(arena, "有 %zu 条校验提示，请打开报表核对机构说明后单独处理（例如：%s）",
	    count, findings[0].message);
}

/* Those that nothing forbids so far are looked into, all of them in one answer. */
static enum status
judge(struct context *context, const struct rows *rows, const char **faults)
{
	struct arena *arena = context->arena;
	size_t count = rows_count(rows), asked = 0;
	const char **ids = arena_new(arena, const char *, count + 1), *array;
	struct sheet_part elements = {0}, indicators = {0};
	struct rows *all_elements, *all_indicators, *pairs;
	enum status status;

	for (size_t row = 0; row < count; row++) {
		if (faults[row] == NULL)
			ids[asked++] = rows_text(rows, row, "id");
	}
	array = text_array(arena, ids, asked);
	const struct ask asks[] = {
	    ASK(&all_elements, RETURN_ELEMENTS_ALL, array),
	    ASK(&all_indicators, RETURN_INDICATORS_ALL, array),
	    ASK(&pairs, RETURN_PAIRS, array),
	};
	status = DB_ASK_ALL(context->db, asks);
	elements.rows = all_elements;
	indicators.rows = all_indicators;
	for (size_t row = 0; status == STATUS_OK && row < count; row++) {
		struct sheet sheet;

		if (faults[row] != NULL)
			continue;
		sheet_part_next(&elements, "return_id", rows_text(rows, row, "id"));
		sheet_part_next(&indicators, "return_id", rows_text(rows, row, "id"));
		sheet_read_part(&sheet, arena, &elements, &indicators);
		sheet_read_pairs(&sheet, arena, pairs);
		faults[row] = look_into(arena, &sheet);
	}
	return status;
}

static enum status
accept(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, RETURN_ACCEPT, work->ids, work->versions);
}

static const struct list_action actions[] = {
    {.name = "accept",
	.label = "接受",
	.effect = "接受后这些报表的数据计入本期的汇总和排名；机构不能再修改，需要改动的须申请更正。"
		  "有校验提示的报表不能成批接受，列在下面。",
	.done = "已接受",
	.most = ACCEPTED_TOGETHER,
	.may = commission_may_decide,
	.fault = "accept_fault",
	.judge = judge,
	.act = accept},
};

static const struct list_definition definition = {
    .path = "/commission/return/",
    .title = "报表审核",
    .noun = "报表",
    .counter = "份",
    .statement = QUERY(RETURN_LIST, 10),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = return_list_query,
    .tab = "state",
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
};

struct page {
	struct list list;
	struct scope scope;
	struct rows *classes;
	struct rows *counties;
};

/* The counties of the table, to choose from; its last row is all of them. */
static enum status
set_counties(struct page *page)
{
	struct arena *arena = page->list.context->arena;
	size_t count = rows_count(page->counties), options = 0;
	const char **cells = arena_new(arena, const char *, 2 * count + 1);

	for (size_t row = 0; row < count; row++) {
		if (rows_text(page->counties, row, "region_code") == NULL)
			continue;
		cells[2 * options] = rows_text(page->counties, row, "region_code");
		cells[2 * options + 1] = rows_text(page->counties, row, "region_name");
		options++;
	}
	return list_options(&page->list, "county",
	    rows_make(arena, (const char *const[]){"value", "label"}, 2, cells, options));
}

static enum status
load(struct page *page, struct context *context)
{
	const struct scope *scope = &page->scope;
	struct list *list = &page->list;
	enum status status = scope_open(&page->scope, context, SCOPE_RETURNS);

	if (status != STATUS_OK || scope->empty)
		return status;
	list_set(list, "programme", scope->programme_id);
	list_set(list, "period", scope->period);
	const struct ask asks[] = {
	    ASK(&page->classes, RETURN_CLASSES, scope->programme_id, scope->period,
		list_value(list, "county"), list_value(list, "name")),
	    ASK(&page->counties, RETURN_COUNTIES, scope->programme_id, scope->period),
	    list_ask(list),
	};
	status = SCOPE_ASK_ALL(&page->scope, context, asks);
	if (status != STATUS_OK || scope->redirect != NULL)
		return status;
	status = list_take(list);
	return status == STATUS_OK ? set_counties(page) : status;
}

static void
show_counties(struct view *view, const struct page *page)
{
	struct list list = page->list;
	const char *chosen = list_value(&list, "county");

	view_list(view, "counties");
	for (size_t row = 0; row < rows_count(page->counties); row++) {
		const char *code = rows_text(page->counties, row, "region_code");
		struct view *item = view_item(view, "counties");

		page_row(item, page->counties, row);
		view_flag(item, "all", code == NULL);
		list_set(&list, "county", code);
		view_text(item, "url", list_url(&list));
	}
	list_set(&list, "county", chosen);
}

enum status
return_list_get(struct context *context)
{
	struct page page = {0};
	struct view *view;
	enum status status = list_read(&page.list, context, &definition);

	if (status == STATUS_OK)
		status = load(&page, context);
	if (status != STATUS_OK)
		return status;
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	if (!page.scope.empty && list_is_file(&page.list))
		return list_send_file(
		    &page.list, (const struct page_fact[]){{"监测方案", page.scope.programme_name},
				    {"报告期", page.scope.period_label}, {0}});
	view = page_view(context, definition.title);
	view_flag(view, "empty", page.scope.empty);
	if (page.scope.empty)
		return page_show(context, "commission/return/list_empty", view);
	scope_show(&page.scope, view);
	list_show(&page.list, view);
	list_tabs(&page.list, view, page.classes);
	show_counties(view, &page);
	return page_show(context, "commission/return/list", view);
}

enum status
return_list_post(struct context *context)
{
	struct page page = {0};
	enum status status = list_read(&page.list, context, &definition);

	if (status == STATUS_OK)
		status = load(&page, context);
	if (status != STATUS_OK)
		return status;
	return page.scope.empty || page.scope.redirect != NULL ? STATUS_INPUT
							       : list_post(&page.list);
}
