/* The grid of baselines: what stands in its cells, as it is kept or as it was posted. */
#ifndef INSTITUTION_BASELINE_GRID_H
#define INSTITUTION_BASELINE_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "core/form.h"
#include "core/status.h"

struct context;
struct rows;

/* Cells of a row in the order of the grid; a cell's name is that of its kind and the indicator. */
enum grid_cell {
	GRID_PERIOD,
	GRID_NUMERATOR,
	GRID_DENOMINATOR,
	GRID_GOAL,
	GRID_GOAL_1,
	GRID_GOAL_2,
	GRID_REASON,
	GRID_CELL_COUNT
};

struct grid_row {
	const char *code;                   /* of the indicator that stands for the pair */
	const char *text[GRID_CELL_COUNT];  /* shown: typed, kept, or the own accepted numbers */
	const char *value[GRID_CELL_COUNT]; /* posted, checked and normalised; NULL: empty */
	const char *version;
	size_t known; /* row of baseline_known, GRID_NONE */
	bool fraction;
	bool touched; /* posted otherwise than it was shown */
	bool wrong;
};

#define GRID_NONE ((size_t)-1)

struct grid {
	const struct rows *rows;  /* baseline_list */
	const struct rows *known; /* baseline_known */
	struct grid_row *items;   /* as many as rows */
	const struct choice *periods;
	size_t period_count;
	const char *prefill; /* period that the page was asked to be filled in from, or NULL */
};

/* The posted form; its table is grid_fields. */
struct grid_posted {
	const char *prefill;
	struct pairs cells[GRID_CELL_COUNT];
	struct pairs versions;
};

#define GRID_FIELDS (GRID_CELL_COUNT + 2)
extern const struct field grid_fields[GRID_FIELDS];
extern const char *const grid_names[GRID_CELL_COUNT];

/* Periods that can be a baseline's of a programme of that year: years, halves and quarters; ended
 * by a NULL value. */
const struct choice *grid_periods(size_t *count, struct arena *arena, int year);

/* The rows with what is kept of them. */
void grid_read(struct grid *grid, struct context *context);

/* Lays over what was posted; faults are added to the form.  Returns rows that are to be saved. */
size_t grid_take(struct grid *grid, struct context *context, struct form *form,
    const struct grid_posted *posted);

/* Saves those rows: STATUS_INPUT if any is refused, its sentence then stands in the form. */
enum status grid_save(const struct grid *grid, struct context *context, struct form *form);

#endif
