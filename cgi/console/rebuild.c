/* zhiheng rebuild: the derived tables anew from the record. */
#include <stdio.h>

#include "console.h"
#include "console_query.h"
#include "core/db.h"

enum exit_code
rebuild_run(const struct console *console, int argument_count, char **arguments)
{
	struct db *db;
	struct rows *rows;
	long long cells = 0;
	bool good;

	(void)arguments;
	if (argument_count != 0)
		return EXIT_USAGE;
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	good = db_begin(db, console->arena, DB_WRITE, NULL, "") == STATUS_OK &&
	       db_query(&rows, db, QUERY_RETURN_REBUILD, DB_NO_VALUES) == STATUS_OK;
	if (good)
		cells = rows_integer(rows, 0, "cells");
	good = good && db_commit(db) == STATUS_OK;
	db_close(db);
	if (!good)
		return console_fail("return_cell is as it was");
	printf("return_cell: %lld cells made anew\n", cells);
	return EXIT_DONE;
}
