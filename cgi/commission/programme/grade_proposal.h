/* Floor and benchmark that the year before would give an indicator. */
#ifndef COMMISSION_PROGRAMME_GRADE_PROPOSAL_H
#define COMMISSION_PROGRAMME_GRADE_PROPOSAL_H

#include "core/route.h"

struct grade_proposal {
	size_t institutions; /* eligible ones, whose percentiles these are; 0: no proposal */
	const char *year;
	const char *floor; /* NULL: fewer than GRADE_PROPOSAL_LEAST, or all alike */
	const char *benchmark;
};

#define GRADE_PROPOSAL_LEAST 10

/*
 * proposals[i] for choices' row i (rows of grade_choices) out of the rows of grade_year_before: the
 * 10th and 90th percentile of the values of institutions whose denominator reaches the minimum,
 * with the digits that pages show.
 */
struct grade_proposal *grade_proposals_read(
    struct arena *arena, const struct rows *choices, const struct rows *sums);

#endif
