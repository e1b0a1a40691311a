/* One indicator over institutions: the rows of one statement, compared and ranked. */
#ifndef RESULT_TABLE_H
#define RESULT_TABLE_H

#include "definition.h"

/*
 * Why an institution stands without rank, or RESULT_RANKED.  The names (result_status_name) are
 * what zhiheng.edition_result.status holds.
 */
enum result_status {
	RESULT_RANKED,         /* ok */
	RESULT_SUPPRESSED,     /* suppressed: a small number, or one that protects it (editions) */
	RESULT_NOT_APPLICABLE, /* not_applicable: has no such service */
	RESULT_NOT_IN,         /* not_in: no return of the period accepted */
	RESULT_UNAVAILABLE,    /* unavailable: quarters of it cannot be added */
	RESULT_NO_DATA,        /* no_data: not filled in, or no cases (0/0) */
	RESULT_INVALID,        /* invalid: counts that cannot be */
	RESULT_NOT_RANKABLE,   /* monitored: the indicator is not ranked */
	RESULT_PARTIAL,        /* partial: quarters missing */
	RESULT_BELOW_MINIMUM,  /* below_minimum */
	RESULT_NO_INTERVAL,    /* no_interval */
	RESULT_FEW_PEERS,      /* few_peers: group too small */
	RESULT_STATUS_COUNT
};

const char *result_status_name(enum result_status status);
bool result_status_find(enum result_status *out, const char *name);

/* In Chinese, for the column of a page; "" for RESULT_RANKED. */
const char *result_status_text(enum result_status status);

/* The status of a unit: of its coverage (zhiheng.count_values) and what measure said of it. */
enum result_status result_unit_status(const char *coverage, enum comparison_reason reason);

struct result_table {
	const struct rows *rows;
	size_t first; /* unit i is row first + i */
	size_t count;
	struct comparison_unit *units;
	enum result_status *statuses;
	size_t *order; /* for display: by peer group, ranked first, by rank; equals as the rows */
	const struct result_definition *definition; /* lives as long as the table */
	struct arena *arena;
	const bool
	    *chosen; /* units that sums take in; NULL, as result_table_compare leaves it: all */
};

/*
 * Columns read: numerator, denominator, coverage (as zhiheng.count_values has them), peer_group
 * (any text; groups come in the order in which the rows name them).
 */
void result_table_compare(struct result_table *out, struct arena *arena,
    const struct result_definition *definition, const struct rows *rows, size_t first,
    size_t count);

/* Sum over the chosen units for which belongs[i] is true (NULL: all).  Not applicable is not
 * expected.
 */
void result_table_total(
    struct comparison_total *out, const struct result_table *table, const bool belongs[]);

/*
 * The total of a sum that SQL made over institutions, with its interval; complete: nothing that was
 * expected is missing.  A NULL numerator is no data.
 */
void result_total_read(struct comparison_total *out, const struct result_definition *definition,
    const char *numerator, const char *denominator, bool complete);

/* The groups that the chosen units form by the text of a column, in the order of first appearance.
 */
struct result_group {
	const char *key; /* the column's text */
	size_t row;      /* its first row, for its other columns */
	size_t units;
	struct comparison_total total;
};

size_t result_table_group(
    struct result_group **out, const struct result_table *table, const char *column);

/* "3", or "3=" for a shared rank; NULL without rank. */
const char *result_rank(struct arena *arena, const struct comparison_unit *unit);

#endif
