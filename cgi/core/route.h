/*
 * The way from a request to its handler.  Each program has one const table of routes; paths are
 * compared segment by segment: "*" stands for exactly one non-empty segment, a word or a code, "#"
 * for the id of a record.
 */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "db.h"
#include "once.h"
#include "query.h"
#include "request.h"
#include "session.h"
#include "status.h"

#define ROUTE_SEGMENTS 6 /* the most "*" and "#" in one path */

struct templates;
struct context;
struct reply;
struct view;

/* Who may call: bits of the program's roles, or one of these. */
#define ROLE_PUBLIC 0u    /* no session needed */
#define ROLE_ANY    (~0u) /* any signed-in account of this program */

struct route {
	const char *path;   /* "/institution/return/" followed by "#" */
	enum method method; /* METHOD_GET also answers HEAD */
	unsigned roles;
	enum db_access access;
	enum status (*handle)(struct context *context);
	/*
	 * The parameters that its address may have, ended by a NULL name; NULL: none.  A form is
	 * posted to the address of its page: a POST without a table has that of its path's GET.
	 */
	const struct query *query;
};

/* A constraint or rule of the database, and how a form explains its breach. */
struct rule {
	const char *constraint;
	const char *field;   /* name of the form's field; NULL: the form as a whole */
	const char *message; /* Chinese, whole sentence: reason and what to do */
};

/* The row for a constraint that was broken; NULL if there is none. */
const struct rule *rule_find(const struct rule *rules, const char *constraint);

/* Everything that makes one of the four programs: its main.c is this table. */
struct program {
	const char *name; /* also the folder of its templates */
	const struct route *routes;
	size_t route_count;
	const struct statement *statements;
	size_t statement_count;
	size_t session_statement;  /* SESSION_NONE: a program without sessions */
	const struct claim *claim; /* for forms sent twice; NULL: a program without sessions */
	const char *const *roles;  /* names of the role bits, ended by NULL; NULL if none */
	size_t body_maximum;       /* bytes of a posted body; 0: what core takes (see gateway.c) */
	bool has_secrets; /* its forms hold passwords: what was typed is never carried along */
	const struct rule *rules; /* ended by a NULL constraint; NULL if none */
	/*
	 * Fills what the layout needs beyond the common (navigation, the demo mark of a program
	 * without sessions); may be NULL.  Called for error pages too, signed in or not, perhaps
	 * with no route, but not when the system itself has failed.  If it queries, a failure means
	 * doing without.
	 */
	void (*decorate)(struct context *context, struct view *view);
};

#define SESSION_NONE ((size_t)-1)

/* What a handler gets.  Lives for one request. */
struct context {
	const struct program *program;
	const struct templates *templates;
	struct arena *arena;
	struct db *db;
	const struct request *request;
	struct session *session;
	const struct route *route;
	const char *segments[ROUTE_SEGMENTS]; /* what the "*" and "#" of the path stood for */
	int64_t ids[ROUTE_SEGMENTS];          /* of these the "#" as numbers; 0: a "*" */
	struct once once;
	struct reply *reply;
};

/* What a path stands for. */
struct route_match {
	const struct route *route; /* NULL: none */
	bool elsewhere;            /* another method would do */
	const char *segments[ROUTE_SEGMENTS];
	int64_t ids[ROUTE_SEGMENTS];
};

/*
 * Finds the row for the path.  An id is a whole number from 1 as the database writes it: neither
 * sign nor leading zero, so that a record has one address.
 */
struct route_match route_find(
    const struct program *program, struct arena *arena, const char *path, enum method method);

/*
 * The whole life of one request: session, role, CSRF, transaction, handler, error page.  The
 * context comes with program, templates, arena, db and reply; afterwards the reply is complete.
 */
void route_dispatch(struct context *context, const struct request_source *source);

#endif
