/* /commission/edition/objection/<id>: the answer to an objection that came up in a preview. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "edition.h"

struct answer {
	const char *outcome;
	const char *text;
};

static const struct choice outcomes[] = {
    {"upheld", "异议成立（请更正数据后重新生成预览）"},
    {"rejected", "异议不成立"},
    {0},
};

static const struct field fields[] = {
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
load(struct rows **out, struct context *context)
{
	const char *id = context->segments[0];
	enum status status;

	status = DB_ASK(context->db, out, EDITION_OBJECTION, id);
	return status == STATUS_OK && rows_count(*out) == 0 ? STATUS_MISSING : status;
}

static const char *
scope_of(struct context *context, const struct rows *rows)
{
	const char *url = html_url_query(
	    context->arena, edition_home, "programme", rows_text(rows, 0, "programme_id"));

	return html_url_query(context->arena, url, "period", rows_text(rows, 0, "period"));
}

static enum status
show(struct context *context, struct form *form, enum status outcome)
{
	struct rows *rows;
	struct view *view;
	enum status status = load(&rows, context);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "答复异议");
	page_row(view, rows, 0);
	form_view(form, view);
	view_text(view, "back_url", scope_of(context, rows));
	edition_crumbs(view, "答复异议");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/objection", view);
}

enum status
edition_objection_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
edition_objection_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct answer input = {0};
	struct rows *rows;
	enum status status = load(&rows, context);

	if (status != STATUS_OK)
		return status;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_OBJECTION_ANSWER,
		    rows_text(rows, 0, "id"), input.outcome, input.text);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK ? page_redirect(context, scope_of(context, rows)) : status;
}
