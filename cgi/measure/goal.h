/*
 * Distance to a goal in cases: how many more or fewer patients would have met it, exactly.
 *
 * With value k x/n and goal g on the same scale: to rise, cases = ceil(g n/k - x); to fall, cases =
 * ceil(x - g n/k); 0 or less is met.  Interval: the same distance from the limits of the value, as
 * real numbers, negative when beyond the goal.  All comparisons on exact decimals.
 */
#ifndef MEASURE_GOAL_H
#define MEASURE_GOAL_H

#include <stdbool.h>
#include <stdint.h>

#include "decimal.h"
#include "rate.h"

struct goal_rule {
	enum measure_kind kind;
	enum measure_direction direction;
	struct decimal factor; /* k > 0 */
	struct decimal goal;   /* on the scale of the value, 62.5 for 62.5 %; >= 0 */
	double confidence;     /* in (0, 1) (assert) */
};

struct goal_distance {
	enum measure_status status; /* OK; NO_INTERVAL: no cases_lower and cases_upper; NO_DATA;
				       INVALID: counts or goal out of range (a proportion above 1);
				       UNAVAILABLE: no direction */
	bool met;
	double gap;       /* value still to go, on its scale; 0 or negative when met */
	bool cases_known; /* not for a mean, nor for a number beyond 1e16 */
	int64_t cases;    /* patients still to go; 0 when met */
	double cases_lower;
	double cases_upper;
};

/* denominator NULL for kinds without one; a missing count is NULL and NO_DATA. */
void goal_distance_compute(struct goal_distance *out, const struct goal_rule *rule,
    const struct decimal *numerator, const struct decimal *denominator);

#endif
