/* /commission/organisation/ladder: whether the own commission decides what comes to it, and how
 * long it has. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"

#define TEMPLATE "commission/organisation/ladder"

struct rung {
	const char *decides;
	const char *days;
	const char *from_day;
};

static const struct choice ways[] = {
    {"true", "审核：下级审核通过的报送逐项决定，通过后才进入本级的数据"},
    {"false", "知悉：不审核，以下一级接受的数据为准"},
    {0},
};

static const struct field fields[] = {
    {.name = "decides",
	.label = "对送到本级的报送",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = ways,
	.offset = offsetof(struct rung, decides)},
    {.name = "days",
	.label = "办理期限（工作日）",
	.hint = "1 至 60。过了期限，上一级可以接办。",
	.kind = FIELD_INTEGER,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct rung, days)},
    {.name = "from_day",
	.label = "从哪一天起",
	.hint = "这一天起签字的报送按新设置逐级审核，此前签字的不变。",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct rung, from_day)},
};

static const struct notice notices[] = {
    {"set", "设置已保存，从所填的日期起生效。"},
    {0},
};

const struct query organisation_ladder_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

static enum status
show(struct context *context, struct form *form, bool again)
{
	struct rows *now, *past;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&now, ORGANISATION_RUNG_NOW),
	    ASK(&past, ORGANISATION_RUNGS),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (!again) {
		form_set(form, "decides", rows_flag(now, 0, "decides") ? "true" : "false");
		form_set(form, "days", rows_text(now, 0, "days"));
	}
	view = page_view(context, "逐级审核设置");
	form_view(form, view);
	view_columns(view, now, 0, "decides_label");
	view_text(view, "now_days", rows_text(now, 0, "days"));
	page_rows(view, "rungs", past);
	page_crumb(view, "下级单位", "/commission/organisation/");
	page_crumb(view, "逐级审核设置", NULL);
	page_notice(context, view, notices);
	return again ? page_show_again(context, TEMPLATE, view)
		     : page_show(context, TEMPLATE, view);
}

enum status
organisation_ladder_get(struct context *context)
{
	return commission_may_change(context) ? show(context, FORM(context, fields), false)
					      : STATUS_FORBIDDEN;
}

enum status
organisation_ladder_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct rung input = {0};
	enum status status = STATUS_OK;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(context->db, NULL, ORGANISATION_RUNG_SET, input.decides, input.days,
		    input.from_day);
	if (form_refuses(form, context, status))
		return show(context, form, true);
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/commission/organisation/ladder?notice=set");
}
