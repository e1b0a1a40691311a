/* /account/sign-in and /account/sign-out. */
#include <string.h>

#include "account_query.h"
#include "core/form.h"
#include "core/page.h"
#include "core/password.h"
#include "core/resume.h"
#include "core/text.h"
#include "page.h"

struct sign_in {
	const char *login;
	const char *password;
	const char *next;
	const char *resume_path;
	const char *resume_body;
};

/* The last two carry a form that was sent after its session had expired (core/resume.h). */
static const struct field fields[] = {
    {.name = "login",
	.label = "登录名",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 60,
	.offset = offsetof(struct sign_in, login)},
    {.name = "password",
	.label = "密码",
	.kind = FIELD_SECRET,
	.required = true,
	.maximum = 200,
	.offset = offsetof(struct sign_in, password)},
    {.name = "next",
	.kind = FIELD_HIDDEN,
	.maximum = 2000,
	.offset = offsetof(struct sign_in, next)},
    {.name = "resume_path",
	.kind = FIELD_HIDDEN,
	.maximum = 2000,
	.offset = offsetof(struct sign_in, resume_path)},
    {.name = "resume_body",
	.kind = FIELD_HIDDEN,
	.maximum = 5 * 1024 * 1024,
	.offset = offsetof(struct sign_in, resume_body)},
};

static const struct notice notices[] = {
    {"activated", "账户已激活。请用刚才设置的密码登录。"},
    {"out", "您已退出登录。"},
    {0},
};

/* A path of this site, so that nobody is led astray by a link with a foreign address in it. */
static bool
is_own_path(const char *path)
{
	return path != NULL && page_is_local(path);
}

static struct form *
sign_in_form(struct context *context)
{
	return FORM(context, fields);
}

static struct view *
sign_in_view(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "登录");

	form_view(form, view);
	page_notice(context, view, notices);
	return view;
}

const struct query sign_in_query[] = {
    {.name = "next", .kind = VALUE_PATH},
    PARAMETER_NOTICE(notices),
    {0},
};

enum status
sign_in_get(struct context *context)
{
	struct form *form = sign_in_form(context);

	form_set(form, "next", request_query(context->request, "next", ""));
	return page_show(context, "account/sign_in", sign_in_view(context, form));
}

/* One "next" button that posts the saved fields anew: nothing typed was lost with the session. */
static enum status
sign_in_resume(struct context *context, const struct sign_in *input, const char *token)
{
	struct view *view = page_view(context, "登录成功");
	struct pairs saved;
	enum status status =
	    request_pairs(&saved, context->arena, input->resume_body, strlen(input->resume_body));

	if (status != STATUS_OK)
		return status;
	view_text(view, "csrf", session_csrf(context->arena, token));
	view_text(view, "resume_path", input->resume_path);
	view_text(view, "csrf_name", RESUME_CSRF);
	view_text(view, "restore_name", RESUME_RESTORE);
	view_list(view, "saved");
	for (size_t i = 0; i < saved.count; i++) {
		struct view *item = view_item(view, "saved");

		view_text(item, "name", saved.items[i].name);
		view_text(item, "value", saved.items[i].value);
	}
	return page_show(context, "account/resume", view);
}

/* The password is at hand now and never again: a hash of former costs is made anew. */
static enum status
sign_in_rehash(struct context *context, const struct sign_in *input, const struct rows *account)
{
	const char *hash = rows_text(account, 0, "password_hash");

	if (!password_is_outdated(hash))
		return STATUS_OK;
	return DB_ASK(context->db, NULL, SIGN_IN_REHASH, rows_text(account, 0, "account_id"), hash,
	    password_hash(context->arena, input->password));
}

static enum status
sign_in_open(struct context *context, const struct sign_in *input, const struct rows *account)
{
	char *token = session_new_token(context->arena);
	enum status status = sign_in_rehash(context, input, account);

	if (status != STATUS_OK)
		return status;
	status = DB_ASK(context->db, NULL, SIGN_IN_OPEN, rows_text(account, 0, "account_id"),
	    session_digest(context->arena, token), context->request->client);

	if (status != STATUS_OK)
		return status;
	page_cookie(context, SESSION_COOKIE, token, SESSION_SECONDS);
	if (is_own_path(input->resume_path) && input->resume_body != NULL)
		return sign_in_resume(context, input, token);
	if (is_own_path(input->next))
		return page_redirect(context, input->next);
	return page_redirect(context, account_work_url(rows_text(account, 0, "audience")));
}

/* A wrong password and an unknown login get the same words and take the same time. */
static const char *
refusal(struct context *context, const char *state, const struct rows *account)
{
	if (text_equal(state, "locked"))
		return text_format(context->arena,
		    "登录失败次数过多，账户已暂时锁定，请在 %s 之后再试；忘记密码请联系管理员。",
		    rows_text(account, 0, "locked_until"));
	return "登录名或密码不正确。请核对后重试；连续 5 次错误将锁定 15 分钟。";
}

enum status
sign_in_post(struct context *context)
{
	struct form *form = sign_in_form(context);
	struct sign_in input;
	struct rows *account;
	const char *state, *hash;
	bool right;
	enum status status;

	if (form_read(form, &input) != STATUS_OK)
		return page_show_again(context, "account/sign_in", sign_in_view(context, form));
	status = DB_ASK(context->db, &account, SIGN_IN_CREDENTIAL, input.login);
	if (status != STATUS_OK)
		return status;
	state = rows_count(account) == 1 ? rows_text(account, 0, "state") : "unknown";
	hash = rows_count(account) == 1 ? rows_text(account, 0, "password_hash") : NULL;
	right = password_verify(hash, input.password);
	if (right && text_equal(state, "ok"))
		return sign_in_open(context, &input, account);
	status = DB_ASK(context->db, NULL, SIGN_IN_REFUSE,
	    text_equal(state, "ok") ? rows_text(account, 0, "account_id") : NULL, input.login,
	    context->request->client);
	if (status != STATUS_OK)
		return status;
	form_error(form, "password", refusal(context, state, account));
	/* The count of failures must stay, so this answer commits although it shows an error. */
	return page_show_kept(context, "account/sign_in", sign_in_view(context, form));
}

enum status
sign_out_post(struct context *context)
{
	enum status status = DB_ASK(context->db, NULL, SIGN_OUT_CLOSE);

	if (status != STATUS_OK)
		return status;
	page_cookie(context, SESSION_COOKIE, "", 0);
	return page_redirect(context, "/account/sign-in?notice=out");
}
