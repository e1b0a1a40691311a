/* /institution/return/<id>/check: check the answers, explain, verify, submit or send back. */
#include "check_view.h"

#include <string.h>

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/correction.h"
#include "dossier/submission.h"
#include "institution/page.h"
#include "institution_query.h"

enum act { ACT_EXPLAIN, ACT_VERIFY, ACT_SUBMIT, ACT_SEND_BACK, ACT_WITHDRAW, ACT_COUNT };

static const struct {
	const char *name;
	const char *state; /* the return goes to; NULL: stays */
	unsigned roles;
} acts[ACT_COUNT] = {
    [ACT_EXPLAIN] = {"explain", NULL, ROLE_CLERK | ROLE_VERIFIER},
    [ACT_VERIFY] = {"verify", "verified", ROLE_VERIFIER | ROLE_LEADER},
    [ACT_SUBMIT] = {"submit", "submitted", ROLE_LEADER},
    [ACT_SEND_BACK] = {"send-back", "draft", ROLE_CLERK | ROLE_VERIFIER | ROLE_LEADER},
    [ACT_WITHDRAW] = {"withdraw", "draft", ROLE_LEADER},
};

struct posted {
	const char *revision;
	const char *act;
	struct pairs explanations;
	const char *reason;
	bool declared;
};

static const struct field fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct posted, revision)},
    {.name = "act", .kind = FIELD_HIDDEN, .required = true, .offset = offsetof(struct posted, act)},
    {.name = "explanation",
	.label = "说明",
	.kind = FIELD_MAP,
	.maximum = 1000,
	.offset = offsetof(struct posted, explanations)},
    {.name = "reason",
	.label = "原因",
	.hint = "写明哪些数据需要核对，填报员会在报表上方看到。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct posted, reason)},
    {.name = "declared",
	.label = "本人确认：所报数据真实、准确、完整，来源可查。",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct posted, declared)},
};

static const struct notice notices[] = {
    {"explained", "说明已保存。"},
    {"verified", "已通过审核，等待负责人提交。"},
    {"sent-back", "已退回填报。"},
    {"withdrawn", "已撤回，修改后请重新审核、提交。"},
    {0},
};

/* ---- showing -------------------------------------------------------------------------------- */

static bool
may(const struct context *context, const struct own_return *own, enum act act)
{
	const char *state = rows_text(own->head, 0, "state");

	if ((context->session->role_bit & acts[act].roles) == 0 || !rows_flag(own->head, 0, "open"))
		return false;
	if (act == ACT_EXPLAIN)
		return text_equal(state, "draft") || text_equal(state, "returned");
	if (act == ACT_WITHDRAW)
		return text_equal(state, "submitted") &&
		       rows_text(own->progress, 0, "opened_at") == NULL;
	return text_equal(state, act == ACT_VERIFY ? "draft" : "verified");
}

static bool
has_warnings(const struct verdict *verdict)
{
	return verdict->count > verdict->errors;
}

/* What may be done now; a form without a button would be none. */
static void
view_acts(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict)
{
	bool explain = may(context, own, ACT_EXPLAIN);
	bool save_words = explain && has_warnings(verdict);
	bool verify = may(context, own, ACT_VERIFY);
	bool submit = may(context, own, ACT_SUBMIT);
	bool send_back = may(context, own, ACT_SEND_BACK);
	bool withdraw = may(context, own, ACT_WITHDRAW);
	const char *confirmed = rows_text(own->progress, 0, "confirmed_until");

	view_flag(view, "may_explain", explain);
	view_flag(view, "save_words", save_words);
	view_flag(view, "may_verify", verify);
	view_flag(view, "may_submit", submit);
	view_text(view, "confirmed_until", submit ? confirmed : NULL);
	view_text(view, "confirm_url",
	    html_url_query(context->arena, "/account/confirm", "next",
		institution_return_url(context, "check")));
	view_flag(view, "may_send_back", send_back);
	view_flag(view, "may_withdraw", withdraw);
	view_flag(view, "may_act", save_words || verify || submit || send_back || withdraw);
}

static enum status
show(struct context *context, struct own_return *own, const struct form *form,
    const struct form *typed)
{
	struct verdict verdict = verdict_reach(context->arena, own);
	struct view *view = page_view(context,
	    text_format(context->arena, "检查与送审：%s", rows_text(own->head, 0, "period_label")));
	const char *lock = own_return_lock(own, context);
	struct rows *events, *changes, *submissions, *ladder;
	const struct ask asks[] = {
	    ASK(&events, RETURN_EVENTS, context->segments[0]),
	    ASK(&own->progress, RETURN_FILING, context->segments[0]),
	    ASK(&changes, RETURN_CHANGES, context->segments[0]),
	    ASK(&submissions, SUBMISSION_LIST_OF, context->segments[0]),
	    ASK(&ladder, RETURN_LADDER, context->segments[0]),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	page_row(view, own->progress, 0);
	page_row(view, own->head, 0);
	form_view(form, view);
	view_text(view, "shown_revision", rows_text(own->head, 0, "revision"));
	view_text(view, "url", institution_return_url(context, "check"));
	view_text(view, "return_url", institution_return_url(context, ""));
	institution_return_crumbs(context, view, own->head, "检查与送审");
	view_text(view, "receipt_url",
	    rows_text(own->head, 0, "receipt") == NULL
		? NULL
		: institution_return_url(context, "receipt"));
	view_text(view, "sample_url", institution_return_url(context, "sample"));
	view_text(view, "message_url", institution_return_url(context, "message"));
	view_text(view, "evidence_url", institution_return_url(context, "evidence"));
	view_text(view, "correction_url", institution_return_url(context, "correction"));
	view_flag(view, "correctable",
	    rows_count(changes) > 0 || text_equal(rows_text(own->head, 0, "state"), "accepted") ||
		text_equal(rows_text(own->head, 0, "state"), "published"));
	correction_view_changes(view, context->arena, changes);
	view_flag(view, "sampled_any", rows_integer(own->progress, 0, "samples") > 0);
	view_text(view, "lock", lock);
	view_text(view, "scope", own_return_scope(own, context->arena));
	view_flag(view, "clerk", (context->session->role_bit & ROLE_CLERK) != 0 && lock == NULL);
	view_acts(view, context, own, &verdict);
	check_view(view, context, own, &verdict, lock == NULL, typed);
	/* A month goes up with its quarter. */
	view_flag(view, "signed_alone", strchr(rows_text(own->head, 0, "period"), '-') == NULL);
	submission_view_list(view, context->arena, submissions, "/institution/submission/");
	page_rows(view, "events", events);
	page_rows(view, "ladder", ladder);
	page_notice(context, view, notices);
	return page_show(context, "institution/return/check", view);
}

const struct query check_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
check_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct own_return own;
	enum status status = own_return_load(&own, context);

	return status == STATUS_OK ? show(context, &own, form, NULL) : status;
}

static enum status
show_again(struct context *context, struct form *form, enum status why)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);

	if (status != STATUS_OK)
		return status;
	if (why == STATUS_CONFLICT && !form_has_errors(form) &&
	    rows_text(own.head, 0, "quarter_signed") != NULL)
		form_error(form, NULL, own_return_lock(&own, context));
	context->reply->status = why;
	return show(context, &own, form, form);
}

static enum status
refuse(struct context *context, struct form *form, enum status status)
{
	const struct db_error *error = db_last_error(context->db);

	if (text_equal(error->constraint, "return_month_missing")) {
		form_error(form, NULL,
		    text_format(context->arena,
			"缺%s：这个月的月报还没有审核，季度值不全，不能签字提交。", error->detail));
		if (db_restart(context->db) != STATUS_OK)
			return STATUS_BUSY;
	} else if (text_equal(error->constraint, "return_quarter_signed")) {
		/* Which quarter is told with the page. */
		if (db_restart(context->db) != STATUS_OK)
			return STATUS_BUSY;
	} else if (!form_explains(form, context, status)) {
		return status;
	}
	return show_again(context, form, status);
}

/* ---- acting --------------------------------------------------------------------------------- */

/* What the database would refuse as a whole is told at its field. */
static enum status
judge_words(struct form *form, struct arena *arena, const struct posted *posted)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < posted->explanations.count; i++) {
		const struct pair *words = &posted->explanations.items[i];

		if (text_code_points(words->value) != 1)
			continue;
		form_error(form, text_format(arena, "explanation.%s", words->name),
		    "说明太短，请写明原因，至少 2 个字");
		status = STATUS_INPUT;
	}
	return status;
}

/* The words that were written; empty fields say nothing. */
static enum status
explain(struct context *context, const struct posted *posted)
{
	struct arena *arena = context->arena;
	size_t count = 0, most = posted->explanations.count;
	const char **codes = arena_new(arena, const char *, most);
	const char **texts = arena_new(arena, const char *, most);

	for (size_t i = 0; i < most; i++) {
		if (posted->explanations.items[i].value[0] == '\0')
			continue;
		codes[count] = posted->explanations.items[i].name;
		texts[count++] = posted->explanations.items[i].value;
	}
	if (count == 0)
		return STATUS_OK;
	return DB_ASK(context->db, NULL, RETURN_EXPLAIN, context->segments[0], posted->revision,
	    text_array(arena, codes, count), text_array(arena, texts, count));
}

/* Nothing with an error, or with a warning nobody explained, goes on. */
static enum status
hold_back(struct context *context, struct form *form, const struct own_return *own)
{
	struct verdict verdict = verdict_reach(context->arena, own);

	if (verdict.errors > 0)
		form_error(form, NULL,
		    text_format(
			context->arena, "还有 %zu 处错误，改正后才能送审。", verdict.errors));
	for (size_t i = 0; i < verdict.count; i++) {
		const struct check_finding *finding = &verdict.findings[i];

		if (!check_is_error(finding->kind) && !finding->explained)
			form_error(form,
			    text_format(context->arena, "explanation.%s",
				verdict_key(&own->sheet, finding)),
			    text_format(context->arena, "%s，请说明原因", finding->message));
	}
	return form_has_errors(form) ? STATUS_INPUT : STATUS_OK;
}

static enum status
move(struct context *context, struct form *form, const struct posted *posted, enum act act)
{
	struct own_return own;
	enum status status;

	if (act == ACT_VERIFY || act == ACT_SUBMIT) {
		status = own_return_load(&own, context);
		if (status != STATUS_OK)
			return status;
		status = hold_back(context, form, &own);
		if (status != STATUS_OK)
			return show_again(context, form, status);
	}
	status = DB_ASK(context->db, NULL, RETURN_MOVE, context->segments[0], posted->revision,
	    acts[act].state, posted->reason);
	if (status != STATUS_OK)
		return refuse(context, form, status);
	if (act == ACT_SUBMIT)
		return page_redirect(context, institution_return_url(context, "receipt"));
	return page_redirect_notice(context, institution_return_url(context, "check"),
	    act == ACT_VERIFY     ? "verified"
	    : act == ACT_WITHDRAW ? "withdrawn"
				  : "sent-back");
}

static enum act
find_act(const char *name)
{
	enum act act = ACT_EXPLAIN;

	while (act < ACT_COUNT && !text_equal(acts[act].name, name))
		act++;
	return act;
}

enum status
check_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct posted posted = {0};
	enum status status = form_read(form, &posted);
	enum act act = find_act(posted.act);
	struct own_return own;

	if (status == STATUS_OK && act == ACT_COUNT)
		return STATUS_INPUT;
	if (status == STATUS_OK && (context->session->role_bit & acts[act].roles) == 0)
		return STATUS_FORBIDDEN;
	if (!own_return_is_revision(posted.revision))
		return STATUS_INPUT;
	if (status == STATUS_OK && act == ACT_SUBMIT && !posted.declared) {
		form_error(form, "declared", "提交前请勾选确认");
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK)
		status = judge_words(form, context->arena, &posted);
	if (status != STATUS_OK)
		return show_again(context, form, STATUS_INPUT);
	status = explain(context, &posted);
	if (status != STATUS_OK)
		return refuse(context, form, status);
	if (act != ACT_EXPLAIN)
		return move(context, form, &posted, act);
	/* Without words nothing was asked of the database: the return need not be ours. */
	status = own_return_load(&own, context);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, institution_return_url(context, "check"), "explained");
}
