/* /commission/baseline/<id>: one registration; approve it or give it back. */
#include "dossier/baseline.h"
#include "beside.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "dossier/file.h"
#include "figure/value.h"

struct decision {
	const char *act;
	const char *reason;
};

static const struct choice acts[] = {{"approved", "批准"}, {"returned", "退回"}, {0}};

static const struct field fields[] = {
    {.name = "act",
	.label = "审批",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = acts,
	.offset = offsetof(struct decision, act)},
    {.name = "reason",
	.label = "意见",
	.hint = "退回时必填，机构会看到。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct decision, reason)},
};

static const struct notice notices[] = {
    {"approved", "已批准，基线值和目标值已锁定。"},
    {"returned", "已退回，机构会看到退回原因。"},
    {0},
};

static const char *
version_url(struct context *context, const struct rows *rows, size_t row)
{
	return html_url_path(
	    context->arena, "commission", "baseline", rows_text(rows, row, "id"), NULL);
}

/* Value, counts and goal of one version, as words; gives the value. */
static const char *
show_numbers(struct context *context, struct view *view, const struct figure_definition *definition,
    const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	const char *value = figure_value(arena, definition, x, n);

	view_text(view, "value", value);
	view_text(view, "counts", n == NULL ? NULL : figure_counts(arena, x, n));
	view_text(view, "goal", figure_bound(arena, definition, rows_text(rows, row, "goal")));
	return value;
}

static void
show_this(struct context *context, struct view *view, const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;
	struct figure_definition definition;
	const char *value;

	figure_definition_read(&definition, rows, row);
	page_row(view, rows, row);
	value = show_numbers(context, view, &definition, rows, row);
	view_text(view, "own_reason", rows_text(rows, row, "reason"));
	view_text(view, "shown_unit", definition.truth ? "" : definition.unit);
	view_text(view, "direction_text", figure_direction_text(&definition));
	view_text(view, "threshold",
	    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	view_text(view, "change",
	    definition.truth || value == NULL
		? NULL
		: figure_change(arena, rows_text(rows, row, "goal"), value));
	view_text(view, "catalogue_url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "indicator_code"), NULL));
	view_flag(view, "superseded", !rows_flag(rows, row, "newest"));
	view_text(view, "newest_url", version_url(context, rows, 0));
	view_flag(view, "may_decide",
	    rows_flag(rows, row, "newest") &&
		text_equal(rows_text(rows, row, "state"), "waiting") &&
		commission_may_decide(context));
}

/* What whoever decides holds it against. */
static void
show_beside(struct context *context, struct view *view, const struct figure_definition *definition,
    const struct rows *beside)
{
	struct arena *arena = context->arena;
	const char *peers = rows_text(beside, 0, "peers");

	view_text(view, "accepted",
	    dossier_accepted(arena, definition, rows_text(beside, 0, "accepted_numerator"),
		rows_text(beside, 0, "accepted_denominator"), true));
	view_text(view, "quarters", rows_text(beside, 0, "quarters"));
	view_flag(view, "accepted_part", !rows_flag(beside, 0, "complete"));
	view_text(view, "peers", beside_peers(arena, definition, peers));
}

static void
show_files(struct context *context, struct view *view, const struct rows *files)
{
	view_list(view, "files");
	for (size_t row = 0; row < rows_count(files); row++) {
		struct view *item = view_item(view, "files");

		page_row(item, files, row);
		view_text(item, "url",
		    text_format(context->arena, "/commission/baseline/%s/file/%s",
			rows_text(files, row, "baseline_id"), rows_text(files, row, "id")));
	}
}

/* The versions, the newest first. */
static void
show_versions(struct context *context, struct view *view, const struct rows *rows)
{
	view_list(view, "versions");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "versions");
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		page_row(item, rows, row);
		show_numbers(context, item, &definition, rows, row);
		view_text(item, "url", version_url(context, rows, row));
	}
}

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	const char *id = context->segments[0];
	struct rows *rows, *beside, *shared, *files, *published;
	struct figure_definition definition;
	struct view *view;
	size_t this = 0;
	enum status status;

	const struct ask asks[] = {
	    ASK(&rows, BASELINE_VERSIONS, id),
	    ASK(&beside, BASELINE_BESIDE, id),
	    ASK(&shared, BASELINE_SHARED, id),
	    ASK(&files, BASELINE_FILES, id),
	    ASK(&published, BASELINE_PUBLISHED, id),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	while (!rows_flag(rows, this, "this"))
		this ++;
	view = page_view(context, rows_text(rows, this, "indicator_name"));
	show_this(context, view, rows, this);
	form_view(form, view);
	figure_definition_read(&definition, rows, this);
	show_beside(context, view, &definition, beside);
	show_files(context, view, files);
	dossier_view_published(view, context->arena, &definition, published);
	view_flag(view, "touches", rows_count(published) > 0);
	view_list(view, "shared");
	for (size_t row = 0; row < rows_count(shared); row++)
		page_row(view_item(view, "shared"), shared, row);
	show_versions(context, view, rows);
	page_crumb(view, "基线与目标", "/commission/baseline/");
	page_crumb(view, rows_text(rows, this, "indicator_name"), NULL);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "commission/baseline/baseline", view);
}

const struct query baseline_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
baseline_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
baseline_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	const char *id = context->segments[0];
	struct decision input;
	enum status status = STATUS_INPUT;

	if (form_read(form, &input) == STATUS_OK && text_equal(input.act, "returned") &&
	    input.reason == NULL)
		form_error(form, "reason", "退回需要填写原因");
	if (!form_has_errors(form))
		status = DB_ASK(context->db, NULL, BASELINE_DECIDE, id, input.act, input.reason);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, html_url_path(context->arena, "commission", "baseline", id, NULL), input.act);
}

enum status
baseline_file_get(struct context *context)
{
	return dossier_send_file(context, QUERY(BASELINE_FILE, 2));
}
