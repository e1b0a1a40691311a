/* /commission/ledger/<id>: one item with all that happened; accept the plan, sign off, reopen. */
#include "ledger.h"

#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"

const struct ledger_side ledger_side = LEDGER_SIDE("commission");

static const struct choice acts[] = {{"accept", "认可措施"}, {"return", "退回"},
    {"close", "同意销号"}, {"reopen", "重新打开"}, {"visit", "记录现场核查"},
    {"remark", "写督导意见"}, {0}};

static const struct field fields[] = {
    LEDGER_STEP_FIELDS(acts, "意见", "除认可措施外必填；机构会看到。")};

/* Acts that need no words. */
static const char *const wordless[] = {"accept", NULL};

static const struct notice notices[] = {
    {"open", "已列入台账，机构会在工作台看到。"},
    {"changed", "整改要求已调整，原来的要求保留在办理记录中。"},
    {"accept", "已认可整改措施，机构可以开始整改。"},
    {"return", "已退回，机构会看到退回意见。"},
    {"close", "已销号。"},
    {"reopen", "已重新打开，机构须重新分析原因。"},
    {"visit", "现场核查已记录。"},
    {"remark", "督导意见已写入。"},
    {0},
};

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	struct ledger_item item;
	struct view *view;
	const char *state;
	bool decides;
	enum status status = dossier_ledger_load(&item, context, &ledger_side);

	if (status != STATUS_OK)
		return status;
	state = rows_text(item.head, 0, "state");
	decides = rows_flag(item.head, 0, "decides");
	view = dossier_ledger_view(context, &ledger_side, &item, form, NULL);
	view_text(view, "evidence_url", ledger_evidence_url(context->arena, item.head, 0));
	view_text(view, "institution_url",
	    html_url_path(context->arena, "commission", "institution",
		rows_text(item.head, 0, "institution_id"), NULL));
	view_text(view, "term_url", ledger_url(context, context->segments[0], "term"));
	view_flag(view, "may_accept", decides && text_equal(state, "planned"));
	view_flag(view, "may_close", decides && text_equal(state, "reported"));
	view_flag(view, "may_reopen", decides && text_equal(state, "closed"));
	view_flag(view, "may_change", decides && !text_equal(state, "closed"));
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "commission/ledger/ledger", view);
}

const struct query ledger_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
ledger_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
ledger_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	const char *id = context->segments[0];
	struct ledger_step step;
	enum status status = dossier_ledger_step_read(&step, form, wordless, "请填写意见");

	if (status == STATUS_OK)
		status =
		    DB_ASK(context->db, NULL, LEDGER_DECIDE, id, step.state, step.act, step.words);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, ledger_url(context, id, NULL), step.act);
}
