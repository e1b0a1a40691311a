/* /institution/ledger/<id>: one item; what has to be done next, and all that was done. */
#include "ledger.h"

#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "institution/page.h"
#include "institution_query.h"

const struct ledger_side ledger_side = LEDGER_SIDE("institution");

/* The states to go to, and the words that can be left in most states. */
static const struct choice acts[] = {{"planned", "报送措施"}, {"carried", "措施已落实"},
    {"working", "继续整改"}, {"analysed", "退回措施"}, {"reported", "报请销号"},
    {"progress", "记录进展"}, {"evidence", "记录佐证材料"}, {0}};

static const struct field fields[] = {
    LEDGER_STEP_FIELDS(acts, "说明", "记录进展、佐证材料（名称、编号、存放处）时必填。")};

/* Acts that need no words: those that lead on to another state. */
static const char *const wordless[] = {
    "planned", "carried", "working", "analysed", "reported", NULL};

static const struct notice notices[] = {
    {"open", "问题已登记。"},
    {"cause", "关键原因已记录，可以制定措施。"},
    {"measure", "措施已记录。"},
    {"end", "措施的完成情况已登记。"},
    {"effect", "效果已记录。"},
    {"planned", "整改措施已报送，等待认可。"},
    {"carried", "措施已全部落实，请核查效果。"},
    {"working", "可以继续整改。"},
    {"analysed", "措施已退回，请修改后再报。"},
    {"reported", "已报请销号，等待卫健委核查。"},
    {"progress", "进展已记录。"},
    {"evidence", "佐证材料已记录。"},
    {0},
};

const char *
ledger_url(const struct context *context, const char *page)
{
	return html_url_path(
	    context->arena, "institution", "ledger", context->segments[0], page, NULL);
}

enum status
ledger_return(struct context *context, const char *notice)
{
	return page_redirect_notice(context, ledger_url(context, NULL), notice);
}

/* What the state allows the one who asks. */
static void
show_steps(struct context *context, struct view *view, const struct rows *head)
{
	const char *state = rows_text(head, 0, "state");
	bool found = text_equal(state, "found"), analysed = text_equal(state, "analysed");
	bool working = text_equal(state, "working"), carried = text_equal(state, "carried");
	bool leader = (context->session->role_bit & ROLE_LEADER) != 0;

	view_flag(view, "to_analyse", found || analysed);
	view_flag(view, "to_plan", analysed || working);
	view_flag(view, "may_hand_in", analysed);
	view_flag(view, "may_accept",
	    text_equal(state, "planned") && leader && rows_flag(head, 0, "own"));
	view_flag(view, "may_carry", working);
	view_flag(view, "to_check", carried);
	view_flag(view, "may_report", carried && leader);
	view_flag(view, "waits_leader", carried && !leader);
	view_flag(view, "unclosed", !text_equal(state, "closed"));
	view_text(view, "cause_url", ledger_url(context, "cause"));
	view_text(view, "measure_url", ledger_url(context, "measure"));
	view_text(view, "effect_url", ledger_url(context, "effect"));
}

static const char *
evidence_url(struct arena *arena, const struct rows *head)
{
	const char *of_return = rows_text(head, 0, "return_id");

	if (of_return == NULL)
		return NULL;
	if (rows_text(head, 0, "indicator_code") == NULL)
		return text_format(arena, "/institution/return/%s/check", of_return);
	return html_url_query(arena, "/institution/result/", "of",
	    text_format(
		arena, "%s-%s", rows_text(head, 0, "programme_id"), rows_text(head, 0, "period")));
}

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	struct ledger_item item;
	const char *state, *base = NULL;
	struct view *view;
	enum status status = dossier_ledger_load(&item, context, &ledger_side);

	if (status != STATUS_OK)
		return status;
	state = rows_text(item.head, 0, "state");
	if (text_equal(state, "working") || text_equal(state, "analysed"))
		base = ledger_url(context, "measure");
	view = dossier_ledger_view(context, &ledger_side, &item, form, base);
	view_text(view, "evidence_url", evidence_url(context->arena, item.head));
	show_steps(context, view, item.head);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "institution/ledger/ledger", view);
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
	struct rows *head;
	enum status status = dossier_ledger_head(&head, context, &ledger_side);

	if (status != STATUS_OK)
		return status;
	status = dossier_ledger_step_read(&step, form, wordless, "请填写说明");
	if (status == STATUS_OK &&
	    (text_equal(step.act, "progress") || text_equal(step.act, "evidence")))
		status = DB_ASK(context->db, NULL, LEDGER_WRITE, id, step.state, step.act,
		    step.words, NULL, NULL);
	else if (status == STATUS_OK)
		status =
		    DB_ASK(context->db, NULL, LEDGER_MOVE, id, step.state, step.act, step.words);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK ? ledger_return(context, step.act) : status;
}
