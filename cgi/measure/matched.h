/*
 * Two periods of many institutions on the matched panel: a sum of one period compares with that of
 * another only over the institutions that are valid in both.  Over all that came it moves when
 * institutions come and go, though none of them changed.
 *
 * Valid: both counts came and can be (rate_check), 0/0 is not.  All: sum x / sum n over the valid
 * of a period; matched: the same over those valid in both.
 */
#ifndef MEASURE_MATCHED_H
#define MEASURE_MATCHED_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "rate.h"

struct matched_counts {
	struct decimal numerator;
	struct decimal denominator;
	bool has_counts;
};

/* One institution; valid: computed. */
struct matched_unit {
	struct matched_counts before, after;
	bool valid_before, valid_after;
};

struct matched_sum {
	struct decimal numerator;
	struct decimal denominator;
	size_t units;
};

struct matched {
	enum measure_status status; /* OK; NO_DATA: no institution in both; INVALID: sums too large;
				       UNAVAILABLE: a kind that does not add up */
	struct matched_sum before_all, after_all;
	struct matched_sum before, after; /* of the matched panel */
	bool panels_differ;
};

/* Sums units[count], each an institution of its own, in place. */
void matched_compute(
    struct matched *out, enum measure_kind kind, struct matched_unit units[], size_t count);

#endif
