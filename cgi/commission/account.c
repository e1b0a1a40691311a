/* /commission/account/<id>: one account; a new code for it; shut it out or let it in again. */
#include "account.h"

#include "commission_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/password.h"
#include "core/text.h"
#include "page.h"

struct activation {
	const char *reason;
	const char *active;
};

static const struct choice activities[] = {
    {"true", "恢复"},
    {"false", "停用"},
    {0},
};

static const struct field fields[] = {
    {.name = "reason",
	.label = "原因",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct activation, reason)},
    {.name = "active",
	.label = "操作",
	.kind = FIELD_CHOICE,
	.required = true,
	.choices = activities,
	.offset = offsetof(struct activation, active)},
};

static const struct field code_fields[] = {
    {.name = "confirm", .kind = FIELD_HIDDEN, .offset = 0},
};

static const struct notice notices[] = {
    {"deactivated", "账户已停用，登录中的设备已全部退出。"},
    {"reactivated", "账户已恢复。"},
    {0},
};

struct page {
	const char *id;
	struct rows *account;
	struct rows *events;
};

static enum status
load(struct page *page, struct context *context)
{
	enum status status;

	page->id = context->segments[0];
	const struct ask asks[] = {
	    ASK(&page->account, ACCOUNT_LOAD, page->id),
	    ASK(&page->events, ACCOUNT_EVENTS, page->id),
	};
	status = DB_ASK_ALL(context->db, asks);
	return status == STATUS_OK && rows_count(page->account) == 0 ? STATUS_MISSING : status;
}

static struct view *
draw(struct context *context, const struct form *form, const struct page *page)
{
	const char *name = rows_text(page->account, 0, "name");
	struct view *view = page_view(context, name);

	form_view(form, view);
	page_row(view_object(view, "account"), page->account, 0);
	page_rows(view, "events", page->events);
	page_crumb(view, "账户", "/commission/account/");
	page_crumb(view, name, NULL);
	view_flag(view, "may_change",
	    commission_may_change(context) && !rows_flag(page->account, 0, "own"));
	page_notice(context, view, notices);
	return view;
}

const struct query account_query[] = {
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
account_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct page page;
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	return page_show(context, "commission/account", draw(context, form, &page));
}

enum status
account_activate_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct activation input = {0};
	struct page page;
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(
		    context->db, NULL, ACCOUNT_ACTIVATE, page.id, input.active, input.reason);
	if (form_refuses(form, context, status))
		return page_show_again(context, "commission/account", draw(context, form, &page));
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, text_format(context->arena, "/commission/account/%s?notice=%s", page.id,
			 text_equal(input.active, "true") ? "reactivated" : "deactivated"));
}

enum status
account_show_code(struct context *context, const char *account, const char *code)
{
	struct view *view = page_view(context, "激活码");
	struct rows *rows;
	enum status status = DB_ASK(context->db, &rows, ACCOUNT_LOAD, account);

	if (status != STATUS_OK)
		return status;
	page_row(view_object(view, "account"), rows, 0);
	view_text(view, "code", code);
	return page_show(context, "commission/account_code", view);
}

enum status
account_code_post(struct context *context)
{
	struct form *form = FORM(context, code_fields);
	const char *code = password_new_code(context->arena);
	const char *input;
	struct page page;
	enum status status = load(&page, context);

	if (status != STATUS_OK)
		return status;
	if (form_read(form, &input) == STATUS_OK)
		status = DB_ASK(context->db, NULL, ACCOUNT_CODE, page.id,
		    password_code_digest(context->arena, code));
	if (form_has_errors(form) || form_explains(form, context, status)) {
		struct view *view = draw(context, FORM(context, fields), &page);

		form_view(form, view);
		return page_show_again(context, "commission/account", view);
	}
	if (status != STATUS_OK)
		return status;
	return account_show_code(context, page.id, code);
}
