#include "route.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "page.h"
#include "resume.h"
#include "text.h"

/* Takes one segment of the path for "*" or "#"; false if it is none such. */
static bool
take_segment(struct route_match *match, struct arena *arena, size_t place, char kind,
    const char *path, size_t length)
{
	assert(place < ROUTE_SEGMENTS);
	if (length == 0)
		return false;
	match->segments[place] = text_copy(arena, path, length);
	return kind != '#' ||
	       (path[0] != '0' && text_to_id(&match->ids[place], match->segments[place]));
}

static bool
is_place(const char *pattern, size_t length)
{
	return length == 1 && (*pattern == '*' || *pattern == '#');
}

/* Compares segment by segment. */
static bool
matches(struct route_match *match, const char *pattern, struct arena *arena, const char *path)
{
	size_t count = 0;

	while (*pattern == '/' && *path == '/') {
		size_t pattern_length = strcspn(++pattern, "/");
		size_t path_length = strcspn(++path, "/");

		if (is_place(pattern, pattern_length)) {
			if (!take_segment(match, arena, count++, *pattern, path, path_length))
				return false;
		} else if (pattern_length != path_length ||
			   memcmp(pattern, path, path_length) != 0) {
			return false;
		}
		pattern += pattern_length;
		path += path_length;
	}
	return *pattern == '\0' && *path == '\0';
}

struct route_match
route_find(const struct program *program, struct arena *arena, const char *path, enum method method)
{
	enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
	bool elsewhere = false;

	for (size_t i = 0; i < program->route_count; i++) {
		struct route_match match = {.route = &program->routes[i]};

		if (!matches(&match, match.route->path, arena, path))
			continue;
		if (match.route->method == wanted)
			return match;
		elsewhere = true;
	}
	return (struct route_match){.elsewhere = elsewhere};
}

static bool
answers(struct context *context, enum method method)
{
	return route_find(context->program, context->arena, context->request->path, method).route !=
	       NULL;
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
	const struct once *once = &context->once;
	struct rows *rows, *claimed = NULL;
	enum status status;

	if (context->program->session_statement == SESSION_NONE)
		return STATUS_OK;
	const struct ask asks[] = {
	    ASK_CHOSEN(&rows, context->program->session_statement),
	    ASK_CHOSEN(&claimed, once->key == NULL ? 0 : context->program->claim->claim, once->key,
		once->digest),
	};
	status = db_ask(context->db, asks, once->key == NULL ? 1 : 2);
	if (status != STATUS_OK)
		return status;
	session_accept(context->session, rows, context->program->roles);
	if (once->key != NULL)
		once_accept(context, claimed);
	return STATUS_OK;
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

static const struct query *
known_query(struct context *context)
{
	const struct route *route = context->route;

	if (route->query == NULL && route->method == METHOD_POST)
		route =
		    route_find(context->program, context->arena, context->request->path, METHOD_GET)
			.route;
	return route == NULL ? NULL : route->query;
}

/* Whether the address asks for what its page knows. */
static enum status
check_query(struct context *context)
{
	bool is_public = context->program->session_statement == SESSION_NONE;
	const struct query *known = known_query(context);
	const char *fault = query_fault(context->arena, known, context->request, is_public);

	if (fault != NULL) {
		page_detail(context, fault);
		if (context->route->method == METHOD_GET)
			page_offer(context, "不带参数打开本页", context->request->path);
		return STATUS_INPUT;
	}
	/* What anybody may type would fill the cache with pages that nobody asks for again. */
	context->reply->passing = is_public && query_has_text(known, context->request);
	return STATUS_OK;
}

const struct rule *
rule_find(const struct rule *rules, const char *constraint)
{
	for (; rules != NULL && rules->constraint != NULL; rules++) {
		if (strcmp(rules->constraint, constraint) == 0)
			return rules;
	}
	return NULL;
}

/* If the database named a rule that the program explains, the error page says it. */
static void
explain(struct context *context)
{
	const struct rule *rule =
	    rule_find(context->program->rules, db_last_error(context->db)->constraint);

	if (rule != NULL)
		page_detail(context, rule->message);
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

static enum status
act(struct context *context, bool restores)
{
	if (restores)
		return restore(context);
	if (once_is_missing(context)) {
		page_detail(context,
		    "页面缺少防止重复提交的标记，刚才的提交没有执行。请刷新页面，核对后重新提交。");
		return STATUS_INPUT;
	}
	if (context->once.received && once_word(context) == NULL)
		return once_answer(context);
	return handle(context);
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
	enum status status;

	once_read(context);
	status = db_begin(
	    context->db, context->arena, access, context->session->digest, context->request->id);

	if (status == STATUS_OK)
		status = load_session(context);
	if (found != STATUS_OK)
		return found;
	if (status == STATUS_OK)
		status = admit(context);
	if (status == STATUS_OK)
		status = check_query(context);
	if (status == STATUS_OK)
		status = act(context, restores);
	if (status != STATUS_OK)
		return status;
	/* A form shown again is a good page about a write that must not happen. */
	if (context->reply->status == STATUS_OK || context->reply->keep) {
		once_keep(context);
		return db_commit(context->db);
	}
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
		struct route_match match =
		    route_find(context->program, context->arena, request->path, request->method);

		context->route = match.route;
		memcpy(context->segments, match.segments, sizeof(match.segments));
		memcpy(context->ids, match.ids, sizeof(match.ids));
		if (match.route == NULL)
			found = match.elsewhere ? STATUS_METHOD : STATUS_MISSING;
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
