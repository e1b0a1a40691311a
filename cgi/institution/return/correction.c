/* /institution/return/<id>/correction: asking to change what was accepted; old and new side by
 * side. */
#include "dossier/correction.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/check.h"
#include "figure/value.h"
#include "institution/asked_parts.h"
#include "institution/entry.h"
#include "institution/own_return.h"
#include "institution/page.h"
#include "institution_query.h"

struct posted {
	const char *act;
	const char *correction;
	const char *why;
	const char *revision;
	const char *reason;
	struct pairs values;
	struct pairs ticks;
};

static const struct choice acts[] = {
    {"ask", "申请更正"}, {"sign", "签字报送"}, {"withdraw", "撤回申请"}, {0}};

static const struct field fields[] = {
    {.name = "act",
	.label = "操作",
	.kind = FIELD_CHOICE,
	.choices = acts,
	.offset = offsetof(struct posted, act)},
    {.name = "correction", .kind = FIELD_HIDDEN, .offset = offsetof(struct posted, correction)},
    {.name = "why",
	.label = "撤回原因",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct posted, why)},
    {.name = "revision",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct posted, revision)},
    {.name = "reason",
	.label = "更正原因",
	.hint = "写明哪里错了、怎样发现的、依据是什么。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct posted, reason)},
    {.name = "value",
	.label = "更正为",
	.kind = FIELD_MAP,
	.maximum = 60,
	.offset = offsetof(struct posted, values)},
    {.name = "na", .label = "不适用", .kind = FIELD_MAP, .offset = offsetof(struct posted, ticks)},
};

static const struct notice notices[] = {
    {"ask", "更正申请已登记，请负责人签字报送。批准前数据不变。"},
    {"sign", "已签字报送，等待卫健委审批。批准前数据不变。"},
    {"withdraw", "更正申请已撤回，数据不变。"},
    {0},
};

static bool
is_accepted(const struct own_return *own)
{
	const char *state = rows_text(own->head, 0, "state");

	return text_equal(state, "accepted") || text_equal(state, "published");
}

/* ---- showing -------------------------------------------------------------------------------- */

/* What makes the total of an element: it is corrected there, once the return is back.  NULL: the
 * element was filled in as a whole. */
static const char *
made_of(struct arena *arena, const struct asked_parts *asked, const char *code)
{
	struct sheet_cell total;

	if (!asked_parts_total(&total, arena, asked, &asked->stored, code))
		return NULL;
	return part_way(asked, code) == PART_DEPARTMENT ? "各科室" : "各月";
}

static void
view_elements(struct view *view, struct context *context, const struct own_return *own,
    const struct form *form, const struct entries *entries, const struct asked_parts *asked)
{
	view_list(view, "elements");
	for (size_t i = 0; i < own->sheet.element_count; i++) {
		const struct sheet_element *element = &own->sheet.elements[i];
		const struct entry *entry =
		    entries == NULL ? NULL : entries_find(entries, element->code);
		const char *typed = form_map_value(form, "value", element->code);
		struct view *item = view_item(view, "elements");

		view_text(item, "code", element->code);
		view_text(item, "name", element->name);
		view_text(item, "unit", element->unit);
		view_text(item, "old",
		    figure_cell(context->arena, rows_text(own->elements, i, "state"),
			rows_text(own->elements, i, "value")));
		view_text(item, "id", text_format(context->arena, "value.%s", element->code));
		view_text(item, "typed", typed == NULL ? "" : typed);
		view_flag(item, "ticked", entry != NULL && entry->ticked);
		view_text(item, "error", form_map_error(form, "value", element->code));
		view_text(item, "made_of", made_of(context->arena, asked, element->code));
	}
}

/* Those that are not decided: each may be taken back; by a leader, one without signature signed. */
static void
view_open(struct view *view, struct context *context, const struct rows *list)
{
	bool leader = (context->session->role_bit & ROLE_LEADER) != 0;

	view_list(view, "open");
	for (size_t row = 0; row < rows_count(list); row++) {
		const char *state = rows_text(list, row, "state");
		struct view *item;

		if (!text_equal(state, "waiting"))
			continue;
		item = view_item(view, "open");
		view_text(item, "open_id", rows_text(list, row, "id"));
		view_text(item, "open_at", rows_text(list, row, "at"));
		view_flag(item, "signs", leader && rows_text(list, row, "signed_at") == NULL);
		view_text(item, "why_id",
		    text_format(context->arena, "why-%s", rows_text(list, row, "id")));
	}
}

static enum status
show(struct context *context, const struct own_return *own, const struct form *form,
    const struct entries *entries)
{
	const char *id = context->segments[0];
	struct view *view = page_view(context, "数据更正");
	struct rows *list, *items, *changes, *progress;
	struct asked_parts asked;
	enum status status;

	const struct ask asks[] = {
	    ASK(&list, CORRECTION_LIST, id),
	    ASK(&items, CORRECTION_ITEMS, id),
	    ASK(&changes, RETURN_CHANGES, id),
	    ASK(&progress, RETURN_FILING, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	asked_parts_read(&asked, context->arena, own);
	page_row(view, own->head, 0);
	form_view(form, view);
	view_text(view, "shown_revision", rows_text(own->head, 0, "revision"));
	view_text(view, "confirmed_until", rows_text(progress, 0, "confirmed_until"));
	view_text(view, "confirm_url",
	    html_url_query(context->arena, "/account/confirm", "next",
		institution_return_url(context, "correction")));
	view_text(view, "url", institution_return_url(context, "correction"));
	institution_return_crumbs(context, view, own->head, "数据更正");
	view_text(view, "check_url", institution_return_url(context, "check"));
	(void)correction_view_list(view, context->arena, list, items);
	view_open(view, context, list);
	view_flag(view, "accepted", is_accepted(own));
	view_flag(view, "editable",
	    is_accepted(own) && (context->session->role_bit & (ROLE_CLERK | ROLE_VERIFIER)) != 0);
	correction_view_changes(view, context->arena, changes);
	view_elements(view, context, own, form, entries, &asked);
	page_notice(context, view, notices);
	return page_show(context, "institution/return/correction", view);
}

const struct query correction_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
correction_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct own_return own;
	enum status status = own_return_load(&own, context);

	return status == STATUS_OK ? show(context, &own, form, NULL) : status;
}

/* ---- asking --------------------------------------------------------------------------------- */

/* Only what was typed or ticked is asked for: an empty field says that the value stays. */
static void
keep_typed(struct entries *entries)
{
	size_t kept = 0;

	entries->wrong = false;
	for (size_t i = 0; i < entries->count; i++) {
		if (text_equal(entries->items[i].state, "missing"))
			continue;
		entries->items[kept] = entries->items[i];
		entries->wrong = entries->wrong || entries->items[kept].error != NULL;
		kept++;
	}
	entries->count = kept;
}

static void
mark(struct form *form, struct arena *arena, const char *code, const char *words)
{
	form_error(form, text_format(arena, "value.%s", code), words);
}

static enum status
ask(struct context *context, struct form *form, const struct posted *posted,
    const struct entries *entries)
{
	struct arena *arena = context->arena;
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, CORRECTION_ASK, context->segments[0],
	    posted->revision, posted->reason, entries_codes(entries, arena),
	    entries_states(entries, arena), entries_values(entries, arena));

	if (status != STATUS_OK)
		return status;
	if (text_equal(rows_text(rows, 0, "outcome"), "asked"))
		return STATUS_OK;
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *outcome = rows_text(rows, row, "outcome");

		mark(form, arena, rows_text(rows, row, "code"),
		    text_equal(outcome, "not_whole")     ? "应为整数，不能有小数"
		    : text_equal(outcome, "not_boolean") ? "只能填 1（是）或 0（否）"
		    : text_equal(outcome, "asked_before")
			? "已有更正在办，请等审批后再申请，或先撤回"
		    : text_equal(outcome, "not_accepted") ? "还没有被接受，请在报表中直接填写"
		    : text_equal(outcome, "not_sum")
			? text_format(arena,
			      "由各科室或各月合计（%s）。要更正的，请联系卫健委退回这一项",
			      rows_text(rows, row, "value"))
		    : text_equal(outcome, "above_longer")
			? text_format(arena,
			      "大于含这一期的半年或全年已接受的 %s，请先更正半年或全年的数",
			      rows_text(rows, row, "value"))
		    : text_equal(outcome, "below_longer")
			? text_format(arena,
			      "更正后各期之和小于半年或全年已接受的 %s，请先更正半年或全年的数",
			      rows_text(rows, row, "value"))
			: "小于允许的最小值，请核对");
	}
	return STATUS_INPUT;
}

/* What a save is held against: of what the corrected numbers would be, at the corrected fields. */
static enum status
hold_checks(
    struct form *form, struct arena *arena, struct own_return *own, const struct entries *entries)
{
	struct check_finding *findings;
	struct sheet *sheet = &own->sheet;
	size_t count;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < entries->count; i++) {
		size_t at = sheet_find(sheet, entries->items[i].code);

		if (at == SHEET_NONE)
			continue;
		sheet->elements[at].now.state =
		    entries->items[i].ticked ? SHEET_NOT_APPLICABLE : SHEET_VALUE;
		sheet->elements[at].now.text = entries->items[i].value;
		if (!entries->items[i].ticked &&
		    !decimal_parse(&sheet->elements[at].now.value, entries->items[i].value))
			return STATUS_INPUT;
	}
	count = check_sheet(&findings, arena, sheet);
	for (size_t i = 0; i < count; i++) {
		size_t at = findings[i].element;

		if (!check_is_error(findings[i].kind) || at == SHEET_NONE)
			continue;
		if (entries_find(entries, sheet->elements[at].code) == NULL &&
		    findings[i].other != SHEET_NONE)
			at = findings[i].other;
		if (entries_find(entries, sheet->elements[at].code) == NULL)
			continue;
		mark(form, arena, sheet->elements[at].code, findings[i].message);
		status = STATUS_INPUT;
	}
	return status;
}

/* The leader's signature, or taking back. */
static enum status
act_on(struct context *context, struct form *form, const struct own_return *own,
    const struct posted *posted)
{
	const char *id = context->segments[0];
	int64_t number;
	enum status status;

	if (posted->correction == NULL || !text_to_id(&number, posted->correction))
		return STATUS_INPUT;
	if (text_equal(posted->act, "sign"))
		status = DB_ASK(context->db, NULL, CORRECTION_SIGN, id, posted->correction);
	else
		status = DB_ASK(
		    context->db, NULL, CORRECTION_WITHDRAW, id, posted->correction, posted->why);
	if (form_refuses(form, context, status))
		return show(context, own, form, NULL);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, institution_return_url(context, "correction"), posted->act);
}

enum status
correction_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct posted posted = {0};
	struct entries entries;
	struct own_return own;
	enum status read,
	    status = own_return_read(&own, &read, context, form, &posted, &posted.revision);

	if (status != STATUS_OK)
		return status;
	status = read;
	if (status == STATUS_OK && posted.act != NULL && !text_equal(posted.act, "ask"))
		return act_on(context, form, &own, &posted);
	if (status == STATUS_OK && posted.reason == NULL) {
		form_error(form, "reason", "请填写更正原因");
		status = STATUS_INPUT;
	}
	entries_read(&entries, context->arena, &posted.values, &posted.ticks);
	keep_typed(&entries);
	for (size_t i = 0; i < entries.count; i++) {
		if (entries.items[i].error != NULL)
			mark(form, context->arena, entries.items[i].code, entries.items[i].error);
	}
	if (status == STATUS_OK && entries.wrong)
		status = STATUS_INPUT;
	/* Before anything is written: the page that says what is wrong would list it as asked. */
	if (status == STATUS_OK && is_accepted(&own))
		status = hold_checks(form, context->arena, &own, &entries);
	if (status == STATUS_OK)
		status = ask(context, form, &posted, &entries);
	if (form_refuses(form, context, status))
		return show(context, &own, form, &entries);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(context, institution_return_url(context, "correction"), "ask");
}
