/*
 * Comma-separated values after RFC 4180, UTF-8 with or without a byte order mark, LF or CRLF.
 * The reader keeps line and column of every cell, so a fault can name its place.  Lines without
 * any character are no rows.
 */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "status.h"

struct arena;

struct csv_row {
	size_t line; /* line of the file on which the row begins, from 1 */
	size_t count;
	const char **cells; /* count strings */
};

struct csv {
	size_t count;
	struct csv_row *rows; /* with the head row, if the file has one, as rows[0] */
};

struct csv_fault {
	size_t line;
	size_t column;       /* cell number in its row, from 1; 0 for the whole row */
	const char *message; /* in Chinese, one sentence */
};

/* Whole file.  STATUS_INPUT and *fault: not UTF-8, a NUL, a bare quote, an unclosed quote. */
enum status csv_read(struct csv *out, struct csv_fault *fault, struct arena *arena,
    const char *data, size_t length) MUST_CHECK;

/* The same with another separator, a TAB say. */
enum status csv_read_separated(struct csv *out, struct csv_fault *fault, struct arena *arena,
    const char *data, size_t length, char separator) MUST_CHECK;

/* Index of the named column in the head row, or -1. */
int csv_column(const struct csv *csv, const char *name);

/* Appends one cell, quoted when needed; comma says whether a comma goes before it. */
void csv_append(struct buffer *out, const char *cell, bool comma);

/*
 * The same for files that spreadsheets open: a cell that would start a formula (= + - @, these in
 * full width, TAB CR LF) and is not a plain number gets a leading apostrophe.
 */
void csv_append_safe(struct buffer *out, const char *cell, bool comma);

/* Ends the row with CRLF. */
void csv_end_row(struct buffer *out);

#endif
