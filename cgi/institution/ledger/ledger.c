/* /institution/ledger/<id>: one item; what has to be done next, and all that was done. */
#include "ledger.h"

#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/ledger.h"
#include "institution/page.h"
#include "institution_query.h"

struct step {
	const char *act;
	const char *state;
	const char *words;
};

/* The states to go to, and the words that can be left in most states. */
static const struct choice acts[] = {{"planned", "报送措施"}, {"carried", "措施已落实"},
    {"working", "继续整改"}, {"analysed", "退回措施"}, {"reported", "报请销号"},
    {"progress", "记录进展"}, {"evidence", "记录佐证材料"}, {0}};

static const struct field fields[] = {
    {.name = "act",
	.label = "办理",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct step, act)},
    {.name = "state", .kind = FIELD_HIDDEN, .offset = offsetof(struct step, state)},
    {.name = "words",
	.label = "说明",
	.hint = "记录进展、佐证材料（名称、编号、存放处）时必填。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct step, words)},
};

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

enum status
ledger_load(struct rows **out, struct context *context)
{
	enum status status;

	status = DB_ASK(context->db, out, LEDGER_HEAD, context->segments[0]);
	if (status == STATUS_OK && rows_count(*out) == 0)
		return STATUS_MISSING;
	return status;
}

const char *
ledger_url(const struct context *context, const char *page)
{
	return html_url_path(
	    context->arena, "institution", "ledger", context->segments[0], page, NULL);
}

enum status
ledger_return(struct context *context, const char *notice)
{
	return page_redirect(
	    context, html_url_query(context->arena, ledger_url(context, NULL), "notice", notice));
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
	struct rows *head, *measures, *notes, *history;
	const struct ask asks[] = {
	    ASK(&measures, LEDGER_MEASURES, context->segments[0]),
	    ASK(&notes, LEDGER_NOTES, context->segments[0]),
	    ASK(&history, LEDGER_HISTORY, context->segments[0]),
	};
	const char *state, *base = NULL;
	struct view *view;
	enum status status = ledger_load(&head, context);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	state = rows_text(head, 0, "state");
	if (text_equal(state, "working") || text_equal(state, "analysed"))
		base = ledger_url(context, "measure");
	view = page_view(context, rows_text(head, 0, "content"));
	page_row(view, head, 0);
	form_view(form, view);
	page_crumb(view, "整改台账", "/institution/ledger/");
	page_crumb(view, rows_text(head, 0, "content"), NULL);
	view_text(view, "state", state);
	view_text(view, "shown_state", state);
	view_text(view, "due_text", dossier_ledger_due(context->arena, head, 0));
	view_text(view, "evidence_url", evidence_url(context->arena, head));
	show_steps(context, view, head);
	dossier_ledger_measures(view, context->arena, measures, base);
	dossier_ledger_notes(view, context->arena, notes);
	page_rows(view, "history", history);
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
	struct step input = {0};
	struct rows *head;
	bool words;
	enum status status = ledger_load(&head, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK && input.state == NULL)
		form_error(form, NULL, "页面内容不完整，请刷新后重新办理");
	words = text_equal(input.act, "progress") || text_equal(input.act, "evidence");
	if (!form_has_errors(form) && words && input.words == NULL)
		form_error(form, "words", "请填写说明");
	if (form_has_errors(form))
		return show(context, form, STATUS_INPUT);
	status =
	    words ? DB_ASK(context->db, NULL, LEDGER_WRITE, id, input.state, input.act, input.words,
			NULL, NULL)
		  : DB_ASK(context->db, NULL, LEDGER_MOVE, id, input.state, input.act, input.words);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return ledger_return(context, input.act);
}
