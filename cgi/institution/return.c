/* /institution/return/<id>: the form that everything else stands on. */
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "entry.h"
#include "filing.h"
#include "institution_query.h"
#include "page.h"
#include "return_view.h"

#define CELL_POINTS                                                                                \
	60 /* more than any number needs; what is longer is shown again, cut by nobody */

struct posted {
	const char *revision;
	const char *action;
	const char *back;
	struct pairs values;
	struct pairs ticks;
};

static const struct field fields[] = {
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct posted, revision)},
    {.name = "action", .kind = FIELD_HIDDEN, .offset = offsetof(struct posted, action)},
    {.name = "back", .kind = FIELD_HIDDEN, .maximum = 60, .offset = offsetof(struct posted, back)},
    {.name = "value",
	.label = "数据项",
	.kind = FIELD_MAP,
	.maximum = CELL_POINTS,
	.offset = offsetof(struct posted, values)},
    {.name = "na", .label = "不适用", .kind = FIELD_MAP, .offset = offsetof(struct posted, ticks)},
};

static const struct notice notices[] = {
    {"saved", "已保存。"},
    {"unchanged", "内容没有变化，没有产生新的版本。"},
    {"sent-back", "已退回填报。"},
    {0},
};

/* ---- showing -------------------------------------------------------------------------------- */

/* Where the check page sent the clerk from: its row of an element. */
static const char *
back_url(struct context *context, const char *code)
{
	return text_format(context->arena, "%s#row.%s", institution_return_url(context, "check"),
	    html_url_encode(context->arena, code));
}

static void
view_back(struct view *view, struct context *context, const struct filing *filing, const char *code)
{
	bool known = code != NULL && sheet_find(&filing->sheet, code) != SHEET_NONE;

	view_text(view, "back_code", known ? code : NULL);
	view_text(view, "back_url", known ? back_url(context, code) : NULL);
}

static struct view *
create_view(struct context *context, const struct filing *filing, const struct return_field shown[])
{
	const struct rows *head = filing->head;
	struct view *view = page_view(
	    context, text_format(context->arena, "%s报表", rows_text(head, 0, "period_label")));

	page_row(view, head, 0);
	view_text(view, "url", institution_return_url(context, ""));
	view_text(view, "check_url", institution_return_url(context, "check"));
	view_flag(view, "overdue", rows_flag(head, 0, "late"));
	view_text(view, "lock", filing_lock(filing, context));
	view_back(view, context, filing, request_query(context->request, "back", NULL));
	return_view(view, context->arena, filing, shown);
	page_notice(context, view, notices);
	return view;
}

enum status
return_get(struct context *context)
{
	struct filing filing;
	enum status status = filing_load(&filing, context);
	struct return_field *shown;
	struct view *view;

	if (status != STATUS_OK)
		return status;
	shown = arena_new(context->arena, struct return_field, filing.sheet.element_count);
	for (size_t i = 0; i < filing.sheet.element_count; i++) {
		const struct sheet_cell *now = &filing.sheet.elements[i].now;

		shown[i].typed = now->text == NULL ? "" : now->text;
		shown[i].ticked = now->state == SHEET_NOT_APPLICABLE;
	}
	view = create_view(context, &filing, shown);
	view_list(view, "errors");
	return page_show(context, "institution/return", view);
}

/* ---- showing again -------------------------------------------------------------------------- */

/* Rates and checks follow what was typed, not what is stored. */
static void
lay_over(struct sheet_cell *cell, const struct entry *entry)
{
	struct decimal value;

	*cell = (struct sheet_cell){.state = SHEET_MISSING};
	if (entry->error != NULL)
		return;
	if (entry->ticked)
		cell->state = SHEET_NOT_APPLICABLE;
	else if (entry->value != NULL && decimal_parse(&value, entry->value))
		*cell = (struct sheet_cell){SHEET_VALUE, value, entry->value};
}

static const char *
describe_trouble(struct arena *arena, const struct rows *trouble, size_t row)
{
	const char *outcome = rows_text(trouble, row, "outcome");

	if (text_equal(outcome, "not_whole"))
		return "应为整数，不能有小数";
	if (text_equal(outcome, "not_boolean"))
		return "只能填 1（是）或 0（否）";
	if (text_equal(outcome, "too_small"))
		return "小于允许的最小值，请核对";
	return text_format(arena,
	    "%s已于 %s 将此项改为“%s”，与您填写的不同。请与对方核对；再次保存将以您填写的为准",
	    rows_text(trouble, row, "account_name"), rows_text(trouble, row, "entered_at"),
	    return_cell_text(
		arena, rows_text(trouble, row, "state"), rows_text(trouble, row, "value")));
}

/* Whether a row says that two people changed the same element. */
static bool
has_conflict(const struct rows *trouble)
{
	for (size_t row = 0; trouble != NULL && row < rows_count(trouble); row++) {
		if (text_equal(rows_text(trouble, row, "outcome"), "conflict"))
			return true;
	}
	return false;
}

static void
mark_trouble(struct return_field shown[], struct filing *filing, struct arena *arena,
    const struct rows *trouble)
{
	bool conflict = has_conflict(trouble);

	for (size_t row = 0; trouble != NULL && row < rows_count(trouble); row++) {
		size_t i = sheet_find(&filing->sheet, rows_text(trouble, row, "code"));
		const char *value = rows_text(trouble, row, "value");

		if (i == SHEET_NONE)
			continue;
		if (!text_equal(rows_text(trouble, row, "outcome"), "newer")) {
			shown[i].error = describe_trouble(arena, trouble, row);
			continue;
		}
		/* The next save is made from the newest revision, so it must not undo this. */
		if (!conflict)
			continue;
		shown[i].typed = value == NULL ? "" : value;
		shown[i].ticked = text_equal(rows_text(trouble, row, "state"), "not_applicable");
		shown[i].note = text_format(arena, "%s已于 %s 修改此项，已采用新的内容",
		    rows_text(trouble, row, "account_name"), rows_text(trouble, row, "entered_at"));
	}
}

/* The form with everything that was typed; trouble: the rows of return_save, NULL if none. */
static enum status
show_again(struct context *context, struct form *form, const struct posted *posted,
    const struct entries *entries, const struct rows *trouble, enum status why)
{
	struct arena *arena = context->arena;
	struct return_field *shown;
	struct filing filing;
	struct view *view;
	const char *base;
	enum status status = filing_load(&filing, context);

	if (status != STATUS_OK)
		return status;
	/* After a conflict the next save decides, so it is made from the newest revision. */
	base = posted->revision;
	if (base == NULL || has_conflict(trouble))
		base = rows_text(filing.head, 0, "revision");
	shown = arena_new(arena, struct return_field, filing.sheet.element_count);
	for (size_t i = 0; i < filing.sheet.element_count; i++) {
		const char *code = filing.sheet.elements[i].code;
		const struct entry *entry = entries_find(entries, code);

		shown[i].typed = "";
		if (entry == NULL)
			continue;
		lay_over(&filing.sheet.elements[i].now, entry);
		shown[i].typed = entry->typed;
		shown[i].ticked = entry->ticked;
		shown[i].error = entry->error;
		if (shown[i].error == NULL)
			shown[i].error = form_map_error(form, "value", code);
	}
	mark_trouble(shown, &filing, arena, trouble);
	for (size_t i = 0; i < filing.sheet.element_count; i++) {
		const struct sheet_element *element = &filing.sheet.elements[i];

		if (shown[i].error != NULL && form_map_error(form, "value", element->code) == NULL)
			form_error(form, text_format(arena, "value.%s", element->code),
			    text_format(arena, "%s：%s", element->name, shown[i].error));
	}
	view = create_view(context, &filing, shown);
	form_view(form, view);
	view_text(view, "revision", base);
	view_back(view, context, &filing, posted->back);
	/* The summary of what forbids saving comes first; the rest stands beside its fields. */
	view_flag(view, "faulty", false);
	/* Whatever forbids saving, what was typed stays in its fields. */
	view_text(view, "lock", NULL);
	context->reply->status = why;
	return page_show(context, "institution/return", view);
}

/* ---- saving --------------------------------------------------------------------------------- */

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

static enum status
save(struct context *context, struct form *form, const struct posted *posted,
    const struct entries *entries)
{
	struct arena *arena = context->arena;
	struct rows *rows;
	const char *outcome;
	enum status status = db_query(&rows, context->db, QUERY_RETURN_SAVE,
	    DB_VALUES(context->segments[0], posted->revision, entries_codes(entries, arena),
		entries_states(entries, arena), entries_values(entries, arena)));

	if (status != STATUS_OK) {
		if (!explains(context, form, status))
			return status;
		return show_again(context, form, posted, entries, NULL, status);
	}
	outcome = rows_text(rows, 0, "outcome");
	if (!text_equal(outcome, "saved") && !text_equal(outcome, "unchanged"))
		return show_again(context, form, posted, entries, rows,
		    has_conflict(rows) ? STATUS_CONFLICT : STATUS_INPUT);
	if (text_equal(posted->action, "check"))
		return page_redirect(context, posted->back == NULL
						  ? institution_return_url(context, "check")
						  : back_url(context, posted->back));
	return page_redirect(
	    context, html_url_query(arena, institution_return_url(context, ""), "notice", outcome));
}

enum status
return_post(struct context *context)
{
	struct form *form = form_create(context, fields, sizeof(fields) / sizeof(fields[0]));
	struct posted posted = {0};
	enum status status = form_read(form, &posted);
	struct entries entries;
	int64_t number;

	if (!text_to_id(&number, context->segments[0]))
		return STATUS_MISSING;
	entries_read(&entries, context->arena, &posted.values, &posted.ticks);
	if (posted.revision != NULL &&
	    (!text_to_id(&number, posted.revision) || number > INT32_MAX)) {
		form_error(form, NULL, "页面内容已失效，请刷新页面后重新填写");
		posted.revision = NULL;
		status = STATUS_INPUT;
	}
	if (status != STATUS_OK || entries.wrong)
		return show_again(context, form, &posted, &entries, NULL, STATUS_INPUT);
	return save(context, form, &posted, &entries);
}
