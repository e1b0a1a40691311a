/* /commission/edition/: what would be published, its preview, and the act of publishing. */
#include "edition.h"
#include "commission/overview.h"
#include "commission/page.h"
#include "commission/scope.h"
#include "commission_query.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"

const char edition_home[] = "/commission/edition/";
static const char edition_cap_home[] = "/commission/edition/cap";

struct publication {
	const char *programme;
	const char *period;
	const char *reason;
};

#define HIDDEN_FIELDS                                                                              \
	{.name = "programme",                                                                      \
	    .kind = FIELD_HIDDEN,                                                                  \
	    .offset = offsetof(struct publication, programme)},                                    \
	{                                                                                          \
		.name = "period", .kind = FIELD_HIDDEN,                                            \
		.offset = offsetof(struct publication, period)                                     \
	}

/* The first edition of a period. */
static const struct field first_fields[] = {HIDDEN_FIELDS};

/* Any further one corrects the one before. */
static const struct field correction_fields[] = {
    HIDDEN_FIELDS, {.name = "reason",
		       .label = "更正原因",
		       .hint = "写明更正了什么、为什么，随新版本一并公开。",
		       .kind = FIELD_LONG_TEXT,
		       .required = true,
		       .maximum = 500,
		       .offset = offsetof(struct publication, reason)}};

struct preview {
	struct scope scope;
	struct rows *overview;
	struct rows *arrivals;
	struct rows *missing;
	struct rows *difference;
	struct rows *editions;
	struct rows *jobs;
	struct rows *preview;
	struct rows *remarks;
	struct rows *caps;
	struct rows *rule;
};

static enum status
load(struct preview *preview, struct context *context)
{
	struct scope *scope = &preview->scope;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK || scope->empty)
		return status;
	const struct ask asks[] = {
	    ASK(&preview->overview, INDICATOR_OVERVIEW, scope->programme_id, scope->period,
		"false"),
	    ASK(&preview->arrivals, INDICATOR_ARRIVALS, scope->programme_id, scope->period),
	    ASK(&preview->missing, EDITION_MISSING, scope->programme_id, scope->period),
	    ASK(&preview->difference, EDITION_DIFFERENCE, scope->programme_id, scope->period),
	    ASK(&preview->editions, EDITION_LIST),
	    ASK(&preview->jobs, EDITION_JOBS),
	    ASK(&preview->preview, EDITION_PREVIEW, scope->programme_id, scope->period),
	    ASK(&preview->remarks, EDITION_REMARKS, scope->programme_id, scope->period),
	    ASK(&preview->caps, EDITION_CAP_OPEN, scope->programme_id, scope->period),
	    ASK(&preview->rule, EDITION_RULE, scope->programme_id),
	};
	return SCOPE_ASK_ALL(scope, context, asks);
}

static bool
may_publish(const struct context *context)
{
	return (context->session->role_bit & ROLE_ADMINISTRATOR) != 0 &&
	       rows_text(context->session->rows, 0, "qc_centre_id") == NULL;
}

static void
show_editions(struct context *context, struct view *view, const struct rows *editions)
{
	view_list(view, "editions");
	for (size_t row = 0; row < rows_count(editions); row++) {
		struct view *item = view_item(view, "editions");
		const char *url =
		    html_url_path(context->arena, "region", rows_text(editions, row, "region_code"),
			rows_text(editions, row, "period"), NULL);

		page_row(item, editions, row);
		view_text(item, "url", text_format(context->arena, "%s/", url));
		view_text(item, "withdraw_url",
		    rows_text(editions, row, "withdrawn") == NULL && may_publish(context)
			? html_url_path(context->arena, "commission", "edition", "withdraw",
			      rows_text(editions, row, "period"),
			      rows_text(editions, row, "number"), NULL)
			: NULL);
	}
}

static void
show_jobs(struct context *context, struct view *view, const struct rows *jobs)
{
	view_list(view, "jobs");
	for (size_t row = 0; row < rows_count(jobs); row++) {
		struct view *item = view_item(view, "jobs");

		page_row(item, jobs, row);
		view_flag(item, "failed", text_equal(rows_text(jobs, row, "state"), "failed"));
		view_text(item, "url",
		    html_url_path(context->arena, "commission", "edition", "job",
			rows_text(jobs, row, "id"), NULL));
	}
}

/* The newest edition of the period looked at: its row, or the count if there is none. */
static size_t
find_edition(const struct preview *preview)
{
	size_t row = 0;

	for (; row < rows_count(preview->editions); row++) {
		if (text_equal(rows_text(preview->editions, row, "period"), preview->scope.period))
			break;
	}
	return row;
}

static struct form *
publication_form(struct context *context, bool corrects)
{
	if (corrects)
		return FORM(context, correction_fields);
	return FORM(context, first_fields);
}

/* The preview in force, what institutions said to it, and who may publish it when. */
static void
show_preview(struct context *context, struct view *view, const struct preview *preview)
{
	const struct rows *rows = preview->preview;
	struct view *item;
	size_t open = 0;

	view_list(view, "previews");
	view_list(view, "remarks");
	for (size_t row = 0; row < rows_count(preview->remarks); row++) {
		bool objection = rows_flag(preview->remarks, row, "objection");
		bool waits = objection && rows_text(preview->remarks, row, "answer") == NULL;

		item = view_item(view, "remarks");
		page_row(item, preview->remarks, row);
		view_text(item, "answer_url",
		    waits && commission_may_decide(context)
			? html_url_path(context->arena, "commission", "edition", "objection",
			      rows_text(preview->remarks, row, "id"), NULL)
			: NULL);
		open += waits;
	}
	if (rows_count(rows) == 0)
		return;
	item = view_item(view, "previews");
	page_row(item, rows, 0);
	view_text(
	    item, "open_objections", open == 0 ? NULL : text_format(context->arena, "%zu", open));
	page_row(item, preview->caps, 0);
	view_text(item, "cap_url", scope_url(&preview->scope, context->arena, edition_cap_home));
	view_flag(item, "ready",
	    may_publish(context) && rows_flag(rows, 0, "closed") && !rows_flag(rows, 0, "own") &&
		!rows_flag(rows, 0, "outdated") && open == 0 &&
		rows_text(preview->caps, 0, "open_caps") == NULL);
}

/* form: what was posted and refused, with or without a reason; NULL for a fresh page. */
enum status
edition_show(struct context *context, struct form *form, bool asks_reason, enum status outcome)
{
	struct preview preview = {0};
	enum status status = load(&preview, context);
	struct view *view;
	size_t last;
	bool corrects;

	if (status != STATUS_OK)
		return status;
	if (preview.scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "公开版本"));
	if (preview.scope.redirect != NULL)
		return page_redirect(context, preview.scope.redirect);
	last = find_edition(&preview);
	corrects = last < rows_count(preview.editions);
	view = page_view(context, "公开版本");
	form_view(form == NULL ? publication_form(context, corrects) : form, view);
	view_flag(view, "asks_reason", form == NULL ? corrects : asks_reason);
	scope_show(&preview.scope, view);
	view_text(view, "form_url", scope_url(&preview.scope, context->arena, edition_home));
	page_row(view_object(view, "arrivals"), preview.arrivals, 0);
	overview_show(context, view, preview.overview, &preview.scope);
	page_rows(view, "missing", preview.missing);
	page_rows(view, "differences", preview.difference);
	show_editions(context, view, preview.editions);
	show_jobs(context, view, preview.jobs);
	view_flag(view, "corrects", corrects);
	view_text(
	    view, "last_number", corrects ? rows_text(preview.editions, last, "number") : NULL);
	view_flag(view, "may_prepare", commission_may_decide(context));
	show_preview(context, view, &preview);
	view_list(view, "rule");
	page_rows(view, "rule", preview.rule);
	view_text(view, "rule_url",
	    may_publish(context) ? html_url_path(context->arena, "commission", "edition", "rule",
				       preview.scope.programme_id, NULL)
				 : NULL);
	view_flag(view, "nobody",
	    rows_integer(preview.arrivals, 0, "complete") +
		    rows_integer(preview.arrivals, 0, "partly") ==
		0);
	context->reply->status = outcome;
	return page_show(context, "commission/edition/edition", view);
}

const struct query edition_query[] = {
    SCOPE_QUERY,
    {0},
};

void
edition_crumbs(struct view *view, const char *label)
{
	page_crumb(view, "公开版本", edition_home);
	page_crumb(view, label, NULL);
}

enum status
edition_get(struct context *context)
{
	return edition_show(context, NULL, false, STATUS_OK);
}

enum status
edition_post(struct context *context)
{
	bool asks_reason = pairs_get(&context->request->form, "reason") != NULL;
	struct form *form = publication_form(context, asks_reason);
	struct publication input = {0};
	struct rows *rows;
	int64_t id;
	enum status status;

	if (form_read(form, &input) == STATUS_OK &&
	    (input.programme == NULL || !text_to_id(&id, input.programme) || input.period == NULL))
		form_error(form, NULL, "页面内容不完整，请重新选择监测方案和报告期");
	if (form_has_errors(form))
		return edition_show(context, form, asks_reason, STATUS_INPUT);
	status = DB_ASK(
	    context->db, &rows, EDITION_PREPARE, input.programme, input.period, input.reason);
	/* Somebody published the first edition while this page was open. */
	if (status != STATUS_OK && !asks_reason &&
	    text_equal(db_last_error(context->db)->constraint, "edition_reason")) {
		asks_reason = true;
		form = publication_form(context, asks_reason);
	}
	if (form_refuses(form, context, status))
		return edition_show(context, form, asks_reason, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_path(context->arena, "commission", "edition",
						"job", rows_text(rows, 0, "job"), NULL))
		   : status;
}
