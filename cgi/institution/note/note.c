/* /institution/note/: where the own numbers come from, element by element;
 * /institution/note/<code>. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "institution/page.h"
#include "institution_query.h"

struct posted {
	const char *source;
	const char *rule;
};

static const struct field fields[] = {
    {.name = "source",
	.label = "数据来源",
	.hint = "取自哪个系统或登记本，例如：病案首页系统、手术麻醉系统、院感登记本。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct posted, source)},
    {.name = "rule",
	.label = "取数规则",
	.hint = "怎样统计：筛选条件、编码范围、去重办法、统计时点。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct posted, rule)},
};

static const struct notice notices[] = {
    {"saved", "已保存，自动沿用到以后各期。"},
    {"unchanged", "内容没有变化。"},
    {0},
};

static size_t
find_row(const struct rows *rows, const char *column, const char *code)
{
	size_t row = 0;

	while (row < rows_count(rows) && !text_equal(rows_text(rows, row, column), code))
		row++;
	return row;
}

enum status
note_list_get(struct context *context)
{
	struct view *view = page_view(context, "数据来源与取数规则"), *group = NULL;
	struct rows *elements, *notes;
	const char *specialty = NULL;
	size_t groups = 0;
	const struct ask asks[] = {
	    ASK(&elements, NOTE_ELEMENTS),
	    ASK(&notes, NOTE_LIST),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	view_list(view, "groups");
	for (size_t i = 0; i < rows_count(elements); i++) {
		const char *own = rows_text(elements, i, "specialty");
		const char *code = rows_text(elements, i, "code");
		size_t row = find_row(notes, "element_code", code);
		bool noted = row < rows_count(notes);
		struct view *item;

		if (!text_equal(own, specialty)) {
			group = view_item(view, "groups");
			specialty = own;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		item = view_item(group, "elements");
		view_text(item, "name", rows_text(elements, i, "name"));
		view_text(
		    item, "url", html_url_path(context->arena, "institution", "note", code, NULL));
		view_text(item, "source", noted ? rows_text(notes, row, "source") : NULL);
		view_text(item, "rule", noted ? rows_text(notes, row, "rule") : NULL);
		view_text(item, "at", noted ? rows_text(notes, row, "at") : NULL);
		view_text(item, "person", noted ? rows_text(notes, row, "person") : NULL);
	}
	view_integer(view, "noted", (int64_t)rows_count(notes));
	view_integer(view, "count", (int64_t)rows_count(elements));
	return page_show(context, "institution/note/list", view);
}

/* ---- one element ---------------------------------------------------------------------------- */

struct subject {
	struct rows *elements;
	size_t row;
	struct rows *history;
};

static enum status
load(struct subject *out, struct context *context)
{
	const char *code = context->segments[0];
	const struct ask asks[] = {
	    ASK(&out->elements, NOTE_ELEMENTS),
	    ASK(&out->history, NOTE_HISTORY, code),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	out->row = find_row(out->elements, "code", code);
	return out->row < rows_count(out->elements) ? STATUS_OK : STATUS_MISSING;
}

static enum status
show(struct context *context, const struct subject *subject, const struct form *form)
{
	struct view *view = page_view(context, rows_text(subject->elements, subject->row, "name"));

	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "数据来源", "/institution/note/");
	page_crumb(view, rows_text(subject->elements, subject->row, "name"), NULL);
	page_row(view, subject->elements, subject->row);
	form_view(form, view);
	view_text(view, "url",
	    html_url_path(context->arena, "institution", "note", context->segments[0], NULL));
	view_flag(
	    view, "editable", (context->session->role_bit & (ROLE_CLERK | ROLE_VERIFIER)) != 0);
	page_rows(view, "history", subject->history);
	page_notice(context, view, notices);
	return page_show(context, "institution/note/note", view);
}

const struct query note_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
note_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct subject subject;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	if (rows_count(subject.history) > 0) {
		form_set(form, "source", rows_text(subject.history, 0, "source"));
		form_set(form, "rule", rows_text(subject.history, 0, "rule"));
	}
	return show(context, &subject, form);
}

enum status
note_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct subject subject;
	struct posted posted;
	struct rows *added;
	enum status status = load(&subject, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &posted);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &added, NOTE_ADD, context->segments[0], posted.source,
		    posted.rule);
	if (form_refuses(form, context, status))
		return show(context, &subject, form);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context,
	    html_url_path(context->arena, "institution", "note", context->segments[0], NULL),
	    rows_flag(added, 0, "added") ? "saved" : "unchanged");
}
