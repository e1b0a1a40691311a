/* What the results of a region say in one sentence: what improved, what did not, what is reached.
 */
#ifndef FIGURE_OVERVIEW_H
#define FIGURE_OVERVIEW_H

#include "compared.h"

struct figure_overview {
	size_t verdicts[CHANGE_VERDICT_COUNT];
	size_t compared;  /* with an earlier period, over the institutions valid in both */
	size_t differing; /* of these, with other institutions in the one than in the other */
	size_t withheld;  /* not compared: it would tell a hidden number */
	size_t seasonal;  /* of those compared, with another season */
	size_t broken;    /* the definition changed in between */
	size_t demanded;  /* a threshold that is a number, and a value to hold against it */
	size_t met;
	const char *before; /* the period most are compared with; NULL: none */
};

/*
 * Columns read: those of figure_definition_read and figure_compared_read, value, threshold_op,
 * threshold_value.
 */
void figure_overview_read(struct figure_overview *out, const struct rows *rows);

#endif
