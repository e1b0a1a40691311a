/* zhiheng catalogue check, zhiheng catalogue load. */
#include "catalogue.h"

#include <stdio.h>
#include <unistd.h>

#include "console/console.h"
#include "console/fault.h"
#include "console_query.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/text.h"

#define JSON_BYTES ((size_t)1 << 20)

static const char *const nouns[CATALOGUE_FILE_COUNT] = {
    [CATALOGUE_LIST] = "list",
    [CATALOGUE_TARGET] = "target",
    [CATALOGUE_ELEMENT] = "element",
    [CATALOGUE_INDICATOR] = "indicator",
    [CATALOGUE_THRESHOLD] = "threshold",
    [CATALOGUE_STRATEGY] = "strategy",
    [CATALOGUE_LINEAGE] = "lineage",
    [CATALOGUE_PART] = "part",
    [CATALOGUE_SPECIALTY] = "specialty",
    [CATALOGUE_SPECIALTY_MEMBER] = "specialty_member",
    [CATALOGUE_CADENCE] = "indicator_cadence",
    [CATALOGUE_REPORTING] = "reporting",
    [CATALOGUE_FORMULA] = "formula",
    [CATALOGUE_ACCUMULATION] = "accumulation",
};

/* Reads the files of a folder and checks each by itself; false if the rest makes no sense. */
static bool
catalogue_read(
    struct catalogue *out, struct faults *faults, const struct console *console, const char *folder)
{
	bool good = true;

	for (size_t i = 0; i < CATALOGUE_FILE_COUNT; i++) {
		const struct file_form *form = &catalogue_forms[i];
		const char *path = text_format(console->arena, "%s/%s", folder, form->file);

		out->tables[i] = (struct form_file){.form = form, .path = path};
		if (i == CATALOGUE_ACCUMULATION && access(path, F_OK) != 0)
			continue;
		if (!form_file_read(&out->tables[i], faults, console, form, path))
			good = false;
	}
	return good;
}

/* Reads and checks everything; says how it went. */
static bool
read_good(struct catalogue *out, const struct console *console, const char *folder)
{
	struct faults faults = {0};
	size_t rows = 0;

	if (catalogue_read(out, &faults, console, folder))
		catalogue_check(out, &faults, console);
	if (faults.count > 0) {
		console_fail("%s: %zu fault%s; nothing is loaded", folder, faults.count,
		    faults.count == 1 ? "" : "s");
		return false;
	}
	for (size_t i = 0; i < CATALOGUE_FILE_COUNT; i++)
		rows += out->tables[i].count;
	printf("catalogue %s: %zu rows, no fault\n", folder, rows);
	return true;
}

enum exit_code
catalogue_check_run(const struct console *console, int argument_count, char **arguments)
{
	struct catalogue catalogue;

	if (argument_count != 1)
		return EXIT_USAGE;
	return read_good(&catalogue, console, arguments[0]) ? EXIT_DONE : EXIT_REFUSED;
}

static const char *
to_json(const struct catalogue *catalogue, const struct console *console)
{
	struct buffer json = buffer_create(console->arena, JSON_BYTES);

	for (size_t i = 0; i < CATALOGUE_FILE_COUNT; i++) {
		buffer_append_format(&json, "%s\"%s\":", i == 0 ? "{" : ",", nouns[i]);
		form_file_append_json(&json, &catalogue->tables[i]);
	}
	buffer_append_char(&json, '}');
	return json.data;
}

static bool
load(struct db *db, const struct console *console, const char *json)
{
	struct rows *rows;
	int64_t added, changed, withdrawn;

	if (db_begin(db, console->arena, DB_WRITE, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &rows, CATALOGUE_LOAD, json) != STATUS_OK)
		return false;
	added = rows_integer(rows, 0, "added");
	changed = rows_integer(rows, 0, "changed");
	withdrawn = rows_integer(rows, 0, "withdrawn");
	if (db_commit(db) != STATUS_OK)
		return false;
	if (added + changed + withdrawn == 0)
		puts("catalogue: nothing new");
	else
		printf("catalogue: %lld added, %lld with a new version, %lld withdrawn\n",
		    (long long)added, (long long)changed, (long long)withdrawn);
	return true;
}

enum exit_code
catalogue_load_run(const struct console *console, int argument_count, char **arguments)
{
	struct catalogue catalogue;
	struct db *db;
	bool good;

	if (argument_count != 1)
		return EXIT_USAGE;
	if (!read_good(&catalogue, console, arguments[0]) ||
	    !console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	good = load(db, console, to_json(&catalogue, console));
	db_close(db);
	return good ? EXIT_DONE : console_fail("the catalogue is as it was");
}
