/* Rows: what a statement answered, or what stands for it. */
#ifndef CORE_ROWS_H
#define CORE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct rows; /* lives until the request ends */

/*
 * Rows that no statement gave: cells[row * columns + column], NULL for SQL NULL, are copied.  For
 * what is computed from rows and is now to be computed from something else.
 */
struct rows *rows_make(struct arena *arena, const char *const *names, size_t columns,
    const char *const *cells, size_t count);

/* Columns as the statement names them; all text is UTF-8. */
size_t rows_count(const struct rows *rows);
size_t rows_columns(const struct rows *rows);
const char *rows_column_name(const struct rows *rows, size_t column);
bool rows_has_column(const struct rows *rows, const char *column);
bool rows_column_is_boolean(const struct rows *rows, size_t column);
bool rows_column_is_number(const struct rows *rows, size_t column);

/*
 * Cell by column name.  NULL for SQL NULL, and for every cell of what was not answered or not
 * asked.  A column or row that is not there is our mistake: the log names statement, column and
 * request, and the transaction fails with STATUS_INTERNAL; the cell is NULL.  Where no transaction
 * is under way that could fail, the process ends.
 */
const char *rows_text(const struct rows *rows, size_t row, const char *column);
bool rows_flag(const struct rows *rows, size_t row, const char *column);       /* NULL: false */
int64_t rows_integer(const struct rows *rows, size_t row, const char *column); /* NULL: 0 */

double rows_number(const struct rows *rows, size_t row, const char *column); /* NULL: 0 */

/* The same by number: rows_index once, then rows_cell in the loop. */
size_t rows_index(const struct rows *rows, const char *column);
const char *rows_cell(const struct rows *rows, size_t row, size_t column);

#endif
