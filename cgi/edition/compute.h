/*
 * The arithmetic of an edition: from the counts that it shows to everything else that it says.  The
 * worker fills the computed columns with it; zhiheng verify fills them anew and compares.
 */
#ifndef EDITION_COMPUTE_H
#define EDITION_COMPUTE_H

#include "content.h"

/*
 * Version of the arithmetic; a change of any published figure's computation makes the next.
 *   5  rank intervals by hierarchical beliefs of peers; each unit judged by the others, from five
 * on; no rank or class below one expected event, nor by a definition that nobody confirmed
 *   6  what peers differ by is also taken from the public editions of the three periods before
 */
#define EDITION_METHOD "6"

/* The version by which an edition was made, if it is another one, else NULL. */
const char *edition_other_method(const struct edition *edition);

/* Which rows belong together. */
struct edition_index {
	size_t *first; /* of results, by indicator */
	size_t *count;
	size_t *group_first; /* of groups, by indicator */
	size_t *group_count;
	size_t *institution; /* row of institutions, by row of results */
	int *peers;          /* peer group, by row of institutions: its first row */
};

/*
 * False and the place, if rows are out of order or twice there, or name an indicator or institution
 * that is not in its table.
 */
bool edition_index_make(
    struct edition_index *out, struct edition_fault *fault, struct edition *edition);

/*
 * Fills status, value, lower, upper, rank, ranked, tied, rank_lower, rank_upper,
 * rank_alike, goal_met, threshold_met of the results of one indicator.  A hidden one counts for
 * nothing, neither its own rank nor others'.
 */
void edition_compute_results(struct edition *edition, const struct edition_index *index,
    size_t indicator, const struct figure_definition *definition);

/* Fills value, lower, upper of a row of groups. */
void edition_compute_group(
    struct edition *edition, size_t row, const struct figure_definition *definition);

#endif
