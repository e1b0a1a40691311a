#include "page.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "html.h"
#include "page_private.h"
#include "resume.h"
#include "text.h"

#define PAGE_BYTES ((size_t)32 * 1024) /* most pages fit without growing */

/* How long nginx gives everybody the same public page: a crowd costs one request in that time, and
 * a page stays at hand for a day on which the database is down.  A new edition shows after it. */
#define PUBLIC_SECONDS "2"

static const char security_headers[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

/* ---- replies -------------------------------------------------------------------------------- */

void
page_reset(struct context *context)
{
	*context->reply = (struct reply){
	    .status = STATUS_OK,
	    .content_type = "text/html; charset=utf-8",
	    .body = buffer_create(context->arena, 0),
	};
}

static bool
is_header(const char *line, const char *name)
{
	size_t length = strlen(name);

	return strncasecmp(line, name, length) == 0 && line[length] == ':';
}

static void
add_line(struct context *context, char *line)
{
	struct reply *reply = context->reply;

	/* A line break would let a value add headers of its own. */
	assert(strpbrk(line, "\r\n") == NULL);
	assert(reply->header_count < REPLY_HEADERS);
	reply->headers[reply->header_count++] = line;
}

void
page_header(struct context *context, const char *name, const char *value)
{
	struct reply *reply = context->reply;
	char *line = text_format(context->arena, "%s: %s", name, value);

	for (size_t i = 0; i < reply->header_count; i++) {
		if (is_header(reply->headers[i], name)) {
			assert(strpbrk(line, "\r\n") == NULL);
			reply->headers[i] = line;
			return;
		}
	}
	add_line(context, line);
}

void
page_keep(struct context *context, const char *seconds)
{
	if (context->reply->passing)
		return;
	page_header(context, "X-Accel-Expires", seconds);
	page_header(
	    context, "Cache-Control", text_format(context->arena, "public, max-age=%s", seconds));
}

void
page_cookie(struct context *context, const char *name, const char *value, long seconds)
{
	add_line(context, text_format(context->arena,
			      "Set-Cookie: %s=%s; Path=/; Max-Age=%ld; HttpOnly; SameSite=Lax%s",
			      name, value, seconds, context->request->secure ? "; Secure" : ""));
}

bool
page_is_local(const char *url)
{
	/* Browsers read "//host" and "/\host" as another site. */
	if (url[0] != '/' || url[1] == '/' || url[1] == '\\')
		return false;
	for (const char *c = url; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || *c == '\\' || *c == 0x7f)
			return false;
	}
	return true;
}

/* What was asked for before and failed is the answer; but an error page is about just that. */
static enum status
answerable(const struct context *context)
{
	return context->reply->failed ? STATUS_OK : db_failure(context->db);
}

enum status
page_redirect(struct context *context, const char *url)
{
	enum status status = answerable(context);

	if (status != STATUS_OK)
		return status;
	if (!page_is_local(url)) {
		fprintf(stderr, "%s page: not a local URL to redirect to\n", context->request->id);
		return STATUS_INTERNAL;
	}
	context->reply->location = url;
	return STATUS_OK;
}

enum status
page_redirect_notice(struct context *context, const char *url, const char *code)
{
	return page_redirect(context, html_url_query(context->arena, url, "notice", code));
}

enum status
page_file(struct context *context, const char *content_type, const char *filename,
    const struct buffer *content)
{
	enum status status = answerable(context);

	if (status != STATUS_OK)
		return status;
	context->reply->content_type = content_type;
	context->reply->body = *content;
	page_header(context, "Content-Disposition",
	    text_format(context->arena, "attachment; filename*=UTF-8''%s",
		html_url_encode(context->arena, filename)));
	return STATUS_OK;
}

enum status
page_stored_file(
    struct context *context, const char *content_type, const char *filename, const char *location)
{
	struct buffer nothing = buffer_create(context->arena, 1);

	page_header(context, "X-Accel-Redirect", location);
	return page_file(context, content_type, filename, &nothing);
}

/* ---- views ---------------------------------------------------------------------------------- */

/* A visitor without a token: the forms of the sign-in pages need one to be told from forged ones.
 */
static void
give_token(struct context *context)
{
	struct session *session = context->session;

	if (session->token != NULL || context->program->session_statement == SESSION_NONE)
		return;
	session->token = session_new_token(context->arena);
	session->csrf = session_csrf(context->arena, session->token);
	session->fresh = true;
}

/* What session_load may select for the layout beside what every program has. */
static void
view_session_row(struct view *view, const struct rows *rows)
{
	bool present = rows != NULL && rows_count(rows) == 1;

	view_text(view, "role_name",
	    present && rows_has_column(rows, "role_name") ? rows_text(rows, 0, "role_name") : NULL);
	view_flag(
	    view, "demo", present && rows_has_column(rows, "demo") && rows_flag(rows, 0, "demo"));
}

#define OWN_URL_BYTES 1000

/* Where the way to larger letters leads back to, as a value of a query. */
static const char *
own_url(struct context *context)
{
	const char *url = resume_url(context);

	return html_url_encode(
	    context->arena, page_is_local(url) && strlen(url) <= OWN_URL_BYTES ? url : "/");
}

/* Whoever was led here by a form that had been received before (once.h). */
static void
show_once(struct context *context, struct view *view)
{
	const char *code = request_query(context->request, "notice", NULL);
	bool led = context->request->method == METHOD_GET && text_equal(code, NOTICE_ONCE);

	view_text(view, "notice", led ? "这次提交先前已经收到并办理，没有重复执行。" : NULL);
}

/* The layout's names; the program adds its own unless the system has failed. */
struct view *
page_view_plain(struct context *context, const char *title, bool decorated)
{
	struct view *view = view_create(context->arena);
	const struct session *session = context->session;

	give_token(context);
	view_text(view, "title", title);
	view_text(view, "program", context->program->name);
	view_text(view, "csrf", session->csrf);
	view_text(view, "once", once_key(context));
	view_flag(view, "signed_in", session->signed_in);
	view_text(view, "account_name", session->account_name);
	view_text(view, "organisation_name", session->organisation_name);
	view_session_row(view, session->rows);
	view_list(view, "navigation");
	view_list(view, "meta");
	view_list(view, "alternates");
	view_list(view, "site");
	view_flag(
	    view, "large", text_equal(pairs_get(&context->request->cookies, "text"), "large"));
	view_text(view, "own_url", own_url(context));
	show_once(context, view);
	view_text(view, "request_id", context->request->id);
	if (decorated && context->program->decorate != NULL)
		context->program->decorate(context, view);
	return view;
}

struct view *
page_view(struct context *context, const char *title)
{
	struct view *view = page_view_plain(context, title, true);

	/* What everybody gets alike names no request. */
	if (context->program->session_statement == SESSION_NONE)
		view_text(view, "request_id", NULL);
	return view;
}

enum status
page_show(struct context *context, const char *template, struct view *view)
{
	struct buffer body = buffer_create(context->arena, PAGE_BYTES), page;
	enum status status = answerable(context);

	if (status == STATUS_OK)
		status = template_render(&body, context->templates, template, view);
	if (status != STATUS_OK)
		return status;
	page = buffer_create(context->arena, PAGE_BYTES + body.length);
	view_markup(view, "body", &body);
	status = template_render(&page, context->templates, "layout", view);
	if (status == STATUS_OK)
		context->reply->body = page;
	return status;
}

enum status
page_show_alone(struct context *context, const char *template, struct view *view)
{
	struct buffer page = buffer_create(context->arena, PAGE_BYTES);
	enum status status = answerable(context);

	if (status == STATUS_OK)
		status = template_render(&page, context->templates, template, view);
	if (status == STATUS_OK)
		context->reply->body = page;
	return status;
}

enum status
page_show_again(struct context *context, const char *template, struct view *view)
{
	context->reply->status = STATUS_INPUT;
	return page_show(context, template, view);
}

enum status
page_show_kept(struct context *context, const char *template, struct view *view)
{
	context->reply->keep = true;
	return page_show_again(context, template, view);
}

enum status
page_json(struct context *context, const struct buffer *content)
{
	enum status status = answerable(context);

	if (status != STATUS_OK)
		return status;
	context->reply->content_type = "application/json; charset=utf-8";
	context->reply->body = *content;
	return STATUS_OK;
}

void
page_notice(struct context *context, struct view *view, const struct notice *notices)
{
	const char *code = request_query(context->request, "notice", NULL);

	/* That one is core's own. */
	if (text_equal(code, NOTICE_ONCE))
		return;
	view_text(view, "notice", NULL);
	/* A form that is shown again says what is wrong; what went well before is old news. */
	if (context->request->method == METHOD_POST)
		return;
	for (; code != NULL && notices->code != NULL; notices++) {
		if (strcmp(notices->code, code) == 0)
			view_text(view, "notice", notices->message);
	}
}

/* ---- the head of the reply ------------------------------------------------------------------ */

int
page_code(const struct context *context)
{
	if (context->reply->unchanged)
		return 304;
	return context->reply->location != NULL ? 303 : status_code(context->reply->status);
}

static bool
has_line(const struct reply *reply, const char *beginning)
{
	for (size_t i = 0; i < reply->header_count; i++) {
		if (strncasecmp(reply->headers[i], beginning, strlen(beginning)) == 0)
			return true;
	}
	return false;
}

void
page_head(const struct context *context, struct buffer *out)
{
	const struct reply *reply = context->reply;
	const struct session *session = context->session;
	bool secure = context->request->secure;

	if (reply->location != NULL)
		buffer_append_format(
		    out, "Status: 303 See Other\r\nLocation: %s\r\n", reply->location);
	else
		buffer_append_format(out, "Status: %s\r\n",
		    reply->unchanged ? "304 Not Modified" : status_http(reply->status));
	if (!reply->unchanged)
		buffer_append_format(out, "Content-Type: %s\r\nContent-Length: %zu\r\n",
		    reply->content_type, reply->body.length);
	buffer_append_text(out, security_headers);
	if (secure)
		buffer_append_text(out, "Strict-Transport-Security: max-age=31536000\r\n");
	if (!has_line(reply, "Cache-Control:")) {
		bool is_public = context->program->session_statement == SESSION_NONE;

		/* Before Cache-Control, or nginx 1.22 heeds that. */
		if (is_public && reply->status == STATUS_OK)
			buffer_append_format(
			    out, "X-Accel-Expires: %s\r\n", reply->passing ? "0" : PUBLIC_SECONDS);
		buffer_append_format(
		    out, "Cache-Control: %s\r\n", is_public ? "no-cache" : "no-store");
	}
	if (session->fresh && !has_line(reply, "Set-Cookie: " SESSION_COOKIE "="))
		buffer_append_format(out,
		    "Set-Cookie: " SESSION_COOKIE
		    "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s\r\n",
		    session->token, SESSION_SECONDS, secure ? "; Secure" : "");
	for (size_t i = 0; i < reply->header_count; i++)
		buffer_append_format(out, "%s\r\n", reply->headers[i]);
	buffer_append_text(out, "\r\n");
}
