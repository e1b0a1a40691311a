/* /commission/programme/<id>/period: the calendar; open, close and open again a period. */
#include <assert.h>
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/text.h"
#include "programme.h"

#define PERIODS 19 /* twelve months, four quarters, two halves, the year */

struct calendar {
	const char *opens_on[PERIODS];
	const char *due_on[PERIODS];
	const char *seen;
};

struct move {
	const char *period;
	const char *act;
};

static const struct choice acts[] = {
    {"open", "开放填报"},
    {"close", "关闭填报"},
    {"fill", "补建报表"},
    {0},
};

static const struct field move_fields[] = {
    {.name = "period",
	.label = "报告期",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 7,
	.offset = offsetof(struct move, period)},
    {.name = "act",
	.label = "操作",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct move, act)},
};

static const struct notice notices[] = {
    {"saved", "日历已保存。"},
    {"open", "已开放填报，需要填报的机构都有了报表。"},
    {"close", "已关闭填报：机构不能再保存或提交，退回的报表除外。"},
    {"fill", "报表已补齐。"},
    {0},
};

struct page {
	struct form *form;
	const struct field *dates; /* two of each row of the calendar, then seen */
	struct rows *programme;
	struct rows *calendar;
	struct rows *seen;
};

static enum status
load(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->calendar, PERIOD_CALENDAR, id),
	    ASK(&page->seen, PERIOD_SEEN, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(page->programme) == 0)
		status = STATUS_MISSING;
	return status;
}

/* What a field is called: of the third quarter by 3, of July by m07, of the first half by h1. */
static const char *
field_name(struct arena *arena, const char *date, const char *period)
{
	switch (period[4]) {
	case 'Q':
		return text_format(arena, "%s_%s", date, period + 5);
	case 'H':
		return text_format(arena, "%s_h%s", date, period + 5);
	case '-':
		return text_format(arena, "%s_m%s", date, period + 5);
	default:
		return text_format(arena, "%s_y", date);
	}
}

/* The period without its year, for labels: 第三季度, 7月, 上半年, 全年. */
static const char *
short_label(const struct rows *calendar, size_t row)
{
	static const char year[] = "年";
	const char *label = rows_text(calendar, row, "period_label");

	if (text_equal(rows_text(calendar, row, "cadence"), "year"))
		return "全年";
	return label + 4 + strlen(year);
}

static void
make_dates(struct page *page, struct arena *arena)
{
	const struct rows *calendar = page->calendar;
	struct field *dates = arena_new(arena, struct field, 2 * PERIODS + 1);
	size_t count = 0;

	for (size_t row = 0; row < rows_count(calendar); row++) {
		const char *period = rows_text(calendar, row, "period");
		const char *label = short_label(calendar, row);
		bool required = text_equal(rows_text(calendar, row, "cadence"), "quarter");

		dates[count++] = (struct field){.name = field_name(arena, "opens", period),
		    .label = text_format(arena, "%s开始填报", label),
		    .kind = FIELD_DATE,
		    .required = required,
		    .offset = offsetof(struct calendar, opens_on) + row * sizeof(const char *)};
		dates[count++] = (struct field){.name = field_name(arena, "due", period),
		    .label = text_format(arena, "%s截止日期", label),
		    .kind = FIELD_DATE,
		    .required = required,
		    .offset = offsetof(struct calendar, due_on) + row * sizeof(const char *)};
	}
	dates[count++] = (struct field){.name = "seen",
	    .kind = FIELD_HIDDEN,
	    .required = true,
	    .offset = offsetof(struct calendar, seen)};
	page->dates = dates;
}

static enum status
open(struct page *page, struct context *context)
{
	enum status status = load(page, context);

	if (status != STATUS_OK)
		return status;
	assert(rows_count(page->calendar) <= PERIODS);
	make_dates(page, context->arena);
	page->form = form_create(context, page->dates, 2 * rows_count(page->calendar) + 1);
	form_set(page->form, "seen", rows_text(page->seen, 0, "seen"));
	for (size_t row = 0; row < rows_count(page->calendar); row++) {
		form_set(page->form, page->dates[2 * row].name,
		    rows_text(page->calendar, row, "opens_on"));
		form_set(page->form, page->dates[2 * row + 1].name,
		    rows_text(page->calendar, row, "due_on"));
	}
	return STATUS_OK;
}

/* The fields of the dates one after the other, as the template's list. */
static void
draw_dates(const struct page *page, struct view *view)
{
	view_list(view, "dates");
	for (size_t i = 0; i < 2 * rows_count(page->calendar); i++)
		form_view_field(page->form, view_item(view, "dates"), page->dates[i].name);
}

static struct view *
draw(struct context *context, const struct page *page, const struct form *move)
{
	struct view *view = page_view(context, "填报日历");

	form_view(page->form, view);
	draw_dates(page, view);
	/* The errors are those of the form that was sent. */
	if (move != NULL)
		form_view(move, view);
	programme_show(context, view, page->programme, "填报日历");
	view_list(view, "calendar");
	for (size_t row = 0; row < rows_count(page->calendar); row++) {
		struct view *item = view_item(view, "calendar");
		const char *state = rows_text(page->calendar, row, "state");
		bool is_open = text_equal(state, "open"), is_closed = text_equal(state, "closed");

		page_row(item, page->calendar, row);
		view_flag(item, "is_open", is_open);
		view_flag(item, "is_closed", is_closed);
		/* There are no returns before it was opened. */
		view_text(item, "returns_url",
		    is_open || is_closed
			? text_format(context->arena, "/commission/return/?programme=%s&period=%s",
			      rows_text(page->programme, 0, "id"),
			      rows_text(page->calendar, row, "period"))
			: NULL);
	}
	page_notice(context, view, notices);
	return view;
}

const struct query period_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
period_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/programme/period", draw(context, &page, NULL));
}

static void
check(const struct page *page, struct context *context, const struct calendar *input)
{
	for (size_t i = 0; i < rows_count(page->calendar); i++) {
		const char *opens = input->opens_on[i], *due = input->due_on[i];

		if ((opens == NULL) != (due == NULL))
			form_error(page->form, page->dates[2 * i + (opens == NULL ? 0 : 1)].name,
			    "两个日期请同时填写；都不填，表示没有这期报表。");
		else if (opens != NULL && strcmp(due, opens) < 0)
			form_error(page->form, page->dates[2 * i + 1].name,
			    text_format(context->arena, "%s不能早于开始填报的日期。",
				page->dates[2 * i + 1].label));
	}
}

static enum status
save(struct context *context, const struct page *page, const struct calendar *input)
{
	size_t count = rows_count(page->calendar);
	const char **periods = arena_new(context->arena, const char *, PERIODS);

	for (size_t row = 0; row < count; row++)
		periods[row] = rows_text(page->calendar, row, "period");
	return DB_ASK(context->db, NULL, PERIOD_SAVE, rows_text(page->programme, 0, "id"),
	    input->seen, text_array(context->arena, periods, count),
	    text_array(context->arena, input->opens_on, count),
	    text_array(context->arena, input->due_on, count));
}

enum status
period_post(struct context *context)
{
	struct calendar input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(page.form, &input) == STATUS_OK)
		check(&page, context, &input);
	if (form_has_errors(page.form))
		return page_show_again(
		    context, "commission/programme/period", draw(context, &page, NULL));
	status = save(context, &page, &input);
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme/period", draw(context, &page, NULL));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/period?notice=saved"));
}

enum status
period_move_post(struct context *context)
{
	struct form *form = FORM(context, move_fields);
	struct move input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) != STATUS_OK)
		return page_show_again(
		    context, "commission/programme/period", draw(context, &page, form));
	if (text_equal(input.act, "fill"))
		status = DB_ASK(context->db, NULL, PERIOD_FILL, rows_text(page.programme, 0, "id"),
		    input.period);
	else
		status = DB_ASK(context->db, NULL, PERIOD_MOVE, rows_text(page.programme, 0, "id"),
		    input.period, text_equal(input.act, "open") ? "open" : "closed");
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, "commission/programme/period", draw(context, &page, form));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme,
			 text_format(context->arena, "/period?notice=%s", input.act)));
}
