/*
 * One indicator over many institutions: value, interval, eligibility and rank of each, and the sum
 * of all.  This is what a page or the worker calls; the parts are in rate, interval and rank.
 */
#ifndef MEASURE_COMPARISON_H
#define MEASURE_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "decimal.h"
#include "rank.h"
#include "rate.h"

/* Why a unit has no rank: the first that applies. */
enum comparison_reason {
	COMPARISON_RANKED,
	COMPARISON_NO_DATA,       /* x or n missing, or 0/0 */
	COMPARISON_INVALID,       /* impossible counts: list for correction */
	COMPARISON_NOT_RANKABLE,  /* neutral direction, or a kind never ranked */
	COMPARISON_INCOMPLETE,    /* part of what was expected is missing */
	COMPARISON_OWN_TREND,     /* compared with its own past only */
	COMPARISON_UNCONFIRMED,   /* nobody has confirmed what is counted */
	COMPARISON_BELOW_MINIMUM, /* small numbers: n below the minimum */
	COMPARISON_FEW_EXPECTED,  /* the group's pooled value gives it less than one event (or
				     non-event) */
	COMPARISON_NO_INTERVAL,   /* no rank without an interval, unless the rule allows it */
	COMPARISON_FEW_PEERS,     /* fewer eligible units in the peer group than the minimum */
	COMPARISON_REASON_COUNT
};

/* What forbids to compare units with each other, whatever their numbers are. */
enum comparison_bar {
	COMPARISON_NO_BAR,
	COMPARISON_BAR_OWN_TREND,   /* what differs between them is who is treated */
	COMPARISON_BAR_UNCONFIRMED, /* the definition was not confirmed */
	COMPARISON_BAR_COUNT
};

struct comparison_rule {
	enum measure_kind kind;
	enum measure_direction direction;
	double factor;                      /* the unit: 100 for %, 1000 for per mille; > 0 */
	struct decimal minimum_denominator; /* units with less are shown, not ranked */
	double confidence;                  /* of the intervals, usually 0.95 */
	size_t minimum_peers;               /* eligible units a group needs; 5 */
	bool rank_without_interval;         /* for plain ratios and counts */
	enum comparison_bar bar;            /* values and intervals stay; no ranks */
};

struct comparison_unit {
	/* given */
	struct decimal numerator; /* the value itself for count, level, checklist */
	struct decimal denominator;
	bool has_numerator;
	bool has_denominator;
	bool complete;      /* all of its periods and parts came in */
	bool has_deviation; /* kind mean: standard deviation of the measurements is known */
	double deviation;   /* divisor n - 1 */
	int peer_group;     /* level and kind; any number */
	/* computed */
	enum measure_status status; /* OK or PARTIAL: value holds; else value is 0 */
	bool interval_known;        /* lower and upper hold; else they equal value */
	double value;               /* on the scale of factor */
	double lower;
	double upper;
	bool few_expected; /* as the reason, but also of a unit that is not ranked for another */
	enum comparison_reason reason;
	size_t rank; /* within the peer group, 0 without */
	size_t of;   /* eligible units of the peer group */
	size_t tied; /* others on the same rank: print "3=" if > 0 */
};

/*
 * Fills the computed part of units[count].  ranks: room for count, nothing of it matters
 * afterwards.  order: room for count indices; afterwards the order of display: by peer group,
 * ranked ones by rank, then those without rank, equals as given.
 * rule->factor must be positive, at most MEASURE_COUNT_MAX, rule->confidence between 0 and 1
 * (assert).
 *
 * Intervals by the kind's interval_model: binomial Wilson; Poisson Garwood below 10 and Byar from
 * 10 events, if the numerator is a whole number; normal by Student's t if the deviation is known
 * and n is whole.  A mean's interval is on the scale factor*mean.
 */
void comparison_compute(struct comparison_unit units[], size_t count,
    const struct comparison_rule *rule, struct rank_unit ranks[], size_t order[]);

struct comparison_total {
	enum measure_status status; /* OK, PARTIAL (cells missing, incomplete or invalid), NO_DATA,
				       INVALID (rule or range), UNAVAILABLE (a kind not additive) */
	struct decimal numerator;
	struct decimal denominator;
	size_t expected; /* units given */
	size_t received; /* units in the sums; 0/0 counts as received */
	size_t invalid;  /* units left out because their counts cannot be */
	double coverage; /* received/expected, 0 ... 1; below 0.9 not to be ranked */
	bool interval_known;
	double value;
	double lower;
	double upper;
};

/*
 * Sum of numerators over sum of denominators of all valid units, also of those too small to be
 * ranked, with the interval rules of comparison_compute.  Means: the deviation is pooled when every
 * unit in the sum has one.  A kind that is not additive is not summed (UNAVAILABLE).
 */
void comparison_aggregate(struct comparison_total *out, const struct comparison_unit units[],
    size_t count, const struct comparison_rule *rule);

#endif
