/* zhiheng recompute REGION/PERIOD/NUMBER: an edition again out of its frozen inputs, byte for byte.
 */
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "console_query.h"
#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"
#include "edition/grade.h"
#include "edition/manifest.h"

static const struct {
	enum edition_part part;
	size_t statement;
} parts[] = {
    {EDITION_INDICATORS, QUERY(RECOMPUTE_INDICATORS, 1)},
    {EDITION_INSTITUTIONS, QUERY(RECOMPUTE_INSTITUTIONS, 1)},
    {EDITION_RESULTS, QUERY(RECOMPUTE_RESULTS, 1)},
    {EDITION_GROUPS, QUERY(RECOMPUTE_GROUPS, 1)},
    {EDITION_REMARKS, QUERY(RECOMPUTE_REMARKS, 1)},
    {EDITION_SCHEME, QUERY(RECOMPUTE_GRADE_SCHEME, 1)},
    {EDITION_RULES, QUERY(RECOMPUTE_GRADE_RULES, 1)},
    {EDITION_POINTS, QUERY(RECOMPUTE_GRADE_DECISIONS, 1)},
    {EDITION_GRADES, QUERY(RECOMPUTE_GRADE_VETOES, 1)},
};

static bool
load(struct edition *edition, struct rows *head, struct db *db)
{
	const char *id = rows_text(head, 0, "edition_id");

	edition_table_rows(&edition->parts[EDITION_HEAD], head);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct rows *rows;

		if (db_ask(db, &ASK_CHOSEN(&rows, parts[i].statement, id), 1) != STATUS_OK)
			return false;
		edition_table_rows(&edition->parts[parts[i].part], rows);
	}
	return true;
}

static bool
compute(struct edition *edition)
{
	const struct edition_table *indicators = &edition->parts[EDITION_INDICATORS];
	struct edition_index index;
	struct edition_fault fault;

	if (!edition_index_make(&index, &fault, edition)) {
		console_fail("%s row %zu: %s", fault.file, fault.row, fault.message);
		return false;
	}
	for (size_t i = 0; i < indicators->count; i++) {
		struct figure_definition definition;

		if (!edition_definition(&definition, indicators, i))
			return false;
		edition_compute_results(edition, &index, i, &definition);
		for (size_t g = 0; g < index.group_count[i]; g++)
			edition_compute_group(edition, index.group_first[i] + g, &definition);
	}
	return edition_grade_compute(&fault, edition, &index);
}

/* The files of the tables, made again, against the digests that were published. */
static size_t
compare(struct edition *edition, const struct rows *files)
{
	size_t different = 0;

	for (size_t row = 0; row < rows_count(files); row++) {
		const char *name = rows_text(files, row, "name");
		char digest[MANIFEST_DIGEST_SIZE];

		for (size_t i = 0; i < EDITION_PART_COUNT; i++) {
			const struct edition_table *table = &edition->parts[i];
			struct buffer made = buffer_create(edition->arena, 65536);

			if (text_equal(name, text_format(edition->arena, "%s.csv", table->name)))
				edition_table_csv(&made, table);
			else if (text_equal(
				     name, text_format(edition->arena, "%s.json", table->name)))
				edition_table_json(&made, table);
			else
				continue;
			manifest_digest(digest, made.data, made.length);
			if (strcmp(digest, rows_text(files, row, "digest")) == 0) {
				printf("%s: the same bytes\n", name);
				continue;
			}
			printf("%s: DIFFERENT\n", name);
			different++;
		}
	}
	return different;
}

static enum exit_code
recompute(const struct console *console, struct db *db, const char *name)
{
	struct edition edition = edition_create(console->arena);
	struct rows *head, *returns, *files;
	const char *id, *method;
	size_t different;

	if (db_begin(db, console->arena, DB_READ, NULL, "") != STATUS_OK ||
	    DB_ASK(db, &head, RECOMPUTE_HEAD, name) != STATUS_OK)
		return console_fail("the edition cannot be read");
	if (rows_count(head) == 0)
		return console_fail("%s: no such edition (REGION/PERIOD/NUMBER)", name);
	id = rows_text(head, 0, "edition_id");
	if (DB_ASK(db, &returns, RECOMPUTE_RETURNS, id) != STATUS_OK ||
	    DB_ASK(db, &files, RECOMPUTE_FILES, id) != STATUS_OK || !load(&edition, head, db) ||
	    !compute(&edition))
		return console_fail("the edition cannot be computed");
	method = edition_other_method(&edition);
	different = method == NULL ? compare(&edition, files) : 0;
	for (size_t row = 0; row < rows_count(returns); row++)
		if (!rows_flag(returns, row, "same")) {
			printf("return %s: its values are not those that were frozen\n",
			    rows_text(returns, row, "return_id"));
			different++;
		}
	if (method != NULL)
		return console_fail(
		    "%s was made by method %s; this program computes by method " EDITION_METHOD
		    " and cannot make its files again byte for byte.  They are as "
		    "signed: zhiheng verify",
		    name, method);
	return different == 0 ? EXIT_DONE : EXIT_REFUSED;
}

enum exit_code
recompute_run(const struct console *console, int argument_count, char **arguments)
{
	enum exit_code result;
	struct db *db;

	if (argument_count != 1)
		return EXIT_USAGE;
	if (!console_connect(&db, console, console_statements, QUERY_COUNT))
		return EXIT_REFUSED;
	result = recompute(console, db, arguments[0]);
	db_close(db);
	return result;
}
