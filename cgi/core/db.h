/*
 * PostgreSQL by libpq: the only module that calls it.  One connection a process, in pipeline mode;
 * every statement is prepared when the connection opens, so a typo stops the boot.
 *
 * One request is one transaction.  db_begin only queues; the first query carries it along, so a
 * public page costs one round trip and a signed-in page two.
 */
#ifndef CORE_DB_H
#define CORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

struct arena;
struct db;
struct rows; /* a result; lives until the request ends */

/* One entry of the table that the build makes from sql/query/<audience>.sql. */
struct statement {
	const char *name;
	const char *sql;
};

/* DB_SNAPSHOT writes too, but all it reads is of one moment; STATUS_CONFLICT if others were
 * quicker.
 */
enum db_access { DB_READ, DB_WRITE, DB_SNAPSHOT, DB_ACCESS_COUNT };

struct db_error {
	const char *sqlstate;   /* five characters, "" if none */
	const char *constraint; /* the constraint or rule that was broken, "" if none */
	const char *message;    /* PostgreSQL's primary message: for the log, not for users */
	const char *detail;     /* "" if none; functions of sql/api put the value concerned here */
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

/* Two arguments for db_query and db_send: the values as text, NULL for SQL NULL. */
#define DB_VALUES(...)                                                                             \
	(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)), (const char *const[]) \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define DB_NO_VALUES 0, NULL

/*
 * Runs one prepared statement.  Pass NULL as out when its rows do not matter.  After a failure
 * every further query of the transaction returns the same status without asking the server.
 */
enum status db_query(struct rows **out, struct db *db, size_t statement, size_t value_count,
    const char *const *values) MUST_CHECK;

/* The same in two steps: send several, then receive in the same order, in one round trip. */
void db_send(struct db *db, size_t statement, size_t value_count, const char *const *values);
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

/*
 * Rows that no statement gave: cells[row * columns + column], NULL for SQL NULL, are copied.  For
 * what is computed from rows and is now to be computed from something else.
 */
struct rows *rows_make(struct arena *arena, const char *const *names, size_t columns,
    const char *const *cells, size_t count);

/* Columns as the statement names them; all text is UTF-8. */
size_t rows_count(const struct rows *rows);
size_t rows_columns(const struct rows *rows);
const char *rows_column_name(const struct rows *rows, size_t column);
bool rows_has_column(const struct rows *rows, const char *column);
bool rows_column_is_boolean(const struct rows *rows, size_t column);
bool rows_column_is_number(const struct rows *rows, size_t column);

/* Cell by column name; asserts that the column exists.  NULL for SQL NULL. */
const char *rows_text(const struct rows *rows, size_t row, const char *column);
bool rows_flag(const struct rows *rows, size_t row, const char *column);       /* NULL: false */
int64_t rows_integer(const struct rows *rows, size_t row, const char *column); /* NULL: 0 */

double rows_number(const struct rows *rows, size_t row, const char *column); /* NULL: 0 */

/* The same by number: rows_index once, then rows_cell in the loop. */
size_t rows_index(const struct rows *rows, const char *column);
const char *rows_cell(const struct rows *rows, size_t row, size_t column);

#endif
