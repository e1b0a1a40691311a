/*
 * What an indicator is, out of a row of SQL: the rule that measure compares by, and how its numbers
 * are written.  Everything else in this folder begins with it.
 */
#ifndef FIGURE_DEFINITION_H
#define FIGURE_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/comparison.h"

struct arena;
struct rows;

/* Peers a group needs before anybody in it is ranked. */
#define FIGURE_PEERS 5

struct figure_definition {
	const char *unit;
	int factor;
	int places; /* digits after the point on pages */
	bool truth; /* a checklist of 是/否 */
	struct comparison_rule rule;
};

/*
 * Columns read: kind, unit, factor, direction, minimum_denominator, required, and bar where the
 * rows have it (none, own_trend, unconfirmed): what forbids to rank whatever the numbers are.  An
 * auxiliary indicator (not required) is shown, never ranked.  Codes unknown to us are a
 * programmer's mistake (assert): constraints of the catalogue hold them to the list.
 */
void figure_definition_read(struct figure_definition *out, const struct rows *rows, size_t row);

/* The same out of the values themselves; false for a kind or direction unknown to us. */
bool figure_definition_make(struct figure_definition *out, const char *kind, const char *unit,
    int factor, const char *direction, int minimum_denominator, bool required)
    __attribute__((warn_unused_result));

/*
 * What forbids to rank by a definition, of its own account: one that is compared with its own past
 * only, or whose formula is not the document's (basis not seed) and was not confirmed.
 */
enum comparison_bar figure_bar(const char *basis, bool own_trend, bool confirmed);

/* "越高越好" and the like by the definition's direction; an auxiliary one says so. */
const char *figure_direction_text(const struct figure_definition *definition);

#endif
