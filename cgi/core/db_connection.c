/* The connection: opening it, preparing the statements, telling what an error means. */
#include <libpq-fe.h>

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "db_private.h"

/* Statements of the module itself; the names cannot meet those of a program. */
static const struct statement own_statements[] = {
    {"_begin_read", 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    {"_begin_write", 0, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
    {"_begin_snapshot", 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"},
    {"_settings", 2,
	"SELECT set_config('zhiheng.session', $1, true),"
	" set_config('zhiheng.request', $2, true)"},
    {"_commit", 0, "COMMIT"},
    {"_rollback", 0, "ROLLBACK"},
    /* Times are shown in one zone, whatever the server's own is. */
    {"_zone", 0, "SET timezone TO 'Asia/Shanghai'"},
};

#define OWN_COUNT (sizeof(own_statements) / sizeof(own_statements[0]))

struct meaning {
	const char *sqlstate; /* whole, or its beginning */
	enum status status;
	bool lost; /* a new connection is needed */
};

/*
 * PostgreSQL's error codes (Appendix A) and those that our functions raise; the first that fits.
 * Only an outage is STATUS_BUSY: what comes again at every try is our mistake, which is
 * STATUS_INTERNAL like all that is not listed, class 42 (syntax and access rule) above all.
 */
static const struct meaning meanings[] = {
    {"08P01", STATUS_INTERNAL, false}, /* protocol violation: a wrong number of values */
    {"08", STATUS_BUSY, true},         /* connection exception */
    {"57P0", STATUS_BUSY, true},       /* shutdown, crash, starting up */
    {"57014", STATUS_BUSY, false},     /* cancelled by a time limit */
    {"53", STATUS_BUSY, false},        /* out of connections, memory, disk */
    {"25P03", STATUS_BUSY, true},      /* idle for too long inside a transaction */
    {"40001", STATUS_CONFLICT, false}, /* serialization failure */
    {"40P01", STATUS_CONFLICT, false}, /* deadlock */
    {"55P03", STATUS_CONFLICT, false}, /* lock not available */
    {"23", STATUS_INPUT, false},       /* integrity constraint violation */
    {"22", STATUS_INPUT, false},       /* data exception */
    {"42501", STATUS_FORBIDDEN, false}, {"ZH400", STATUS_INPUT, false},
    {"ZH401", STATUS_LOGIN, false}, {"ZH403", STATUS_FORBIDDEN, false},
    {"ZH404", STATUS_MISSING, false}, {"ZH409", STATUS_CONFLICT, false},
    {"0A000", STATUS_INTERNAL, true}, /* a migration changed a prepared statement's columns */
    {"26000", STATUS_INTERNAL, true}, /* the prepared statements are gone */
};

static struct meaning
find_meaning(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		const char *prefix = meanings[i].sqlstate;

		if (strncmp(sqlstate, prefix, strlen(prefix)) == 0)
			return meanings[i];
	}
	return (struct meaning){"", STATUS_INTERNAL, false};
}

enum status
db_status_of(const char *sqlstate)
{
	return find_meaning(sqlstate).status;
}

/* One line of the log: control characters, which messages may quote, become spaces. */
static void
log_text(const struct db *db, const char *name, const char *text)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s db %s: %s", db->request_id == NULL ? "-" : db->request_id,
	    name, text);
	for (char *c = line; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	}
	fprintf(stderr, "%s\n", line);
}

static const char *
error_field(const PGresult *result, int field)
{
	const char *text = result == NULL ? NULL : PQresultErrorField(result, field);

	return text == NULL ? "" : text;
}

void
db_forget_error(struct db *db)
{
	PQclear(db->error_result);
	db->error_result = NULL;
	db->error = (struct db_error){"", "", "", ""};
}

static void
log_failure(const struct db *db, const char *name)
{
	bool ours = db->failure == STATUS_INTERNAL;
	const char *context = ours ? error_field(db->error_result, PG_DIAG_CONTEXT) : "";
	char line[1024];

	snprintf(line, sizeof(line), "%s %s%s%s%s%s%s%s", db->error.sqlstate, db->error.message,
	    db->error.constraint[0] == '\0' ? "" : "; constraint ", db->error.constraint,
	    db->error.detail[0] == '\0' ? "" : "; detail ", db->error.detail,
	    context[0] == '\0' ? "" : "; context ", context);
	log_text(db, name, line);
}

enum status
db_note_failure(struct db *db, const char *name, PGresult *result)
{
	struct meaning meaning;

	db_forget_error(db);
	db->error_result = result;
	db->error.sqlstate = error_field(result, PG_DIAG_SQLSTATE);
	db->error.constraint = error_field(result, PG_DIAG_CONSTRAINT_NAME);
	db->error.detail = error_field(result, PG_DIAG_MESSAGE_DETAIL);
	db->error.message = error_field(result, PG_DIAG_MESSAGE_PRIMARY);
	if (db->error.message[0] == '\0')
		db->error.message = PQerrorMessage(db->connection);
	meaning = find_meaning(db->error.sqlstate);
	if (db->error.sqlstate[0] == '\0' && PQstatus(db->connection) == CONNECTION_BAD)
		meaning = (struct meaning){"", STATUS_BUSY, true};
	/* Without a result libpq and the server no longer agree on where they are. */
	if (result == NULL)
		meaning.lost = true;
	db->failure = meaning.status;
	db->lost = db->lost || meaning.lost;
	log_failure(db, name);
	return db->failure;
}

void
db_note_mistake(struct db *db, const char *name, const char *text)
{
	if (db->failure != STATUS_OK)
		return;
	log_text(db, name, text);
	db_forget_error(db);
	db->error.message = "a mistake of the program";
	db->failure = STATUS_INTERNAL;
}

void
db_disconnect(struct db *db)
{
	PQfinish(db->connection);
	db->connection = NULL;
	db->queue_count = 0;
	db->syncs = 0;
	db->started = false;
	db->lost = false;
}

bool
db_drain(struct db *db)
{
	int nothing = 0;

	while (db->syncs > 0) {
		PGresult *result = PQgetResult(db->connection);

		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
			db->syncs--;
		/* One NULL ends each statement's results; two in a row: there is no more. */
		nothing = result == NULL ? nothing + 1 : 0;
		PQclear(result);
		if (nothing > 1 || PQstatus(db->connection) == CONNECTION_BAD) {
			db->lost = true;
			return false;
		}
	}
	return true;
}

/* The answer to one prepare and to the synchronisation point behind it. */
static enum status
finish_prepare(struct db *db, const char *name)
{
	PGresult *result = PQgetResult(db->connection);
	enum status status = STATUS_OK;

	db->syncs = 1;
	if (PQresultStatus(result) == PGRES_COMMAND_OK)
		PQclear(result);
	else
		status = db_note_failure(db, name, result);
	if (!db_drain(db))
		return STATUS_BUSY;
	/* Whatever the server's reason, a statement that cannot be prepared is our mistake. */
	return status == STATUS_OK || db->lost ? status : STATUS_INTERNAL;
}

static const struct statement *
statement_at(const struct db *db, size_t i)
{
	return i < OWN_COUNT ? &own_statements[i] : &db->statements[i - OWN_COUNT];
}

/* One flush for all of them; each has its own synchronisation point, so that all faults show. */
static enum status
prepare(struct db *db)
{
	size_t count = OWN_COUNT + db->statement_count;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count; i++) {
		const struct statement *statement = statement_at(db, i);

		if (PQsendPrepare(db->connection, statement->name, statement->sql, 0, NULL) == 0 ||
		    PQpipelineSync(db->connection) == 0)
			return db_note_failure(db, statement->name, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		enum status one = finish_prepare(db, statement_at(db, i)->name);

		if (one == STATUS_BUSY)
			return one;
		if (one != STATUS_OK)
			status = one;
	}
	return status;
}

/* Sets the zone once for the connection. */
static enum status
set_zone(struct db *db)
{
	PGresult *result;

	if (PQsendQueryPrepared(db->connection, "_zone", 0, NULL, NULL, NULL, 0) == 0 ||
	    PQpipelineSync(db->connection) == 0)
		return db_note_failure(db, "_zone", NULL);
	db->syncs = 1;
	result = PQgetResult(db->connection);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return db_note_failure(db, "_zone", result);
	PQclear(result);
	return db_drain(db) ? STATUS_OK : STATUS_BUSY;
}

static enum status
connect_new(struct db *db)
{
	/* What comes first may be overruled by the connection string, what comes last may not. */
	const char *const names[] = {"connect_timeout", "dbname", "client_encoding", NULL};
	const char *const values[] = {"3", db->conninfo, "UTF8", NULL};
	enum status status;

	db->connection = PQconnectdbParams(names, values, 1);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		log_text(db, "connect", PQerrorMessage(db->connection));
		db_disconnect(db);
		return STATUS_BUSY;
	}
	if (PQenterPipelineMode(db->connection) == 0) {
		log_text(db, "connect", PQerrorMessage(db->connection));
		db_disconnect(db);
		return STATUS_INTERNAL;
	}
	status = prepare(db);
	if (status == STATUS_OK)
		status = set_zone(db);
	if (status != STATUS_OK)
		db_disconnect(db);
	return status;
}

/* An idle connection has nothing to say: if it has, it is mostly that the server is leaving. */
static bool
lives(struct db *db)
{
	struct pollfd readable = {.fd = PQsocket(db->connection), .events = POLLIN};

	if (db->lost || PQstatus(db->connection) == CONNECTION_BAD || !db_drain(db))
		return false;
	if (poll(&readable, 1, 0) == 0)
		return true;
	/* The first call may get the farewell, the second then gets the end of file. */
	return PQconsumeInput(db->connection) != 0 && PQconsumeInput(db->connection) != 0;
}

enum status
db_connect(struct db *db)
{
	if (db->connection != NULL && lives(db))
		return STATUS_OK;
	if (db->connection != NULL)
		db_disconnect(db);
	return connect_new(db);
}
