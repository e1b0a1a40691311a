/*
 * A table of an edition: columns that are described, cells as text, NULL for nothing.  One form in
 * memory for what the worker computes, the files hold, and the verifier reads back.
 *
 * The files are canonical.  CSV: RFC 4180, UTF-8 without a mark, CRLF, an empty cell for nothing.
 * JSON: {"table", "title", "fields": [...], "rows": [{...}]}, a row a line.  Real numbers have six
 * digits after the point in both; counts none that do not matter; truth is TRUE or FALSE in CSV, as
 * R and Excel read it, true or false in JSON.
 */
#ifndef EDITION_TABLE_H
#define EDITION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct csv;

enum column_kind {
	COLUMN_TEXT,
	COLUMN_INTEGER,
	COLUMN_DECIMAL, /* exact */
	COLUMN_REAL,    /* in memory as %.17g, in files with EDITION_PLACES */
	COLUMN_FLAG,    /* "t" or "f" in memory, TRUE or FALSE in CSV */
	COLUMN_KIND_COUNT
};

#define EDITION_PLACES 6

struct edition_column {
	const char *name;
	enum column_kind kind;
	const char *title;       /* Chinese */
	const char *description; /* Chinese; NULL: the title says it */
};

struct edition_table {
	struct arena *arena;
	const char *name; /* of its files, without ending */
	const char *title;
	const struct edition_column *columns; /* ended by a NULL name */
	size_t column_count;
	const char *const *later; /* columns that came later, ended by NULL; NULL: none did */
	const char ***rows;
	size_t count;
	size_t room;
};

struct edition_table edition_table_create(
    struct arena *arena, const char *name, const char *title, const struct edition_column *columns);

/* A new row of NULLs. */
const char **edition_table_add(struct edition_table *table);

/* Position of a column; it must exist (assert). */
size_t edition_table_column(const struct edition_table *table, const char *name);

/* A cell by column name. */
const char *edition_table_text(const struct edition_table *table, size_t row, const char *name);
void edition_table_set(
    struct edition_table *table, size_t row, const char *name, const char *value);

/* Whether it has this column: one that came later may be missing. */
bool edition_table_has(const struct edition_table *table, const char *name);

/* Makes an empty table one from before the columns that came last; later must not be NULL. */
void edition_table_make_early(struct edition_table *table);

/* One column of all rows, as text_array wants it. */
const char *const *edition_table_items(const struct edition_table *table, const char *name);

/* A double as memory holds it; NULL if not known. */
const char *edition_real(struct arena *arena, bool known, double value);

/* The cell as files hold it; "" for NULL. */
const char *edition_table_cell(const struct edition_table *table, size_t row, size_t column);

void edition_table_csv(struct buffer *out, const struct edition_table *table);
void edition_table_json(struct buffer *out, const struct edition_table *table);

struct edition_fault {
	const char *file;
	size_t row;         /* of the file, from 1, the head is 1; 0: the whole */
	const char *column; /* NULL: the row */
	const char *message;
};

/* Sets the fault of a row (from 0) of a table's file; false. */
bool edition_table_refuse(struct edition_fault *fault, const struct edition_table *table,
    size_t row, const char *column, const char *message);

/*
 * Rows of a CSV file; false and a fault: another head, too few cells, a number that is none.  A
 * file without the columns that came later makes the table one without them.
 */
bool edition_table_read(
    struct edition_table *table, struct edition_fault *fault, const char *data, size_t length);

#endif
