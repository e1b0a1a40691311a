/*
 * How many of a field of units are below a place, each with its own probability: the
 * Poisson-binomial distribution, and what it says of one unit's rank.
 */
#ifndef MEASURE_RANK_COUNTS_H
#define MEASURE_RANK_COUNTS_H

#include <stdbool.h>
#include <stddef.h>

struct rank_counts {
	size_t units;
	bool rising;    /* the unit with the largest value has rank 1 */
	double *masses; /* room for units + 2: P(so many of the uncertain are below), low to high */
	size_t low, high;
	size_t certain; /* units that are below for sure */
};

/* Fills the counts: below[i] = P(unit i is below). */
void rank_counts_fill(struct rank_counts *counts, const double below[]);

/*
 * Adds weight to the ranks mass[units] of a unit at the place, which as one of those filled in was
 * below with this probability.
 */
void rank_counts_spread(
    const struct rank_counts *counts, double mass[], double probability, double weight);

#endif
