/* /institution/department/: the institution's own list of departments, and one of them. */
#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "figures.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

#define NAME_POINTS 40 /* zhiheng.department_version */
#define NAMES_MOST  60 /* added at a time */

static const struct notice notices[] = {
    {"added", "科室已登记。"},
    {"changed", "科室已更新。"},
    {0},
};

static const struct notice said_notices[] = {
    {"question", "提问已写入，打印的科室表上会列出。"},
    {"answer", "答复已记录。"},
    {0},
};

/* ---- the list ------------------------------------------------------------------------------- */

struct list_input {
	const char *names;
};

static const struct field list_fields[] = {
    {.name = "names",
	.label = "登记科室",
	.hint = "每行一个科室，可以从电子表格整列粘贴。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = NAMES_MOST * (NAME_POINTS + 2),
	.offset = offsetof(struct list_input, names)},
};

static bool
may_change(const struct context *context)
{
	return (context->session->role_bit & (ROLE_CLERK | ROLE_LEADER)) != 0;
}

static enum status
show_list(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "科室");
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, DEPARTMENT_LIST);

	if (status != STATUS_OK)
		return status;
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "科室", NULL);
	view_list(view, "departments");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "departments");

		page_row(item, rows, row);
		view_text(item, "url",
		    text_format(
			context->arena, "/institution/department/%s", rows_text(rows, row, "id")));
	}
	view_flag(view, "may_change", may_change(context));
	form_view(form, view);
	page_notice(context, view, notices);
	if (form_has_errors(form))
		return page_show_again(context, "institution/department/list", view);
	return page_show(context, "institution/department/list", view);
}

const struct query department_list_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
department_list_get(struct context *context)
{
	return show_list(context, form_create(context, list_fields, 1));
}

/* The lines that hold a name; what is wrong becomes an error of the form. */
static const char *
read_names(struct context *context, struct form *form, const char *text)
{
	struct arena *arena = context->arena;
	const char **names = arena_new(arena, const char *, NAMES_MOST);
	size_t count = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, "\r\n\t");
		const char *name = text_trim(arena, text_copy(arena, text, length));

		text += length + (text[length] != '\0');
		if (name[0] == '\0')
			continue;
		if (count == NAMES_MOST)
			form_error(form, "names",
			    text_format(arena, "一次最多登记 %d 个科室", NAMES_MOST));
		else if (text_code_points(name) > NAME_POINTS)
			form_error(form, "names",
			    text_format(arena, "“%s”超过 %d 个字，请写简称", name, NAME_POINTS));
		if (form_has_errors(form))
			return NULL;
		names[count++] = name;
	}
	return text_array(arena, names, count);
}

/* Refusals that name a department. */
static bool
explains(struct context *context, struct form *form, const char *field, enum status status)
{
	const struct db_error *error = db_last_error(context->db);

	if (!text_equal(error->constraint, "department_name_taken"))
		return form_explains(form, context, status);
	form_error(form, field,
	    text_format(context->arena, "已有在用的科室“%s”，请换一个名称", error->detail));
	return db_restart(context->db) == STATUS_OK;
}

enum status
department_list_post(struct context *context)
{
	struct form *form = form_create(context, list_fields, 1);
	struct list_input input = {0};
	const char *names = NULL;
	enum status status;

	if (form_read(form, &input) == STATUS_OK)
		names = read_names(context, form, input.names);
	if (form_has_errors(form))
		return show_list(context, form);
	status = DB_ASK(context->db, NULL, DEPARTMENT_ADD, names);
	if (status == STATUS_OK)
		return page_redirect(context, "/institution/department/?notice=added");
	return explains(context, form, "names", status) ? show_list(context, form) : status;
}

/* ---- one department ------------------------------------------------------------------------- */

struct input {
	const char *version;
	const char *name;
	bool retired;
};

static const struct field fields[] = {
    {.name = "version",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct input, version)},
    {.name = "name",
	.label = "名称",
	.hint = "改名后，以前各期的数字仍归这个科室。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = NAME_POINTS,
	.offset = offsetof(struct input, name)},
    {.name = "retired",
	.label = "停用（以后的报表不再有这一栏，已填的数字保留）",
	.kind = FIELD_FLAG,
	.offset = offsetof(struct input, retired)},
};

static void
show_periods(struct view *view, const struct department_page *page)
{
	view_list(view, "periods");
	for (size_t row = 0; row < rows_count(page->quarters); row++)
		page_option(view, "periods", rows_text(page->quarters, row, "period"),
		    rows_text(page->quarters, row, "period_label"), row == page->chosen);
}

static enum status
show(struct context *context, struct form *form)
{
	struct department_page page = {0};
	struct view *view;
	enum status status =
	    department_load(&page, context, request_query(context->request, "period", NULL));

	if (status != STATUS_OK)
		return status;
	if (!form_has_errors(form)) {
		form_set(form, "version", rows_text(page.row, 0, "version"));
		form_set(form, "name", rows_text(page.row, 0, "name"));
		form_set(form, "retired", rows_flag(page.row, 0, "retired") ? "1" : NULL);
	}
	view = page_view(context, rows_text(page.row, 0, "name"));
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "科室", "/institution/department/");
	page_crumb(view, rows_text(page.row, 0, "name"), NULL);
	department_view(view, context, &page);
	show_periods(view, &page);
	view_text(view, "sheet_url",
	    page.period == NULL ? NULL : department_url(context, "sheet", page.period));
	view_text(view, "answer_url",
	    page.period == NULL ? NULL : department_url(context, "answer", page.period));
	page_rows(view, "history", page.history);
	view_flag(view, "may_change", may_change(context));
	page_notice(context, view, said_notices);
	form_view(form, view);
	if (form_has_errors(form))
		return page_show_again(context, "institution/department/department", view);
	return page_show(context, "institution/department/department", view);
}

const struct query department_query[] = {
    {.name = "period", .kind = VALUE_PERIOD},
    PARAMETER_NOTICE(said_notices),
    {0},
};

enum status
department_get(struct context *context)
{
	return show(context, FORM(context, fields));
}

enum status
department_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct input input = {0};
	enum status status = form_read(form, &input);

	if (status == STATUS_OK && !own_return_is_revision(input.version))
		form_error(form, NULL, "页面内容已失效，请刷新页面后重新填写");
	if (form_has_errors(form))
		return show(context, form);
	status = DB_ASK(context->db, NULL, DEPARTMENT_CHANGE, context->segments[0], input.version,
	    input.name, input.retired ? "true" : "false");
	if (status == STATUS_OK)
		return page_redirect(context, "/institution/department/?notice=changed");
	return explains(context, form, "name", status) ? show(context, form) : status;
}
