/* The own grid of a programme, as its page, its workbook and an upload of that need it. */
#ifndef INSTITUTION_BASELINE_OWN_H
#define INSTITUTION_BASELINE_OWN_H

#include "core/upload_table.h"
#include "dossier/grid.h"

struct baseline_page {
	struct grid grid;
	struct rows *programmes;
	struct rows *rows;
	struct rows *known;
	struct rows *shared;
	size_t programme; /* row of programmes */
};

/*
 * Of the programme that the first segment names.  prefill: the period that the own numbers are
 * wanted of, NULL: the best there is.
 */
enum status baseline_load(
    struct baseline_page *page, struct context *context, const char *prefill) MUST_CHECK;

/*
 * Registers the rows that were changed, or (not keep) looks whether they would be refused:
 * STATUS_INPUT then, with the sentences in the form.
 */
enum status baseline_save(
    const struct grid *grid, struct context *context, struct form *form, bool keep) MUST_CHECK;

/* Columns of the workbook; those of the grid's cells begin at BASELINE_CELLS. */
enum baseline_column {
	BASELINE_CODE,
	BASELINE_NAME,
	BASELINE_UNIT,
	BASELINE_THRESHOLD,
	BASELINE_KNOWN,
	BASELINE_CELLS,
	BASELINE_STATE = BASELINE_CELLS + GRID_CELL_COUNT,
	BASELINE_STAMP,
	BASELINE_COLUMN_COUNT
};

/* The head of a column; a goal's names its year. */
const char *baseline_head(struct arena *arena, const struct baseline_page *page, size_t column);

/*
 * Whose workbook it is, in every row, so that it stays with them when they are sorted or copied:
 * 质衡基线/<credit code>/<programme>/<its name>.
 */
#define BASELINE_MARK "质衡基线/"
const char *baseline_stamp(struct context *context, const struct baseline_page *page);

/* A cell of an uploaded workbook. */
struct baseline_cell {
	size_t row; /* of the grid; cell of it */
	size_t cell;
	const char *place; /* "F12" */
	const char *text;
	const char *fault; /* why it cannot be read; NULL: it can */
};

struct baseline_file {
	struct grid_posted posted; /* rows of which something is to be registered */
	struct baseline_cell *cells;
	size_t cell_count;
	size_t skipped;      /* rows without a goal, of which nothing is registered yet */
	const char **faults; /* of the file as a whole or of a row */
	size_t fault_count;
};

/* Holds an uploaded table against the grid. */
void baseline_file_read(struct baseline_file *out, struct context *context,
    const struct table *table, const struct baseline_page *page);

#endif
