/* /commission/edition/…: publishing, its progress, answers to objections, withdrawal, the rule. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "edition.h"

static const char home[] = "/commission/edition/";

static void
add_crumbs(struct view *view, const char *label)
{
	page_crumb(view, "公开版本", home);
	page_crumb(view, label, NULL);
}

/* ---- publishing ----------------------------------------------------------------------------- */

struct publication {
	const char *preview;
};

enum status
edition_publish_post(struct context *context)
{
	static const struct field fields[] = {{.name = "preview",
	    .kind = FIELD_HIDDEN,
	    .offset = offsetof(struct publication, preview)}};
	struct form *form = form_create(context, fields, 1);
	struct publication input = {0};
	struct rows *rows;
	enum status status = STATUS_INPUT;
	int64_t id;

	if (form_read(form, &input) == STATUS_OK &&
	    (input.preview == NULL || !text_to_id(&id, input.preview)))
		form_error(form, NULL, "页面内容不完整，请重新打开公开版本页面");
	if (!form_has_errors(form))
		status = DB_ASK(context->db, &rows, EDITION_PUBLISH, input.preview);
	if (form_refuses(form, context, status))
		return edition_show(context, form, false, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_path(context->arena, "commission", "edition",
						"job", rows_text(rows, 0, "job"), NULL))
		   : status;
}

enum status
edition_job_get(struct context *context)
{
	const char *id = context->segments[0], *state, *url, *title;
	bool under_way, preview;
	struct rows *rows;
	struct view *view;
	enum status status;

	status = DB_ASK(context->db, &rows, EDITION_JOB, id);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	state = rows_text(rows, 0, "state");
	preview = rows_flag(rows, 0, "preview");
	under_way = text_equal(state, "queued") || text_equal(state, "running");
	title = preview ? "生成预览" : "生成公开版本";
	view = page_view(context, title);
	page_row(view, rows, 0);
	view_flag(view, "under_way", under_way);
	view_flag(view, "done", text_equal(state, "done"));
	view_flag(view, "failed", text_equal(state, "failed"));
	url = html_url_path(context->arena, "region", rows_text(rows, 0, "region_code"),
	    rows_text(rows, 0, "period"), NULL);
	view_text(view, "public_url", text_format(context->arena, "%s/", url));
	url = html_url_query(context->arena, home, "programme", rows_text(rows, 0, "programme_id"));
	view_text(view, "edition_url",
	    html_url_query(context->arena, url, "period", rows_text(rows, 0, "period")));
	add_crumbs(view, title);
	if (under_way)
		page_header(context, "Refresh", "2");
	return page_show(context, "commission/edition/job", view);
}

/* ---- objections ----------------------------------------------------------------------------- */

struct answer {
	const char *outcome;
	const char *text;
};

static const struct choice outcomes[] = {
    {"upheld", "异议成立（请更正数据后重新生成预览）"},
    {"rejected", "异议不成立"},
    {0},
};

static const struct field answer_fields[] = {
    {.name = "outcome",
	.label = "处理结果",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = outcomes,
	.offset = offsetof(struct answer, outcome)},
    {.name = "answer_text",
	.label = "答复",
	.hint = "写明理由，该机构可以看到。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500,
	.offset = offsetof(struct answer, text)},
};

static enum status
load_objection(struct rows **out, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	status = DB_ASK(context->db, out, EDITION_OBJECTION, id);
	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

static const char *
scope_of(struct context *context, const struct rows *rows)
{
	const char *url =
	    html_url_query(context->arena, home, "programme", rows_text(rows, 0, "programme_id"));

	return html_url_query(context->arena, url, "period", rows_text(rows, 0, "period"));
}

static enum status
show_objection(struct context *context, struct form *form, enum status outcome)
{
	struct rows *rows;
	struct view *view;
	enum status status = load_objection(&rows, context);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "答复异议");
	page_row(view, rows, 0);
	form_view(form, view);
	view_text(view, "back_url", scope_of(context, rows));
	add_crumbs(view, "答复异议");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/objection", view);
}

enum status
edition_objection_get(struct context *context)
{
	return show_objection(context, form_create(context, answer_fields, 2), STATUS_OK);
}

enum status
edition_objection_post(struct context *context)
{
	struct form *form = form_create(context, answer_fields, 2);
	struct answer input = {0};
	struct rows *rows;
	enum status status = load_objection(&rows, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_OBJECTION_ANSWER,
		    rows_text(rows, 0, "id"), input.outcome, input.text);
	if (form_refuses(form, context, status))
		return show_objection(context, form, context->reply->status);
	return status == STATUS_OK ? page_redirect(context, scope_of(context, rows)) : status;
}

/* ---- withdrawal ----------------------------------------------------------------------------- */

struct withdrawal {
	const char *reason;
};

static const struct field withdrawal_fields[] = {{.name = "reason",
    .label = "撤回原因",
    .hint = "随该版本一并公开。",
    .kind = FIELD_LONG_TEXT,
    .required = true,
    .maximum = 500,
    .offset = offsetof(struct withdrawal, reason)}};

static enum status
show_withdrawal(struct context *context, struct form *form, enum status outcome)
{
	struct rows *rows;
	struct view *view;
	enum status status =
	    DB_ASK(context->db, &rows, EDITION_ONE, context->segments[0], context->segments[1]);

	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	view = page_view(context, "撤回公开版本");
	page_row(view, rows, 0);
	form_view(form, view);
	add_crumbs(view, "撤回公开版本");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/withdraw", view);
}

enum status
edition_withdraw_get(struct context *context)
{
	return show_withdrawal(context, form_create(context, withdrawal_fields, 1), STATUS_OK);
}

enum status
edition_withdraw_post(struct context *context)
{
	struct form *form = form_create(context, withdrawal_fields, 1);
	struct withdrawal input = {0};
	enum status status;

	if (context->ids[1] > 1000000)
		return STATUS_MISSING;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_WITHDRAW, context->segments[0],
		    context->segments[1], input.reason);
	if (form_refuses(form, context, status))
		return show_withdrawal(context, form, context->reply->status);
	return status == STATUS_OK ? page_redirect(context, home) : status;
}

/* ---- the rule ------------------------------------------------------------------------------- */

struct rule_input {
	const char *preview_days;
	const char *small_below;
	const char *grades;
};

static const struct choice grade_choices[] = {{"t", "公开"}, {"f", "不公开"}, {0}};

static const struct field rule_fields[] = {
    {.name = "preview_days",
	.label = "预览期（天）",
	.hint = "公开前机构查看本机构结果、提出附注或异议的天数，0 为不设预览期。",
	.kind = FIELD_INTEGER,
	.required = true,
	.maximum = 90,
	.offset = offsetof(struct rule_input, preview_days)},
    {.name = "small_below",
	.label = "小数门槛（例）",
	.hint = "大于 0 而小于此数的例数不公开。",
	.kind = FIELD_INTEGER,
	.required = true,
	.minimum = 3,
	.maximum = 100,
	.offset = offsetof(struct rule_input, small_below)},
    {.name = "grades",
	.label = "质量安全等级",
	.hint =
	    "公开时按现行的等级评价方案评级、排名；没有现行方案的不评级。隐去的小数不计入等级。",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = grade_choices,
	.offset = offsetof(struct rule_input, grades)},
};

static enum status
show_rule(struct context *context, struct form *form, enum status outcome)
{
	const char *id = context->segments[0];
	struct rows *rows;
	struct view *view;
	enum status status;

	status = DB_ASK(context->db, &rows, EDITION_RULE, id);
	if (status != STATUS_OK)
		return status;
	if (rows_count(rows) == 0)
		return STATUS_MISSING;
	view = page_view(context, "公开规则");
	view_text(view, "programme_name", rows_text(rows, 0, "programme_name"));
	if (form == NULL) {
		form = FORM(context, rule_fields);
		form_set(form, "preview_days", rows_text(rows, 0, "preview_days"));
		form_set(form, "small_below", rows_text(rows, 0, "small_below"));
		form_set(form, "grades", rows_text(rows, 0, "grades"));
	}
	form_view(form, view);
	add_crumbs(view, "公开规则");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/rule", view);
}

enum status
edition_rule_get(struct context *context)
{
	return show_rule(context, NULL, STATUS_OK);
}

enum status
edition_rule_post(struct context *context)
{
	const char *id = context->segments[0];
	struct form *form = FORM(context, rule_fields);
	struct rule_input input = {0};
	enum status status;

	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_RULE_SAVE, id, input.preview_days,
		    input.small_below, input.grades);
	if (form_refuses(form, context, status))
		return show_rule(context, form, context->reply->status);
	return status == STATUS_OK
		   ? page_redirect(context, html_url_query(context->arena, home, "programme", id))
		   : status;
}
