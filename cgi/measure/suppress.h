/*
 * Small numbers are hidden before publication, and enough others with them that a reader cannot
 * subtract.  The same mask holds for value, counts and interval, in tables, charts and downloads.
 *
 * A cell is hidden if 0 < x < m, 0 < n < m or, of a proportion, 0 < n - x < m.  Where the group's
 * total is published too, further cells are hidden (smallest positive x, then smallest n, then as
 * given) until at least two are hidden and the hidden x, and of a proportion the hidden n - x, add
 * up to m or more; when there are no more cells, the total is hidden.
 * Source: README.md, "Small numbers"; CMS cell size suppression policy for the primary rule.
 */
#ifndef MEASURE_SUPPRESS_H
#define MEASURE_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "rate.h"

enum suppress_flag {
	SUPPRESS_SHOWN,
	SUPPRESS_PRIMARY,   /* itself small */
	SUPPRESS_SECONDARY, /* hidden to protect another */
	SUPPRESS_FLAG_COUNT
};

struct suppress_cell {
	/* given */
	struct decimal numerator;
	struct decimal denominator;
	bool has_numerator;
	bool has_denominator;
	bool total; /* the sum over the others; one cell at most */
	/* computed */
	enum measure_status status; /* of the counts: only OK can be hidden or shown */
	enum suppress_flag flag;
};

/*
 * Sets the flags of cells[count], one group with or without its total, in place.
 * threshold: m > 0 (assert).  scratch: room for count indices.
 */
void suppress_compute(struct suppress_cell cells[], size_t count, enum measure_kind kind,
    struct decimal threshold, size_t scratch[]);

#endif
