/*
 * zhiheng migrate: sql/schema/NNN_name.sql once each, then the views and functions of the audiences
 * (sql/common, sql/<audience>) anew when they changed.
 */
#include <sodium.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/text.h"
#include "migrate_query.h"

#define NUMBER_DIGITS 3

/* One migration at a time; what exists already is no news. */
static const char ledger[] =
    "SET client_min_messages = warning;"
    "SELECT pg_advisory_lock(7017001);"
    "CREATE SCHEMA IF NOT EXISTS migration;"
    "CREATE TABLE IF NOT EXISTS migration.applied ("
    "	number integer PRIMARY KEY,"
    "	name text NOT NULL,"
    "	sha256 text NOT NULL,"
    "	applied_at timestamptz NOT NULL DEFAULT now());"
    "COMMENT ON TABLE migration.applied IS 'Files of sql/schema, once each';"
    "COMMENT ON COLUMN migration.applied.number IS 'Number at the front of the name';"
    "COMMENT ON COLUMN migration.applied.name IS 'File';"
    "COMMENT ON COLUMN migration.applied.sha256 IS 'Of the file as it was applied, hexadecimal';"
    "COMMENT ON COLUMN migration.applied.applied_at IS 'When';"
    "CREATE TABLE IF NOT EXISTS migration.api ("
    "	one boolean PRIMARY KEY DEFAULT true CHECK (one),"
    "	sha256 text NOT NULL,"
    "	applied_at timestamptz NOT NULL DEFAULT now());"
    "COMMENT ON TABLE migration.api IS 'Views and functions of the audiences as last applied';"
    "COMMENT ON COLUMN migration.api.one IS 'Always true: the table has one row';"
    "COMMENT ON COLUMN migration.api.sha256 IS 'Over names and contents of the files, hexadecimal';"
    "COMMENT ON COLUMN migration.api.applied_at IS 'When'";

struct script {
	const char *path;
	const char *name;
	char *sql;
	size_t length;
	const char *sha256;
};

static const char *
to_hex(struct arena *arena, const unsigned char digest[crypto_hash_sha256_BYTES])
{
	char *hex = arena_new(arena, char, 2 * crypto_hash_sha256_BYTES + 1);

	return sodium_bin2hex(
	    hex, 2 * crypto_hash_sha256_BYTES + 1, digest, crypto_hash_sha256_BYTES);
}

struct scripts {
	struct script *items;
	size_t count;
};

/* The word that stands for the schema's name in folders that are applied once for each of several.
 */
#define AUDIENCE_WORD ":audience"

/* The text with the audience's name for its word. */
static char *
for_audience(struct arena *arena, const char *sql, const char *audience)
{
	struct buffer out = buffer_create(arena, strlen(sql) + 1);
	const char *found;

	for (; (found = strstr(sql, AUDIENCE_WORD)) != NULL; sql = found + strlen(AUDIENCE_WORD)) {
		buffer_append(&out, sql, (size_t)(found - sql));
		buffer_append_text(&out, audience);
	}
	buffer_append_text(&out, sql);
	return out.data;
}

static bool
read_script(struct script *out, const struct console *console, const char *path, const char *name)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	out->name = name;
	out->path = text_format(console->arena, "%s/%s", path, name);
	if (!console_read_file(&out->sql, &out->length, console, out->path))
		return false;
	crypto_hash_sha256(digest, (const unsigned char *)out->sql, out->length);
	out->sha256 = to_hex(console->arena, digest);
	return true;
}

/*
 * Appends every *.sql of a folder of ZHIHENG_SQL, in order of their names, for an audience unless
 * it is NULL.  Beside them stand the statements of the programs, *.query.sql, which the build has
 * put into these.
 */
static bool
read_scripts(
    struct scripts *out, const struct console *console, const char *folder, const char *audience)
{
	const char *path = text_format(console->arena, "%s/%s", console->sql, folder);
	struct script *items;
	const char **names;
	size_t count;

	if (!console_list_files(&names, &count, console, path, ".sql"))
		return false;
	items = arena_new(console->arena, struct script, out->count + count + 1);
	if (out->count > 0)
		memcpy(items, out->items, out->count * sizeof(*items));
	out->items = items;
	for (size_t i = 0; i < count; i++) {
		if (text_ends_with(names[i], ".query.sql"))
			continue;
		if (!read_script(&items[out->count], console, path, names[i]))
			return false;
		if (audience != NULL)
			items[out->count].sql =
			    for_audience(console->arena, items[out->count].sql, audience);
		out->count++;
	}
	return true;
}

/* The number at the front of 004_name.sql; 0 if there is none. */
static int
script_number(const char *name)
{
	for (int i = 0; i < NUMBER_DIGITS; i++)
		if (!isdigit((unsigned char)name[i]))
			return 0;
	return name[NUMBER_DIGITS] == '_' ? atoi(name) : 0;
}

/* The files must be 001, 002, ... without gap, and those applied must be unchanged. */
static bool
check_schema(const struct script *scripts, size_t count, const struct rows *applied)
{
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		if (script_number(scripts[i].name) != (int)i + 1) {
			console_fail("%s: number %03zu expected", scripts[i].path, i + 1);
			return false;
		}
	}
	for (size_t i = 0; i < rows_count(applied); i++) {
		const char *name = rows_text(applied, i, "name");

		if (rows_integer(applied, i, "number") != (int64_t)i + 1 || i >= count) {
			console_fail("the database has migration %s, sql/schema has not: "
				     "it was made by a newer version",
			    name);
			return false;
		}
		if (!text_equal(rows_text(applied, i, "sha256"), scripts[i].sha256)) {
			console_fail(
			    "%s: changed after it was applied (as %s). A migration is never "
			    "edited: put the change into a new file, or begin with an empty "
			    "database (make reset)",
			    scripts[i].path, name);
			good = false;
		}
	}
	return good;
}

static bool
apply_schema_file(
    struct db *db, const struct console *console, const struct script *script, size_t number)
{
	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    db_script(db, script->sql) != STATUS_OK ||
	    DB_ASK(db, NULL, SCHEMA_ADD, text_format(console->arena, "%zu", number), script->name,
		script->sha256) != STATUS_OK ||
	    db_commit(db) != STATUS_OK) {
		console_fail("%s: not applied, nothing of it is left", script->path);
		return false;
	}
	printf("schema %s: applied\n", script->name);
	return true;
}

/* How many files were applied; false if one could not be. */
static bool
apply_schema(size_t *fresh, struct db *db, const struct console *console)
{
	struct scripts scripts = {0};
	struct rows *applied;
	size_t known;

	if (!read_scripts(&scripts, console, "schema", NULL))
		return false;
	if (db_begin(db, console->arena, DB_READ, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &applied, SCHEMA_LIST) != STATUS_OK)
		return false;
	db_rollback(db);
	if (!check_schema(scripts.items, scripts.count, applied))
		return false;
	known = rows_count(applied);
	for (size_t i = known; i < scripts.count; i++)
		if (!apply_schema_file(db, console, &scripts.items[i], i + 1))
			return false;
	*fresh = scripts.count - known;
	if (*fresh == 0)
		printf("schema: %zu files, nothing new\n", scripts.count);
	return true;
}

/* One digest over names and contents. */
static const char *
digest_all(const struct console *console, const struct scripts *scripts)
{
	crypto_hash_sha256_state state;
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < scripts->count; i++) {
		const struct script *script = &scripts->items[i];
		const char *line =
		    text_format(console->arena, "%s %s\n", script->sha256, script->name);

		crypto_hash_sha256_update(&state, (const unsigned char *)line, strlen(line));
	}
	crypto_hash_sha256_final(&state, digest);
	return to_hex(console->arena, digest);
}

/*
 * The folders of views and functions, in the order they load: a schema's own knows the first, no
 * other; then what several schemas have alike, once for each, which knows the schema's own.
 */
static const struct {
	const char *folder;
	const char *audience; /* NULL: the folder's own */
} folders[] = {
    {"common", NULL},
    {"account", NULL},
    {"commission", NULL},
    {"console", NULL},
    {"disclosure", NULL},
    {"institution", NULL},
    {"worker", NULL},
    {"session", "account"},
    {"session", "commission"},
    {"session", "institution"},
    {"dossier", "commission"},
    {"dossier", "institution"},
};

static bool
read_api(struct scripts *out, const struct console *console)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!read_scripts(out, console, folders[i].folder, folders[i].audience))
			return false;
	return true;
}

/*
 * A function's body may name what a later file makes, so bodies are looked at when all is there.
 * STATUS_OK: each is sound.
 */
static enum status
make_api(struct db *db, const struct scripts *scripts)
{
	enum status status = db_script(db, "SET LOCAL check_function_bodies = off");

	for (size_t i = 0; status == STATUS_OK && i < scripts->count; i++) {
		status = db_script(db, scripts->items[i].sql);
		if (status != STATUS_OK)
			console_fail(
			    "%s: not applied; the api is as it was", scripts->items[i].path);
	}
	if (status == STATUS_OK)
		status = db_script(db, "SET LOCAL check_function_bodies = on");
	return status == STATUS_OK ? DB_ASK(db, NULL, API_CHECK) : status;
}

static bool
apply_api(struct db *db, const struct console *console, bool schema_changed)
{
	struct scripts scripts = {0};
	struct rows *known;
	const char *digest;

	if (!read_api(&scripts, console))
		return false;
	digest = digest_all(console, &scripts);
	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &known, API_GET) != STATUS_OK)
		return false;
	if (!schema_changed && rows_count(known) == 1 &&
	    text_equal(rows_text(known, 0, "sha256"), digest)) {
		db_rollback(db);
		printf("api: %zu files, unchanged\n", scripts.count);
		return true;
	}
	if (make_api(db, &scripts) != STATUS_OK || DB_ASK(db, NULL, API_SET, digest) != STATUS_OK ||
	    db_commit(db) != STATUS_OK)
		return false;
	printf("api: %zu files, made anew\n", scripts.count);
	return true;
}

static bool
make_ledger(const struct console *console)
{
	struct db *db;
	bool good;

	if (!console_connect(&db, console, NULL, 0))
		return false;
	good = db_script(db, ledger) == STATUS_OK;
	db_close(db);
	return good;
}

enum exit_code
migrate_run(const struct console *console, int argument_count, char **arguments)
{
	struct db *db = NULL;
	size_t fresh = 0;
	enum exit_code result = EXIT_REFUSED;

	(void)arguments;
	if (argument_count != 0)
		return EXIT_USAGE;
	if (console->sql == NULL)
		return console_fail("ZHIHENG_SQL is not set (the folder sql/)");
	/* Once without statements: those of the second connection need the ledger. */
	if (!make_ledger(console) ||
	    !console_connect(&db, console, migrate_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	if (db_script(db, ledger) == STATUS_OK && apply_schema(&fresh, db, console) &&
	    apply_api(db, console, fresh > 0))
		result = EXIT_DONE;
	db_close(db);
	return result;
}
