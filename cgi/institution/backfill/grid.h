/* An uploaded table held against what is to be filled in afterwards, cell by cell. */
#ifndef INSTITUTION_BACKFILL_GRID_H
#define INSTITUTION_BACKFILL_GRID_H

#include "core/upload_table.h"
#include "institution/entry.h"
#include "source.h"

enum grid_act {
	GRID_SAME, /* blank cells, too: what is saved stays */
	GRID_NEW,
	GRID_CHANGED,
	GRID_CLEARED,
	GRID_ACT_COUNT
};

/* A cell with content whose element and period are known. */
struct grid_cell {
	size_t element;
	size_t period;
	const struct table_cell *where;
	enum grid_act act;
	const struct entry *entry; /* NULL: it is refused */
};

struct grid_fault {
	size_t row; /* 0: the file as a whole */
	size_t column;
	const char *message;
};

struct grid {
	struct arena *arena;
	const struct backfill_source *source;
	const struct table *table;
	size_t head_row; /* 0: none found */
	size_t code_column;
	size_t *columns; /* of each period; 0: the file has none */
	struct grid_cell *cells;
	size_t cell_count;
	struct grid_fault *faults;
	size_t fault_count;
	size_t fault_capacity;
	const char *notes[4];
	size_t note_count;
	struct entries *entries; /* of each period */
	size_t counts[GRID_ACT_COUNT];
};

void grid_judge(struct grid *out, struct arena *arena, const struct table *table,
    const struct backfill_source *source);

/* For grid_head.c: what stands in the way of saving. */
void grid_refuse(struct grid *grid, size_t row, size_t column, const char *message);

/* Heads and mark of the file; sets head_row, code_column, columns. */
void grid_read_head(struct grid *grid);

#endif
