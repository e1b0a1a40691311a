/*
 * A file that somebody uploaded, as the importer read it.  The importer is a program of its own
 * (cgi/importer/importer.h says what it writes); what comes back is checked again.
 */
#ifndef CORE_UPLOAD_TABLE_H
#define CORE_UPLOAD_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "status.h"

struct table_cell {
	size_t row; /* both from 1 */
	size_t column;
	char kind; /* n number, s text, b truth, e error value, d date, p percentage */
	bool formula;
	bool hidden;
	const char *text;
};

struct table_merge {
	size_t row, column, last_row, last_column;
};

struct table {
	const char *kind;     /* xlsx or text; NULL: it was neither */
	const char *encoding; /* of a text */
	const char *sheet_name;
	size_t sheet_count;
	struct table_cell *cells; /* by row, then column */
	size_t cell_count;
	struct table_merge *merges;
	size_t merge_count;
	const char *fault; /* NULL: everything was read */
	size_t fault_row;  /* 0: no certain place */
	size_t fault_column;
};

/*
 * Has the importer read a file, in at most 15 seconds.  What it cannot read, or must not, becomes a
 * fault in the lines.  STATUS_BUSY: it cannot be started.
 */
enum status upload_import(
    struct buffer *lines, struct arena *arena, const char *data, size_t length) MUST_CHECK;

/* The importer's lines.  STATUS_INTERNAL: they are not of its form. */
enum status table_parse(struct table *out, struct arena *arena, const char *lines) MUST_CHECK;

/* The cell there, or NULL. */
const struct table_cell *table_find(const struct table *table, size_t row, size_t column);

/* Why no number can be read from a cell, in Chinese; NULL: one can. */
const char *table_cell_fault(const struct table_cell *cell);

/* "B12". */
const char *table_place(struct arena *arena, size_t row, size_t column);

#endif
