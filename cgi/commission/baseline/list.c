/* /commission/baseline/: who has to register which baselines and goals, and what is registered. */
#include "core/list.h"
#include "beside.h"
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
    {.name = "institution_name",
	.title = "医疗机构",
	.cell = LIST_NAME,
	.sortable = true,
	.minor = "region_name"},
    {.name = "region_name", .title = "县（区）", .cell = LIST_FILED},
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
    {.name = "accepted", .title = "本院已接受", .cell = LIST_TEXT, .minor = "difference"},
    {.name = "peers_shown", .title = "同类基线", .cell = LIST_TEXT},
    {.name = "goal", .title = "目标值", .cell = LIST_NUMBER, .unit = "shown_unit"},
    {.name = "shown_unit", .title = "单位", .cell = LIST_FILED},
    {.name = "threshold", .title = "要求", .cell = LIST_TEXT},
    {.name = "registered_on", .title = "登记日期", .cell = LIST_WORD, .sortable = true},
    {.name = "state_label",
	.title = "状态",
	.cell = LIST_STATE,
	.sortable = true,
	.code = "state",
	.minor = "words"},
    {.name = "due_on", .title = "登记截止", .cell = LIST_FILED},
    {.name = "reason", .title = "机构说明", .cell = LIST_FILED},
};

const struct query baseline_list_query[] = {
    LIST_CHOICE("state", "状态", states),
    {.name = "programme", .label = "监测方案", .kind = VALUE_ID},
    LIST_SEARCH("name", "机构名称"),
    LIST_SEARCH("indicator", "指标名称或编码"),
    LIST_PARAMETERS,
    {0},
};

/* The names of the columns that are made, in the order of set_cells, and those that are kept. */
static const char *const shown[] = {"value", "goal", "threshold", "shown_unit", "words", "accepted",
    "difference", "peers_shown", "id", "url", "total", "institution_name", "region_name",
    "indicator_name", "indicator_version", "period_label", "registered_on", "state", "state_label",
    "due_on", "reason", "decide_fault"};

#define SHOWN (sizeof(shown) / sizeof(shown[0]))
#define MADE  8

/* Below the state: by when, of what is missing; else what the institution says of it. */
static const char *
state_words(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *due_on = rows_text(rows, row, "due_on");
	const char *reason = rows_text(rows, row, "reason");
	int64_t files = rows_integer(rows, row, "files");

	if (text_equal(rows_text(rows, row, "state"), "missing"))
		return due_on == NULL
			   ? NULL
			   : text_join(arena, "截止 ", due_on,
				 rows_flag(rows, row, "overdue") ? "，已逾期" : "", NULL);
	if (reason == NULL && files == 0)
		return NULL;
	return text_format(arena, "%s%s%s", reason == NULL ? "" : "机构说明：",
	    reason == NULL ? "" : reason,
	    files == 0 ? "" : text_format(arena, "（附 %d 个文件）", (int)files));
}

static const char *
difference_words(const struct rows *rows, size_t row)
{
	if (!rows_flag(rows, row, "accepted_complete"))
		return rows_text(rows, row, "accepted_numerator") == NULL ? NULL : "部分季度";
	return beside_differs(
		   rows_text(rows, row, "numerator"), rows_text(rows, row, "accepted_numerator")) ||
		       beside_differs(rows_text(rows, row, "denominator"),
			   rows_text(rows, row, "accepted_denominator"))
		   ? "与登记不同"
		   : NULL;
}

static void
set_cells(struct arena *arena, const char **cells, const struct rows *rows, size_t row)
{
	bool missing = text_equal(rows_text(rows, row, "state"), "missing");
	struct figure_definition definition;

	for (size_t i = 0; i < MADE; i++)
		cells[i] = NULL;
	for (size_t i = MADE; i < SHOWN; i++)
		cells[i] = rows_text(rows, row, shown[i]);
	cells[4] = state_words(arena, rows, row);
	/* A pair that no programme of that year asks for any more has no definition to show it by.
	 */
	if (rows_text(rows, row, "kind") == NULL)
		return;
	figure_definition_read(&definition, rows, row);
	cells[2] = figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
	    rows_text(rows, row, "threshold_value"));
	if (missing)
		return;
	cells[0] = figure_value(arena, &definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"));
	cells[1] = figure_bound(arena, &definition, rows_text(rows, row, "goal"));
	cells[3] = definition.truth ? NULL : definition.unit;
	cells[5] = dossier_accepted(arena, &definition, rows_text(rows, row, "accepted_numerator"),
	    rows_text(rows, row, "accepted_denominator"), true);
	cells[6] = difference_words(rows, row);
	cells[7] = beside_peers(arena, &definition, rows_text(rows, row, "peers"));
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
	return DB_ASK(context->db, NULL, BASELINE_DECIDE_ALL, work->ids, "approved", NULL);
}

static enum status
give_back(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, BASELINE_DECIDE_ALL, work->ids, "returned", work->reason);
}

/* Some thousands are registered each year. */
static const struct list_action actions[] = {
    {.name = "approve",
	.label = "批准",
	.effect = "批准后基线值和目标值锁定，作为考核依据；机构再次登记会形成新的版本。",
	.done = "已批准",
	.may = commission_may_decide,
	.fault = "decide_fault",
	.act = approve},
    {.name = "return",
	.label = "退回",
	.effect = "这些登记退回各机构重新登记，机构会看到退回原因。",
	.done = "已退回",
	.reason = "退回原因",
	.may = commission_may_decide,
	.fault = "decide_fault",
	.act = give_back},
};

static const struct list_definition definition = {
    .path = "/commission/baseline/",
    .title = "基线与目标",
    .noun = "登记",
    .counter = "项",
    .statement = QUERY(BASELINE_LIST, 9),
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = baseline_list_query,
    .tab = "state",
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
    .derive = derive,
};

/* By when each programme's are due, and where an own one's day is set. */
static void
view_deadlines(struct view *view, struct context *context, const struct rows *rows)
{
	view_list(view, "deadlines");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "deadlines");

		page_row(item, rows, row);
		view_text(item, "url",
		    rows_flag(rows, row, "own") && commission_may_decide(context)
			? text_format(context->arena, "/commission/baseline/deadline/%s",
			      rows_text(rows, row, "value"))
			: NULL);
	}
}

enum status
baseline_list_get(struct context *context)
{
	struct list list;
	struct rows *counts, *deadlines;
	struct view *view;
	enum status status = list_read(&list, context, &definition);

	if (status != STATUS_OK)
		return status;
	const struct ask asks[] = {
	    ASK(&counts, BASELINE_STATES, list_value(&list, "programme"), list_value(&list, "name"),
		list_value(&list, "indicator")),
	    ASK(&deadlines, BASELINE_DEADLINES),
	    list_ask(&list),
	};
	DB_ASK_ALL(context->db, asks);
	status = list_take(&list);
	if (status == STATUS_OK)
		status = list_options(&list, "programme", deadlines);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(&list))
		return list_send_file(&list, NULL);
	view = page_view(context, definition.title);
	list_show(&list, view);
	list_tabs(&list, view, counts);
	view_deadlines(view, context, deadlines);
	return page_show(context, "commission/baseline/list", view);
}

enum status
baseline_list_post(struct context *context)
{
	struct list list;
	enum status status = list_read(&list, context, &definition);

	return status == STATUS_OK ? list_post(&list) : status;
}
