#include "gateway.h"

#include <fcgiapp.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "page.h"
#include "template.h"
#include "text.h"

#define BODY_MAXIMUM ((size_t)6 * 1024 * 1024) /* of a program that says nothing else */
#define CHUNK        ((size_t)64 * 1024)

/* ---- one request in ------------------------------------------------------------------------- */

/* Reads and drops what the web server still sends, so that it listens to the answer. */
static void
drain(FCGX_Stream *in, struct arena *arena)
{
	char *chunk = arena_new(arena, char, CHUNK);

	while (FCGX_GetStr(chunk, (int)CHUNK, in) > 0)
		;
}

static void
read_body(struct request_source *out, FCGX_Request *request, struct arena *arena, size_t maximum)
{
	const char *header = FCGX_GetParam("CONTENT_LENGTH", request->envp);
	int64_t length = 0;
	char *body;
	int got;

	if (header == NULL || header[0] == '\0' || strcmp(header, "0") == 0)
		return;
	if (!text_to_id(&length, header) || (size_t)length > maximum) {
		out->body_refused = true;
		drain(request->in, arena);
		return;
	}
	body = arena_new(arena, char, (size_t)length + 1);
	got = FCGX_GetStr(body, (int)length, request->in);
	out->body_refused = got != (int)length;
	out->body = body;
	out->body_length = (size_t)length;
}

static struct request_source
read_source(FCGX_Request *request, const struct context *context)
{
	char **envp = request->envp;
	struct request_source source = {
	    .method = FCGX_GetParam("REQUEST_METHOD", envp),
	    .path = FCGX_GetParam("DOCUMENT_URI", envp),
	    .query = FCGX_GetParam("QUERY_STRING", envp),
	    .cookie = FCGX_GetParam("HTTP_COOKIE", envp),
	    .if_none_match = FCGX_GetParam("HTTP_IF_NONE_MATCH", envp),
	    .content_type = FCGX_GetParam("CONTENT_TYPE", envp),
	    .authorization = FCGX_GetParam("HTTP_AUTHORIZATION", envp),
	    .idempotency_key = FCGX_GetParam("HTTP_IDEMPOTENCY_KEY", envp),
	    .client = FCGX_GetParam("REMOTE_ADDR", envp),
	    .id = FCGX_GetParam("REQUEST_ID", envp),
	};
	const char *https = FCGX_GetParam("HTTPS", envp);

	source.secure = https != NULL && strcmp(https, "on") == 0;
	read_body(&source, request, context->arena,
	    context->program->body_maximum == 0 ? BODY_MAXIMUM : context->program->body_maximum);
	return source;
}

/* ---- one reply out -------------------------------------------------------------------------- */

static size_t
send_reply(const struct context *context, FCGX_Stream *out)
{
	const struct buffer *body = &context->reply->body;
	struct buffer head = buffer_create(context->arena, 2048);

	page_head(context, &head);
	FCGX_PutStr(head.data, (int)head.length, out);
	if (context->request->method == METHOD_HEAD || body->length == 0)
		return 0;
	/* A client that has gone away is the web server's affair. */
	FCGX_PutStr(body->data, (int)body->length, out);
	return body->length;
}

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The route's pattern, not the path: no ids of records, no personal data in the log. */
static void
log_request(const struct context *context, double ms, size_t bytes)
{
	static const char *const methods[METHOD_COUNT] = {
	    [METHOD_GET] = "GET",
	    [METHOD_HEAD] = "HEAD",
	    [METHOD_POST] = "POST",
	    [METHOD_OTHER] = "OTHER",
	};
	const char *account = context->session->account_id;

	fprintf(stderr, "%s %s %s %s %s %d %.1f %zu\n", context->request->id,
	    context->program->name, account[0] == '\0' ? "-" : account,
	    methods[context->request->method], context->route == NULL ? "-" : context->route->path,
	    page_code(context), ms, bytes);
}

static void
serve(struct context *context, FCGX_Request *request)
{
	double started_ms = now_ms();
	struct request_source source = read_source(request, context);
	size_t bytes;

	route_dispatch(context, &source);
	bytes = send_reply(context, request->out);
	/* The request's texts are libfcgi's, which takes them back when it finishes. */
	log_request(context, now_ms() - started_ms, bytes);
	FCGX_Finish_r(request);
}

/* ---- the process ---------------------------------------------------------------------------- */

/* libfcgi keeps the flag; accept then fails, so the request in hand is still answered. */
static void
stop(int number)
{
	(void)number;
	FCGX_ShutdownPending();
}

static bool
catch_signals(void)
{
	struct sigaction action = {.sa_handler = stop};

	sigemptyset(&action.sa_mask);
	return sigaction(SIGTERM, &action, NULL) == 0 && sigaction(SIGINT, &action, NULL) == 0;
}

/* A GET must not write: the rule of the transactions would be undone by one row of a table. */
static bool
routes_are_sound(const struct program *program)
{
	for (size_t i = 0; i < program->route_count; i++) {
		const struct route *route = &program->routes[i];

		if ((route->method != METHOD_GET && route->method != METHOD_POST) ||
		    (route->method == METHOD_GET && route->access != DB_READ)) {
			fprintf(stderr, "%s: route %s: GET reads, POST may write, nothing else\n",
			    program->name, route->path);
			return false;
		}
	}
	return true;
}

static int
accept_requests(struct context *context)
{
	FCGX_Request request;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    !catch_signals()) {
		fprintf(stderr, "%s: cannot listen\n", context->program->name);
		return 1;
	}
	while (FCGX_Accept_r(&request) == 0) {
		struct reply reply;

		context->reply = &reply;
		serve(context, &request);
		arena_reset(context->arena);
	}
	FCGX_Free(&request, 1);
	return 0;
}

int
gateway_run(const struct program *program)
{
	const char *conninfo = getenv("ZHIHENG_DATABASE");
	const char *directory = getenv("ZHIHENG_TEMPLATES");
	struct context context = {.program = program};
	struct templates *templates = NULL;
	int result = 1;

	if (conninfo == NULL || directory == NULL) {
		fprintf(stderr, "%s: ZHIHENG_DATABASE and ZHIHENG_TEMPLATES must be set\n",
		    program->name);
		return 2;
	}
	/* Kept fixed, so that the memory of one large upload goes back to the system. */
	mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
	/* What a large page takes is kept for the next one: giving it back and taking it anew cost
	 * a fifth of a request. */
	mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
	if (sodium_init() < 0 || !routes_are_sound(program))
		return 1;
	context.arena = arena_create();
	if (templates_load(&templates, directory, program->name) != STATUS_OK)
		goto out;
	context.templates = templates;
	/* Without a database every page is a 503, until it is back. */
	if (db_open(&context.db, conninfo, program->statements, program->statement_count) ==
	    STATUS_INTERNAL)
		goto out;
	result = accept_requests(&context);
out:
	db_close(context.db);
	templates_free(templates);
	arena_destroy(context.arena);
	return result;
}
