/*
 * The grid of baselines and goals, of an institution or a region: what stands in its cells, as it
 * is kept or as it was posted.
 */
#ifndef DOSSIER_GRID_H
#define DOSSIER_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "core/form.h"

struct arena;
struct choice;
struct context;
struct rows;
struct rule;

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
	size_t known; /* row of known, GRID_NONE */
	bool fraction;
	bool touched; /* posted otherwise than it was shown */
	bool wrong;
};

#define GRID_NONE ((size_t)-1)

struct grid {
	const struct rows *rows;  /* pairs of a programme, as baseline_list has them */
	const struct rows *known; /* own accepted numbers of them, as baseline_known has them */
	struct grid_row *items;   /* as many as rows */
	const struct choice *periods;
	size_t period_count;
	bool area;           /* of a region: known has complete_count and asked */
	const char *prefill; /* period that the page was asked to be filled in from, or NULL */
};

/* The posted form, its table is grid_fields; or the same out of a file. */
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

/* Whether numbers can be filled in from that period. */
bool grid_offers(const struct grid *grid, const char *period);

/* The rows with what is kept of them. */
void grid_read(struct grid *grid, struct context *context);

/* Lays over what was posted; faults are added to the form.  Returns rows that are to be saved. */
size_t grid_take(struct grid *grid, struct context *context, struct form *form,
    const struct grid_posted *posted);

/* Of those rows one array each, for a statement that saves them, in the order of its values. */
enum grid_array {
	GRID_CODES,
	GRID_VERSIONS,
	GRID_PERIODS,
	GRID_NUMERATORS,
	GRID_DENOMINATORS,
	GRID_GOALS,
	GRID_REASONS,
	GRID_ARRAY_COUNT
};
void grid_arrays(const char *out[GRID_ARRAY_COUNT], const struct grid *grid, struct arena *arena);

/* The rows that it refused, with the columns indicator_code and rule, as sentences at their cells;
 * whether there are any. */
bool grid_refuses(const struct rows *refused, struct context *context, struct form *form,
    const struct rule *rules);

#endif
