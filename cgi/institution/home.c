/* /institution/: what is to be done, by whom, most urgent first. */
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "institution_query.h"
#include "page.h"

/* Who has to act next on a return in that state, and the word for it. */
struct step {
	const char *state;
	unsigned roles;
	const char *own;   /* to those */
	const char *other; /* to the others */
};

static const struct step steps[] = {
    {"draft", ROLE_CLERK, "请填报", "填报员正在填报"},
    {"returned", ROLE_CLERK, "请按退回意见修改", "等待填报员修改"},
    {"verified", ROLE_LEADER, "已通过审核，请提交", "已通过审核，等待负责人提交"},
    {"submitted", 0, "", "已提交，等待卫生健康委员会审核"},
};

/* A draft in which everything is filled in is for the verifier. */
static const struct step full = {
    "draft", ROLE_VERIFIER | ROLE_LEADER, "已填完，请审核", "已填完，请检查后通知审核员"};

static const struct step *
find_step(const struct rows *rows, size_t row)
{
	const char *state = rows_text(rows, row, "state");

	if (text_equal(state, "draft") && rows_integer(rows, row, "asked") > 0 &&
	    rows_integer(rows, row, "filled") >= rows_integer(rows, row, "asked"))
		return &full;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (text_equal(steps[i].state, state))
			return &steps[i];
	}
	return &steps[0];
}

static const char *
due_text(struct arena *arena, const struct rows *rows, size_t row)
{
	int64_t days = rows_integer(rows, row, "days_left");
	const char *due_on = rows_text(rows, row, "due_on");

	if (text_equal(rows_text(rows, row, "state"), "submitted"))
		return text_format(arena, "截止 %s", due_on);
	if (days < 0)
		return text_format(arena, "截止 %s，已过 %d 天", due_on, (int)-days);
	if (days == 0)
		return text_format(arena, "截止 %s，今天是最后一天", due_on);
	return text_format(arena, "截止 %s，还有 %d 天", due_on, (int)days);
}

static void
view_return(struct view *item, struct context *context, const struct rows *rows, size_t row)
{
	const struct step *step = find_step(rows, row);
	struct arena *arena = context->arena;
	const char *id = rows_text(rows, row, "id"),
		   *reason = rows_text(rows, row, "returned_reason");
	bool own = (step->roles & context->session->role_bit) != 0,
	     open = rows_flag(rows, row, "open");
	bool entry = own && step->roles == ROLE_CLERK;
	/* What was sent back is that first, even if it is late as well. */
	bool late = rows_flag(rows, row, "late");

	view_text(
	    item, "label", text_format(arena, "%s报表", rows_text(rows, row, "period_label")));
	view_text(
	    item, "url", text_format(arena, "/institution/return/%s%s", id, entry ? "" : "/check"));
	view_text(item, "state", late ? "late" : rows_text(rows, row, "state"));
	view_text(item, "state_label", late ? "逾期未报" : rows_text(rows, row, "state_label"));
	view_text(item, "hint",
	    text_format(arena, "%s。%s；已填 %s / %s 项。%s%s",
		!open && late ? "填报已关闭，请联系卫生健康委员会"
		: own         ? step->own
			      : step->other,
		due_text(arena, rows, row), rows_text(rows, row, "filled"),
		rows_text(rows, row, "asked"), reason == NULL ? "" : "退回意见：",
		reason == NULL ? "" : reason));
}

/* A task in one of the page's two lists, each an object around the list of its partial. */
struct inbox {
	struct view *view;
	struct view *own;
	struct view *others;
};

static struct view *
add_task(struct inbox *inbox, bool own)
{
	struct view **list = own ? &inbox->own : &inbox->others;

	if (*list == NULL)
		*list = view_object(inbox->view, own ? "own" : "others");
	return view_item(*list, "tasks");
}

/* What I can do now is mine, late returns are too. */
static void
view_returns(struct inbox *inbox, struct context *context, const struct rows *rows)
{
	for (size_t row = 0; row < rows_count(rows); row++) {
		bool own = (find_step(rows, row)->roles & context->session->role_bit) != 0;
		bool late = rows_flag(rows, row, "late");

		view_return(add_task(inbox, own || late), context, rows, row);
	}
}

static void
view_baseline(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	int64_t returned = rows_integer(rows, row, "returned");
	int64_t missing = rows_integer(rows, row, "missing");
	bool clerk = (context->session->role_bit & ROLE_CLERK) != 0;
	bool work = returned > 0 || missing > 0;
	struct view *item;

	if (!work && rows_integer(rows, row, "waiting") == 0)
		return;
	item = add_task(inbox, work && clerk);
	view_text(item, "label", "基线值与目标值");
	view_text(item, "url",
	    text_format(arena, "/institution/baseline/%s", rows_text(rows, row, "programme_id")));
	view_text(item, "state", returned > 0 ? "returned" : missing > 0 ? "missing" : "waiting");
	view_text(item, "state_label", returned > 0 ? "有退回" : missing > 0 ? "待登记" : "待审批");
	view_text(item, "hint",
	    text_format(arena, "%s。共 %s 项指标：退回 %s，待登记 %s，待审批 %s，已批准 %s。",
		rows_text(rows, row, "programme_name"), rows_text(rows, row, "asked"),
		rows_text(rows, row, "returned"), rows_text(rows, row, "missing"),
		rows_text(rows, row, "waiting"), rows_text(rows, row, "approved")));
}

static void
view_ledger(struct inbox *inbox, struct arena *arena, const struct rows *rows)
{
	bool overdue = rows_integer(rows, 0, "overdue") > 0;
	struct view *item;

	if (rows_integer(rows, 0, "unclosed") == 0)
		return;
	item = add_task(inbox, overdue || rows_integer(rows, 0, "working") > 0);
	view_text(item, "label", "整改台账");
	view_text(item, "url", "/institution/ledger/");
	view_text(item, "state", overdue ? "late" : "waiting");
	view_text(item, "state_label", overdue ? "有逾期" : "整改中");
	view_text(item, "hint",
	    text_format(arena, "未销号 %s 项：本院整改中 %s 项，逾期 %s 项；最近的期限 %s。",
		rows_text(rows, 0, "unclosed"), rows_text(rows, 0, "working"),
		rows_text(rows, 0, "overdue"), rows_text(rows, 0, "due_on")));
}

enum status
home_get(struct context *context)
{
	struct rows *returns, *baselines, *ledger;
	struct inbox inbox = {0};
	enum status status;

	db_send(context->db, QUERY_HOME_RETURNS, DB_NO_VALUES);
	db_send(context->db, QUERY_HOME_BASELINES, DB_NO_VALUES);
	db_send(context->db, QUERY_HOME_LEDGER, DB_NO_VALUES);
	if ((status = db_receive(&returns, context->db)) != STATUS_OK ||
	    (status = db_receive(&baselines, context->db)) != STATUS_OK ||
	    (status = db_receive(&ledger, context->db)) != STATUS_OK)
		return status;
	inbox.view = page_view(context, "工作台");
	view_list(inbox.view, "own");
	view_list(inbox.view, "others");
	view_returns(&inbox, context, returns);
	for (size_t row = 0; row < rows_count(baselines); row++)
		view_baseline(&inbox, context, baselines, row);
	view_ledger(&inbox, context->arena, ledger);
	return page_show(context, "institution/home", inbox.view);
}
