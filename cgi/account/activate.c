/* /account/activate: the first password, by the one-time code an administrator handed over. */
#include "account_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/password.h"
#include "core/text.h"
#include "page.h"
#include "secret.h"

struct activation {
	const char *login;
	const char *code;
	const char *password;
	const char *again;
};

static const struct field fields[] = {
    {.name = "login",
	.label = "登录名",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct activation, login)},
    {.name = "code",
	.label = "激活码",
	.hint = "由管理员发放，只能使用一次；字母不分大小写，可以不输入短横线。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct activation, code)},
    {.name = "password",
	.label = "设置密码",
	.hint = SECRET_HINT,
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct activation, password)},
    {.name = "again",
	.label = "再输入一次密码",
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct activation, again)},
};

static struct form *
activate_form(struct context *context)
{
	return FORM(context, fields);
}

static struct view *
activate_view(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "激活账户");

	form_view(form, view);
	return view;
}

const struct query activate_query[] = {
    {.name = "login", .kind = VALUE_CODE},
    {0},
};

enum status
activate_get(struct context *context)
{
	struct form *form = activate_form(context);

	form_set(form, "login", request_query(context->request, "login", ""));
	return page_show(context, "account/activate", activate_view(context, form));
}

enum status
activate_post(struct context *context)
{
	struct form *form = activate_form(context);
	struct activation input;
	enum status status;

	if (form_read(form, &input) == STATUS_OK)
		secret_check(form, input.login, input.password, input.again);
	if (form_has_errors(form))
		return page_show_again(context, "account/activate", activate_view(context, form));
	status = DB_ASK(context->db, NULL, ACTIVATE_ACCOUNT, input.login,
	    password_code_digest(context->arena, input.code),
	    password_hash(context->arena, input.password));
	if (form_refuses(form, context, status))
		return page_show_again(context, "account/activate", activate_view(context, form));
	if (status != STATUS_OK)
		return status;
	return page_redirect(context, "/account/sign-in?notice=activated");
}
