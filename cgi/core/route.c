#include "route.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "page.h"
#include "resume.h"
#include "text.h"

/* Compares segment by segment; "*" in the pattern takes one segment that is not empty. */
static bool
matches(const char *pattern, struct arena *arena, const char *path,
    const char *segments[ROUTE_SEGMENTS])
{
	size_t count = 0;

	while (*pattern == '/' && *path == '/') {
		size_t pattern_length = strcspn(++pattern, "/");
		size_t path_length = strcspn(++path, "/");

		if (pattern_length == 1 && *pattern == '*') {
			assert(count < ROUTE_SEGMENTS);
			if (path_length == 0)
				return false;
			segments[count++] = text_copy(arena, path, path_length);
		} else if (pattern_length != path_length ||
			   memcmp(pattern, path, path_length) != 0) {
			return false;
		}
		pattern += pattern_length;
		path += path_length;
	}
	return *pattern == '\0' && *path == '\0';
}

const struct route *
route_find(const struct program *program, struct arena *arena, const char *path, enum method method,
    bool *allowed_elsewhere, const char *segments[ROUTE_SEGMENTS])
{
	enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;

	*allowed_elsewhere = false;
	for (size_t i = 0; i < program->route_count; i++) {
		const struct route *route = &program->routes[i];
		const char *found[ROUTE_SEGMENTS] = {NULL};

		if (!matches(route->path, arena, path, found))
			continue;
		if (route->method == wanted) {
			memcpy(segments, found, sizeof(found));
			return route;
		}
		*allowed_elsewhere = true;
	}
	return NULL;
}

static bool
answers(struct context *context, enum method method)
{
	const char *segments[ROUTE_SEGMENTS];
	bool elsewhere;

	return route_find(context->program, context->arena, context->request->path, method,
		   &elsewhere, segments) != NULL;
}

/* RFC 9110 wants the methods that would do beside a 405. */
static void
tell_allowed(struct context *context)
{
	bool get = answers(context, METHOD_GET), post = answers(context, METHOD_POST);

	if (get && post)
		page_header(context, "Allow", "GET, HEAD, POST");
	else if (post)
		page_header(context, "Allow", "POST");
	else
		page_header(context, "Allow", "GET, HEAD");
}

static enum status
load_session(struct context *context)
{
	struct rows *rows;
	enum status status;

	if (context->program->session_statement == SESSION_NONE)
		return STATUS_OK;
	status = db_ask(context->db, &ASK_CHOSEN(&rows, context->program->session_statement), 1);
	if (status == STATUS_OK)
		session_accept(context->session, rows, context->program->roles);
	return status;
}

/* Whether this session may have this route called; the CSRF token comes after the role. */
static enum status
admit(struct context *context)
{
	const struct route *route = context->route;
	const struct session *session = context->session;

	if (route->roles != ROLE_PUBLIC && !session->signed_in)
		return STATUS_LOGIN;
	if (route->roles != ROLE_PUBLIC && route->roles != ROLE_ANY &&
	    (route->roles & session->role_bit) == 0)
		return STATUS_FORBIDDEN;
	/* A token is sent on purpose; no browser adds it to another site's form. */
	if (context->request->is_machine)
		return STATUS_OK;
	if (route->method == METHOD_POST && context->program->session_statement != SESSION_NONE &&
	    !session_csrf_matches(session, context->request)) {
		page_detail(context, "页面的安全标记已失效，刚才的提交没有执行。"
				     "请返回上一页并刷新，核对后重新提交。");
		return STATUS_FORBIDDEN;
	}
	return STATUS_OK;
}

/* If the database named a rule that the program explains, the error page says it. */
static void
explain(struct context *context)
{
	const char *constraint = db_last_error(context->db)->constraint;
	const struct rule *rule = context->program->rules;

	for (; rule != NULL && rule->constraint != NULL && constraint[0] != '\0'; rule++) {
		if (strcmp(rule->constraint, constraint) == 0) {
			page_detail(context, rule->message);
			return;
		}
	}
}

/*
 * The handler's answer, unless the database failed it: one that went on with the empty rows of a
 * question without answer may have found nothing where there is something.
 */
static enum status
handle(struct context *context)
{
	enum status status = context->route->handle(context), failure = db_failure(context->db);

	return failure != STATUS_OK ? failure : status;
}

/*
 * What was typed comes back as a form to be looked at, whoever made the request: a handler that has
 * no form and goes ahead meets a transaction that only reads.
 */
static enum status
restore(struct context *context)
{
	enum status status = handle(context);

	if (status == STATUS_BUSY || (status == STATUS_OK && context->reply->location == NULL))
		return status;
	page_detail(context, "刚才的操作没有执行。请从首页重新进入这个页面，再操作一次。");
	return STATUS_FORBIDDEN;
}

/*
 * One transaction: session, admission, handler, end.  found is what is known before: no route, for
 * example; then the session is loaded all the same, so that the error page shows who is asking.
 */
static enum status
run(struct context *context, enum status found)
{
	bool restores = pairs_get(&context->request->form, RESUME_RESTORE) != NULL;
	enum db_access access =
	    context->route == NULL || restores ? DB_READ : context->route->access;
	enum status status = db_begin(
	    context->db, context->arena, access, context->session->digest, context->request->id);

	if (status == STATUS_OK)
		status = load_session(context);
	if (found != STATUS_OK)
		return found;
	if (status == STATUS_OK)
		status = admit(context);
	if (status == STATUS_OK && restores)
		status = restore(context);
	else if (status == STATUS_OK)
		status = handle(context);
	if (status != STATUS_OK)
		return status;
	/* A form shown again is a good page about a write that must not happen. */
	if (context->reply->status == STATUS_OK || context->reply->keep)
		return db_commit(context->db);
	db_rollback(context->db);
	return STATUS_OK;
}

/* The error page may query (decorate), so it gets a transaction that is whole. */
static void
fail(struct context *context, enum status status)
{
	explain(context);
	if (status != STATUS_BUSY && status != STATUS_INTERNAL) {
		/* If it fails, so will every query, and the page does without. */
		(void)!db_restart(context->db);
	}
	page_fail(context, status);
	if (status == STATUS_METHOD)
		tell_allowed(context);
	db_rollback(context->db);
}

void
route_dispatch(struct context *context, const struct request_source *source)
{
	struct request *request = arena_new(context->arena, struct request, 1);
	enum status found, status;
	bool elsewhere = false;

	page_reset(context);
	context->request = request;
	context->session = arena_new(context->arena, struct session, 1);
	context->route = NULL;
	found = request_read(request, context->arena, source);
	if (found == STATUS_INPUT && source->body_refused)
		page_detail(context,
		    "提交的内容超过 6 MiB 的上限，或没有传完。请分批提交，或减小文件后重试。");
	if (request->is_machine)
		session_read_bearer(context->session, context->arena, request);
	else
		session_read_cookie(context->session, context->arena, request);
	if (found == STATUS_OK || found == STATUS_METHOD) {
		context->route = route_find(context->program, context->arena, request->path,
		    request->method, &elsewhere, context->segments);
		if (context->route == NULL)
			found = elsewhere ? STATUS_METHOD : STATUS_MISSING;
	}
	status = run(context, found);
	/* Nothing was written, so a connection that had died unseen costs the reader nothing; one
	 * more try also opens a new one after a migration has changed what was prepared. */
	if (status != STATUS_OK && request->method != METHOD_POST && db_is_lost(context->db)) {
		page_reset(context);
		status = run(context, found);
	}
	if (status != STATUS_OK)
		fail(context, status);
	page_tag(context);
}
