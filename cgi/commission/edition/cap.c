/*
 * /commission/edition/cap: the caps of a preview, which are candidates until somebody keeps or
 * lifts each; what was said to them, and what either makes of the grade.
 */
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/list.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "edition.h"

static const struct choice states[] = {
    {"open", "待审议"}, {"keep", "维持"}, {"lift", "不适用"}, {0}};

static const struct list_column columns[] = {
    {.name = "institution_name",
	.title = "医疗机构",
	.cell = LIST_NAME,
	.sortable = true,
	.minor = "peer_group_label"},
    {.name = "peer_group_label", .title = "同级同类组", .cell = LIST_FILED},
    {.name = "indicator_name", .title = "安全指标", .cell = LIST_TEXT, .minor = "indicator_code"},
    {.name = "indicator_code", .title = "指标编码", .cell = LIST_FILED},
    {.name = "counts", .title = "分子/分母", .cell = LIST_WORD},
    {.name = "expected", .title = "按其余各家预期", .cell = LIST_NUMBER},
    {.name = "z", .title = "z", .cell = LIST_NUMBER, .minor = "exact_label"},
    {.name = "exact_label", .title = "精确控制限", .cell = LIST_FILED},
    {.name = "kept", .title = "维持后", .cell = LIST_TEXT},
    {.name = "lifted", .title = "不适用后", .cell = LIST_TEXT},
    {.name = "said",
	.title = "机构的意见",
	.cell = LIST_TEXT,
	.minor = "hearing",
	.absent = "没有提出意见"},
    {.name = "hearing", .title = "预览期", .cell = LIST_FILED},
    {.name = "state_label",
	.title = "审议",
	.cell = LIST_STATE,
	.sortable = true,
	.code = "sign",
	.minor = "decided"},
    {.name = "decided", .title = "审议理由", .cell = LIST_FILED},
};

const struct query edition_cap_query[] = {
    SCOPE_QUERY,
    LIST_CHOICE("state", "审议", states),
    LIST_PARAMETERS,
    {0},
};

static enum status
decide(struct context *context, const struct list_work *work, const char *act)
{
	return DB_ASK(context->db, NULL, EDITION_CAP_DECIDE, list_value(work->list, "programme"),
	    list_value(work->list, "period"), work->ids, work->versions, act, work->reason);
}

static enum status
keep(struct context *context, const struct list_work *work)
{
	return decide(context, work, "keep");
}

static enum status
lift(struct context *context, const struct list_work *work)
{
	return decide(context, work, "lift");
}

static const struct list_action actions[] = {
    {.name = "keep",
	.label = "维持",
	.effect = "维持后，这些机构的等级不高于所列封顶，理由随等级一并公开。"
		  "请先看机构的意见：预览期没有结束，或者异议没有答复，不能维持；"
		  "没有设预览期的，机构没有机会提出异议。",
	.done = "已维持",
	.reason = "审议理由",
	.danger = true,
	.may = commission_may_decide,
	.fault = "keep_fault",
	.act = keep},
    {.name = "lift",
	.label = "定为不适用",
	.effect = "定为不适用后，这些封顶不计入等级，名次随之变化，理由随等级一并公开。",
	.done = "已定为不适用",
	.reason = "审议理由",
	.may = commission_may_decide,
	.act = lift},
};

static const struct list_definition definition = {
    .path = "/commission/edition/cap",
    .title = "封顶审议",
    .noun = "封顶",
    .counter = "项",
    .statement = QUERY(EDITION_CAPS, 8),
    .order = "待审议的在前",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .query = edition_cap_query,
    .tab = "state",
    .actions = actions,
    .action_count = sizeof(actions) / sizeof(actions[0]),
};

struct cap_page {
	struct list list;
	struct scope scope;
	struct rows *states;
	struct rows *preview;
};

static enum status
load(struct cap_page *page, struct context *context)
{
	const struct scope *scope = &page->scope;
	enum status status = list_read(&page->list, context, &definition);

	if (status == STATUS_OK)
		status = scope_open(&page->scope, context, SCOPE_RESULTS);
	if (status != STATUS_OK || scope->empty)
		return status;
	list_set(&page->list, "programme", scope->programme_id);
	list_set(&page->list, "period", scope->period);
	const struct ask asks[] = {
	    ASK(&page->states, EDITION_CAP_STATES, scope->programme_id, scope->period),
	    ASK(&page->preview, EDITION_PREVIEW, scope->programme_id, scope->period),
	    list_ask(&page->list),
	};
	status = SCOPE_ASK_ALL(&page->scope, context, asks);
	if (status != STATUS_OK || scope->redirect != NULL)
		return status;
	return list_take(&page->list);
}

enum status
edition_cap_get(struct context *context)
{
	struct cap_page page = {0};
	struct view *view;
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	if (page.scope.redirect != NULL)
		return page_redirect(context, page.scope.redirect);
	view = page_view(context, definition.title);
	if (page.scope.empty)
		return page_show(context, "commission/result_empty", view);
	if (list_is_file(&page.list))
		return list_send_file(
		    &page.list, (const struct page_fact[]){{"监测方案", page.scope.programme_name},
				    {"报告期", page.scope.period_label}, {0}});
	scope_show(&page.scope, view);
	page_rows(view, "previews", page.preview);
	list_show(&page.list, view);
	list_tabs(&page.list, view, page.states);
	edition_crumbs(view, definition.title);
	return page_show(context, "commission/edition/cap", view);
}

enum status
edition_cap_post(struct context *context)
{
	struct cap_page page = {0};
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	return page.scope.empty || page.scope.redirect != NULL ? STATUS_INPUT
							       : list_post(&page.list);
}
