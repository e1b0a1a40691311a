/* /commission/programme/<id>/backfill: past periods that are opened to be filled in afterwards. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "programme.h"

struct opening {
	struct texts periods;
	const char *due_on;
	const char *note;
};

static const struct field fields[] = {
    {.name = "periods",
	.label = "要补录的报告期",
	.kind = FIELD_MANY,
	.required = true,
	.offset = offsetof(struct opening, periods)},
    {.name = "due_on",
	.label = "截止日期",
	.hint = "机构最迟在这一天提交；到期不会自动关闭填报。",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct opening, due_on)},
    {.name = "note",
	.label = "给机构的说明",
	.hint = "为什么补录、用在哪里，至少 2 个字。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct opening, note)},
};

static const struct notice notices[] = {
    {"opened", "已开放补录，需要补录的机构都有了标明“补录”的报表。"},
    {0},
};

struct page {
	struct form *form;
	struct rows *programme;
	struct rows *choices;
};

static enum status
open(struct page *page, struct context *context)
{
	const char *id = context->segments[0];
	struct choice *choices;
	size_t count = 0;
	enum status status;

	const struct ask asks[] = {
	    ASK(&page->programme, PROGRAMME_LOAD, id),
	    ASK(&page->choices, BACKFILL_CHOICES, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(page->programme) == 0)
		return STATUS_MISSING;
	page->form = FORM(context, fields);
	choices = arena_new(context->arena, struct choice, rows_count(page->choices) + 1);
	/* What is barred may be sent all the same: then the reason is said. */
	for (size_t row = 0; row < rows_count(page->choices); row++)
		choices[count++] = (struct choice){rows_text(page->choices, row, "period"),
		    rows_text(page->choices, row, "period_label")};
	form_choices(page->form, "periods", choices, count);
	return STATUS_OK;
}

static const char *
bar_words(struct arena *arena, const struct rows *choices, size_t row)
{
	const char *bar = rows_text(choices, row, "bar");

	if (bar == NULL)
		return NULL;
	if (text_equal(bar, "opened"))
		return "已开放补录";
	if (text_equal(bar, "ordinary"))
		return "已按正常方式开放过，不再补录";
	if (text_equal(bar, "future"))
		return "报告期还没有结束，结束后按正常方式开放";
	if (text_equal(bar, "other"))
		return text_format(arena, "“%s”已按正常方式要求填报，机构在原来的报表中填写",
		    rows_text(choices, row, "bar_by"));
	if (text_equal(bar, "late"))
		return "所在季度已经开放，按季度填报";
	return "没有需要填报的机构";
}

static bool
has(const struct texts *texts, const char *text)
{
	for (size_t i = 0; texts != NULL && i < texts->count; i++) {
		if (text_equal(texts->items[i], text))
			return true;
	}
	return false;
}

static struct view *
draw(struct context *context, const struct page *page, const struct texts *chosen)
{
	struct view *view = page_view(context, "补录");
	bool any = false;

	form_view(page->form, view);
	programme_show(context, view, page->programme, "补录");
	view_list(view, "choices");
	for (size_t row = 0; row < rows_count(page->choices); row++) {
		struct view *item = view_item(view, "choices");
		const char *bar = bar_words(context->arena, page->choices, row);

		page_row(item, page->choices, row);
		view_text(item, "bar_words", bar);
		view_flag(item, "free", bar == NULL);
		view_flag(item, "selected", has(chosen, rows_text(page->choices, row, "period")));
		any = any || bar == NULL;
	}
	view_flag(view, "any_free", any);
	page_notice(context, view, notices);
	return view;
}

const struct query programme_backfill_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
programme_backfill_get(struct context *context)
{
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/programme/backfill", draw(context, &page, NULL));
}

enum status
programme_backfill_post(struct context *context)
{
	struct opening input = {0};
	struct page page;
	enum status status = open(&page, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(page.form, &input);
	if (status == STATUS_OK && input.periods.count == 0) {
		form_error(page.form, "periods", "请至少勾选一个报告期。");
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK && text_code_points(input.note) < 2) {
		form_error(page.form, "note", "请写明给机构的说明，至少 2 个字。");
		status = STATUS_INPUT;
	}
	if (status == STATUS_OK) {
		status =
		    DB_ASK(context->db, NULL, BACKFILL_OPEN, rows_text(page.programme, 0, "id"),
			text_array(context->arena, input.periods.items, input.periods.count),
			input.due_on, input.note);
		if (text_starts_with(db_last_error(context->db)->constraint, "backfill_") &&
		    db_last_error(context->db)->detail[0] != '\0')
			form_error(page.form, "periods",
			    text_format(
				context->arena, "涉及：%s。", db_last_error(context->db)->detail));
		programme_clash(page.form, context);
	}
	if (form_refuses(page.form, context, status))
		return page_show_again(
		    context, "commission/programme/backfill", draw(context, &page, &input.periods));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, programme_url(context, page.programme, "/backfill?notice=opened"));
}
