/* zhiheng demo load: invented data for an empty database, out of sql/demo, in one transaction. */
#include <stdio.h>

#include "console.h"
#include "console_query.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/password.h"
#include "core/text.h"
#include "fault.h"
#include "form_file.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct column columns[] = {
    {.head = "login", .name = "login", .key = true},
    {.head = "password", .name = "password_hash"}, /* replaced by its hash */
    {.head = "role", .name = "role"},
    {.head = "organisation", .name = "organisation"},
    {.head = "name", .name = "name"},
};

static const struct file_form form = {"accounts.csv", columns, LENGTH(columns)};

static bool
read_accounts(struct form_file *out, const struct console *console, const char *folder)
{
	struct faults faults = {0};
	const char *path = text_format(console->arena, "%s/%s", folder, form.file);

	if (!form_file_read(out, &faults, console, &form, path) || faults.count > 0)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		const char **password = &out->rows[i]->cells[form_file_column(out, "password")];

		*password = password_hash(console->arena, *password);
	}
	return true;
}

/* The first script makes the organisations that the accounts belong to, the others need both. */
static bool
run_scripts(struct db *db, const struct console *console, const char *folder, const char *accounts)
{
	const char **names;
	size_t count;

	if (!console_list_files(&names, &count, console, folder, ".sql"))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *path = text_format(console->arena, "%s/%s", folder, names[i]);
		char *script;
		size_t length;

		if (!console_read_file(&script, &length, console, path))
			return false;
		if (db_script(db, script) != STATUS_OK) {
			console_fail("%s: failed", path);
			return false;
		}
		if (i == 0 && DB_ASK(db, NULL, DEMO_ACCOUNTS, accounts) != STATUS_OK)
			return false;
	}
	return true;
}

/* EXIT_REFUSED for a database with real data, EXIT_DONE for one that needs nothing more. */
static enum exit_code
load(struct db *db, const struct console *console, const char *folder,
    const struct form_file *accounts)
{
	struct buffer json = buffer_create(console->arena, 1 << 13);
	const char *state;
	struct rows *rows;

	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, DEMO_STATE) != STATUS_OK)
		return EXIT_REFUSED;
	state = rows_text(rows, 0, "state");
	if (text_equal(state, "demo")) {
		puts("demo: loaded already");
		return EXIT_DONE;
	}
	if (text_equal(state, "real"))
		return console_fail(
		    "the database holds organisations or accounts that are not of the "
		    "demo; invented data never stand beside real ones");
	form_file_append_json(&json, accounts);
	if (!run_scripts(db, console, folder, json.data) || db_commit(db) != STATUS_OK)
		return console_fail("the database is as it was");
	printf("demo: loaded, %zu accounts in %s/%s\n", accounts->count, folder, form.file);
	return EXIT_DONE;
}

enum exit_code
demo_load_run(const struct console *console, int argument_count, char **arguments)
{
	struct form_file accounts;
	enum exit_code result;
	struct db *db;

	if (argument_count != 1)
		return EXIT_USAGE;
	if (!read_accounts(&accounts, console, arguments[0]) ||
	    !console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	result = load(db, console, arguments[0], &accounts);
	db_close(db);
	return result;
}
