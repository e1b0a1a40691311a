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

static void
add_ledger(struct context *context, struct view *view, const struct rows *ledger)
{
	int64_t overdue = rows_integer(ledger, 0, "overdue");
	int64_t unclosed = rows_integer(ledger, 0, "unclosed");

	add_task(view, "重点关注", "/commission/signal/",
	    "偏离同组、变差、未达目标、数据疑点，按程度排列", "open", "可查看");
	add_task(view, "整改台账",
	    overdue > 0 ? "/commission/ledger/?phase=overdue" : "/commission/ledger/",
	    text_format(context->arena, "认可措施、核查效果、销号：%s 项等待办理",
		rows_text(ledger, 0, "waiting")),
	    overdue > 0    ? "late"
	    : unclosed > 0 ? "waiting"
			   : "none",
	    overdue > 0    ? amount(context, overdue, "项逾期")
	    : unclosed > 0 ? amount(context, unclosed, "项未销号")
			   : "没有未销号的条目");
}

static void
add_tasks(struct context *context, struct view *view, const struct rows *periods,
    const struct rows *counts)
{
	int64_t waiting = 0, late = 0, missing = 0;
	int64_t baselines = rows_integer(counts, 0, "baselines");
	int64_t jobs = rows_integer(counts, 0, "jobs");

	for (size_t row = 0; row < rows_count(periods); row++) {
		waiting += rows_integer(periods, row, "waiting");
		late += rows_integer(periods, row, "late");
		missing += rows_integer(periods, row, "missing");
	}
	view_list(view, "tasks");
	add_task(view, "审核报表", "/commission/return/?state=waiting",
	    "核对数据和机构说明，接受或退回", waiting > 0 ? "waiting" : "none",
	    waiting > 0 ? amount(context, waiting, "份待审核") : "没有待审核的报表");
	add_task(view, "催报", "/commission/return/?state=late", "到期未提交的机构",
	    late > 0      ? "late"
	    : missing > 0 ? "missing"
			  : "none",
	    late > 0      ? amount(context, late, "份逾期未报")
	    : missing > 0 ? amount(context, missing, "份未报，未到期")
			  : "已报齐");
	add_task(view, "审批基线与目标", "/commission/baseline/?state=waiting",
	    "批准后锁定，作为考核依据", baselines > 0 ? "waiting" : "none",
	    baselines > 0 ? amount(context, baselines, "项待审批") : "没有待审批的登记");
	add_task(view, "查看汇总与排名", "/commission/indicator/",
	    "按县（区）、等级、类别汇总，同级同类排名", "open", "可查看");
	add_task(view, "公开版本", "/commission/edition/", "预览并公开一个报告期的结果",
	    jobs > 0 ? "waiting" : "open",
	    jobs > 0 ? amount(context, jobs, "项正在生成") : "可办理");
}

/* What institutions wait for: corrections to be decided, words to be answered. */
static void
add_filing(struct context *context, struct view *view, const struct rows *rows)
{
	struct arena *arena = context->arena;

	for (size_t row = 0; row < rows_count(rows); row++) {
		bool correction = text_equal(rows_text(rows, row, "kind"), "correction");

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

static void
add_periods(struct context *context, struct view *view, const struct rows *periods)
{
	view_list(view, "periods");
	for (size_t row = 0; row < rows_count(periods); row++) {
		struct view *item = view_item(view, "periods");

		page_row(item, periods, row);
		view_text(item, "url",
		    html_url_query(context->arena,
			html_url_query(context->arena, "/commission/return/", "programme",
			    rows_text(periods, row, "programme_id")),
			"period", rows_text(periods, row, "period")));
	}
}

enum status
home_get(struct context *context)
{
	struct rows *periods, *counts, *ledger, *filing;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&periods, HOME_PERIODS),
	    ASK(&counts, HOME_COUNTS),
	    ASK(&ledger, HOME_LEDGER),
	    ASK(&filing, HOME_FILING),
	};

	DB_ASK_ALL(context->db, asks);
	view = page_view(context, "工作台");
	add_tasks(context, view, periods, counts);
	add_ledger(context, view, ledger);
	add_filing(context, view, filing);
	add_periods(context, view, periods);
	return page_show(context, "commission/home/home", view);
}
