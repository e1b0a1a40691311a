/* The grid of baselines as templates/_baseline_grid.html wants it. */
#ifndef DOSSIER_GRID_VIEW_H
#define DOSSIER_GRID_VIEW_H

#include <stddef.h>

struct arena;
struct form;
struct grid;
struct view;

/* Rows by specialty, one after the other. */
struct grid_view {
	struct view *view;
	struct view *group;
	const char *specialty;
	size_t groups;
};

struct grid_view grid_view_begin(struct view *view);

/* Row i; the page adds url and record, the link to what became of it (url NULL: none yet), and
 * shared: other indicators of the pair, or NULL. */
struct view *grid_view_row(struct grid_view *list, struct arena *arena, const struct grid *grid,
    size_t i, const struct form *form);

/* The heads' years, the periods to choose from. */
void grid_view_head(struct view *view, struct arena *arena, const struct grid *grid, int year);

#endif
