/*
 * Competition ranks ("1224") on exact fractions, within peer groups.
 * rank = 1 + number of strictly better eligible units of the same peer group; equal fractions share
 * a rank.  Fractions are compared in 128-bit integers, never as floating point or as displayed.
 */
#ifndef MEASURE_RANK_H
#define MEASURE_RANK_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "rate.h"

struct rank_unit {
	struct decimal numerator;
	struct decimal denominator; /* > 0 if eligible; the number 1 for a plain value */
	int peer_group;
	bool eligible;
	/* computed */
	size_t rank; /* 0 if not eligible or its group is too small */
	size_t of;   /* eligible units of its peer group, also for those not eligible */
	size_t tied; /* other units on the same rank */
};

/*
 * Ranks units[count] in place.  direction: MEASURE_INCREASE puts the largest first,
 * MEASURE_DECREASE the smallest; MEASURE_NEUTRAL ranks nothing.  Groups of fewer than
 * minimum_peers eligible units get no ranks.  scratch: room for count indices; afterwards the units
 * by peer group, ranked ones first, best first, equals in the order given.
 */
void rank_compute(struct rank_unit units[], size_t count, enum measure_direction direction,
    size_t minimum_peers, size_t scratch[]);

#endif
