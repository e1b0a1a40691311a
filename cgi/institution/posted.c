#include "posted.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/backfill.h"
#include "figure/value.h"
#include "institution_query.h"
#include "page.h"

const struct notice return_notices[] = {
    {"saved", "已保存。"},
    {"unchanged", "已保存，内容与上次保存时相同。"},
    {"sent-back", "已退回填报。"},
    {0},
};

/* ---- reading and saving --------------------------------------------------------------------- */

enum status
return_posted_read(struct return_posted *posted, struct context *context, struct form *form)
{
	enum status status = form_read(form, posted);

	entries_read(&posted->entries, context->arena, &posted->values, &posted->ticks);
	part_values_read(&posted->values_by_part, context->arena, &posted->parts);
	if (posted->revision != NULL && !own_return_is_revision(posted->revision)) {
		form_error(form, NULL, "页面内容已失效，请刷新页面后重新填写");
		posted->revision = NULL;
		status = STATUS_INPUT;
	}
	if (posted->entries.wrong || posted->values_by_part.wrong)
		status = STATUS_INPUT;
	return status;
}

enum status
return_posted_save(struct rows **out, struct context *context, const struct return_posted *posted,
    const char *source)
{
	return own_return_save(out, context,
	    &(struct own_return_entry){
		.revision = posted->revision,
		.values = &posted->entries,
		.parts = &posted->values_by_part,
		.source = source,
		.again = posted->again,
	    });
}

bool
return_posted_is_saved(const struct rows *rows)
{
	const char *outcome = rows_text(rows, 0, "outcome");

	return text_equal(outcome, "saved") || text_equal(outcome, "unchanged");
}

bool
return_posted_is_conflict(const struct rows *rows)
{
	for (size_t row = 0; rows != NULL && row < rows_count(rows); row++) {
		if (text_equal(rows_text(rows, row, "outcome"), "conflict"))
			return true;
	}
	return false;
}

const char *
return_posted_part(const struct rows *rows, size_t row)
{
	return rows_has_column(rows, "part") ? rows_text(rows, row, "part") : NULL;
}

const char *
return_posted_trouble(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *outcome = rows_text(rows, row, "outcome");
	const char *value =
	    figure_cell(arena, rows_text(rows, row, "state"), rows_text(rows, row, "value"));

	if (text_equal(outcome, "not_whole"))
		return "应为整数，不能有小数";
	if (text_equal(outcome, "not_boolean"))
		return "只能填 1（是）或 0（否）";
	if (text_equal(outcome, "closed"))
		return "已截止：要求这一项的监测方案本期已关闭，不能再改";
	if (text_equal(outcome, "accepted"))
		return "已接受，不能直接修改；如需更改请申请更正";
	if (text_equal(outcome, "above_accepted"))
		return text_format(arena, "科室合计 %s，全院已接受 %s：各科室之和应等于已接受的数",
		    value, rows_text(rows, row, "account_name"));
	if (text_equal(outcome, "too_small"))
		return "小于允许的最小值，请核对";
	if (text_equal(outcome, "too_large"))
		return "各科室或各月相加的合计超过 12 位，请核对";
	if (text_equal(outcome, "not_sum"))
		return text_format(arena,
		    "与各科室或各月相加的合计（%s）不符。填了各科室或各月的，合计由系统计算；"
		    "要直接填合计或勾选不适用，请先清空各科室、各月的数字",
		    value);
	return text_format(arena,
	    "%s已于 %s 将此项改为“%s”，与您填写的不同。请与对方核对；再次保存将以您填写的为准",
	    rows_text(rows, row, "account_name"), rows_text(rows, row, "entered_at"), value);
}

/* ---- showing -------------------------------------------------------------------------------- */

const char *
return_posted_check_url(struct context *context, const char *back)
{
	const char *url = institution_return_url(context, "check");

	if (back == NULL)
		return url;
	return text_format(context->arena, "%s#row.%s", url, html_url_encode(context->arena, back));
}

/* code: where the check page sent the clerk from, its row of an element. */
static void
view_back(
    struct view *view, struct context *context, const struct own_return *own, const char *code)
{
	bool known = code != NULL && sheet_find(&own->sheet, code) != SHEET_NONE;

	view_text(view, "back_code", known ? code : NULL);
	view_text(view, "back_url", known ? return_posted_check_url(context, code) : NULL);
}

/* Who asks for the return, each with its own last day. */
static void
view_due(struct view *view, const struct rows *askers)
{
	view_list(view, "demands");
	for (size_t row = 0; row < rows_count(askers); row++) {
		struct view *item = view_item(view, "demands");

		view_text(item, "mark", rows_text(askers, row, "mark"));
		view_text(item, "programme", rows_text(askers, row, "programme_name"));
		view_text(item, "asked_until", rows_text(askers, row, "due_on"));
		view_flag(
		    item, "ended", !text_equal(rows_text(askers, row, "period_state"), "open"));
		view_flag(item, "missed", rows_flag(askers, row, "late"));
	}
}

struct view *
return_page(struct context *context, const struct own_return *own, const struct return_shown *shown)
{
	const struct rows *head = own->head;
	struct view *view = page_view(
	    context, text_format(context->arena, "%s报表", rows_text(head, 0, "period_label")));

	page_row(view, head, 0);
	institution_return_crumbs(context, view, head, NULL);
	view_text(view, "url", institution_return_url(context, ""));
	view_text(view, "check_url", institution_return_url(context, "check"));
	view_text(view, "draft_url", institution_return_url(context, "draft"));
	view_flag(view, "unsaved", false);
	view_flag(view, "overdue", rows_flag(head, 0, "late"));
	view_text(view, "lock", own_return_lock(own, context));
	view_text(view, "scope", own_return_scope(own, context->arena));
	view_text(view, "part_lock", own_return_lock(own, context));
	view_flag(view, "editing", own_return_lock(own, context) == NULL);
	view_flag(view, "several", rows_count(own->askers) > 1);
	view_due(view, own->askers);
	view_back(view, context, own, request_query(context->request, "back", NULL));
	dossier_view_backfill(
	    view, context->arena, own->sources, institution_return_url(context, "evidence"));
	return_view(view, context->arena, own, shown);
	page_notice(context, view, return_notices);
	return view;
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

/* The next save is made from the newest revision, so it must not undo what others changed. */
static void
adopt(struct return_field *field, struct arena *arena, const struct rows *trouble, size_t row)
{
	const char *value = rows_text(trouble, row, "value");

	field->typed = value == NULL ? "" : value;
	field->ticked = text_equal(rows_text(trouble, row, "state"), "not_applicable");
	field->note = text_format(arena, "%s已于 %s 修改此项，已采用新的内容",
	    rows_text(trouble, row, "account_name"), rows_text(trouble, row, "entered_at"));
}

static void
mark_part(struct part_value *part, struct arena *arena, const struct rows *trouble, size_t row,
    bool conflict)
{
	const char *value = rows_text(trouble, row, "value");

	if (!text_equal(rows_text(trouble, row, "outcome"), "newer"))
		part->error = return_posted_trouble(arena, trouble, row);
	else if (conflict)
		part->typed = value == NULL ? "" : value;
}

static void
mark_trouble(struct return_field fields[], struct return_posted *posted, const struct sheet *sheet,
    struct arena *arena, const struct rows *trouble)
{
	bool conflict = return_posted_is_conflict(trouble);

	for (size_t row = 0; trouble != NULL && row < rows_count(trouble); row++) {
		const char *code = rows_text(trouble, row, "code");
		const char *part = return_posted_part(trouble, row);
		size_t i = sheet_find(sheet, code);
		struct part_value *cell =
		    part == NULL ? NULL : part_values_find(&posted->values_by_part, code, part);

		if (cell != NULL)
			mark_part(cell, arena, trouble, row, conflict);
		if (part != NULL || i == SHEET_NONE)
			continue;
		if (!text_equal(rows_text(trouble, row, "outcome"), "newer"))
			fields[i].error = return_posted_trouble(arena, trouble, row);
		else if (conflict)
			adopt(&fields[i], arena, trouble, row);
	}
}

/* Every error of a field or a part into the summary, with the element's name. */
static void
summarise(struct form *form, struct arena *arena, const struct sheet *sheet,
    const struct return_field fields[], const struct part_values *parts)
{
	for (size_t i = 0; i < sheet->element_count; i++) {
		const struct sheet_element *element = &sheet->elements[i];

		if (fields[i].error != NULL && form_map_error(form, "value", element->code) == NULL)
			form_error(form, text_format(arena, "value.%s", element->code),
			    text_format(arena, "%s：%s", element->name, fields[i].error));
	}
	for (size_t i = 0; i < parts->count; i++) {
		const struct part_value *part = &parts->items[i];
		size_t element = sheet_find(sheet, part->code);

		if (part->error != NULL && element != SHEET_NONE)
			form_error(form, text_format(arena, "part.%s.%s", part->code, part->part),
			    text_format(
				arena, "%s：%s", sheet->elements[element].name, part->error));
	}
}

/* What was sent of every element, or what is saved of those that were not sent. */
static struct return_field *
lay_fields(struct context *context, struct form *form, struct sheet *sheet,
    const struct entries *entries, const struct asked_parts *asked)
{
	struct return_field *fields =
	    arena_new(context->arena, struct return_field, sheet->element_count);

	for (size_t i = 0; i < sheet->element_count; i++) {
		struct sheet_cell *now = &sheet->elements[i].now;
		const char *code = sheet->elements[i].code;
		const struct entry *entry = entries_find(entries, code);

		fields[i].typed = "";
		if (entry == NULL) {
			/* The total of a row with parts, or put together elsewhere, is not sent. */
			if (now->text != NULL && (part_way(asked, code) != PART_NONE ||
						     sheet->elements[i].derived != NULL))
				fields[i].typed = now->text;
			continue;
		}
		lay_over(now, entry);
		fields[i].sent = true;
		fields[i].typed = entry->typed;
		fields[i].ticked = entry->ticked;
		fields[i].error = entry->error;
		if (fields[i].error == NULL)
			fields[i].error = form_map_error(form, "value", code);
	}
	return fields;
}

enum status
return_show_again(struct context *context, struct form *form, struct return_posted *posted,
    const struct rows *trouble, enum status why)
{
	struct arena *arena = context->arena;
	struct asked_parts asked;
	struct return_field *fields;
	struct own_return own;
	struct view *view;
	const char *base;
	enum status status = own_return_load(&own, context);

	if (status != STATUS_OK)
		return status;
	asked_parts_read(&asked, arena, &own);
	own_return_lay_parts(&own, arena, &posted->values_by_part);
	/* After a conflict the next save decides, so it is made from the newest revision. */
	base = posted->revision;
	if (base == NULL || return_posted_is_conflict(trouble))
		base = rows_text(own.head, 0, "revision");
	fields = lay_fields(context, form, &own.sheet, &posted->entries, &asked);
	mark_trouble(fields, posted, &own.sheet, arena, trouble);
	summarise(form, arena, &own.sheet, fields, &posted->values_by_part);
	view = return_page(
	    context, &own, &(struct return_shown){fields, &asked, &posted->values_by_part});
	form_view(form, view);
	view_text(view, "revision", base);
	view_back(view, context, &own, posted->back);
	view_flag(view, "unsaved", true);
	/* The summary of what forbids saving comes first; the rest stands beside its fields. */
	view_flag(view, "faulty", false);
	/* Whatever forbids saving, what was typed stays in its fields. */
	view_text(view, "lock", NULL);
	view_text(view, "part_lock", NULL);
	view_flag(view, "editing", true);
	context->reply->status = why;
	return page_show(context, "institution/return/return", view);
}
