#include <libpq-fe.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db_private.h"

#define BOOLEAN_OID 16 /* in the server's pg_type: fixed for ever */
#define HINTS       61 /* prime, so that literals that lie close together do not share a hint */

struct rows {
	PGresult *result; /* NULL: none, not asked or not answered */
	struct db *db;    /* NULL: no statement gave them */
	const char *name; /* of the statement */
	size_t count;
	size_t columns;
	const char **names; /* of the columns */
	size_t *hints;      /* of HINTS: which column was found for a name that lies there */
};

static void
release(void *resource)
{
	PQclear(resource);
}

struct rows *
rows_none(struct arena *arena)
{
	return arena_new(arena, struct rows, 1);
}

struct rows *
rows_create(struct arena *arena, PGresult *result, struct db *db, const char *name)
{
	struct rows *rows = arena_new(arena, struct rows, 1);

	arena_defer(arena, release, result);
	rows->result = result;
	rows->db = db;
	rows->name = name;
	rows->count = (size_t)PQntuples(result);
	rows->columns = (size_t)PQnfields(result);
	rows->names = arena_new(arena, const char *, rows->columns + 1);
	for (size_t i = 0; i < rows->columns; i++)
		rows->names[i] = PQfname(result, (int)i);
	rows->hints = arena_new(arena, size_t, HINTS);
	return rows;
}

struct rows *
rows_make(struct arena *arena, const char *const *names, size_t columns, const char *const *cells,
    size_t count)
{
	PGresAttDesc *attributes = arena_new(arena, PGresAttDesc, columns + 1);
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	bool good = result != NULL;

	for (size_t i = 0; i < columns; i++)
		attributes[i] =
		    (PGresAttDesc){.name = (char *)(uintptr_t)names[i], .atttypmod = -1};
	good = good && PQsetResultAttrs(result, (int)columns, attributes) != 0;
	for (size_t i = 0; good && i < count * columns; i++)
		good = PQsetvalue(result, (int)(i / columns), (int)(i % columns),
			   (char *)(uintptr_t)cells[i],
			   cells[i] == NULL ? -1 : (int)strlen(cells[i])) != 0;
	/* Only when memory ends. */
	if (!good)
		abort();
	return rows_create(arena, result, NULL, "rows");
}

size_t
rows_count(const struct rows *rows)
{
	return rows->count;
}

size_t
rows_columns(const struct rows *rows)
{
	return rows->columns;
}

const char *
rows_column_name(const struct rows *rows, size_t column)
{
	return column < rows->columns ? rows->names[column] : NULL;
}

bool
rows_column_is_boolean(const struct rows *rows, size_t column)
{
	return rows->result != NULL && PQftype(rows->result, (int)column) == BOOLEAN_OID;
}

bool
rows_column_is_number(const struct rows *rows, size_t column)
{
	/* bigint, smallint, integer, real, double precision, numeric: fixed as well */
	static const Oid numbers[] = {20, 21, 23, 700, 701, 1700};
	Oid type = rows->result == NULL ? 0 : PQftype(rows->result, (int)column);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i] == type)
			return true;
	}
	return false;
}

/* Not PQfnumber: that folds case and allocates at every call.  A page asks for the same literals
 * row after row: where one lies says which column it was the last time. */
static bool
find(size_t *out, const struct rows *rows, const char *column)
{
	size_t *hint = &rows->hints[(uintptr_t)column % HINTS];

	if (*hint < rows->columns && strcmp(rows->names[*hint], column) == 0) {
		*out = *hint;
		return true;
	}
	for (size_t i = 0; i < rows->columns; i++) {
		if (strcmp(rows->names[i], column) == 0) {
			*out = *hint = i;
			return true;
		}
	}
	return false;
}

bool
rows_has_column(const struct rows *rows, const char *column)
{
	size_t index;

	return rows->result != NULL && find(&index, rows, column);
}

/* Whoever asks for what the statement does not give fails, and nobody else does. */
static void
note_mistake(const struct rows *rows, const char *text)
{
	if (rows->db != NULL && rows->db->begun) {
		db_note_mistake(rows->db, rows->name, text);
		return;
	}
	fprintf(stderr, "- db %s: %s\n", rows->name, text);
	abort();
}

size_t
rows_index(const struct rows *rows, const char *column)
{
	char text[128];
	size_t index;

	if (rows->result == NULL)
		return 0;
	if (!find(&index, rows, column)) {
		snprintf(text, sizeof(text), "the statement has no column %s", column);
		note_mistake(rows, text);
		return rows->columns;
	}
	return index;
}

const char *
rows_cell(const struct rows *rows, size_t row, size_t column)
{
	char text[128];

	if (rows->result == NULL || column == rows->columns)
		return NULL;
	if (row >= rows->count || column > rows->columns) {
		snprintf(text, sizeof(text), "no cell %zu of column %s in %zu rows", row,
		    column > rows->columns ? "?" : rows->names[column], rows->count);
		note_mistake(rows, text);
		return NULL;
	}
	if (PQgetisnull(rows->result, (int)row, (int)column))
		return NULL;
	return PQgetvalue(rows->result, (int)row, (int)column);
}

const char *
rows_text(const struct rows *rows, size_t row, const char *column)
{
	return rows_cell(rows, row, rows_index(rows, column));
}

bool
rows_flag(const struct rows *rows, size_t row, const char *column)
{
	const char *cell = rows_text(rows, row, column);

	return cell != NULL && cell[0] == 't';
}

int64_t
rows_integer(const struct rows *rows, size_t row, const char *column)
{
	const char *cell = rows_text(rows, row, column);

	return cell == NULL ? 0 : (int64_t)strtoll(cell, NULL, 10);
}

double
rows_number(const struct rows *rows, size_t row, const char *column)
{
	const char *cell = rows_text(rows, row, column);

	return cell == NULL ? 0 : strtod(cell, NULL);
}
