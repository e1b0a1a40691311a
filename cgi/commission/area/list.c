/* /commission/area/: which regions have to propose which baselines and goals, and what they did. */
#include "core/list.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "dossier/baseline.h"
#include "figure/value.h"

static const struct choice states[] = {{"missing", "未登记"}, {"waiting", "待审批"},
    {"approved", "已批准"}, {"returned", "已退回"}, {0}};

static const struct list_column columns[] = {
    {.name = "region_name", .title = "地区", .cell = LIST_NAME, .sortable = true, .minor = "year"},
    {.name = "year", .title = "年度", .cell = LIST_FILED},
    {.name = "indicator_name",
	.title = "指标",
	.cell = LIST_TEXT,
	.sortable = true,
	.minor = "indicator_version"},
    {.name = "indicator_version", .title = "指标编码和版本", .cell = LIST_FILED},
    {.name = "value",
	.title = "基线值",
	.cell = LIST_NUMBER,
	.unit = "shown_unit",
	.minor = "period_label"},
    {.name = "period_label", .title = "基线期", .cell = LIST_FILED},
    {.name = "accepted", .title = "登记时辖区已接受", .cell = LIST_TEXT, .minor = "coverage"},
    {.name = "coverage", .title = "机构", .cell = LIST_FILED},
    {.name = "goals_label", .title = "目标值", .cell = LIST_TEXT},
    {.name = "shown_unit", .title = "单位", .cell = LIST_FILED},
    {.name = "registered_on", .title = "登记日期", .cell = LIST_WORD},
    {.name = "state_label",
	.title = "状态",
	.cell = LIST_STATE,
	.sortable = true,
	.code = "state",
	.minor = "reason"},
    {.name = "reason", .title = "地区说明", .cell = LIST_FILED},
};

const struct query area_list_query[] = {
    LIST_CHOICE("state", "状态", states),
    {.name = "programme", .label = "监测方案", .kind = VALUE_ID},
    LIST_SEARCH("region", "地区名称"),
    LIST_SEARCH("indicator", "指标名称或编码"),
    LIST_PARAMETERS,
    {0},
};

/* The names of the columns that are made, in the order of set_cells, and those that are kept. */
static const char *const shown[] = {"value", "shown_unit", "accepted", "coverage", "id", "url",
    "total", "row_name", "region_name", "year", "indicator_name", "indicator_version",
    "period_label", "goals_label", "registered_on", "state", "state_label", "reason",
    "decide_fault"};

#define SHOWN (sizeof(shown) / sizeof(shown[0]))
#define MADE  4

static const char *
coverage_words(struct arena *arena, const struct rows *rows, size_t row)
{
	return text_format(arena, "%s 家中 %s 家的数齐全%s", rows_text(rows, row, "asked"),
	    rows_text(rows, row, "complete"),
	    rows_flag(rows, row, "differs") ? "；与登记不同" : "");
}

static void
set_cells(struct arena *arena, const char **cells, const struct rows *rows, size_t row)
{
	struct figure_definition definition;

	for (size_t i = 0; i < MADE; i++)
		cells[i] = NULL;
	for (size_t i = MADE; i < SHOWN; i++)
		cells[i] = rows_text(rows, row, shown[i]);
	if (text_equal(rows_text(rows, row, "state"), "missing"))
		return;
	figure_definition_read(&definition, rows, row);
	cells[0] = figure_value(arena, &definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"));
	cells[1] = definition.truth ? NULL : definition.unit;
	cells[2] = dossier_accepted(arena, &definition, rows_text(rows, row, "accepted_numerator"),
	    rows_text(rows, row, "accepted_denominator"), true);
	cells[3] = coverage_words(arena, rows, row);
}

static const struct rows *
derive(struct context *context, const struct rows *rows)
{
	size_t count = rows_count(rows);
	const char **cells = arena_new(context->arena, const char *, SHOWN *(count + 1));

	for (size_t row = 0; row < count; row++)
		set_cells(context->arena, cells + row * SHOWN, rows, row);
	return rows_make(context->arena, shown, SHOWN, cells, count);
}

static enum status
approve(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, AREA_DECIDE_ALL, work->ids, "approved", NULL);
}

static enum status
give_back(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, AREA_DECIDE_ALL, work->ids, "returned", work->reason);
}

static const struct list_action actions[] = {
    {.name = "approve",
	.label = "批准",
	.effect = "批准后成为这些地区的基线和年度目标，与地区的合计值一起显示，用于评价地区，"
		  "不用于评价任何一家机构；批准不能撤销，地区再次登记会形成新的版本，重新审批。",
	.done = "已批准",
	.may = commission_may_decide,
	.fault = "decide_fault",
	.act = approve},
    {.name = "return",
	.label = "退回",
	.effect = "退回这些地区的卫健委重新登记，退回原因会显示给他们；原来已批准的仍然有效。",
	.done = "已退回",
	.reason = "退回原因",
	.may = commission_may_decide,
	.fault = "decide_fault",
	.act = give_back},
};

static const struct list_definition definition = {
    .path = "/commission/area/",
    .title = "地区基线与目标",
    .noun = "登记",
    .counter = "项",
    .statement = QUERY(AREA_LIST, 9),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = area_list_query,
    .tab = "state",
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
    .derive = derive,
};

/* The grids that the own region fills in. */
static void
view_grids(struct view *view, struct context *context, const struct rows *programmes)
{
	view_list(view, "grids");
	for (size_t row = 0; row < rows_count(programmes); row++) {
		struct view *item;

		if (!rows_flag(programmes, row, "grid"))
			continue;
		item = view_item(view, "grids");
		view_text(item, "label", rows_text(programmes, row, "label"));
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "area", "grid",
			rows_text(programmes, row, "value"), NULL));
	}
}

enum status
area_list_get(struct context *context)
{
	struct list list;
	struct rows *counts, *programmes;
	struct view *view;
	enum status status = list_read(&list, context, &definition);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&counts, AREA_STATES, list_value(&list, "programme"), list_value(&list, "region"),
		list_value(&list, "indicator")),
	    ASK(&programmes, AREA_PROGRAMMES),
	    list_ask(&list),
	};
	DB_ASK_ALL(context->db, asks);
	status = list_take(&list);
	if (status == STATUS_OK)
		status = list_options(&list, "programme", programmes);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, NULL);
	view = page_view(context, definition.title);
	list_show(&list, view);
	list_tabs(&list, view, counts);
	view_grids(view, context, programmes);
	return page_show(context, "commission/area/list", view);
}

enum status
area_list_post(struct context *context)
{
	struct list list;
	enum status status = list_read(&list, context, &definition);

	return status == STATUS_OK ? list_post(&list) : status;
}
