/*
 * Whether a group gives its units enough to expect: with theta the pooled value of all that count,
 * at least one event, theta n >= 1, and of a proportion one that is not, (1 - theta) n >= 1.  Where
 * less is expected, no event is no merit and one is no fault: such a unit is neither ranked nor
 * classed.  Compared on exact fractions, x n against the sum of n.
 */
#ifndef MEASURE_EXPECTATION_H
#define MEASURE_EXPECTATION_H

#include <stdbool.h>

#include "decimal.h"
#include "kind.h"

/* Begins as {.kind = …}. */
struct expectation {
	enum measure_kind kind;
	struct decimal numerator;
	struct decimal denominator;
	bool beyond; /* the sums have left their range: nothing is enough */
};

/* Adds a unit with valid counts and at least the minimum denominator. */
void expectation_add(
    struct expectation *expectation, struct decimal numerator, struct decimal denominator);

/* sum x / sum n; 0 if nothing was added. */
double expectation_theta(const struct expectation *expectation);

/* Whether it is enough for one of those units.  A kind without a funnel expects nothing: true. */
bool expectation_is_enough(const struct expectation *expectation, struct decimal denominator);

#endif
