/* /institution/baseline/<programme>/<indicator>: baseline, goal, and what became of them. */
#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "dossier/baseline.h"
#include "dossier/grid.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"

#define GOALS 3

struct posted {
	const char *version;
	const char *period;
	const char *numerator;
	const char *denominator;
	const char *goal;
	const char *goal_1;
	const char *goal_2;
	const char *reason;
};

enum {
	FIELD_VERSION,
	FIELD_PERIOD,
	FIELD_NUMERATOR,
	FIELD_DENOMINATOR,
	FIELD_GOAL,
	FIELD_GOAL_1,
	FIELD_GOAL_2,
	FIELD_REASON,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
    [FIELD_VERSION] = {.name = "version",
	.kind = FIELD_HIDDEN,
	.required = true,
	.offset = offsetof(struct posted, version)},
    [FIELD_PERIOD] = {.name = "period",
	.label = "基线期",
	.hint = "基线值是在哪一段时间里统计的。",
	.kind = FIELD_CHOICE,
	.required = true,
	.offset = offsetof(struct posted, period)},
    [FIELD_NUMERATOR] = {.name = "numerator",
	.label = "分子",
	.kind = FIELD_DECIMAL,
	.required = true,
	.offset = offsetof(struct posted, numerator)},
    [FIELD_DENOMINATOR] = {.name = "denominator",
	.label = "分母",
	.kind = FIELD_DECIMAL,
	.required = true,
	.offset = offsetof(struct posted, denominator)},
    [FIELD_GOAL] = {.name = "goal",
	.label = "目标值",
	.kind = FIELD_DECIMAL,
	.required = true,
	.offset = offsetof(struct posted, goal)},
    [FIELD_GOAL_1] = {.name = "goal_1",
	.label = "目标值",
	.kind = FIELD_DECIMAL,
	.offset = offsetof(struct posted, goal_1)},
    [FIELD_GOAL_2] = {.name = "goal_2",
	.label = "目标值",
	.kind = FIELD_DECIMAL,
	.offset = offsetof(struct posted, goal_2)},
    [FIELD_REASON] = {.name = "reason",
	.label = "原因",
	.hint = "与本院已接受的数不同、目标不如基线、没有达到要求，或改动已批准的内容时必须填写。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 500,
	.offset = offsetof(struct posted, reason)},
};

static const struct notice notices[] = {
    {"registered", "已登记，等待卫健委审批。"},
    {"uploaded", "文件已上传。"},
    {0},
};

struct subject {
	const struct rows *head; /* one row of baseline_form_head */
	struct figure_definition definition;
	bool fraction;
};

static enum status
load(struct subject *out, struct context *context)
{
	struct rows *head;
	enum status status;

	status = DB_ASK(
	    context->db, &head, BASELINE_FORM_HEAD, context->segments[0], context->segments[1]);
	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	out->head = head;
	figure_definition_read(&out->definition, head, 0);
	out->fraction = rows_text(head, 0, "denominator_name") != NULL;
	return STATUS_OK;
}

/* ---- the form ------------------------------------------------------------------------------- */

/* kept: one that is not of those that are offered. */
static void
offer_periods(struct form *form, struct context *context, const struct subject *subject)
{
	const char *kept = rows_text(subject->head, 0, "period");
	size_t count;
	const struct choice *offered =
	    grid_periods(&count, context->arena, (int)rows_integer(subject->head, 0, "year"));
	struct choice *choices = arena_new(context->arena, struct choice, count + 1);
	bool known = kept == NULL;

	for (size_t i = 0; i < count; i++) {
		choices[i] = offered[i];
		known = known || strcmp(choices[i].value, kept) == 0;
	}
	if (!known)
		choices[count++] =
		    (struct choice){kept, rows_text(subject->head, 0, "period_label")};
	form_choices(form, "period", choices, count);
}

/* The labels say which elements are meant; a kind without denominator has none to fill in. */
static struct form *
create_form(struct context *context, const struct subject *subject)
{
	struct arena *arena = context->arena;
	struct field *own = arena_new(arena, struct field, FIELD_COUNT);
	const char *numerator = rows_text(subject->head, 0, "numerator_name");
	const char *unit =
	    subject->definition.truth ? "1 表示是，0 表示否" : subject->definition.unit;
	struct form *form;

	memcpy(own, fields, sizeof(fields));
	for (int i = 0; i < GOALS; i++)
		own[FIELD_GOAL + i].label = text_format(arena, "%d年目标值（%s）",
		    (int)rows_integer(subject->head, 0, "year") + i, unit);
	if (subject->fraction) {
		own[FIELD_NUMERATOR].label = text_format(arena, "分子：%s", numerator);
		own[FIELD_DENOMINATOR].label =
		    text_format(arena, "分母：%s", rows_text(subject->head, 0, "denominator_name"));
	} else {
		own[FIELD_NUMERATOR].label = text_format(arena, "基线值：%s", numerator);
		own[FIELD_DENOMINATOR].required = false;
	}
	form = form_create(context, own, FIELD_COUNT);
	offer_periods(form, context, subject);
	return form;
}

static void
fill(struct form *form, const struct subject *subject)
{
	static const char *const columns[] = {
	    "period", "numerator", "denominator", "goal", "goal_1", "goal_2"};
	static const char *const known[] = {"known_period", "known_numerator", "known_denominator"};
	bool registered = rows_text(subject->head, 0, "period") != NULL;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		form_set(form, columns[i], rows_text(subject->head, 0, columns[i]));
	form_set(form, "version", rows_text(subject->head, 0, "version"));
	if (registered || !rows_flag(subject->head, 0, "known_complete"))
		return;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (i < 2 || subject->fraction)
			form_set(form, columns[i], rows_text(subject->head, 0, known[i]));
	}
}

/* ---- showing -------------------------------------------------------------------------------- */

static void
view_versions(
    struct view *view, struct arena *arena, const struct subject *subject, const struct rows *rows)
{
	view_list(view, "versions");
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *numerator = rows_text(rows, row, "numerator");
		const char *denominator = rows_text(rows, row, "denominator");
		struct view *item = view_item(view, "versions");

		page_row(item, rows, row);
		view_text(item, "value",
		    figure_value(arena, &subject->definition, numerator, denominator));
		view_text(item, "counts", figure_counts(arena, numerator, denominator));
		view_text(item, "goal",
		    figure_bound(arena, &subject->definition, rows_text(rows, row, "goal")));
		view_text(item, "accepted",
		    figure_counts(arena, rows_text(rows, row, "accepted_numerator"),
			rows_text(rows, row, "accepted_denominator")));
	}
}

/* What the institution itself has accepted; files of the versions of this year. */
static void
view_beside(
    struct view *view, struct arena *arena, const struct subject *subject, const struct rows *files)
{
	const struct rows *head = subject->head;
	const char *x = rows_text(head, 0, "known_numerator");
	const char *n = rows_text(head, 0, "known_denominator");
	bool open = text_equal(rows_text(head, 0, "state"), "waiting") &&
		    text_equal(rows_text(head, 0, "registered_year"), rows_text(head, 0, "year"));

	view_text(view, "known", figure_counts(arena, x, n));
	view_text(view, "known_value",
	    subject->fraction ? figure_value(arena, &subject->definition, x, n) : NULL);
	view_flag(view, "known_part", x != NULL && !rows_flag(head, 0, "known_complete"));
	view_text(view, "file_url",
	    open ? text_format(arena, "/institution/baseline/file/%s", rows_text(head, 0, "id"))
		 : NULL);
	view_list(view, "files");
	for (size_t row = 0; row < rows_count(files); row++) {
		struct view *item = view_item(view, "files");

		page_row(item, files, row);
		view_text(item, "url",
		    text_format(arena, "/institution/baseline/file/%s/%s",
			rows_text(files, row, "baseline_id"), rows_text(files, row, "id")));
	}
}

static enum status
show(struct context *context, const struct subject *subject, const struct form *form)
{
	struct arena *arena = context->arena;
	const struct rows *head = subject->head;
	struct view *view = page_view(context, rows_text(head, 0, "name"));
	bool clerk = (context->session->role_bit & (ROLE_CLERK | ROLE_LEADER)) != 0;
	const char *list_url =
	    html_url_path(arena, "institution", "baseline", context->segments[0], NULL);
	struct rows *versions, *files, *published;
	enum status status;

	const struct ask asks[] = {
	    ASK(&versions, BASELINE_FORM_VERSIONS, context->segments[0], context->segments[1]),
	    ASK(&files, BASELINE_FILES, rows_text(head, 0, "id")),
	    ASK(&published, BASELINE_PUBLISHED, context->segments[0], context->segments[1]),
	};
	status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	page_row(view, head, 0);
	form_view(form, view);
	page_crumb(view, "工作台", "/institution/");
	page_crumb(view, "基线与目标", list_url);
	page_crumb(view, rows_text(head, 0, "name"), NULL);
	view_text(view, "list_url", list_url);
	view_text(view, "target_url",
	    html_url_path(arena, "catalogue", rows_text(head, 0, "target_code"), NULL));
	view_text(view, "direction_text", figure_direction_text(&subject->definition));
	view_text(view, "threshold",
	    figure_threshold(arena, &subject->definition, rows_text(head, 0, "threshold_op"),
		rows_text(head, 0, "threshold_value")));
	view_text(view, "value_unit", subject->definition.truth ? "" : subject->definition.unit);
	view_flag(view, "fraction", subject->fraction);
	view_flag(view, "editable", clerk);
	view_flag(view, "approved", text_equal(rows_text(head, 0, "state"), "approved"));
	view_flag(view, "waiting", text_equal(rows_text(head, 0, "state"), "waiting"));
	view_flag(view, "sent_back", text_equal(rows_text(head, 0, "state"), "returned"));
	view_versions(view, arena, subject, versions);
	view_beside(view, arena, subject, files);
	dossier_view_published(view, arena, &subject->definition, published);
	view_flag(view, "touches", rows_count(published) > 0);
	page_notice(context, view, notices);
	return page_show(context, "institution/baseline/form", view);
}

const struct query baseline_form_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
baseline_form_get(struct context *context)
{
	struct subject subject;
	enum status status = load(&subject, context);
	struct form *form;

	if (status != STATUS_OK)
		return status;
	form = create_form(context, &subject);
	fill(form, &subject);
	return show(context, &subject, form);
}

enum status
baseline_form_post(struct context *context)
{
	struct posted posted = {0};
	struct subject subject;
	enum status status = load(&subject, context);
	struct form *form;

	if (status != STATUS_OK)
		return status;
	form = create_form(context, &subject);
	status = form_read(form, &posted);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, BASELINE_FORM_REGISTER, context->segments[0],
		    context->segments[1], posted.version, posted.period, posted.numerator,
		    posted.denominator, posted.goal, posted.goal_1, posted.goal_2, posted.reason);
	if (!form_refuses(form, context, status)) {
		if (status != STATUS_OK)
			return status;
		return page_redirect_notice(context,
		    html_url_path(context->arena, "institution", "baseline", context->segments[0],
			context->segments[1], NULL),
		    "registered");
	}
	/* After somebody else's registration the next one is made from theirs. */
	if (status == STATUS_CONFLICT && load(&subject, context) == STATUS_OK)
		form_set(form, "version", rows_text(subject.head, 0, "version"));
	return show(context, &subject, form);
}
