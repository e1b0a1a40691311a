#include "db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db_private.h"
#include "text.h"

enum status
db_open(struct db **out, const char *conninfo, const struct statement *statements,
    size_t statement_count)
{
	struct db *db = calloc(1, sizeof(*db));
	enum status status;

	if (db == NULL || (db->conninfo = strdup(conninfo)) == NULL)
		abort();
	db->statements = statements;
	db->statement_count = statement_count;
	db_forget_error(db);
	status = db_connect(db);
	if (status != STATUS_OK && status != STATUS_BUSY) {
		db_close(db);
		db = NULL;
	}
	*out = db;
	return status;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_rollback(db);
	db_disconnect(db);
	db_forget_error(db);
	free(db->conninfo);
	free(db);
}

enum status
db_begin(struct db *db, struct arena *arena, enum db_access access, const char *session_digest,
    const char *request_id)
{
	db_rollback(db);
	db_forget_error(db);
	db->arena = arena;
	db->access = access;
	db->session_digest = session_digest == NULL ? "" : session_digest;
	db->request_id = request_id == NULL ? "" : request_id;
	db->begun = true;
	db->started = false;
	db->failure = STATUS_OK;
	db->failure = db_connect(db);
	return db->failure;
}

/* Puts one statement into the pipeline. */
static void
enqueue(struct db *db, const char *name, bool own, size_t value_count, const char *const *values)
{
	struct pending *pending = &db->queue[(db->queue_first + db->queue_count) % DB_PENDING];

	assert(db->queue_count < DB_PENDING);
	if (PQsendQueryPrepared(db->connection, name, (int)value_count, values, NULL, NULL, 0) ==
	    0) {
		(void)db_note_failure(db, name, NULL);
		return;
	}
	pending->name = name;
	pending->own = own;
	db->queue_count++;
	db->flushed = false;
}

static const char *const begins[DB_ACCESS_COUNT] = {
    [DB_READ] = "_begin_read",
    [DB_WRITE] = "_begin_write",
    [DB_SNAPSHOT] = "_begin_snapshot",
};

/* The transaction begins with its first statement, not before. */
static void
start(struct db *db)
{
	const char *const settings[] = {db->session_digest, db->request_id};

	db->started = true;
	enqueue(db, begins[db->access], true, 0, NULL);
	if (db->failure == STATUS_OK)
		enqueue(db, "_settings", true, 2, settings);
}

void
db_send(struct db *db, const struct ask *ask)
{
	const struct statement *statement;

	assert(db->begun);
	assert(ask->statement < db->statement_count);
	statement = &db->statements[ask->statement];
	if (ask->value_count != statement->value_count) {
		db_note_mistake(db, statement->name, "asked with another number of values");
		return;
	}
	if (db->failure == STATUS_OK && !db->started)
		start(db);
	if (db->failure == STATUS_OK)
		enqueue(db, statement->name, false, ask->value_count, ask->values);
}

/* Reads the result of the oldest statement in the pipeline. */
static enum status
take(struct db *db, PGresult **out, const char *name)
{
	PGresult *result = PQgetResult(db->connection);
	ExecStatusType kind = PQresultStatus(result);

	if (result == NULL || (kind != PGRES_TUPLES_OK && kind != PGRES_COMMAND_OK))
		return db_note_failure(db, name, result);
	/* The NULL that ends the results of this statement. */
	PQclear(PQgetResult(db->connection));
	*out = result;
	return STATUS_OK;
}

enum status
db_push(struct db *db)
{
	if (db->failure == STATUS_OK && !db->flushed &&
	    (PQsendFlushRequest(db->connection) == 0 || PQflush(db->connection) != 0))
		db->failure = db_note_failure(db, "flush", NULL);
	db->flushed = true;
	return db->failure;
}

void
db_use_arena(struct db *db, struct arena *arena)
{
	assert(db->begun);
	db->arena = arena;
}

static enum status
ask_for_answers(struct db *db)
{
	enum status status = db_push(db);

	if (status != STATUS_OK)
		return status;
	/* What is left of a transaction that was ended without waiting comes first. */
	if (!db_drain(db))
		return db_note_failure(db, "drain", NULL);
	return STATUS_OK;
}

enum status
db_receive(struct rows **out, struct db *db)
{
	PGresult *result = NULL;
	struct pending pending = {0};

	assert(db->begun);
	if (db->failure == STATUS_OK)
		db->failure = ask_for_answers(db);
	do {
		PQclear(result);
		result = NULL;
		if (db->failure != STATUS_OK) {
			db->queue_count = 0;
			if (out != NULL)
				*out = rows_none(db->arena);
			return db->failure;
		}
		assert(db->queue_count > 0);
		pending = db->queue[db->queue_first];
		db->queue_first = (db->queue_first + 1) % DB_PENDING;
		db->queue_count--;
		db->failure = take(db, &result, pending.name);
	} while (db->failure != STATUS_OK || pending.own);
	if (out == NULL)
		PQclear(result);
	else
		*out = rows_create(db->arena, result, db, pending.name);
	return STATUS_OK;
}

enum status
db_ask(struct db *db, const struct ask asks[], size_t count)
{
	/* Answers come in order: whoever used db_send must receive before asking. */
	assert(db->queue_count == 0);
	for (size_t i = 0; i < count; i++) {
		if (!asks[i].skipped)
			db_send(db, &asks[i]);
	}
	for (size_t i = 0; i < count; i++) {
		if (!asks[i].skipped)
			(void)!db_receive(asks[i].out, db); /* it sticks */
		else if (asks[i].out != NULL)
			*asks[i].out = rows_none(db->arena);
	}
	return db->failure;
}

enum status
db_failure(const struct db *db)
{
	return db->failure;
}

/* Sends the statement that ends the transaction, without waiting for its answer. */
static bool
send_end(struct db *db, const char *name)
{
	return PQsendQueryPrepared(db->connection, name, 0, NULL, NULL, NULL, 0) != 0 &&
	       PQpipelineSync(db->connection) != 0;
}

/* Ends the transaction on the server, if it has begun there, without waiting for the answer. */
static void
abandon(struct db *db)
{
	bool open = db->started && db->connection != NULL && !db->lost;

	/*
	 * After an error the server skips everything up to a synchronisation point; an answer not
	 * read yet may be one.
	 */
	if (open && (db->failure != STATUS_OK || db->queue_count > 0)) {
		if (PQpipelineSync(db->connection) != 0)
			db->syncs++;
		else
			db->lost = true;
	}
	if (open && !db->lost) {
		if (send_end(db, "_rollback"))
			db->syncs++;
		else
			db->lost = true;
	}
	db->queue_count = 0;
	db->started = false;
}

void
db_rollback(struct db *db)
{
	abandon(db);
	/* What belongs to the request may be gone after this. */
	db->begun = false;
	db->session_digest = NULL;
	db->request_id = NULL;
}

/* Statements that were sent without being received come back before the COMMIT that carried them.
 */
static void
take_rest(struct db *db)
{
	PGresult *result;

	for (; db->queue_count > 0 && db->failure == STATUS_OK; db->queue_count--) {
		db->failure = take(db, &result, db->queue[db->queue_first].name);
		db->queue_first = (db->queue_first + 1) % DB_PENDING;
		if (db->failure == STATUS_OK)
			PQclear(result);
	}
	db->queue_count = 0;
}

static void
commit_write(struct db *db)
{
	PGresult *result = NULL;

	if (!send_end(db, "_commit")) {
		(void)db_note_failure(db, "_commit", NULL);
		return;
	}
	db->syncs++;
	take_rest(db);
	/* What failed before it let the server pass over the COMMIT. */
	if (db->failure != STATUS_OK)
		return;
	db->failure = take(db, &result, "_commit");
	if (db->failure == STATUS_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
		db->failure = db_note_failure(db, "_commit", NULL);
	PQclear(result);
	if (!db_drain(db) && db->failure == STATUS_OK)
		db->failure = db_note_failure(db, "_commit", NULL);
	/* A COMMIT that fails has ended the transaction as well. */
	db->started = false;
}

enum status
db_commit(struct db *db)
{
	assert(db->begun);
	if (db->failure == STATUS_OK && db->started && db->access != DB_READ)
		commit_write(db);
	if (db->failure == STATUS_OK)
		db_rollback(db);
	else
		abandon(db);
	return db->failure;
}

enum status
db_restart(struct db *db)
{
	assert(db->begun);
	abandon(db);
	db->access = DB_READ;
	db->failure = db->connection != NULL && !db->lost ? STATUS_OK : STATUS_BUSY;
	return db->failure;
}

bool
db_is_lost(const struct db *db)
{
	return db->lost;
}

const struct db_error *
db_last_error(const struct db *db)
{
	return &db->error;
}

enum status
db_leave_pipeline(struct db *db)
{
	PGresult *result;

	if (!db->begun) {
		db_forget_error(db);
		db->failure = db_connect(db);
	} else if (db->failure == STATUS_OK && !db->started) {
		start(db);
	}
	if (db->failure == STATUS_OK && db->begun)
		db->failure = ask_for_answers(db);
	for (; db->failure == STATUS_OK && db->queue_count > 0; db->queue_count--) {
		db->failure = take(db, &result, db->queue[db->queue_first].name);
		db->queue_first = (db->queue_first + 1) % DB_PENDING;
		if (db->failure == STATUS_OK)
			PQclear(result);
	}
	if (db->failure != STATUS_OK)
		return db->failure;
	if (PQpipelineSync(db->connection) == 0)
		return db_note_failure(db, "pipeline", NULL);
	db->syncs++;
	if (!db_drain(db) || PQexitPipelineMode(db->connection) == 0)
		return db_note_failure(db, "pipeline", NULL);
	return STATUS_OK;
}
