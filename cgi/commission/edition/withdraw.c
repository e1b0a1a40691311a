/* /commission/edition/withdraw/<period>/<number>: takes a published edition back. */
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "edition.h"

struct withdrawal {
	const char *reason;
};

static const struct field fields[] = {{.name = "reason",
    .label = "撤回原因",
    .hint = "随该版本一并公开。",
    .kind = FIELD_LONG_TEXT,
    .required = true,
    .maximum = 500,
    .offset = offsetof(struct withdrawal, reason)}};

static enum status
show(struct context *context, struct form *form, enum status outcome)
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
	edition_crumbs(view, "撤回公开版本");
	context->reply->status = outcome;
	return page_show(context, "commission/edition/withdraw", view);
}

enum status
edition_withdraw_get(struct context *context)
{
	return show(context, FORM(context, fields), STATUS_OK);
}

enum status
edition_withdraw_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct withdrawal input = {0};
	enum status status;

	if (context->ids[1] > 1000000)
		return STATUS_MISSING;
	status = form_read(form, &input);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, NULL, EDITION_WITHDRAW, context->segments[0],
		    context->segments[1], input.reason);
	if (form_refuses(form, context, status))
		return show(context, form, context->reply->status);
	return status == STATUS_OK ? page_redirect(context, edition_home) : status;
}
