#include "freeze.h"

#include "core/arena.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"

static const struct field fields[] = {
    {.name = "first",
	.label = "基准期从",
	.hint =
	    "选定的季度固定中心线和控制限，以后的季度只由它们判断。至少 12 个有数值的季度才起作用；两项都不选，表示不再固定。",
	.kind = FIELD_CHOICE,
	.offset = offsetof(struct freeze, first)},
    {.name = "last", .label = "到", .kind = FIELD_CHOICE, .offset = offsetof(struct freeze, last)},
    {.name = "reason",
	.label = "理由",
	.hint = "为什么从这一段算起，例如：流程改造后的稳定时期。理由和日期写在图下。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct freeze, reason)},
};

struct form *
freeze_form(struct context *context, const struct rows *quarters)
{
	struct form *form = FORM(context, fields);
	size_t count = rows_count(quarters);
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);

	for (size_t row = 0; row < count; row++)
		choices[row] = (struct choice){
		    rows_text(quarters, row, "period"), rows_text(quarters, row, "period_label")};
	form_choices(form, "first", choices, count);
	form_choices(form, "last", choices, count);
	return form;
}

enum status
freeze_found(const struct freeze_subject *subject)
{
	return rows_count(subject->head) == 0 || rows_count(subject->quarters) == 0 ? STATUS_MISSING
										    : STATUS_OK;
}

enum status
freeze_show(struct context *context, const struct freeze_subject *subject, const struct form *form)
{
	struct view *view = page_view(context, "控制图基准期");

	page_crumb(view, "指标结果", subject->list_url);
	page_crumb(view, rows_text(subject->head, 0, "name"), subject->back_url);
	page_crumb(view, "控制图基准期", NULL);
	view_columns(view, subject->head, 0, "name", "indicator_code");
	form_view(form, view);
	view_text(view, "url", subject->url);
	view_text(view, "back_url", subject->back_url);
	page_rows(view, "decisions", subject->decisions);
	return page_show(context, subject->template, view);
}

enum status
freeze_get(struct context *context, const struct freeze_subject *subject)
{
	return freeze_show(context, subject, freeze_form(context, subject->quarters));
}
