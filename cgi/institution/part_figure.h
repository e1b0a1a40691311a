/* What the numbers of a department or a month come to: value, interval, counts, or why there is
 * none.
 */
#ifndef INSTITUTION_PART_FIGURE_H
#define INSTITUTION_PART_FIGURE_H

#include "figure/definition.h"

struct arena;
struct rows;
struct view;

/* Numbers as PostgreSQL writes numeric. */
struct part_pair {
	const char *numerator; /* NULL: not filled in */
	const char *denominator;
	/* Of a cell of a return; NULL: of a part, which is either a number or not filled in. */
	const char *numerator_state;
	const char *denominator_state;
};

struct part_figure {
	const char *value; /* NULL: why says the reason */
	const char *interval;
	const char *counts; /* "3/120", "未填/120"; NULL: no number, or no denominator */
	const char *why;
	double number; /* if there is a value */
	bool interval_known;
	double lower;
	double upper;
};

void part_figure_read(struct part_figure *out, struct arena *arena,
    const struct figure_definition *definition, const struct part_pair *pair);

/* Sets name: an object of value, interval, counts, why. */
void part_figure_view(struct view *view, const char *name, const struct part_figure *figure);

/* "12.50%": how much of the whole a part is; NULL if either is missing or the whole is 0. */
const char *part_share(struct arena *arena, const char *part, const char *whole);

#endif
