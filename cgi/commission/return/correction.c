/* /commission/return/<id>/correction: what an institution asks to correct; approve or refuse. */
#include "dossier/correction.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "effect.h"

struct decision {
	const char *correction;
	const char *act;
	const char *reason;
};

static const struct choice acts[] = {{"approved", "批准"}, {"refused", "不批准"}, {0}};

static const struct field fields[] = {
    {.name = "correction",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct decision, correction)},
    {.name = "act",
	.label = "处理",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct decision, act)},
    {.name = "reason",
	.label = "意见",
	.hint = "不批准时必填，机构会看到。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct decision, reason)},
};

static const struct notice notices[] = {
    {"approved", "已批准，数据已更正并计入结果。"}, {"refused", "已告知机构不批准。"}, {0}};

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	const char *id = context->segments[0], *waiting, *back;
	struct rows *head, *list, *items, *changes, *effects;
	const struct ask asks[] = {
	    ASK(&head, RETURN_HEAD, id),
	    ASK(&list, CORRECTION_LIST, id),
	    ASK(&items, CORRECTION_ITEMS, id),
	    ASK(&changes, RETURN_CHANGES, id),
	};
	enum status status;
	struct view *view;

	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	view = page_view(context, "更正申请");
	back = html_url_path(context->arena, "commission", "return", id, NULL);
	page_row(view, head, 0);
	form_view(form, view);
	waiting = correction_view_list(view, context->arena, list, items);
	view_text(view, "open", waiting);
	view_flag(view, "may_decide", waiting != NULL && commission_may_decide(context));
	correction_view_changes(view, context->arena, changes);
	/* Without one that waits there is nothing to weigh. */
	status = DB_ASK(context->db, &effects, CORRECTION_EFFECT, id, waiting);
	if (status != STATUS_OK)
		return status;
	effect_view(view, context->arena, effects);
	page_crumb(view, "报表审核", "/commission/return/");
	page_crumb(view, rows_text(head, 0, "institution_name"), back);
	page_crumb(view, "更正申请", NULL);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "commission/return/correction", view);
}

const struct query correction_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
correction_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
correction_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct decision input = {0};
	const char *id = context->segments[0];
	int64_t number;
	enum status status;

	status = form_read(form, &input);
	if (input.correction == NULL || !text_to_id(&number, input.correction))
		return STATUS_INPUT;
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, CORRECTION_DECIDE, id, input.correction,
		    input.act, input.reason);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    text_format(context->arena, "/commission/return/%s/correction", id), input.act);
}
