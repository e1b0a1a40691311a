/* /institution/department/<id>/answer/<quarter>: what the quality office asks a head of department,
 * and what was answered on the sheet. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "figures.h"
#include "institution/page.h"
#include "institution_query.h"

struct input {
	const char *kind;
	const char *indicator;
	const char *text;
};

static const struct choice kinds[] = {
    {"question", "提问"},
    {"answer", "科主任答复"},
    {0},
};

static const struct field fields[] = {
    {.name = "kind",
	.label = "写入什么",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = kinds,
	.offset = offsetof(struct input, kind)},
    {.name = "indicator",
	.label = "关于哪项指标",
	.hint = "不选表示关于整张表。",
	.kind = FIELD_CHOICE,
	.offset = offsetof(struct input, indicator)},
    {.name = "text",
	.label = "内容",
	.hint = "答复按科主任在表上签字的原话记录；保存后不能修改，可以再写一条。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 1000,
	.offset = offsetof(struct input, text)},
};

static struct form *
make_form(struct context *context, const struct department_page *page)
{
	struct form *form = FORM(context, fields);
	size_t count = rows_count(page->figures);
	struct choice *choices = arena_new(context->arena, struct choice, count);

	for (size_t i = 0; i < count; i++)
		choices[i] = (struct choice){rows_text(page->figures, i, "indicator_code"),
		    rows_text(page->figures, i, "name")};
	form_choices(form, "indicator", choices, count);
	return form;
}

static enum status
show(struct context *context, const struct department_page *page, const struct form *form)
{
	struct view *view = page_view(context, "科室提问与答复");

	page_crumb(view, "科室", "/institution/department/");
	page_crumb(view, rows_text(page->row, 0, "name"), department_url(context, NULL, NULL));
	page_crumb(view, "科室提问与答复", NULL);
	department_view(view, context, page);
	view_text(view, "url", department_url(context, "answer", page->period));
	view_text(view, "back_url",
	    html_url_query(
		context->arena, department_url(context, NULL, NULL), "period", page->period));
	form_view(form, view);
	return page_show(context, "institution/department/answer", view);
}

enum status
department_answer_get(struct context *context)
{
	struct department_page page = {0};
	enum status status = department_load(&page, context, context->segments[1]);

	if (status != STATUS_OK)
		return status;
	return show(context, &page, make_form(context, &page));
}

enum status
department_answer_post(struct context *context)
{
	struct department_page page = {0};
	struct input input = {0};
	struct form *form;
	enum status status = department_load(&page, context, context->segments[1]);

	if (status != STATUS_OK)
		return status;
	form = make_form(context, &page);
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, DEPARTMENT_SAY, context->segments[0],
		    page.period, input.kind, input.indicator, input.text);
	if (form_refuses(form, context, status))
		return show(context, &page, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_query(
		context->arena, department_url(context, NULL, NULL), "period", page.period),
	    input.kind);
}
