/* A request without web server and database, for the tests of what handlers use. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <sodium.h>

#include "core/arena.h"
#include "core/page.h"
#include "core/request.h"
#include "core/route.h"
#include "core/session.h"
#include "core/template.h"

struct fixture {
	struct context context;
	struct request request;
	struct session session;
	struct reply reply;
	struct templates *templates;
};

static inline struct program
fixture_program(void)
{
	return (struct program){.name = "account", .session_statement = 0};
}

/* The real templates: a name that C forgets to set is found here. */
static inline void
fixture_open(struct fixture *fixture, const struct program *program)
{
	*fixture = (struct fixture){0};
	assert_true(sodium_init() >= 0);
	assert_int_equal(
	    templates_load(&fixture->templates, "templates", program->name), STATUS_OK);
	fixture->context = (struct context){
	    .program = program,
	    .templates = fixture->templates,
	    .arena = arena_create(),
	    .request = &fixture->request,
	    .session = &fixture->session,
	    .reply = &fixture->reply,
	};
	/* Nothing is asked of it; what it says of failures is looked at. */
	assert_int_equal(db_open(&fixture->context.db, "host=/nonexistent", NULL, 0), STATUS_BUSY);
	page_reset(&fixture->context);
}

static inline void
fixture_close(struct fixture *fixture)
{
	db_close(fixture->context.db);
	templates_free(fixture->templates);
	arena_destroy(fixture->context.arena);
}

/* Reads a request as the gateway would hand it over. */
static inline enum status
fixture_request(struct fixture *fixture, const struct request_source *source)
{
	enum status status = request_read(&fixture->request, fixture->context.arena, source);

	session_read_cookie(&fixture->session, fixture->context.arena, &fixture->request);
	return status;
}

static inline void
fixture_post(struct fixture *fixture, const char *path, const char *body)
{
	const struct request_source source = {
	    .method = "POST",
	    .path = path,
	    .content_type = "application/x-www-form-urlencoded",
	    .body = body,
	    .body_length = strlen(body),
	};

	assert_int_equal(fixture_request(fixture, &source), STATUS_OK);
}

static inline void
fixture_get(struct fixture *fixture, const char *path, const char *query)
{
	const struct request_source source = {.method = "GET", .path = path, .query = query};

	assert_int_equal(fixture_request(fixture, &source), STATUS_OK);
}

#define assert_contains(text, part)                                                                \
	do {                                                                                       \
		if (strstr((text), (part)) == NULL) {                                              \
			print_error("no \"%s\" in:\n%s\n", (part), (text));                        \
			fail();                                                                    \
		}                                                                                  \
	} while (0)

#endif
