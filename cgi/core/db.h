/*
 * PostgreSQL by libpq: the only module that calls it.  One connection a process, in pipeline mode;
 * every statement is prepared when the connection opens, so a typo stops the boot.
 *
 * One request is one transaction.  db_begin only queues; the first question carries it along, so a
 * public page costs one round trip and a signed-in page two.
 *
 * How a handler asks: all that it can ask at once stands in one table, a line for each statement
 * with the rows it fills and the values it takes.
 *
 *	const struct ask asks[] = {
 *	    ASK(&page->head, RETURN_HEAD, id),
 *	    ASK(&page->elements, RETURN_ELEMENTS, id),
 *	    ASK_IF(words != NULL, &page->found, RETURN_FIND, words),
 *	};
 *	status = DB_ASK_ALL(context->db, asks);
 *
 * A failure sticks: until the transaction ends or db_restart, every further question fails the same
 * way without asking, its rows are there and empty, and whatever the handler returns the request's
 * answer is that failure (route.c; page.c answers nothing before).  So a handler that only shows
 * what it asked for need not look at the status, and cannot turn an outage into "no such page".  It
 * must look where it goes on to something that cannot be taken back (a file, a password's check),
 * or hands a cell to what cannot take NULL: the cells of empty rows of a failure are NULL.
 */
#ifndef CORE_DB_H
#define CORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rows.h"
#include "status.h"

struct arena;
struct db;

/* One entry of the table that the build makes from sql/<audience>/<word>.query.sql. */
struct statement {
	const char *name;
	size_t value_count; /* the highest $n */
	const char *sql;
};

/* One question.  Made by ASK and its kin, which see to it that the statement gets its values. */
struct ask {
	struct rows **out; /* NULL: its rows do not matter */
	size_t statement;
	size_t value_count;
	const char *const *values; /* as text, NULL for SQL NULL; they last as long as the block */
	bool skipped;              /* not asked: *out is empty */
};

/* DB_SNAPSHOT writes too, but all it reads is of one moment; STATUS_CONFLICT if others were
 * quicker.
 */
enum db_access { DB_READ, DB_WRITE, DB_SNAPSHOT, DB_ACCESS_COUNT };

struct db_error {
	const char *sqlstate;   /* five characters, "" if none */
	const char *constraint; /* the constraint or rule that was broken, "" if none */
	const char *message;    /* PostgreSQL's primary message: for the log, not for users */
	const char *detail;     /* "" if none; our functions put the value concerned here */
};

/*
 * Connects and prepares.  STATUS_BUSY: no connection now, *out is there all the same and connects
 * at the first db_begin that can; STATUS_INTERNAL: a statement is wrong (the log names it), no
 * *out.
 */
enum status db_open(struct db **out, const char *conninfo, const struct statement *statements,
    size_t statement_count) MUST_CHECK;
void db_close(struct db *db);

/*
 * Starts the transaction of one request; reconnects if the connection was lost.  session_digest
 * (64 hexadecimal digits or NULL) and request_id become the settings zhiheng.session and
 * zhiheng.request of this transaction.  Rows are allocated in arena.  A transaction that reads sees
 * one snapshot throughout.
 */
enum status db_begin(struct db *db, struct arena *arena, enum db_access access,
    const char *session_digest, const char *request_id) MUST_CHECK;

/*
 * ASK(out, NAME, values...): the statement QUERY_NAME with its values, of which there may be none.
 * Another number of values than its SQL takes fails the build.
 */
#define ASK(out, ...) ASK_IF(true, out, __VA_ARGS__)

/* The same, asked only if the condition holds; else the rows are there and empty. */
#define ASK_IF(condition, out, ...)                                                                \
	((struct ask){(out), ASK_STATEMENT(__VA_ARGS__, NULL),                                     \
	    ASK_CHECKED(ASK_COUNT(__VA_ARGS__), __VA_ARGS__, NULL),                                \
	    (const char *const[]){ASK_VALUES(__VA_ARGS__, NULL)}, !(condition)})

/* The same with an array of as many values. */
#define ASK_ARRAY(out, name, values, count)                                                        \
	((struct ask){(out), QUERY_##name, ASK_CHECKED(count, name, NULL), (values), false})

/*
 * The same with a statement that was chosen at run time, out of a table made with QUERY: the number
 * of values is checked when it is asked, and a wrong one is STATUS_INTERNAL.
 */
#define ASK_CHOSEN(out, ...)                                                                       \
	((struct ask){(out), ASK_FIRST(__VA_ARGS__, NULL), ASK_COUNT(__VA_ARGS__),                 \
	    (const char *const[]){ASK_VALUES(__VA_ARGS__, NULL)}, false})

/* QUERY_NAME for a table of statements that take so many values; else the build fails. */
#define QUERY(name, count) (QUERY_##name + 0 * ASK_CHECKED(count, name, NULL))

/* What these are made of.  Sixteen values at most; the NULLs keep an empty list from being one. */
#define ASK_FIRST(name, ...) name

#define ASK_STATEMENT(name, ...) QUERY_##name

#define ASK_VALUES(name, ...) __VA_ARGS__

#define ASK_COUNT(...)                                                                             \
	ASK_SEVENTEENTH(__VA_ARGS__, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, NULL)

#define ASK_SEVENTEENTH(name, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, count, ...) count

#define ASK_CHECKED(count, name, ...)                                                              \
	(VALUES_OF_##name + 0 * sizeof(struct {                                                    \
		_Static_assert((count) == VALUES_OF_##name,                                        \
		    "QUERY_" #name " takes another number of values");                             \
		char unused;                                                                       \
	}))

/*
 * Asks all of them in one round trip, and returns the first failure of the transaction.  All rows
 * are there afterwards whatever happens; those of a failure are empty.  The status may be left
 * alone: db_commit and the answer see to it.
 */
enum status db_ask(struct db *db, const struct ask asks[], size_t count);

#define DB_ASK_ALL(db, asks) db_ask((db), (asks), sizeof(asks) / sizeof((asks)[0]))

/* DB_ASK(db, out, NAME, values...): one question alone. */
#define DB_ASK(db, ...) db_ask((db), &ASK(__VA_ARGS__), 1)

/* The first failure of the transaction, STATUS_OK if there is none. */
enum status db_failure(const struct db *db);

/*
 * The same in two steps, for work that goes on while the server answers (not for pages): sends a
 * question, its out is not used; receives in the order of sending.
 */
void db_send(struct db *db, const struct ask *ask);
enum status db_receive(struct rows **out, struct db *db) MUST_CHECK;

/* Has the server begin with what was sent, without waiting for it: it works while we do. */
enum status db_push(struct db *db) MUST_CHECK;

/*
 * Rows received from here on are allocated in this arena: for a long transaction that is done with
 * some of its rows before it ends.  The arena outlives the transaction.
 */
void db_use_arena(struct db *db, struct arena *arena);

/*
 * Ends the transaction, with what was sent and not received, whose rows nobody wants (DB_WRITE
 * only).  A commit that was not acknowledged is an error; nothing can be asked then
 * until db_restart or db_rollback.
 */
enum status db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db);

/* After a refused write: rolls back and begins anew, read only, for showing the form again. */
enum status db_restart(struct db *db) MUST_CHECK;

/* Whether the connection broke in this transaction: a request that only reads may be tried again.
 */
bool db_is_lost(const struct db *db);

/*
 * Runs a script of several statements outside the pipeline (console only: migrations), inside the
 * transaction if db_begin was called, else as one of its own.
 */
enum status db_script(struct db *db, const char *sql) MUST_CHECK;

/* What the last failed call met; valid until the next call. */
const struct db_error *db_last_error(const struct db *db);

#endif
