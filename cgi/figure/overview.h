/* What the results of a region say in one sentence: what improved, what did not, what is reached.
 */
#ifndef FIGURE_OVERVIEW_H
#define FIGURE_OVERVIEW_H

#include "definition.h"
#include "measure/change.h"

struct figure_overview {
	size_t verdicts[CHANGE_VERDICT_COUNT];
	size_t compared; /* with the period before */
	size_t broken;   /* the definition changed in between */
	size_t demanded; /* a threshold that is a number, and a value to hold against it */
	size_t met;
	const char *before; /* the period compared with; NULL: none */
};

/*
 * Columns read: those of figure_definition_read, numerator, denominator, value, threshold_op,
 * threshold_value; before_period, comparable, before_numerator, before_denominator: the same of the
 * period before, null if there is none.
 */
void figure_overview_read(struct figure_overview *out, const struct rows *rows);

/* Of one row against the period before; CHANGE_UNKNOWN when there is nothing to compare with. */
enum change_verdict figure_overview_change(
    const struct figure_definition *definition, const struct rows *rows, size_t row);

#endif
