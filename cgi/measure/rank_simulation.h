/*
 * Rank intervals by simulation, for more units than rank_distribution takes in reasonable time:
 * draw a prior by its weight and every unit's true value from its belief there, rank them, repeat.
 * Mersenne twister with a seed that is stored beside the result: the same seed gives the same
 * figures. Source: Marshall & Spiegelhalter 1998, BMJ 316:1701.
 */
#ifndef MEASURE_RANK_SIMULATION_H
#define MEASURE_RANK_SIMULATION_H

#include <stdint.h>

#include "rank_hierarchy.h"
#include "rank_summary.h"

#define RANK_SIMULATION_DRAWS 10000
#define RANK_SIMULATION_BINS  1024

struct rank_simulation {
	size_t draws; /* >= 1 (assert) */
	uint32_t seed;
	size_t bins;      /* ranks are counted in so many equal bins; >= 1 (assert) */
	uint32_t *counts; /* room for units * bins */
	double *values;   /* room for units */
	size_t *order;    /* room for units */
};

/*
 * Fills summaries[count].  With fewer bins than units a rank is known to its bin: mean and
 * quantiles take the bin's last rank, first and last are those of the outermost bins. hierarchy: of
 * rank_hierarchy_fit with OK; direction: not neutral (assert).
 */
void rank_simulate(struct rank_summary summaries[], const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, const struct rank_simulation *simulation);

#endif
