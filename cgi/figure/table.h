/* One indicator over institutions: the rows of one statement, compared and ranked. */
#ifndef FIGURE_TABLE_H
#define FIGURE_TABLE_H

#include "definition.h"
#include "measure/overdispersion.h"

/* Periods before the current one that say how much its units differ. */
#define FIGURE_EARLIER (OVERDISPERSION_PERIODS - 1)

/*
 * Why an institution stands without rank, or FIGURE_RANKED.  The names (figure_status_name) are
 * what zhiheng.edition_result.status holds.
 */
enum figure_status {
	FIGURE_RANKED,         /* ok */
	FIGURE_SUPPRESSED,     /* suppressed: a small number, or one that protects it (editions) */
	FIGURE_NOT_APPLICABLE, /* not_applicable: has no such service */
	FIGURE_NOT_IN,         /* not_in: no return of the period accepted */
	FIGURE_UNAVAILABLE,   /* unavailable: cannot be added, or not asked that often (editions) */
	FIGURE_BY_HALF,       /* by_half: counted for half-years only */
	FIGURE_BY_YEAR,       /* by_year: counted for years only */
	FIGURE_NOT_DUE,       /* not_due: its own return is not open yet */
	FIGURE_NO_DATA,       /* no_data: not filled in, or no cases (0/0) */
	FIGURE_INVALID,       /* invalid: counts that cannot be */
	FIGURE_NOT_RANKABLE,  /* monitored: the indicator is not ranked */
	FIGURE_PARTIAL,       /* partial: quarters missing */
	FIGURE_OWN_TREND,     /* own_trend: compared with its own past only */
	FIGURE_UNCONFIRMED,   /* unconfirmed: nobody has confirmed what is counted */
	FIGURE_BELOW_MINIMUM, /* below_minimum */
	FIGURE_FEW_EXPECTED,  /* few_expected: less than one event, or non-event, to be expected */
	FIGURE_NO_INTERVAL,   /* no_interval */
	FIGURE_FEW_PEERS,     /* few_peers: group too small */
	FIGURE_STATUS_COUNT
};

const char *figure_status_name(enum figure_status status);
bool figure_status_find(enum figure_status *out, const char *name);

/* In Chinese, for the column of a page; "" for FIGURE_RANKED. */
const char *figure_status_text(enum figure_status status);

/* The status of a unit: of its coverage (zhiheng.count_values) and what measure said of it. */
enum figure_status figure_unit_status(const char *coverage, enum comparison_reason reason);

struct figure_table {
	const struct rows *rows;
	size_t first; /* unit i is row first + i */
	size_t count;
	struct comparison_unit *units;
	enum figure_status *statuses;
	size_t *order; /* for display: by peer group, ranked first, by rank; equals as the rows */
	const struct figure_definition *definition; /* lives as long as the table */
	struct arena *arena;
	const bool
	    *chosen; /* units that sums take in; NULL, as figure_table_compare leaves it: all */
	/* What the units had in each of the periods before, at most; NULL: nothing is known. */
	struct comparison_unit *earlier[FIGURE_EARLIER];
};

/*
 * The counts of a unit in periods before, as SQL and editions have them, "1:12/340 3:9.5/310":
 * those of the period just before, and of the third before.  figure_table_earlier reads the texts
 * of all units[count] into the table, compared by its definition; units must be compared already.
 */
void figure_table_earlier(struct figure_table *table, const char *const texts[]);

/* The counts of the period before the last `back` - 1 ones; false: none. */
bool figure_earlier_read(
    struct decimal *numerator, struct decimal *denominator, const char *text, size_t back);

/*
 * Columns read: numerator, denominator, coverage (as zhiheng.count_values has them), peer_group
 * (any text; groups come in the order in which the rows name them); deviation and earlier, if they
 * are there.
 */
void figure_table_compare(struct figure_table *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first,
    size_t count);

/* Deviation of what is measured, out of a column; false: null. */
bool figure_deviation_read(double *out, const struct rows *rows, size_t row, const char *column);

/* Sum over the chosen units for which belongs[i] is true (NULL: all).  Not applicable is not
 * expected.
 */
void figure_table_total(
    struct comparison_total *out, const struct figure_table *table, const bool belongs[]);

/*
 * The total of a sum that SQL made over institutions, with its interval; complete: nothing that was
 * expected is missing.  A NULL numerator is no data.
 */
void figure_total_read(struct comparison_total *out, const struct figure_definition *definition,
    const char *numerator, const char *denominator, bool complete);

/* The groups that the chosen units form by the text of a column, in the order of first appearance.
 */
struct figure_group {
	const char *key; /* the column's text */
	size_t row;      /* its first row, for its other columns */
	size_t units;
	struct comparison_total total;
};

size_t figure_table_group(
    struct figure_group **out, const struct figure_table *table, const char *column);

/* "3", or "3=" for a shared rank; NULL without rank. */
const char *figure_rank(struct arena *arena, const struct comparison_unit *unit);

#endif
