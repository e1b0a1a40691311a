/* /commission/programme/: the programmes by year, and a new one. */
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "page.h"

struct programme {
	const char *year;
	const char *name;
	bool copy;
};

static const struct field fields[] = {
    {.name = "year",
	.label = "年度",
	.kind = FIELD_INTEGER,
	.required = true,
	.minimum = 2020,
	.maximum = 2099,
	.offset = offsetof(struct programme, year)},
    {.name = "name",
	.label = "方案名称",
	.hint = "显示在报表和公开页面上。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100,
	.offset = offsetof(struct programme, name)},
    {.name = "copy",
	.label = "沿用最近一年方案的目标、指标、填报范围和要求",
	.hint = "指标定义取目录中的最新版本；日历不沿用。",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct programme, copy)},
};

static struct form *
new_form(struct context *context)
{
	return FORM(context, fields);
}

enum status
programme_list_get(struct context *context)
{
	struct rows *rows;
	struct view *view;
	enum status status = DB_ASK(context->db, &rows, PROGRAMME_LIST);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "监测方案");
	view_list(view, "programmes");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "programmes");

		page_row(item, rows, row);
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "programme",
			rows_text(rows, row, "id"), NULL));
	}
	view_flag(view, "may_change", commission_may_change(context));
	return page_show(context, "commission/programme_list", view);
}

/* earlier: the year of the newest programme, empty if there is none to copy from. */
static struct view *
draw(struct context *context, const struct form *form, const struct rows *next)
{
	struct view *view = page_view(context, "新建监测方案");

	form_view(form, view);
	view_text(view, "earlier", rows_text(next, 0, "earlier"));
	page_crumb(view, "监测方案", "/commission/programme/");
	page_crumb(view, "新建", NULL);
	return view;
}

enum status
programme_new_get(struct context *context)
{
	struct form *form = new_form(context);
	struct rows *next;
	enum status status;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	status = DB_ASK(context->db, &next, PROGRAMME_NEXT);
	if (status != STATUS_OK)
		return status;
	form_set(form, "year", rows_text(next, 0, "year"));
	if (rows_text(next, 0, "earlier") != NULL)
		form_set(form, "copy", "1");
	return page_show(context, "commission/programme_new", draw(context, form, next));
}

enum status
programme_new_post(struct context *context)
{
	struct form *form = new_form(context);
	struct programme input = {0};
	struct rows *next, *made;
	enum status status = DB_ASK(context->db, &next, PROGRAMME_NEXT);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(context->db, &made, PROGRAMME_CREATE, input.year, input.name,
		    input.copy ? "true" : "false");
	if (form_refuses(form, context, status))
		return page_show_again(
		    context, "commission/programme_new", draw(context, form, next));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, text_format(context->arena, "/commission/programme/%s?notice=created",
			 rows_text(made, 0, "id")));
}
