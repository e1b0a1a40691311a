/*
 * /commission/institution/<id>/register: what is on record of an institution, day by day; and below
 * it a page for each act: close, suspend, reopen, merge, excuse, unexcuse.  The first POST shows
 * what the act would change, the second, with the digest of that, does it.
 */
#include "commission/institution/effect.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

struct record {
	const char *day;
	const char *into;
	const char *period;
	const char *reason;
	const char *seen;
	const char *effect;
};

#define TAIL                                                                                       \
	{.name = "reason",                                                                         \
	    .label = "原因",                                                                       \
	    .hint = "写明依据，例如撤销、合并的文件，记入操作日志。",                              \
	    .kind = FIELD_LONG_TEXT,                                                               \
	    .required = true,                                                                      \
	    .maximum = 500,                                                                        \
	    .offset = offsetof(struct record, reason)},                                            \
	    {.name = "seen",                                                                       \
		.kind = FIELD_HIDDEN,                                                              \
		.required = true,                                                                  \
		.offset = offsetof(struct record, seen)},                                          \
	{                                                                                          \
		.name = "effect", .kind = FIELD_HIDDEN, .offset = offsetof(struct record, effect)  \
	}
#define DAY(text)                                                                                  \
	{                                                                                          \
		.name = "day", .label = "自哪天起", .hint = (text), .kind = FIELD_DATE,            \
		.required = true, .offset = offsetof(struct record, day)                           \
	}
#define PERIOD                                                                                     \
	{                                                                                          \
		.name = "period", .label = "报告期", .kind = FIELD_CHOICE, .required = true,       \
		.offset = offsetof(struct record, period)                                          \
	}

static const struct field day_fields[] = {
    DAY("这一天以前结束的报告期不受影响。"),
    TAIL,
};
static const struct field merge_fields[] = {
    DAY("从这一天起，业务由并入后的机构报送。"),
    {.name = "into",
	.label = "并入哪家机构",
	.hint = "填写并入后那家机构的统一社会信用代码，须在本辖区内。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 18,
	.offset = offsetof(struct record, into)},
    TAIL,
};
static const struct field period_fields[] = {
    PERIOD,
    TAIL,
};

static const struct act {
	const char *name;
	const char *title;
	const char *lead;
	const struct field *fields;
	size_t count;
} acts[] = {
    {"close", "关闭机构",
	"这一天以前结束的报告期仍须报送；正在进行的报告期报送终止报表，计入合计，不参加排名。"
	"此后不再要求它填报，已有数据保留。",
	day_fields, sizeof(day_fields) / sizeof(day_fields[0])},
    {"suspend", "停业", "整个报告期都在停业的，不要求填报；已有数据保留，恢复后照常报送。",
	day_fields, sizeof(day_fields) / sizeof(day_fields[0])},
    {"reopen", "恢复开业", "从这一天起照常报送，正在填报的报告期会补建报表。", day_fields,
	sizeof(day_fields) / sizeof(day_fields[0])},
    {"merge", "并入其他机构",
	"这家机构自这一天起关闭，并报送终止报表；已报送的数据保留在它自己名下，历史报告期不变。",
	merge_fields, sizeof(merge_fields) / sizeof(merge_fields[0])},
    {"excuse", "免报一个报告期", "免报的报告期不计入应报，也不参加排名；已经签字报送的不能免报。",
	period_fields, sizeof(period_fields) / sizeof(period_fields[0])},
    {"unexcuse", "取消免报", "取消后，这个报告期照常要求填报。", period_fields,
	sizeof(period_fields) / sizeof(period_fields[0])},
};

struct page {
	const struct act *act;
	struct form *form;
	struct rows *present;
	struct rows *periods;
};

static enum status
open(struct page *page, struct context *context)
{
	const char *word = context->segments[1];
	enum status status;

	*page = (struct page){0};
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (text_equal(acts[i].name, word))
			page->act = &acts[i];
	if (page->act == NULL)
		return STATUS_MISSING;
	page->form = form_create(context, page->act->fields, page->act->count);
	const struct ask asks[] = {
	    ASK(&page->present, INSTITUTION_LOAD, context->segments[0]),
	    ASK(&page->periods, REGISTER_PERIODS),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (page->act->fields == period_fields)
		page_choices(context, page->form, "period", page->periods);
	return rows_count(page->present) == 0 ? STATUS_MISSING : STATUS_OK;
}

static struct view *
draw(struct context *context, const struct page *page)
{
	static const char *const names[] = {"day", "into", "period"};
	struct view *view = page_view(context, page->act->title);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		view_list(view, names[i]);
	form_view(page->form, view);
	page_row(view_object(view, "present"), page->present, 0);
	view_text(view, "title", page->act->title);
	view_text(view, "lead", page->act->lead);
	institution_crumbs(context, view, page->present);
	page_crumb(view, page->act->title, NULL);
	return view;
}

enum status
register_act_get(struct context *context)
{
	struct page page;
	enum status status =
	    commission_may_change(context) ? open(&page, context) : STATUS_FORBIDDEN;

	if (status != STATUS_OK)
		return status;
	form_set(page.form, "seen", rows_text(page.present, 0, "seen"));
	if (page.act->fields != period_fields)
		form_set(page.form, "day", rows_text(page.present, 0, "today"));
	return page_show(context, "commission/institution/act", draw(context, &page));
}

enum status
register_act_post(struct context *context)
{
	struct page page;
	struct record input = {0};
	struct rows *effects = NULL;
	const char *id = context->segments[0];
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(page.form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &effects, REGISTER_EFFECTS, id, input.seen,
		    page.act->name, input.day, input.into, input.period, input.reason);
	if (status == STATUS_OK && text_equal(input.effect, rows_text(effects, 0, "digest"))) {
		status = DB_ASK(context->db, NULL, REGISTER_ACT, id, input.seen, page.act->name,
		    input.day, input.into, input.period, input.reason);
		if (status == STATUS_OK)
			return page_redirect(context,
			    text_format(context->arena,
				"/commission/institution/%s/register?notice=recorded", id));
	}
	if (form_refuses(page.form, context, status))
		return page_show_again(context, "commission/institution/act", draw(context, &page));
	if (status != STATUS_OK)
		return status;
	return institution_effect_show(
	    context, "commission/institution/act_effect", draw(context, &page), effects);
}

/* ---- what is on record ---- */

static const struct notice notices[] = {
    {"recorded", "已登记。"},
    {0},
};

const struct query register_query[] = {
    PARAMETER_NOTICE(notices),
    PARAMETER_PAGE,
    {0},
};

enum status
register_get(struct context *context)
{
	const char *id = context->segments[0];
	struct rows *present, *history;
	struct view *view;
	enum status status;

	const struct ask asks[] = {
	    ASK(&present, INSTITUTION_LOAD, id),
	    ASK(&history, REGISTER_HISTORY, id, page_skip(context), page_limit(context)),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(present) == 0)
		return STATUS_MISSING;
	if (status != STATUS_OK)
		return status;
	view = page_view(context, "登记沿革");
	page_row(view_object(view, "present"), present, 0);
	view_list(view, "history");
	for (size_t i = 0; i < rows_count(history) && i < PAGE_ROWS; i++)
		page_row(view_item(view, "history"), history, i);
	page_paginate(context, view, rows_count(history));
	view_flag(view, "may_change", commission_may_change(context));
	institution_crumbs(context, view, present);
	page_crumb(view, "登记沿革", NULL);
	page_notice(context, view, notices);
	return page_show(context, "commission/institution/register", view);
}
