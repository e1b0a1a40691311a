/* What runs outside the pipeline: scripts and COPY, for the operator's commands. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "db_private.h"

#define COPY_CHUNK ((size_t)1 << 20)

/* Back into the pipeline, whatever happened outside of it. */
static enum status
enter_pipeline(struct db *db, enum status status)
{
	if (PQstatus(db->connection) == CONNECTION_BAD)
		return status;
	if (PQenterPipelineMode(db->connection) == 0)
		return db_note_failure(db, "pipeline", NULL);
	return status;
}

/* A fault in a script is looked for by its line. */
static void
log_line(const char *sql, const PGresult *result)
{
	const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
	long characters = position == NULL ? 0 : strtol(position, NULL, 10);
	unsigned long line = 1;

	if (context != NULL)
		fprintf(stderr, "context: %s\n", context);
	if (characters <= 0)
		return;
	/* The position counts characters, so bytes that continue one are passed over. */
	for (; *sql != '\0' && characters > 1; sql++) {
		if (*sql == '\n')
			line++;
		if (((unsigned char)sql[1] & 0xc0) != 0x80)
			characters--;
	}
	fprintf(stderr, "line %lu of the script\n", line);
}

enum status
db_script(struct db *db, const char *sql)
{
	enum status status = db_leave_pipeline(db);
	PGresult *result;
	ExecStatusType kind;

	if (status != STATUS_OK)
		return status;
	result = PQexec(db->connection, sql);
	kind = PQresultStatus(result);
	if (kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK || kind == PGRES_EMPTY_QUERY) {
		PQclear(result);
	} else {
		log_line(sql, result);
		status = db_note_failure(db, "script", result);
	}
	return enter_pipeline(db, status);
}

static enum status
send_data(struct db *db, const char *data, size_t length)
{
	PGresult *result, *extra;

	for (size_t sent = 0; sent < length;) {
		size_t chunk = length - sent < COPY_CHUNK ? length - sent : COPY_CHUNK;

		if (PQputCopyData(db->connection, data + sent, (int)chunk) != 1)
			return db_note_failure(db, "copy", NULL);
		sent += chunk;
	}
	if (PQputCopyEnd(db->connection, NULL) != 1)
		return db_note_failure(db, "copy", NULL);
	result = PQgetResult(db->connection);
	while ((extra = PQgetResult(db->connection)) != NULL)
		PQclear(extra);
	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);

		if (context != NULL)
			fprintf(stderr, "context: %s\n", context);
		return db_note_failure(db, "copy", result);
	}
	PQclear(result);
	return STATUS_OK;
}

enum status
db_copy(struct db *db, const char *copy_statement, const char *data, size_t length)
{
	enum status status = db_leave_pipeline(db);
	PGresult *result;

	if (status != STATUS_OK)
		return status;
	result = PQexec(db->connection, copy_statement);
	if (PQresultStatus(result) == PGRES_COPY_IN) {
		PQclear(result);
		status = send_data(db, data, length);
	} else {
		log_line(copy_statement, result);
		status = db_note_failure(db, "copy", result);
	}
	return enter_pipeline(db, status);
}
