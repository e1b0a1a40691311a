/* /commission/area/<id>: what a region proposes; approve it or give it back. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "dossier/baseline.h"
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
	.hint = "退回时必填，地区会看到。",
	.kind = FIELD_LONG_TEXT,
	.maximum = 1000,
	.offset = offsetof(struct decision, reason)},
};

static const struct notice notices[] = {
    {"approved", "已批准。"},
    {"returned", "已退回，地区会看到退回原因。"},
    {0},
};

/* Value, counts and what was accepted then, of one version. */
static void
show_numbers(struct context *context, struct view *view, const struct figure_definition *definition,
    const struct rows *rows, size_t row)
{
	struct arena *arena = context->arena;

	view_text(view, "shown_unit", definition->truth ? "" : definition->unit);
	view_text(view, "value",
	    dossier_accepted(arena, definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator"), true));
	view_text(view, "accepted",
	    dossier_accepted(arena, definition, rows_text(rows, row, "accepted_numerator"),
		rows_text(rows, row, "accepted_denominator"), true));
}

/* Why there is no form, where the proposal still waits. */
static const char *
fault_words(const struct context *context, const struct rows *rows, size_t row)
{
	const struct rule *rule;

	if (!text_equal(rows_text(rows, row, "state"), "waiting") ||
	    !rows_flag(rows, row, "newest") || !commission_may_decide(context))
		return NULL;
	rule = rows_text(rows, row, "fault") == NULL
		   ? NULL
		   : rule_find(commission_rules, rows_text(rows, row, "fault"));
	return rule == NULL ? NULL : rule->message;
}

static void
show_this(struct context *context, struct view *view, const struct rows *rows, size_t row,
    const struct rows *today)
{
	struct arena *arena = context->arena;
	struct figure_definition definition;

	figure_definition_read(&definition, rows, row);
	page_row(view, rows, row);
	show_numbers(context, view, &definition, rows, row);
	view_text(view, "own_reason", rows_text(rows, row, "reason"));
	view_text(view, "direction_text", figure_direction_text(&definition));
	view_text(view, "catalogue_url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "indicator_code"), NULL));
	view_flag(view, "superseded", !rows_flag(rows, row, "newest"));
	view_text(view, "newest_url",
	    html_url_path(arena, "commission", "area", rows_text(rows, 0, "id"), NULL));
	view_flag(view, "may_decide",
	    rows_flag(rows, row, "may_decide") && commission_may_decide(context));
	view_text(view, "fault_words", fault_words(context, rows, row));
	view_list(view, "today");
	if (rows_count(today) > 0 && rows_text(today, 0, "today_numerator") != NULL) {
		struct view *item = view_item(view, "today");

		page_row(item, today, 0);
		view_text(item, "words",
		    dossier_accepted(arena, &definition, rows_text(today, 0, "today_numerator"),
			rows_text(today, 0, "today_denominator"), true));
	}
}

static enum status
show(struct context *context, const struct form *form, enum status outcome)
{
	struct rows *rows, *today;
	struct view *view;
	size_t this = 0;
	enum status status;

	const struct ask asks[] = {
	    ASK(&rows, AREA_VERSIONS, context->segments[0]),
	    ASK(&today, AREA_TODAY, context->segments[0]),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	while (!rows_flag(rows, this, "this"))
		this ++;
	view = page_view(context, rows_text(rows, this, "indicator_name"));
	show_this(context, view, rows, this, today);
	form_view(form, view);
	view_list(view, "versions");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct view *item = view_item(view, "versions");
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		page_row(item, rows, row);
		show_numbers(context, item, &definition, rows, row);
		view_text(item, "url",
		    html_url_path(
			context->arena, "commission", "area", rows_text(rows, row, "id"), NULL));
	}
	page_crumb(view, "地区基线与目标", "/commission/area/");
	page_crumb(view, rows_text(rows, this, "indicator_name"), NULL);
	page_notice(context, view, notices);
	context->reply->status = outcome;
	return page_show(context, "commission/area/area", view);
}

const struct query area_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
area_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
area_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	const char *id = context->segments[0];
	struct decision input;
	enum status status = STATUS_INPUT;

	if (form_read(form, &input) == STATUS_OK && text_equal(input.act, "returned") &&
	    input.reason == NULL)
		form_error(form, "reason", "退回需要填写原因");
	if (!form_has_errors(form))
		status = DB_ASK(context->db, NULL, AREA_DECIDE, id, input.act, input.reason);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	if (status != STATUS_OK)
		return status;
	return page_redirect_notice(
	    context, html_url_path(context->arena, "commission", "area", id, NULL), input.act);
}
