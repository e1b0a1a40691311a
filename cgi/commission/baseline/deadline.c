/* /commission/baseline/deadline/<programme>: by when the baselines of an own programme are due. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"

struct deadline {
	const char *due_on;
};

static const struct field fields[] = {
    {.name = "due_on",
	.label = "登记截止日",
	.hint = "过了这一天仍没有登记的，机构工作台和本页会标明逾期。",
	.kind = FIELD_DATE,
	.required = true,
	.offset = offsetof(struct deadline, due_on)},
};

static enum status
load(struct rows **head, struct context *context)
{
	enum status status = DB_ASK(context->db, head, BASELINE_DEADLINE, context->segments[0]);

	if (status == STATUS_OK && rows_count(*head) == 0)
		return STATUS_MISSING;
	return status;
}

static enum status
show(struct context *context, const struct rows *head, const struct form *form)
{
	struct view *view = page_view(context, "登记截止日");

	view_text(view, "programme_name", rows_text(head, 0, "programme_name"));
	form_view(form, view);
	page_crumb(view, "基线与目标", "/commission/baseline/");
	page_crumb(view, "登记截止日", NULL);
	return page_show(context, "commission/baseline/deadline", view);
}

enum status
baseline_deadline_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct rows *head;
	enum status status = load(&head, context);

	if (status != STATUS_OK)
		return status;
	form_set(form, "due_on", rows_text(head, 0, "due_on"));
	return show(context, head, form);
}

enum status
baseline_deadline_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct deadline input;
	struct rows *head;
	enum status status = load(&head, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(
		    context->db, NULL, BASELINE_DEADLINE_SET, context->segments[0], input.due_on);
	if (form_refuses(form, context, status))
		return show(context, head, form);
	return status == STATUS_OK ? page_redirect(context, "/commission/baseline/") : status;
}
