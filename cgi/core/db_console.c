/* What runs outside the pipeline: scripts, for the operator's commands. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "db_private.h"

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
