/* /commission/return/<id>: one return; accept it or give it back with reasons. */
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "dossier/backfill.h"
#include "dossier/check.h"
#include "dossier/correction.h"
#include "dossier/file.h"
#include "dossier/submission.h"
#include "figure/value.h"

struct decision {
	const char *act;
	const char *state;
	const char *revision;
	const char *overall;
	const char *why;
	struct pairs reasons;
};

static const struct choice acts[] = {{"open", "开始审核"}, {"accept", "接受"}, {"return", "退回"},
    {"reopen", "延长修改期限"}, {"take_over", "接办"}, {0}};

static const struct field fields[] = {
    {.name = "act",
	.label = "处理",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct decision, act)},
    {.name = "state", .kind = FIELD_HIDDEN, .offset = offsetof(struct decision, state)},
    {.name = "revision", .kind = FIELD_HIDDEN, .offset = offsetof(struct decision, revision)},
    {.name = "overall",
	.label = "总体意见",
	.hint = "退回时必填：机构会看到总体意见，并在各数据项旁看到相应意见。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct decision, overall)},
    {.name = "why",
	.label = "延长的原因",
	.hint = "例如机构提出的理由。机构会看到。",
	.kind = FIELD_TEXT,
	.maximum = 200,
	.offset = offsetof(struct decision, why)},
    {.name = "reason",
	.label = "退回意见",
	.kind = FIELD_MAP,
	.maximum = 1000,
	.offset = offsetof(struct decision, reasons)},
};

static const struct notice notices[] = {
    {"open", "已开始审核，机构不能再撤回这次提交。"},
    {"accept", "已接受这份报表。"},
    {"return", "已退回这份报表，机构会看到退回意见。"},
    {"take_over", "已接办：这份报表现在由本级审核，逾期的一级记录在案。"},
    {"reopen", "修改期限已延长至今天起的第十个工作日，机构会看到。"},
    {0},
};

struct sheet_rows {
	struct rows *head;
	struct rows *elements;
	struct rows *indicators;
	struct rows *pairs;
	struct rows *bounds;
	struct rows *events;
	struct rows *filing;
	struct rows *samples;
	struct rows *notes;
	struct rows *changes;
	struct rows *files;
	struct rows *sources; /* of what was filled in afterwards */
	struct rows *months;
	struct rows *submissions;
	struct rows *ladder;
	struct rows *turn; /* whose, if anybody's */
};

static enum status
load(struct sheet_rows *out, struct context *context)
{
	const char *id = context->segments[0];
	const struct ask asks[] = {
	    ASK(&out->head, RETURN_HEAD, id),
	    ASK(&out->elements, RETURN_ELEMENTS, id),
	    ASK(&out->indicators, RETURN_INDICATORS, id),
	    ASK(&out->pairs, RETURN_PAIRS, text_array(context->arena, &id, 1)),
	    ASK(&out->bounds, RETURN_BOUNDS, text_array(context->arena, &id, 1)),
	    ASK(&out->events, RETURN_EVENTS, id),
	    ASK(&out->filing, RETURN_FILING, id),
	    ASK(&out->samples, SAMPLE_LIST, id),
	    ASK(&out->notes, RETURN_NOTES, id),
	    ASK(&out->changes, RETURN_CHANGES, id),
	    ASK(&out->files, EVIDENCE_LIST, id),
	    ASK(&out->sources, BACKFILL_SOURCES, id),
	    ASK(&out->months, RETURN_MONTHS, id),
	    ASK(&out->submissions, SUBMISSION_LIST_OF, id),
	    ASK(&out->ladder, RETURN_LADDER, id),
	    ASK(&out->turn, RETURN_TURN, id),
	};
	enum status status;

	status = DB_ASK_ALL(context->db, asks);
	if (status == STATUS_OK && rows_count(out->head) == 0)
		return STATUS_MISSING;
	return status;
}

static const char *
absent_text(const char *state)
{
	return text_equal(state, "not_applicable") ? "不适用" : "未填";
}

/* The name of a group before its first row; NULL within. */
static const char *
group_head(const struct rows *rows, size_t row, const char *column)
{
	const char *name = rows_text(rows, row, column);

	if (row > 0 && text_equal(rows_text(rows, row - 1, column), name))
		return NULL;
	return name;
}

static void
show_indicators(struct context *context, struct view *view, const struct rows *rows)
{
	struct arena *arena = context->arena;

	view_list(view, "indicators");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "indicators");
		const char *x = rows_text(rows, row, "numerator_value"),
			   *n = rows_text(rows, row, "denominator_value"),
			   *state = rows_text(rows, row, "state");
		bool given = text_equal(state, "value");
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		view_text(item, "specialty", group_head(rows, row, "specialty"));
		view_columns(item, rows, row, "name", "indicator_code");
		view_text(item, "unit", definition.truth ? "" : definition.unit);
		view_text(item, "value", given ? figure_value(arena, &definition, x, n) : NULL);
		view_text(item, "absent", given ? "无病例" : absent_text(state));
		view_text(item, "counts", given && n != NULL ? figure_counts(arena, x, n) : NULL);
		view_text(item, "threshold",
		    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
			rows_text(rows, row, "threshold_value")));
		view_text(item, "threshold_verdict",
		    figure_verdict(rows_text(rows, row, "threshold_met")));
		view_text(
		    item, "goal", figure_bound(arena, &definition, rows_text(rows, row, "goal")));
		view_text(
		    item, "goal_verdict", figure_goal_verdict(rows_text(rows, row, "goal_met")));
	}
}

/* Change against the period before, in percent of it. */
static const char *
change_text(struct arena *arena, const char *percent)
{
	if (percent == NULL)
		return NULL;
	return text_format(arena, "%s%s%%", percent[0] == '-' ? "" : "+", percent);
}

/* Where the institution says that it takes an element from. */
static void
show_note(struct view *item, const struct rows *notes, const char *code)
{
	size_t row = 0;
	bool noted;

	while (row < rows_count(notes) && !text_equal(rows_text(notes, row, "element_code"), code))
		row++;
	noted = row < rows_count(notes);
	view_text(item, "source", noted ? rows_text(notes, row, "source") : NULL);
	view_text(item, "rule", noted ? rows_text(notes, row, "rule") : NULL);
}

static void
show_elements(struct context *context, struct view *view, const struct sheet_rows *all,
    const struct form *form)
{
	const struct rows *rows = all->elements;

	view_list(view, "elements");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "elements");
		const char *code = rows_text(rows, row, "code");

		view_text(item, "specialty", group_head(rows, row, "specialty"));
		view_text(item, "code", code);
		view_columns(item, rows, row, "name", "unit");
		show_note(item, all->notes, code);
		view_text(item, "value_text", rows_text(rows, row, "value"));
		view_text(item, "absent", absent_text(rows_text(rows, row, "state")));
		view_text(item, "last_text", rows_text(rows, row, "last_value"));
		view_text(item, "last_absent",
		    rows_text(rows, row, "last_state") == NULL
			? "—"
			: absent_text(rows_text(rows, row, "last_state")));
		view_text(item, "change",
		    change_text(context->arena, rows_text(rows, row, "change_percent")));
		view_columns(item, rows, row, "explanation", "reason", "operating");
		view_text(item, "typed", form_map_value(form, "reason", code));
		view_text(item, "wrong", form_map_error(form, "reason", code));
	}
}

/*
 * What fired, with the institution's words on it.  Errors cannot have been submitted, but that a
 * shorter period changed since.
 */
static void
show_findings(struct context *context, struct view *view, const struct sheet_rows *rows)
{
	struct check_finding *findings;
	struct sheet sheet;
	size_t count;

	sheet_read(&sheet, context->arena, rows->elements, rows->indicators);
	sheet_read_pairs(&sheet, context->arena, rows->pairs);
	sheet_read_bounds(&sheet, rows->bounds);
	sheet.explanation = rows_text(rows->head, 0, "explanation");
	sheet.explained = rows_integer(rows->head, 0, "explained_revision");
	count = check_sheet(&findings, context->arena, &sheet);
	view_list(view, "findings");
	for (size_t i = 0; i < count; i++) {
		struct view *item = view_item(view, "findings");
		bool whole = findings[i].element == SHEET_NONE;
		const struct sheet_element *element =
		    whole ? NULL : &sheet.elements[findings[i].element];

		view_text(item, "message", findings[i].message);
		view_text(item, "place", whole ? "整份报表" : element->name);
		view_flag(item, "is_error", check_is_error(findings[i].kind));
		view_flag(
		    item, "stale", !findings[i].explained && !check_is_error(findings[i].kind));
		view_text(item, "words", whole ? sheet.explanation : element->explanation);
	}
}

/* Whether any number has come to the level of who reads. */
static bool
reads_any(const struct rows *elements)
{
	for (size_t row = 0; row < rows_count(elements); row++) {
		if (!text_equal(rows_text(elements, row, "state"), "missing"))
			return true;
	}
	return false;
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (text_equal(*list, text))
			return true;
	}
	return false;
}

static void
show_records(struct context *context, struct view *view, const struct sheet_rows *rows)
{
	submission_view_list(view, context->arena, rows->submissions, "/commission/submission/");
	page_rows(view, "ladder", rows->ladder);
	page_rows(view, "events", rows->events);
	page_rows(view, "samples", rows->samples);
}

/* Whose turn it is; what the forms of the page send along, which is what was signed, not what the
 * hospital is at work on since. */
static void
show_turn(struct view *view, const struct sheet_rows *rows, bool own, bool decide)
{
	bool waits = rows_count(rows->turn) > 0;

	view_text(view, "shown_state", own ? "submitted" : rows_text(rows->head, 0, "state"));
	view_text(view, "shown_revision",
	    own ? rows_text(rows->turn, 0, "revision") : rows_text(rows->head, 0, "revision"));
	view_text(view, "wait", waits && !own ? rows_text(rows->turn, 0, "wait") : NULL);
	view_flag(
	    view, "may_take_over", waits && !own && decide && rows_flag(rows->turn, 0, "lapsed"));
}

/* The pages beside this one. */
static void
show_ways(struct context *context, struct view *view)
{
	static const char *const ways[][2] = {
	    {"correction_url", "correction"},
	    {"opinion_url", "opinion"},
	    {"message_url", "message"},
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		view_text(view, ways[i][0],
		    html_url_path(context->arena, "commission", "return", context->segments[0],
			ways[i][1], NULL));
}

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	static const char *const decided[] = {"accepted", "published", NULL};
	struct sheet_rows rows;
	enum status status = load(&rows, context);
	struct view *view;
	const char *state;
	bool waiting, reopens, opened, decide = commission_may_decide(context);

	if (status != STATUS_OK)
		return status;
	state = rows_text(rows.head, 0, "state");
	waiting = rows_count(rows.turn) > 0 && rows_flag(rows.turn, 0, "own");
	reopens = !waiting && is_one_of(state, decided);
	view = page_view(context, rows_text(rows.head, 0, "institution_name"));
	page_row(view, rows.head, 0);
	form_view(form, view);
	view_text(view, "state", state);
	show_turn(view, &rows, waiting, decide);
	view_flag(view, "unsubmitted", !waiting && !reopens);
	view_flag(view, "reopens", reopens);
	opened = rows_text(rows.filing, 0, "opened_at") != NULL || !text_equal(state, "submitted");
	view_flag(view, "may_open", waiting && !opened && decide);
	view_flag(view, "may_accept", waiting);
	/* What was typed already is shown in any case. */
	view_flag(view, "may_return",
	    ((waiting && (opened || outcome != STATUS_OK)) || reopens) && decide);
	page_row(view, rows.filing, 0);
	view_flag(view, "waiting", waiting);
	show_ways(context, view);
	page_crumb(view, "报表审核",
	    html_url_query(context->arena,
		html_url_query(context->arena, "/commission/return/", "programme",
		    rows_text(rows.head, 0, "programme_id")),
		"period", rows_text(rows.head, 0, "period")));
	page_crumb(view, rows_text(rows.head, 0, "institution_name"), NULL);
	view_flag(view, "saved", reads_any(rows.elements));
	show_findings(context, view, &rows);
	show_indicators(context, view, rows.indicators);
	show_elements(context, view, &rows, form);
	correction_view_changes(view, context->arena, rows.changes);
	view_flag(view, "may_reopen", rows_flag(rows.filing, 0, "answerable") && decide);
	show_records(context, view, &rows);
	dossier_view_backfill(view, context->arena, rows.sources,
	    html_url_path(
		context->arena, "commission", "return", context->segments[0], "evidence", NULL));
	view_flag(view, "by_month", rows_count(rows.months) > 0);
	page_rows(view, "months", rows.months);
	dossier_view_files(view, context->arena, rows.files,
	    html_url_path(
		context->arena, "commission", "return", context->segments[0], "evidence", NULL),
	    NULL);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "commission/return/return", view);
}

const struct query return_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
return_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

/* Two text arrays out of the cells that are not empty. */
static void
split(struct arena *arena, const struct pairs *pairs, const char **names, const char **values)
{
	const char **name_items = arena_new(arena, const char *, pairs->count);
	const char **value_items = arena_new(arena, const char *, pairs->count);
	size_t count = 0;

	for (size_t i = 0; i < pairs->count; i++) {
		if (pairs->items[i].value == NULL || pairs->items[i].value[0] == '\0')
			continue;
		name_items[count] = pairs->items[i].name;
		value_items[count++] = pairs->items[i].value;
	}
	*names = text_array(arena, name_items, count);
	*values = text_array(arena, value_items, count);
}

enum status
return_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct decision input;
	const char *id = context->segments[0], *elements, *texts;
	int64_t revision;
	enum status status;

	if (form_read(form, &input) == STATUS_OK && text_equal(input.act, "return") &&
	    input.overall == NULL)
		form_error(form, "overall", "退回需要填写总体意见");
	if (!form_has_errors(form) && (input.state == NULL || input.revision == NULL ||
					  !text_to_id(&revision, input.revision)))
		form_error(form, NULL, "页面内容不完整，请刷新后重新处理");
	if (form_has_errors(form))
		return show(context, form, STATUS_INPUT);
	split(context->arena, &input.reasons, &elements, &texts);
	if (text_equal(input.act, "reopen"))
		status = DB_ASK(context->db, NULL, RETURN_REOPEN, id, input.why);
	else if (text_equal(input.act, "take_over"))
		status = DB_ASK(context->db, NULL, RETURN_TAKE_OVER, id);
	else if (text_equal(input.act, "open"))
		status = DB_ASK(context->db, NULL, RETURN_OPEN, id, input.revision);
	else
		status = DB_ASK(context->db, NULL, RETURN_DECIDE, id, input.act, input.state,
		    input.revision, input.overall, elements, texts);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, html_url_path(context->arena, "commission", "return", id, NULL), input.act);
}
