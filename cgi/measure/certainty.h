/*
 * How far the ranks of a comparison can be trusted: "3rd, 95 % interval 1st to 9th, not
 * distinguishable from the 2nd to the 8th".
 *
 * The rank interval is that of rank_distribution, within the peer group, among its ranked units.
 * Two units are taken apart when their values, on the scale where the variance is that of n alone
 * (arcsine root of proportions, root of rates), differ by 1.96 of its standard errors or more.
 * Sources: as in rank_distribution.h; Anscombe 1948, Biometrika 35, for the scales.
 */
#ifndef MEASURE_CERTAINTY_H
#define MEASURE_CERTAINTY_H

#include <stdbool.h>
#include <stddef.h>

#include "comparison.h"
#include "rank_distribution.h"

struct certainty {
	bool known; /* false: not ranked, no interval, or more than RANK_EXACT_UNITS peers */
	struct rank_summary ranks;
	size_t
	    alike_first; /* the unbroken run of ranks around its own that cannot be told from it */
	size_t alike_last;
};

/*
 * Fills certainties[count], certainties[i] for units[i] as comparison_compute left them, with the
 * order it gave.  beliefs: room for count.  mass: room for m * m and work for
 * rank_distribution_work(m), where m is the largest number of ranked peers, at most
 * RANK_EXACT_UNITS; larger groups stay unknown.
 */
void certainty_compute(struct certainty certainties[], const struct comparison_unit units[],
    size_t count, const struct comparison_rule *rule, const size_t order[],
    struct rank_belief beliefs[], double mass[], double work[]);

#endif
