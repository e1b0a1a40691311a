/* The results of institutions in two periods as one row of figure_compared_read. */
#ifndef FIGURE_PANEL_H
#define FIGURE_PANEL_H

#include "definition.h"

struct arena;
struct figure_table;
struct rows;

struct figure_panel {
	const struct rows *rows; /* one row, or none if nothing was there before */
	const char *gone;        /* names of who is in the earlier sum only, or NULL */
	const char *come;        /* of who is in the later one only */
};

/*
 * Of the chosen units of table.  Columns read of its rows: institution_name, previous_numerator,
 * previous_denominator (of whole periods only), previous_period, previous_year (it is the same
 * period of the year before).
 */
void figure_panel_read(struct figure_panel *out, const struct figure_table *table);

#endif
