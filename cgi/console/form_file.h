/*
 * A CSV file of known form: a const table says which columns it has and what may stand in them.
 * Reading checks every cell by itself and that no key stands twice; what the rows say about each
 * other is for the caller.
 */
#ifndef CONSOLE_FORM_FILE_H
#define CONSOLE_FORM_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/csv.h"

struct buffer;
struct console;
struct faults;

enum cell_kind {
	CELL_TEXT,
	CELL_WORD,    /* one of words */
	CELL_COUNT,   /* whole number from 0 */
	CELL_NUMBER,  /* whole number from 1 */
	CELL_DECIMAL, /* digits, perhaps a point and more digits */
	CELL_DATE,    /* YYYY-MM-DD, a day that exists */
	CELL_KIND_COUNT
};

struct column {
	const char *head; /* name in the first line of the file */
	const char *name; /* name in the database; NULL: only part of the key, or not stored */
	enum cell_kind kind;
	bool optional;            /* may be empty */
	bool key;                 /* the row's code is made of these columns, joined by | */
	const char *const *words; /* NULL-terminated */
	/* What is wrong with the text, as in "is not ..."; NULL if nothing. */
	const char *(*check)(const char *cell);
};

struct file_form {
	const char *file; /* name in its folder */
	const struct column *columns;
	size_t column_count;
};

struct file_key {
	const char *key;
	size_t row;
};

struct form_file {
	const struct file_form *form;
	const char *path;
	size_t count;
	const struct csv_row **rows; /* those with the right number of cells, without the head */
	const char **keys;           /* of these rows */
	struct file_key *index;      /* the same, in order of the keys */
};

/* Reads and checks; false if the file cannot be read at all or its head is wrong (a fault). */
bool form_file_read(struct form_file *out, struct faults *faults, const struct console *console,
    const struct file_form *form, const char *path);

/* Number of a column by its head; asserts that there is one. */
size_t form_file_column(const struct form_file *table, const char *head);

/* The row with that key; its number, or -1. */
long form_file_find(const struct form_file *table, const char *key);

/* A fault in one cell; column as from form_file_column. */
void form_file_fault(const struct form_file *table, struct faults *faults, size_t row,
    size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Appends the rows as a JSON array of objects of texts; empty cells are null. */
void form_file_append_json(struct buffer *out, const struct form_file *table);

#endif
