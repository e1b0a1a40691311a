/* /institution/return/<id>: the form that everything else stands on. */
#include "core/arena.h"
#include "core/page.h"
#include "core/query.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution/posted.h"

static const struct field fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct return_posted, revision)},
    {.name = "action", .kind = FIELD_HIDDEN, .offset = offsetof(struct return_posted, action)},
    {.name = "back",
	.kind = FIELD_HIDDEN,
	.maximum = 60,
	.offset = offsetof(struct return_posted, back)},
    RETURN_CELL_FIELDS,
};

const struct query return_query[] = {
    {.name = "back", .kind = VALUE_CODE},
    PARAMETER_NOTICE(return_notices),
    {0},
};

enum status
return_get(struct context *context)
{
	struct own_return own;
	enum status status = own_return_load(&own, context);
	const char *back = request_query(context->request, "back", NULL);
	struct asked_parts asked;
	struct return_field *shown;
	struct view *view;

	if (status == STATUS_OK && back != NULL && sheet_find(&own.sheet, back) == SHEET_NONE)
		status = query_refuse(context, "back");
	if (status != STATUS_OK)
		return status;
	asked_parts_read(&asked, context->arena, &own);
	shown = arena_new(context->arena, struct return_field, own.sheet.element_count);
	for (size_t i = 0; i < own.sheet.element_count; i++) {
		const struct sheet_cell *now = &own.sheet.elements[i].now;

		shown[i].typed = now->text == NULL ? "" : now->text;
		shown[i].ticked = now->state == SHEET_NOT_APPLICABLE;
	}
	view = return_page(context, &own, &(struct return_shown){shown, &asked, NULL});
	view_list(view, "errors");
	return page_show(context, "institution/return/return", view);
}

/* As form_explains; a field that is not in the form can have no message beside it. */
static bool
explains(struct context *context, struct form *form, enum status status)
{
	const struct db_error *error = db_last_error(context->db);

	if (!text_equal(error->constraint, "return_unknown_element"))
		return form_explains(form, context, status);
	form_error(form, NULL,
	    text_format(context->arena,
		"“%s”不是本报表的数据项，本次内容没有保存。请刷新页面后重新填写。", error->detail));
	return db_restart(context->db) == STATUS_OK;
}

enum status
return_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct return_posted posted = {0};
	enum status status = return_posted_read(&posted, context, form);
	const char *url = institution_return_url(context, "");
	struct rows *rows;

	if (status == STATUS_INPUT)
		return return_show_again(context, form, &posted, NULL, status);
	if (status == STATUS_OK)
		status = return_posted_save(&rows, context, &posted, "typed");
	if (status != STATUS_OK) {
		if (status == STATUS_MISSING || !explains(context, form, status))
			return status;
		return return_show_again(context, form, &posted, NULL, status);
	}
	if (!return_posted_is_saved(rows))
		return return_show_again(context, form, &posted, rows,
		    return_posted_is_conflict(rows) ? STATUS_CONFLICT : STATUS_INPUT);
	if (text_equal(posted.action, "check"))
		return page_redirect(context, return_posted_check_url(context, posted.back));
	return page_redirect_notice(context, url, rows_text(rows, 0, "outcome"));
}
