/* zhiheng region load: administrative divisions out of a CSV file. */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "console_query.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/text.h"
#include "fault.h"
#include "form_file.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *
check_region_code(const char *cell)
{
	return strlen(cell) == 6 && strspn(cell, "0123456789") == 6 ? NULL : "has not six digits";
}

static const struct column columns[] = {
    {.head = "code", .key = true, .check = check_region_code},
    {.head = "name", .name = "name"},
    {.head = "level",
	.name = "level",
	.kind = CELL_WORD,
	.words = (const char *const[]){"province", "city", "county", NULL}},
    {.head = "parent_code", .name = "parent_code", .optional = true, .check = check_region_code},
};

static const struct file_form form = {"region.csv", columns, LENGTH(columns)};

/* Provinces have no parent; a city's is a province, a county's a city or a province. */
static void
check_parents(const struct form_file *table, struct faults *faults)
{
	size_t level = form_file_column(table, "level"),
	       parent = form_file_column(table, "parent_code");

	for (size_t i = 0; i < table->count; i++) {
		const char *code = table->rows[i]->cells[parent];
		const char *rank = table->rows[i]->cells[level];
		long above = form_file_find(table, code);

		if ((code[0] == '\0') != text_equal(rank, "province"))
			form_file_fault(table, faults, i, parent,
			    code[0] == '\0' ? "a %s needs a parent_code"
					    : "a %s has no parent_code",
			    rank);
		else if (code[0] != '\0' && above < 0)
			form_file_fault(table, faults, i, parent,
			    "parent_code \"%s\" is not in this file", code);
		else if (above >= 0 && (text_equal(table->rows[above]->cells[level], rank) ||
					   text_equal(table->rows[above]->cells[level], "county")))
			form_file_fault(table, faults, i, parent, "a %s cannot lie in a %s", rank,
			    table->rows[above]->cells[level]);
	}
}

static bool
load(struct db *db, const struct console *console, const struct form_file *table)
{
	struct buffer json = buffer_create(console->arena, 1 << 18);
	struct rows *rows;
	long long added, changed;

	form_file_append_json(&json, table);
	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, REGION_LOAD, json.data) != STATUS_OK)
		return false;
	added = rows_integer(rows, 0, "added");
	changed = rows_integer(rows, 0, "changed");
	if (db_commit(db) != STATUS_OK)
		return false;
	if (added + changed == 0)
		printf("regions: %zu, nothing new\n", table->count);
	else
		printf("regions: %lld added, %lld changed\n", added, changed);
	return true;
}

enum exit_code
region_load_run(const struct console *console, int argument_count, char **arguments)
{
	struct faults faults = {0};
	struct form_file table;
	struct db *db;
	bool good;

	if (argument_count != 1)
		return EXIT_USAGE;
	if (form_file_read(&table, &faults, console, &form, arguments[0]))
		check_parents(&table, &faults);
	if (faults.count > 0)
		return console_fail("%s: %zu fault%s; nothing is loaded", arguments[0],
		    faults.count, faults.count == 1 ? "" : "s");
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	good = load(db, console, &table);
	db_close(db);
	return good ? EXIT_DONE : console_fail("the regions are as they were");
}
