/* /account/confirm: the password once more, before an act that is signed with it. */
#include "account_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/password.h"
#include "core/text.h"
#include "page.h"

struct confirmation {
	const char *password;
	const char *next;
};

static const struct field fields[] = {
    {.name = "password",
	.label = "登录密码",
	.hint = "密码用于确认是您本人办理，只在 5 分钟内对一次提交有效。",
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct confirmation, password)},
    {.name = "next",
	.kind = FIELD_HIDDEN,
	.maximum = 2000,
	.offset = offsetof(struct confirmation, next)},
};

static struct form *
confirm_form(struct context *context)
{
	return FORM(context, fields);
}

static struct view *
confirm_view(struct context *context, const struct form *form, const char *back)
{
	struct view *view = page_view(context, "确认身份");

	form_view(form, view);
	view_text(view, "back", back != NULL && page_is_local(back) ? back : "/account/");
	return view;
}

const struct query confirm_query[] = {
    {.name = "next", .kind = VALUE_PATH},
    {0},
};

enum status
confirm_get(struct context *context)
{
	struct form *form = confirm_form(context);
	const char *next = request_query(context->request, "next", "");

	form_set(form, "next", next);
	return page_show(context, "account/confirm", confirm_view(context, form, next));
}

static const char *
refusal(struct context *context, const struct rows *own)
{
	if (text_equal(rows_text(own, 0, "state"), "locked"))
		return text_format(context->arena,
		    "密码错误次数过多，账户已暂时锁定，请在 %s 之后再试。",
		    rows_text(own, 0, "locked_until"));
	return "密码不正确，请重新输入；连续 5 次错误将锁定 15 分钟。";
}

enum status
confirm_post(struct context *context)
{
	struct form *form = confirm_form(context);
	struct confirmation input = {0};
	struct rows *own;
	bool right, locked;
	enum status status;

	if (form_read(form, &input) != STATUS_OK)
		return page_show_again(
		    context, "account/confirm", confirm_view(context, form, input.next));
	status = DB_ASK(context->db, &own, CONFIRM_LOAD);
	if (status != STATUS_OK)
		return status;
	locked = text_equal(rows_text(own, 0, "state"), "locked");
	right = password_verify(rows_text(own, 0, "password_hash"), input.password);
	if (right && !locked) {
		status = DB_ASK(context->db, NULL, CONFIRM_SESSION);
		if (status != STATUS_OK)
			return status;
		return page_redirect(context,
		    input.next != NULL && page_is_local(input.next) ? input.next : "/account/");
	}
	status =
	    DB_ASK(context->db, NULL, SIGN_IN_REFUSE, locked ? NULL : context->session->account_id,
		rows_text(context->session->rows, 0, "login"), context->request->client);
	if (status != STATUS_OK)
		return status;
	form_error(form, "password", refusal(context, own));
	/* The count of failures must stay. */
	return page_show_kept(context, "account/confirm", confirm_view(context, form, input.next));
}
