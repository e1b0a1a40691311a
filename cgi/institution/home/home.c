/* /institution/: what is to be done, by whom, most urgent first. */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "inbox.h"
#include "institution/page.h"
#include "institution_query.h"

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
    {"submitted", 0, "", "已提交，等待卫健委审核"},
};

/* A draft in which everything is filled in is for the verifier. */
static const struct step full = {
    "draft", ROLE_VERIFIER | ROLE_LEADER, "已填完，请审核", "已填完，请检查后通知审核员"};

/* Accepted, and somebody has asked for more since. */
static const struct step lacking = {
    "supplement", ROLE_CLERK, "有新增的数据项，请补报", "有新增的数据项，等待填报员补报"};

static const struct step *
find_step(const struct rows *rows, size_t row)
{
	const char *state = rows_text(rows, row, "state");

	if (rows_flag(rows, row, "supplement"))
		return &lacking;
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
	const char *until = rows_text(rows, row, "opened_until");

	if (until != NULL)
		return rows_flag(rows, row, "open")
			   ? text_format(arena, "可修改至 %s", until)
			   : text_format(arena, "修改期限 %s 已过，已接受的数据不变", until);
	if (text_equal(rows_text(rows, row, "state"), "submitted"))
		return text_format(arena, "截止 %s", due_on);
	if (days < 0)
		return text_format(arena, "截止 %s，已过 %d 天", due_on, (int)-days);
	if (days == 0)
		return text_format(arena, "截止 %s，今天是最后一天", due_on);
	return text_format(arena, "截止 %s，还有 %d 天", due_on, (int)days);
}

static enum inbox_urgency
urgency_of(const struct rows *rows, size_t row)
{
	/* What was sent back is that first, even if it is late as well. */
	if (text_equal(rows_text(rows, row, "state"), "returned"))
		return INBOX_RETURNED;
	if (rows_flag(rows, row, "late"))
		return INBOX_LATE;
	return text_equal(rows_text(rows, row, "state"), "submitted") ? INBOX_OPEN : INBOX_DUE;
}

static bool
is_mine(const struct context *context, const struct rows *rows, size_t row)
{
	return (find_step(rows, row)->roles & context->session->role_bit) != 0;
}

static bool
is_together(const struct rows *rows, size_t one, size_t other)
{
	return text_equal(rows_text(rows, one, "closes_on"), rows_text(rows, other, "closes_on"));
}

/* What ends on one day is one task: its name; *count: how many returns it is. */
static const char *
name_together(struct arena *arena, const struct rows *rows, size_t first, size_t *count)
{
	const char *name = rows_text(rows, first, "period_label");

	*count = 1;
	for (size_t i = first + 1; i < rows_count(rows); i++) {
		if (!is_together(rows, first, i))
			continue;
		name = text_format(arena, "%s、%s", name, rows_text(rows, i, "period_label"));
		++*count;
	}
	return text_format(arena, "%s报表", name);
}

/* Of the returns of one task the one that I have to do something about, or the first. */
static size_t
most_urgent(const struct context *context, const struct rows *rows, size_t first)
{
	for (size_t i = first; i < rows_count(rows); i++) {
		if (is_together(rows, first, i) &&
		    (is_mine(context, rows, i) || rows_flag(rows, i, "late")))
			return i;
	}
	return first;
}

static const char *
return_url(struct arena *arena, const struct rows *rows, size_t row, size_t count, bool entry)
{
	if (count > 1)
		return html_url_query(
		    arena, "/institution/return/", "closes", rows_text(rows, row, "closes_on"));
	return text_format(
	    arena, "/institution/return/%s%s", rows_text(rows, row, "id"), entry ? "" : "/check");
}

static void
add_return(struct inbox *inbox, struct context *context, const struct rows *rows, size_t first)
{
	size_t count, row = most_urgent(context, rows, first);
	const struct step *step = find_step(rows, row);
	struct arena *arena = context->arena;
	const char *name = name_together(arena, rows, first, &count);
	const char *reason = rows_text(rows, row, "returned_reason");
	const char *until = rows_text(rows, row, "opened_until");
	bool mine = is_mine(context, rows, row), late = rows_flag(rows, row, "late");
	bool open = rows_flag(rows, row, "open"), entry = mine && step->roles == ROLE_CLERK;

	for (size_t i = 0; i < first; i++) {
		if (is_together(rows, i, first))
			return;
	}
	/* What I can do now is mine, late returns are everybody's. */
	inbox_add(inbox,
	    &(struct task){
		.own = mine || late,
		.urgency = urgency_of(rows, row),
		.days_left = rows_integer(rows, row, "days_left"),
		.label = name,
		.url = return_url(arena, rows, row, count, entry),
		.state = late               ? "late"
			 : step == &lacking ? "missing"
					    : rows_text(rows, row, "state"),
		.state_label = late               ? "逾期未报"
			       : step == &lacking ? "待补报"
						  : rows_text(rows, row, "state_label"),
		.hint = text_format(arena, "%s%s%s。%s；已填 %s / %s 项。%s%s",
		    count > 1 ? rows_text(rows, row, "period_label") : "", count > 1 ? "：" : "",
		    !open && (late || until != NULL) ? "填报已关闭，请联系卫健委"
		    : mine                           ? step->own
						     : step->other,
		    due_text(arena, rows, row), rows_text(rows, row, "filled"),
		    rows_text(rows, row, "asked"), reason == NULL ? "" : "退回意见：",
		    reason == NULL ? "" : reason),
	    });
}

/* By when baselines are due, if a day was set; empty if not, or nothing is missing. */
static const char *
baseline_due(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *due_on = rows_text(rows, row, "due_on");
	int64_t days = rows_integer(rows, row, "days_late");

	if (due_on == NULL || rows_integer(rows, row, "missing") == 0)
		return "";
	return days > 0 ? text_format(arena, "登记截止 %s，已逾期 %d 天。", due_on, (int)days)
			: text_format(arena, "登记截止 %s。", due_on);
}

static void
add_baseline(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	int64_t returned = rows_integer(rows, row, "returned");
	int64_t missing = rows_integer(rows, row, "missing");
	bool clerk = (context->session->role_bit & ROLE_CLERK) != 0;
	bool work = returned > 0 || missing > 0;

	if (!work && rows_integer(rows, row, "waiting") == 0)
		return;
	inbox_add(inbox, &(struct task){
			     .own = work && clerk,
			     .urgency = returned > 0 ? INBOX_RETURNED : INBOX_OPEN,
			     .label = "基线值与目标值",
			     .url = text_format(arena, "/institution/baseline/%s",
				 rows_text(rows, row, "programme_id")),
			     .state = returned > 0  ? "returned"
				      : missing > 0 ? "missing"
						    : "waiting",
			     .state_label = returned > 0  ? "有退回"
					    : missing > 0 ? "待登记"
							  : "待审批",
			     .hint = text_format(arena,
				 "%s。共 %s 项指标：退回 %s，待登记 %s，待审批 %s，已批准 %s。%s",
				 rows_text(rows, row, "programme_name"),
				 rows_text(rows, row, "asked"), rows_text(rows, row, "returned"),
				 rows_text(rows, row, "missing"), rows_text(rows, row, "waiting"),
				 rows_text(rows, row, "approved"), baseline_due(arena, rows, row)),
			 });
}

/* The commission has said something and waits for an answer. */
static void
add_message(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	const char *about = rows_text(rows, row, "element_name");

	inbox_add(inbox,
	    &(struct task){
		.own = true,
		.urgency = INBOX_ASKED,
		.label = text_format(arena, "%s报表的留言", rows_text(rows, row, "period_label")),
		.url = text_format(
		    arena, "/institution/return/%s/message", rows_text(rows, row, "return_id")),
		.state = "waiting",
		.state_label = "待回复",
		.hint = text_format(arena, "%s，%s%s%s：%s", rows_text(rows, row, "at"),
		    rows_text(rows, row, "person"), about == NULL ? "" : "，",
		    about == NULL ? "" : about, rows_text(rows, row, "text")),
	    });
}

/* A correction that was asked for is the commission's to decide. */
static void
add_correction(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;

	inbox_add(inbox,
	    &(struct task){
		.urgency = INBOX_OPEN,
		.label = text_format(arena, "%s数据更正申请", rows_text(rows, row, "period_label")),
		.url = text_format(
		    arena, "/institution/return/%s/correction", rows_text(rows, row, "return_id")),
		.state = "waiting",
		.state_label = rows_flag(rows, row, "signed") ? "待审批" : "待负责人签字",
		.hint = text_format(arena, "%s 申请：%s", rows_text(rows, row, "at"),
		    rows_text(rows, row, "reason")),
	    });
}

/* A quarter that was accepted later has made a half-year or a year impossible. */
static void
add_bound(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;

	inbox_add(inbox,
	    &(struct task){
		.urgency = INBOX_OPEN,
		.label = text_format(arena, "核对%s的数字", rows_text(rows, row, "period_label")),
		.url = text_format(
		    arena, "/institution/return/%s/correction", rows_text(rows, row, "return_id")),
		.state = "returned",
		.state_label = "与各期不符",
		.hint = text_format(
		    arena, "%s。请查明哪一期有误，在该期申请更正", rows_text(rows, row, "text")),
	    });
}

static void
add_ledger(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	bool overdue = rows_integer(rows, row, "overdue") > 0;

	if (rows_integer(rows, row, "unclosed") == 0)
		return;
	inbox_add(inbox, &(struct task){
			     .own = overdue || rows_integer(rows, row, "working") > 0,
			     .urgency = overdue ? INBOX_LATE : INBOX_OPEN,
			     .label = "整改台账",
			     .url = "/institution/ledger/",
			     .state = overdue ? "late" : "waiting",
			     .state_label = overdue ? "有逾期" : "整改中",
			     .hint = text_format(context->arena,
				 "未销号 %s 项：本院整改中 %s 项，逾期 %s 项；最近的期限 %s。",
				 rows_text(rows, row, "unclosed"), rows_text(rows, row, "working"),
				 rows_text(rows, row, "overdue"), rows_text(rows, row, "due_on")),
			 });
}

/* What is to cap the grade, as long as something can still be said to it. */
static void
add_cap(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;

	inbox_add(inbox,
	    &(struct task){
		.own = (context->session->role_bit & (ROLE_VERIFIER | ROLE_LEADER)) != 0,
		.urgency = INBOX_DUE,
		.days_left = rows_integer(rows, row, "days_left"),
		.label = text_format(arena, "%s公开预览", rows_text(rows, row, "period_label")),
		.url = text_format(
		    arena, "/institution/preview/%s", rows_text(rows, row, "preview_id")),
		.state = "waiting",
		.state_label = "安全指标封顶待审议",
		.hint = text_format(arena, "%s。有异议的，在 %s 之前提出。",
		    rows_text(rows, row, "caps"), rows_text(rows, row, "last_day")),
	    });
}

/* Words that documents want about figures that stand. */
static void
add_analysis(struct inbox *inbox, struct context *context, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	bool more = rows_integer(rows, row, "missing") > 3;

	inbox_add(inbox,
	    &(struct task){
		.own = (context->session->role_bit & (ROLE_CLERK | ROLE_VERIFIER)) != 0,
		.urgency = INBOX_OPEN,
		.label = text_format(arena, "%s指标分析", rows_text(rows, row, "period_label")),
		.url = html_url_query(
		    arena, "/institution/analysis/", "period", rows_text(rows, row, "period")),
		.state = "missing",
		.state_label = "待填写",
		.hint = text_format(arena, "文件要求写分析的 %s 项指标中，%s 项还没有写：%s%s。",
		    rows_text(rows, row, "wanted"), rows_text(rows, row, "missing"),
		    rows_text(rows, row, "names"), more ? "等" : ""),
	    });
}

enum status
home_get(struct context *context)
{
	static const struct {
		size_t statement;
		void (*add)(struct inbox *inbox, struct context *context, const struct rows *rows,
		    size_t row);
	} blocks[] = {
	    {QUERY(HOME_RETURNS, 0), add_return},
	    {QUERY(HOME_MESSAGES, 0), add_message},
	    {QUERY(HOME_CORRECTIONS, 0), add_correction},
	    {QUERY(HOME_BOUNDS, 0), add_bound},
	    {QUERY(HOME_BASELINES, 0), add_baseline},
	    {QUERY(HOME_LEDGER, 0), add_ledger},
	    {QUERY(HOME_CAPS, 0), add_cap},
	    {QUERY(HOME_ANALYSES, 0), add_analysis},
	};
	enum { COUNT = sizeof(blocks) / sizeof(blocks[0]) };
	struct inbox inbox = {.arena = context->arena};
	struct ask asks[COUNT];
	struct rows *rows[COUNT];
	struct view *view;
	enum status status;

	for (size_t i = 0; i < COUNT; i++)
		asks[i] = (struct ask){.out = &rows[i], .statement = blocks[i].statement};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t row = 0; row < rows_count(rows[i]); row++)
			blocks[i].add(&inbox, context, rows[i], row);
	}
	view = page_view(context, "工作台");
	inbox_view(view, &inbox);
	return page_show(context, "institution/home/home", view);
}
