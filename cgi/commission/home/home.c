/* /commission/: what there is to do. */
#include <inttypes.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"

static void
add_task(struct view *view, const char *label, const char *url, const char *hint, const char *state,
    const char *state_label)
{
	struct view *task = view_item(view, "tasks");

	view_text(task, "label", label);
	view_text(task, "url", url);
	view_text(task, "hint", hint);
	view_text(task, "state", state);
	view_text(task, "state_label", state_label);
}

static const char *
amount(struct context *context, int64_t count, const char *words)
{
	return text_format(context->arena, "%" PRId64 " %s", count, words);
}

/* Each number is that of the list behind its link: for the tab of that name, see ledger_list. */
static void
add_ledger(struct context *context, struct view *view, const struct rows *ledger)
{
	int64_t overdue = rows_integer(ledger, 0, "overdue");
	int64_t unclosed = rows_integer(ledger, 0, "unclosed");
	int64_t waiting = rows_integer(ledger, 0, "waiting");

	add_task(view, "重点关注", "/commission/signal/",
	    "偏离同组、变差、数据疑点、逾期，每家机构每个原因一条", "open", "可查看");
	if (waiting > 0)
		add_task(view, "办理整改台账", "/commission/ledger/?phase=waiting",
		    "认可措施、核查效果、销号", "waiting",
		    amount(context, waiting, "项待本级办理"));
	add_task(view, "整改台账",
	    overdue > 0    ? "/commission/ledger/?phase=overdue"
	    : unclosed > 0 ? "/commission/ledger/?phase=unclosed"
			   : "/commission/ledger/",
	    "跟踪各机构的整改",
	    overdue > 0    ? "late"
	    : unclosed > 0 ? "waiting"
			   : "none",
	    overdue > 0    ? amount(context, overdue, "项逾期")
	    : unclosed > 0 ? amount(context, unclosed, "项未销号")
			   : "没有未销号的条目");
}

/* The returns of a period that are in a class. */
static const char *
returns_url(struct context *context, const struct rows *periods, size_t row, const char *class)
{
	struct arena *arena = context->arena;
	const char *url = html_url_query(
	    arena, "/commission/return/", "programme", rows_text(periods, row, "programme_id"));

	url = html_url_query(arena, url, "period", rows_text(periods, row, "period"));
	return class == NULL ? url : html_url_query(arena, url, "state", class);
}

/* A task for each period with returns in that class; false if there is none. */
static bool
add_returns(struct context *context, struct view *view, const struct rows *periods,
    const char *class, const char *label, const char *words)
{
	bool any = false;

	for (size_t row = 0; row < rows_count(periods); row++) {
		int64_t count = rows_integer(periods, row, class);

		if (count == 0)
			continue;
		any = true;
		add_task(view, label, returns_url(context, periods, row, class),
		    text_join(context->arena, rows_text(periods, row, "programme_name"), "，",
			rows_text(periods, row, "period_label"), "，截止 ",
			rows_text(periods, row, "due_on"), NULL),
		    class, amount(context, count, words));
	}
	return any;
}

/* What a task is called for those who decide and for those who look on. */
struct words {
	const char *review, *review_hint;
	const char *remind;
	const char *baseline;
	const char *publish_hint, *publish_state;
};

static const struct words deciding = {
    .review = "审核报表",
    .review_hint = "核对数据和机构说明，接受或退回",
    .remind = "催报",
    .baseline = "审批基线与目标",
    .publish_hint = "预览并公开一个报告期的结果",
    .publish_state = "可办理",
};

static const struct words looking = {
    .review = "查看待审核的报表",
    .review_hint = "机构已提交、等待审核的报表",
    .remind = "查看未报的机构",
    .baseline = "查看基线与目标",
    .publish_hint = "查看已公开和待公开的版本",
    .publish_state = "可查看",
};

static void
add_tasks(struct context *context, struct view *view, const struct rows *periods,
    const struct rows *counts)
{
	const struct words *words = commission_may_decide(context) ? &deciding : &looking;
	int64_t baselines = rows_integer(counts, 0, "baselines");
	int64_t jobs = rows_integer(counts, 0, "jobs");

	view_list(view, "tasks");
	if (!add_returns(context, view, periods, "waiting", words->review, "份待审核"))
		add_task(view, words->review, "/commission/return/", words->review_hint, "none",
		    "没有待审核的报表");
	if (!add_returns(context, view, periods, "late", words->remind, "份逾期未报") &&
	    !add_returns(context, view, periods, "missing", words->remind, "份未报，未到期"))
		add_task(view, words->remind, "/commission/return/", "到期未提交的机构", "none",
		    "已报齐");
	add_task(view, words->baseline, "/commission/baseline/?state=waiting",
	    "批准后锁定，作为考核依据", baselines > 0 ? "waiting" : "none",
	    baselines > 0 ? amount(context, baselines, "项待审批") : "没有待审批的登记");
	add_task(view, "查看汇总与排名", "/commission/indicator/",
	    "按县（区）、等级、类别汇总，同级同类排名", "open", "可查看");
	add_task(view, "公开版本", "/commission/edition/", words->publish_hint,
	    jobs > 0 ? "waiting" : "open",
	    jobs > 0 ? amount(context, jobs, "项正在生成") : words->publish_state);
}

/* Baselines and goals of regions: what the own one owes, what those below wait for. */
static void
add_area(struct context *context, struct view *view, const struct rows *rows)
{
	int64_t owed = rows_count(rows) > 0 ? rows_integer(rows, 0, "owed") : 0;
	int64_t waiting = rows_count(rows) > 0 ? rows_integer(rows, 0, "waiting") : 0;

	if (waiting > 0)
		add_task(view, "审批地区基线与目标", "/commission/area/?state=waiting",
		    "批准后作为该地区的目标，不用于评价任何一家机构", "waiting",
		    amount(context, waiting, "项待审批"));
	if (owed > 0)
		add_task(view, "登记本地区基线与目标",
		    html_url_path(context->arena, "commission", "area", "grid",
			rows_text(rows, 0, "programme_id"), NULL),
		    text_format(context->arena, "%s年方案的必填项；由上一级批准",
			rows_text(rows, 0, "year")),
		    "missing", "待登记");
}

/* An accepted half-year or year that no longer fits its shorter periods. */
static void
add_bound(struct context *context, struct view *view, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;

	add_task(view,
	    text_format(arena, "前后不符：%s%s", rows_text(rows, row, "institution_name"),
		rows_text(rows, row, "period_label")),
	    html_url_path(arena, "commission", "return", rows_text(rows, row, "return_id"), NULL),
	    text_format(arena, "%s；等待机构查明并申请更正", rows_text(rows, row, "text")), "open",
	    "可查看");
}

/* What institutions wait for: corrections to be decided, words to be answered. */
static void
add_filing(struct context *context, struct view *view, const struct rows *rows)
{
	struct arena *arena = context->arena;

	for (size_t row = 0; row < rows_count(rows); row++) {
		bool correction = text_equal(rows_text(rows, row, "kind"), "correction");

		if (text_equal(rows_text(rows, row, "kind"), "bound")) {
			add_bound(context, view, rows, row);
			continue;
		}
		add_task(view,
		    text_format(arena, "%s：%s%s", correction ? "更正申请" : "机构留言",
			rows_text(rows, row, "institution_name"),
			rows_text(rows, row, "period_label")),
		    html_url_path(arena, "commission", "return", rows_text(rows, row, "return_id"),
			correction ? "correction" : "message", NULL),
		    text_format(
			arena, "%s：%s", rows_text(rows, row, "at"), rows_text(rows, row, "text")),
		    "waiting", correction ? "待审批" : "待回复");
	}
}

/* Definitions that a higher commission changed in own programmes. */
static void
add_told(struct context *context, struct view *view, const struct rows *rows)
{
	struct arena *arena = context->arena;

	for (size_t row = 0; row < rows_count(rows); row++)
		add_task(view,
		    text_format(arena, "口径变动：%s", rows_text(rows, row, "programme_name")),
		    html_url_path(arena, "commission", "programme",
			rows_text(rows, row, "programme_id"), NULL),
		    text_format(arena, "%s：“%s”等 %s 个数据项从尚未开放的报告期起改用“%s”的口径",
			rows_text(rows, row, "told_on"), rows_text(rows, row, "element_name"),
			rows_text(rows, row, "elements"), rows_text(rows, row, "leader_name")),
		    "open", "可查看");
}

static void
add_periods(struct context *context, struct view *view, const struct rows *periods)
{
	view_list(view, "periods");
	for (size_t row = 0; row < rows_count(periods); row++) {
		struct view *item = view_item(view, "periods");

		page_row(item, periods, row);
		view_text(item, "url", returns_url(context, periods, row, NULL));
	}
}

enum status
home_get(struct context *context)
{
	struct rows *periods, *counts, *area, *ledger, *filing, *told;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&periods, HOME_PERIODS),
	    ASK(&counts, HOME_COUNTS),
	    ASK(&area, HOME_AREA),
	    ASK(&ledger, HOME_LEDGER),
	    ASK(&filing, HOME_FILING),
	    ASK(&told, HOME_TOLD),
	};

	DB_ASK_ALL(context->db, asks);
	view = page_view(context, "工作台");
	add_tasks(context, view, periods, counts);
	add_ledger(context, view, ledger);
	if (commission_may_decide(context)) {
		add_area(context, view, area);
		add_filing(context, view, filing);
	}
	add_told(context, view, told);
	add_periods(context, view, periods);
	return page_show(context, "commission/home/home", view);
}
