/* /account/password: a new password, proved by the present one. */
#include "core/password.h"
#include "account_query.h"
#include "core/form.h"
#include "core/page.h"
#include "page.h"
#include "secret.h"

struct change {
	const char *present;
	const char *password;
	const char *again;
};

static const struct field fields[] = {
    {.name = "present",
	.label = "现在的密码",
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct change, present)},
    {.name = "password",
	.label = "新密码",
	.hint = SECRET_HINT,
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct change, password)},
    {.name = "again",
	.label = "再输入一次新密码",
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct change, again)},
};

static enum status
password_show_again(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "修改密码");

	form_view(form, view);
	return page_show_again(context, "account/password", view);
}

enum status
password_get(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct view *view = page_view(context, "修改密码");

	form_view(form, view);
	return page_show(context, "account/password", view);
}

enum status
password_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	struct change input;
	struct rows *own;
	enum status status;

	if (form_read(form, &input) != STATUS_OK)
		return password_show_again(context, form);
	status = DB_ASK(context->db, &own, PASSWORD_LOAD);
	if (status != STATUS_OK)
		return status;
	if (!password_verify(rows_text(own, 0, "password_hash"), input.present))
		form_error(form, "present", "现在的密码不正确，请重新输入。");
	secret_check(
	    form, rows_text(context->session->rows, 0, "login"), input.password, input.again);
	if (form_has_errors(form))
		return password_show_again(context, form);
	status = DB_ASK(
	    context->db, NULL, PASSWORD_CHANGE, password_hash(context->arena, input.password));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/account/?notice=password");
}
