/* What the files of the database module share; nobody else includes it. */
#ifndef CORE_DB_PRIVATE_H
#define CORE_DB_PRIVATE_H

#include <libpq-fe.h>

#include "db.h"

#define DB_PENDING 64 /* the most statements sent and not received */

struct pending {
	const char *name;
	bool own; /* begins the transaction: its result is nobody's */
};

struct db {
	PGconn *connection; /* NULL: none */
	char *conninfo;
	const struct statement *statements;
	size_t statement_count;

	struct arena *arena; /* of the request; NULL between requests */
	enum db_access access;
	const char *session_digest;
	const char *request_id;
	bool begun;   /* db_begin was called and not ended */
	bool started; /* BEGIN has been sent */
	bool flushed; /* the server was asked to answer all that was sent */
	bool lost;    /* the connection is of no more use */
	enum status failure;

	struct pending queue[DB_PENDING];
	size_t queue_first;
	size_t queue_count;
	size_t syncs; /* synchronisation points whose answer was not read yet */

	PGresult *error_result; /* what error points into */
	struct db_error error;
};

/* db_connection.c: opens, prepares, and tells what an error means. */

/* A connection fit for a new transaction: the old one if it lives, else a new one. */
enum status db_connect(struct db *db) MUST_CHECK;
void db_disconnect(struct db *db);

/* Discards answers up to the last synchronisation point; false if the connection broke. */
bool db_drain(struct db *db);

/*
 * Notes and logs a failure of the named statement and returns its status.  Takes result, which is
 * NULL if the connection gave none.
 */
enum status db_note_failure(struct db *db, const char *name, PGresult *result);
void db_forget_error(struct db *db);

/* The status for an error code of PostgreSQL's or ours. */
enum status db_status_of(const char *sqlstate);

/* A mistake of ours that the server does not know of: logged as STATUS_INTERNAL, which sticks. */
void db_note_mistake(struct db *db, const char *name, const char *text);

/* db.c: brings all that was sent to an end and leaves the pipeline, for what cannot run in it. */
enum status db_leave_pipeline(struct db *db) MUST_CHECK;

/* rows.c: takes result; it is cleared with the arena.  db and name say whose rows these are. */
struct rows *rows_create(struct arena *arena, PGresult *result, struct db *db, const char *name);

/* What stands for rows that were not asked for or not answered: none, whatever the columns. */
struct rows *rows_none(struct arena *arena);

#endif
