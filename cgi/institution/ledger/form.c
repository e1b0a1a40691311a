/* The small forms of a ledger item: /institution/ledger/<id>/cause, measure, measure/<id>, effect.
 */
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution_query.h"
#include "ledger.h"

struct entry {
	const char *text;
	const char *post;
	const char *due_on;
	const char *numerator;
	const char *denominator;
	const char *outcome;
	const char *state; /* of the item as the page showed it */
};

static const struct choice outcomes[] = {{"done", "已完成"}, {"dropped", "取消这项措施"}, {0}};

#define STATE_FIELD                                                                                \
	{                                                                                          \
		.name = "state", .kind = FIELD_HIDDEN, .required = true,                           \
		.offset = offsetof(struct entry, state)                                            \
	}

static const struct field cause_fields[] = {
    {.name = "text",
	.label = "关键原因",
	.hint = "写明用什么数据、怎样分析，主要原因是什么。制定措施之前必填。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 2000,
	.offset = offsetof(struct entry, text)},
    STATE_FIELD,
};

static const struct field measure_fields[] = {
    {.name = "text",
	.label = "整改措施",
	.hint = "针对关键原因，一项一条。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct entry, text)},
    {.name = "post",
	.label = "责任人（岗位）",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct entry, post)},
    {.name = "due_on",
	.label = "完成期限",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct entry, due_on)},
    STATE_FIELD,
};

static const struct field end_fields[] = {
    {.name = "outcome",
	.label = "结果",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = outcomes,
	.offset = offsetof(struct entry, outcome)},
    {.name = "text",
	.label = "完成情况，或取消的原因",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct entry, text)},
    STATE_FIELD,
};

static const struct field effect_fields[] = {
    {.name = "numerator",
	.label = "整改后的数值（分子）",
	.hint = "与列入台账的指标口径一致；没有对应指标的，填抽查中符合要求的例数。",
	.kind = FIELD_DECIMAL,
	.required = true,
	.offset = offsetof(struct entry, numerator)},
    {.name = "denominator",
	.label = "总数（分母）",
	.hint = "没有分母的不填。",
	.kind = FIELD_DECIMAL,
	.offset = offsetof(struct entry, denominator)},
    {.name = "text",
	.label = "效果说明",
	.hint = "写明统计的时间范围、与整改前的比较、是否达到总体目标。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 2000,
	.offset = offsetof(struct entry, text)},
    STATE_FIELD,
};

struct task {
	const char *title;
	const char *notice;
	const struct field *fields;
	size_t count;
};

#define FIELDS(list) (list), sizeof(list) / sizeof((list)[0])

static const struct task cause = {"分析关键原因", "cause", FIELDS(cause_fields)};
static const struct task measure = {"制定整改措施", "measure", FIELDS(measure_fields)};
static const struct task end = {"登记措施的结果", "end", FIELDS(end_fields)};
static const struct task effect = {"核查效果", "effect", FIELDS(effect_fields)};

static enum status
show(struct context *context, const struct task *task, const struct form *form,
    const struct rows *head, enum status outcome)
{
	static const char *const names[] = {
	    "text", "post", "due_on", "numerator", "denominator", "outcome"};
	struct view *view = page_view(context, task->title);

	/* The template knows all fields; a task sets its own. */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		view_list(view, names[i]);
	form_view(form, view);
	dossier_ledger_crumbs(context, view, &ledger_side, head, task->title);
	view_text(view, "task_title", task->title);
	view_columns(view, head, 0, "content", "aim", "figures");
	view_text(view, "item_url", ledger_url(context, NULL));
	context->reply->status = outcome;
	return page_show(context, "institution/ledger/form", view);
}

static enum status
get(struct context *context, const struct task *task)
{
	struct form *form = form_create(context, task->fields, task->count);
	struct rows *head;
	enum status status = dossier_ledger_head(&head, context, &ledger_side);

	if (status != STATUS_OK)
		return status;
	form_set(form, "state", rows_text(head, 0, "state"));
	return show(context, task, form, head, STATUS_OK);
}

static enum status
write(struct context *context, const struct task *task, const struct entry *input)
{
	const char *id = context->segments[0];

	if (task == &measure)
		return DB_ASK(context->db, NULL, LEDGER_PLAN, id, input->state, input->text,
		    input->post, input->due_on);
	if (task == &end)
		return DB_ASK(context->db, NULL, LEDGER_END, id, context->segments[1],
		    input->outcome, input->text);
	return DB_ASK(context->db, NULL, LEDGER_WRITE, id, input->state, task->notice, input->text,
	    input->numerator, input->denominator);
}

static enum status
post(struct context *context, const struct task *task)
{
	struct form *form = form_create(context, task->fields, task->count);
	struct entry input = {0};
	struct rows *head;
	enum status status = dossier_ledger_head(&head, context, &ledger_side);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = write(context, task, &input);
	if (form_refuses(form, context, status))
		return show(context, task, form, head, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return ledger_return(context, task->notice);
}

enum status
ledger_cause_get(struct context *context)
{
	return get(context, &cause);
}

enum status
ledger_cause_post(struct context *context)
{
	return post(context, &cause);
}

enum status
ledger_measure_get(struct context *context)
{
	return get(context, &measure);
}

enum status
ledger_measure_post(struct context *context)
{
	return post(context, &measure);
}

enum status
ledger_end_get(struct context *context)
{
	return get(context, &end);
}

enum status
ledger_end_post(struct context *context)
{
	return post(context, &end);
}

enum status
ledger_effect_get(struct context *context)
{
	return get(context, &effect);
}

enum status
ledger_effect_post(struct context *context)
{
	return post(context, &effect);
}
