/* /commission/return/: who has reported, who has not, what waits; completeness by county. */
#include "commission/acceptance.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/page.h"
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

static const struct list_action actions[] = {ACCEPTANCE};

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
