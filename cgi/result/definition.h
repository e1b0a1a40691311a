/*
 * From rows of SQL to the units of measure, and from its numbers to the words of a page: what
 * commission, institution and worker share.  Includes core and measure only.
 */
#ifndef RESULT_DEFINITION_H
#define RESULT_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/comparison.h"

struct arena;
struct rows;

/* Peers a group needs before anybody in it is ranked. */
#define RESULT_PEERS 5

struct result_definition {
	const char *unit;
	int factor;
	int places; /* digits after the point on pages */
	bool truth; /* a checklist of 是/否 */
	struct comparison_rule rule;
};

/*
 * Columns read: kind, unit, factor, direction, minimum_denominator, required.  An auxiliary
 * indicator (not required) is shown, never ranked.  Codes unknown to us are a programmer's mistake
 * (assert): constraints of the catalogue hold them to the list.
 */
void result_definition_read(struct result_definition *out, const struct rows *rows, size_t row);

/* The same out of the values themselves; false for a kind or direction unknown to us. */
bool result_definition_make(struct result_definition *out, const char *kind, const char *unit,
    int factor, const char *direction, int minimum_denominator, bool required)
    __attribute__((warn_unused_result));

/* "越高越好" and the like by the definition's direction; an auxiliary one says so. */
const char *result_direction_text(const struct result_definition *definition);

#endif
