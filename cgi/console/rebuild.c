/* zhiheng rebuild: the derived tables anew from the record. */
#include <stdio.h>

#include "console.h"
#include "console_query.h"
#include "core/db.h"

/* In this order: each is made of the one before. */
static const struct derived {
	const char *name;
	size_t statement;
} derived[] = {
    {"part_pair", QUERY(PART_REBUILD, 0)},
    {"register", QUERY(REGISTER_REBUILD, 0)},
    {"return_sheet", QUERY(RETURN_REBUILD, 0)},
    {"accepted_number", QUERY(ACCEPTED_REBUILD, 0)},
    {"screen_return", QUERY(SCREEN_REBUILD, 0)},
    {"bound_conflict", QUERY(BOUND_REBUILD, 0)},
    {"computed_value", QUERY(COMPUTED_REBUILD, 0)},
};

#define DERIVED_COUNT (sizeof(derived) / sizeof(derived[0]))

enum exit_code
rebuild_run(const struct console *console, int argument_count, char **arguments)
{
	struct db *db;
	struct rows *rows;
	long long cells[DERIVED_COUNT] = {0};
	bool good;

	(void)arguments;
	if (argument_count != 0)
		return EXIT_USAGE;
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	good = db_begin(db, console->arena, DB_WRITE, NULL, "") == STATUS_OK;
	for (size_t i = 0; i < DERIVED_COUNT && good; i++) {
		good = db_ask(db, &ASK_CHOSEN(&rows, derived[i].statement), 1) == STATUS_OK;
		if (good)
			cells[i] = rows_integer(rows, 0, "cells");
	}
	good = good && db_commit(db) == STATUS_OK;
	db_close(db);
	if (!good)
		return console_fail("the derived tables are as they were");
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		printf("%s: %lld cells made anew\n", derived[i].name, cells[i]);
	return EXIT_DONE;
}
