/* /commission/institution/<id>/activate: close an institution, or take it up again. */
#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "page.h"

struct activation {
	const char *reason;
	const char *seen;
};

static const struct field fields[] = {
    {.name = "reason",
	.label = "原因",
	.hint = "写明依据，例如撤销、合并的文件，记入操作日志。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct activation, reason)},
    {.name = "seen",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct activation, seen)},
};

static enum status
load(struct rows **out, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	status = DB_ASK(context->db, out, INSTITUTION_LOAD, id);
	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

static struct view *
draw(struct context *context, const struct form *form, const struct rows *present)
{
	bool active = rows_flag(present, 0, "active");
	struct view *view = page_view(context, active ? "停用机构" : "恢复机构");

	form_view(form, view);
	page_row(view_object(view, "present"), present, 0);
	page_crumb(view, "医疗机构", "/commission/institution/");
	page_crumb(view, rows_text(present, 0, "name"),
	    text_format(context->arena, "/commission/institution/%s", rows_text(present, 0, "id")));
	page_crumb(view, active ? "停用" : "恢复", NULL);
	return view;
}

enum status
institution_activate_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct rows *present;
	enum status status =
	    commission_may_change(context) ? load(&present, context) : STATUS_FORBIDDEN;

	if (status != STATUS_OK)
		return status;
	form_set(form, "seen", rows_text(present, 0, "seen"));
	return page_show(context, "commission/institution_activate", draw(context, form, present));
}

enum status
institution_activate_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct activation input = {0};
	struct rows *present;
	enum status status = load(&present, context);
	bool active;

	if (status != STATUS_OK)
		return status;
	active = !rows_flag(present, 0, "active");
	if (form_read(form, &input) != STATUS_OK)
		return page_show_again(
		    context, "commission/institution_activate", draw(context, form, present));
	status = DB_ASK(context->db, NULL, INSTITUTION_ACTIVATE, rows_text(present, 0, "id"),
	    input.seen, active ? "true" : "false", input.reason);
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, "commission/institution_activate", draw(context, form, present));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, text_format(context->arena, "/commission/institution/%s?notice=%s",
			 rows_text(present, 0, "id"), active ? "reactivated" : "deactivated"));
}
