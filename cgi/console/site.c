/* zhiheng site: what the public pages say about whose site it is. */
#include <stdio.h>

#include "console.h"
#include "console_query.h"
#include "core/db.h"

static bool
set(struct db *db, const struct console *console, const char *name, const char *value)
{
	struct rows *rows;

	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, SITE_SET, name, value) != STATUS_OK)
		return false;
	if (!rows_flag(rows, 0, "known")) {
		fprintf(stderr, "zhiheng: no setting %s, or more than 200 characters\n", name);
		return false;
	}
	return db_commit(db) == STATUS_OK;
}

static bool
show(struct db *db, const struct console *console)
{
	struct rows *rows;

	if (db_begin(db, console->arena, DB_READ, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, SITE_LIST) != STATUS_OK)
		return false;
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *value = rows_text(rows, row, "value");

		printf("%-12s %-24s %s\n", rows_text(rows, row, "name"),
		    rows_text(rows, row, "meaning"), value == NULL ? "-" : value);
	}
	return true;
}

enum exit_code
site_run(const struct console *console, int argument_count, char **arguments)
{
	struct db *db;
	bool good;

	if (argument_count != 0 && argument_count != 2)
		return EXIT_USAGE;
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	good =
	    argument_count == 0 ? show(db, console) : set(db, console, arguments[0], arguments[1]);
	db_close(db);
	return good ? EXIT_DONE : console_fail("the settings are as they were");
}
