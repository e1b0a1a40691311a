/* /commission/baseline/: registered baselines and goals, newest versions. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/value.h"

/* Waiting registrations can be approved many at a time: some thousands come in each year. */
struct approval {
	struct pairs approve; /* approve.<id> */
};

static const struct field fields[] = {
    {.name = "approve",
	.label = "批准",
	.kind = FIELD_MAP,
	.offset = offsetof(struct approval, approve)},
};

static const struct notice notices[] = {
    {"approved", "所选登记已批准并锁定。"},
    {"none", "没有选择任何登记。请先勾选，再点“批准所选”。"},
    {0},
};

static const struct choice states[] = {
    {"waiting", "待审批"}, {"approved", "已批准"}, {"returned", "已退回"}, {0}};

static void
show_tab(struct context *context, struct view *view, const struct rows *counts, const char *state,
    const char *label)
{
	int64_t count = 0;

	for (size_t row = 0; row < rows_count(counts); row++) {
		if (state == NULL || text_equal(rows_text(counts, row, "state"), state))
			count += rows_integer(counts, row, "baselines");
	}
	page_query_tab(context, view, "state", state, label, count);
}

static void
show_baseline(struct context *context, struct view *item, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	struct figure_definition definition;

	figure_definition_read(&definition, rows, row);
	page_row(item, rows, row);
	view_text(item, "unit", definition.truth ? "" : definition.unit);
	view_text(item, "value",
	    figure_value(arena, &definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")));
	view_text(item, "goal", figure_bound(arena, &definition, rows_text(rows, row, "goal")));
	view_text(item, "threshold",
	    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	view_text(item, "url",
	    html_url_path(arena, "commission", "baseline", rows_text(rows, row, "id"), NULL));
}

const struct query baseline_list_query[] = {
    {.name = "state", .kind = VALUE_WORD, .choices = states},
    {.name = "name", .kind = VALUE_TEXT},
    {.name = "indicator", .kind = VALUE_TEXT},
    PARAMETER_PAGE,
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
baseline_list_get(struct context *context)
{
	const char *state = request_query(context->request, "state", NULL);
	const char *name = request_query(context->request, "name", NULL);
	const char *indicator = request_query(context->request, "indicator", NULL);
	struct rows *rows, *counts;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&rows, BASELINE_LIST, state, name, indicator, page_skip(context),
		page_limit(context)),
	    ASK(&counts, BASELINE_STATES, name, indicator),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "基线与目标");
	view_text(view, "name", name == NULL ? "" : name);
	view_text(view, "indicator", indicator == NULL ? "" : indicator);
	view_text(view, "chosen_state", state == NULL ? "" : state);
	view_list(view, "tabs");
	show_tab(context, view, counts, NULL, "全部");
	for (size_t i = 0; states[i].value != NULL; i++)
		show_tab(context, view, counts, states[i].value, states[i].label);
	view_flag(view, "choosing",
	    text_equal(state, "waiting") && commission_may_decide(context) && rows_count(rows) > 0);
	page_notice(context, view, notices);
	view_list(view, "baselines");
	for (size_t row = 0; row < rows_count(rows) && row < PAGE_ROWS; row++)
		show_baseline(context, view_item(view, "baselines"), rows, row);
	page_paginate(context, view, rows_count(rows));
	return page_show(context, "commission/baseline/list", view);
}

/* Back to the list the boxes were ticked in. */
static enum status
return_to_list(struct context *context, const char *notice)
{
	const char *list =
	    html_url_query(context->arena, "/commission/baseline/", "state", "waiting");

	return page_redirect_notice(context, list, notice);
}

enum status
baseline_list_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct approval input = {0};
	const char **ids;
	int64_t number;
	enum status status = form_read(form, &input);

	if (status != STATUS_OK)
		return status;
	context->reply->idle = input.approve.count == 0;
	if (context->reply->idle)
		return return_to_list(context, "none");
	ids = arena_new(context->arena, const char *, input.approve.count);
	for (size_t i = 0; i < input.approve.count; i++) {
		ids[i] = input.approve.items[i].name;
		if (!text_to_id(&number, ids[i]))
			return STATUS_INPUT;
	}
	status = DB_ASK(context->db, NULL, BASELINE_APPROVE,
	    text_array(context->arena, ids, input.approve.count));
	if (status != STATUS_OK)
		return status;
	return return_to_list(context, "approved");
}
