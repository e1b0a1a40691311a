/* Rows as the database would give them, out of texts. */
#ifndef ROWS_H
#define ROWS_H

#include "core/rows.h"

/* The first line of cells names the columns; NULL is SQL NULL. */
static inline struct rows *
rows_of(struct arena *arena, size_t columns, const char *const *cells, size_t count)
{
	return rows_make(arena, cells, columns, cells + columns, count);
}

#define ROWS(arena, columns, cells)                                                                \
	rows_of((arena), (columns), (cells), sizeof(cells) / sizeof((cells)[0]) / (columns)-1)

#endif
