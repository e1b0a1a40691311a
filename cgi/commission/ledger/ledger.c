/* /commission/ledger/<id>: one item with all that happened; accept the plan, sign off, reopen. */
#include "ledger.h"

#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "dossier/ledger.h"

struct decision {
	const char *act;
	const char *state;
	const char *words;
};

static const struct choice acts[] = {{"accept", "认可措施"}, {"return", "退回"},
    {"close", "同意销号"}, {"reopen", "重新打开"}, {"visit", "记录现场核查"},
    {"remark", "写督导意见"}, {0}};

static const struct field fields[] = {
    {.name = "act",
	.label = "办理",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct decision, act)},
    {.name = "state", .kind = FIELD_HIDDEN, .offset = offsetof(struct decision, state)},
    {.name = "words",
	.label = "意见",
	.hint = "除认可措施外必填；机构会看到。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct decision, words)},
};

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

struct item_rows {
	struct rows *head;
	struct rows *measures;
	struct rows *notes;
	struct rows *history;
};

static enum status
load(struct item_rows *out, struct context *context, const char *id)
{
	const struct ask asks[] = {
	    ASK(&out->head, LEDGER_HEAD, id),
	    ASK(&out->measures, LEDGER_MEASURES, id),
	    ASK(&out->notes, LEDGER_NOTES, id),
	    ASK(&out->history, LEDGER_HISTORY, id),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status == STATUS_OK && rows_count(out->head) == 0)
		return STATUS_MISSING;
	return status;
}

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	const char *id = context->segments[0], *state;
	struct item_rows rows = {0};
	struct view *view;
	enum status status;
	bool decides;

	status = load(&rows, context, id);
	if (status != STATUS_OK)
		return status;
	state = rows_text(rows.head, 0, "state");
	decides = rows_flag(rows.head, 0, "decides");
	view = page_view(context, rows_text(rows.head, 0, "content"));
	page_row(view, rows.head, 0);
	form_view(form, view);
	view_text(view, "state", state);
	view_text(view, "shown_state", state);
	view_text(view, "due_text", dossier_ledger_due(context->arena, rows.head, 0));
	view_text(view, "evidence_url", ledger_evidence_url(context->arena, rows.head, 0));
	view_text(view, "institution_url",
	    html_url_path(context->arena, "commission", "institution",
		rows_text(rows.head, 0, "institution_id"), NULL));
	view_text(view, "term_url", ledger_url(context, id, "term"));
	view_flag(view, "may_accept", decides && text_equal(state, "planned"));
	view_flag(view, "may_close", decides && text_equal(state, "reported"));
	view_flag(view, "may_reopen", decides && text_equal(state, "closed"));
	view_flag(view, "may_change", decides && !text_equal(state, "closed"));
	dossier_ledger_measures(view, context->arena, rows.measures, NULL);
	dossier_ledger_notes(view, context->arena, rows.notes);
	page_rows(view, "history", rows.history);
	page_crumb(view, "整改台账", "/commission/ledger/");
	page_crumb(view, rows_text(rows.head, 0, "content"), NULL);
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
	struct decision input = {0};
	enum status status = STATUS_INPUT;

	if (form_read(form, &input) == STATUS_OK) {
		if (!text_equal(input.act, "accept") && input.words == NULL)
			form_error(form, "words", "请填写意见");
		if (input.state == NULL)
			form_error(form, NULL, "页面内容不完整，请刷新后重新办理");
	}
	if (!form_has_errors(form))
		status = DB_ASK(
		    context->db, NULL, LEDGER_DECIDE, id, input.state, input.act, input.words);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_query(context->arena,
						ledger_url(context, id, NULL), "notice", input.act))
		   : status;
}
