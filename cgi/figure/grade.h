/*
 * Grades of institutions (质量安全等级): from the rows of a scheme, of sums and of vetoes to every
 * figure that is published, peer group by peer group.  The arithmetic is measure/grade.
 *
 *   figure_grade_scheme_read(&scheme, arena, heads, 0, items, 0, rows_count(items));
 *   figure_grade_compute(&grades, arena, &scheme, values, vetoes);
 *   for each grades.groups[g]: units[0 ... count - 1] in the order of display.
 */
#ifndef FIGURE_GRADE_H
#define FIGURE_GRADE_H

#include "definition.h"
#include "measure/grade.h"
#include "table.h"

#define FIGURE_GRADE_NONE ((size_t)-1)

struct figure_grade_indicator {
	const char *code;
	const char *name;
	struct figure_definition definition;
	size_t row; /* of its item, for other columns */
};

struct figure_grade_scheme {
	size_t count;
	struct figure_grade_indicator *indicators;
	struct grade_indicator *rules; /* rules[i] of indicators[i] */
	struct grade_scheme scheme;
};

/*
 * Columns of the head: band_a, band_b, band_c, cap_b, cap_c, coverage_of_3.  Columns of the items:
 * those of figure_definition_read and indicator_code, name, weight, floor, benchmark, safety (as
 * zhiheng.grade_item has them).  Which way is better is said by floor and benchmark.
 */
void figure_grade_scheme_read(struct figure_grade_scheme *out, struct arena *arena,
    const struct rows *head, size_t head_row, const struct rows *items, size_t first, size_t count);

/* One institution. */
struct figure_grade_unit {
	const char *institution;      /* its id */
	size_t row;                   /* the first of its rows, for its other columns */
	struct grade_item *items;     /* items[i] of the scheme's indicators[i] */
	const char **earlier;         /* its counts in periods before (table.h); NULL: none */
	enum figure_status *statuses; /* why an item is left out; FIGURE_RANKED: eligible */
	size_t *rows;                 /* of values, FIGURE_GRADE_NONE: not asked for */
	size_t *decisions;            /* rows of those on caps, FIGURE_GRADE_NONE: none in force */
	size_t veto;                  /* row of the veto that weighs most, FIGURE_GRADE_NONE */
	struct grade_result result;   /* rank 0 in groups of fewer than FIGURE_PEERS graded */
	bool tied;                    /* shares its rank */
};

struct figure_grade_group {
	const char *key; /* the column peer_group */
	size_t row;      /* its first row */
	size_t count;
	struct figure_grade_unit *units; /* graded ones first, by rank, equals as the rows */
	size_t graded;
	struct grade_peers *peers; /* peers[i] in the scheme's indicators[i] */
};

struct figure_grades {
	const struct figure_grade_scheme *scheme;
	const struct rows *values;
	const struct rows *vetoes;
	const struct rows *decisions; /* NULL: every cap counts, nobody is asked */
	size_t group_count;
	struct figure_grade_group *groups; /* in the order in which the rows name them */
};

/*
 * Columns of values: indicator_code, institution_id, peer_group, coverage, numerator, denominator
 * (as zhiheng.result has them), in any order; rows of indicators outside the scheme are passed
 * over.  Column earlier, if it is there: figure_table_earlier.  What is not complete is left out
 * like what is missing.  Columns of vetoes: institution_id, cap (B, C, D); NULL: none.
 *
 * Caps are candidates until somebody decides.  Columns of decisions, one row at most for each
 * institution and indicator: institution_id, indicator_code, decision (keep, lift), decision_reason
 * and what was decided on: numerator, denominator, cap.  A decision on other numbers is not in
 * force; what is not decided counts, until it is lifted.  NULL: every cap counts, nobody is asked.
 */
void figure_grade_compute(struct figure_grades *out, struct arena *arena,
    const struct figure_grade_scheme *scheme, const struct rows *values, const struct rows *vetoes,
    const struct rows *decisions);

/*
 * The same for the one institution that asks, among peers whose rows do not say who they are: one
 * group of one unit, without rank.  Columns of values: own instead of institution_id.  Without z
 * where the number of a peer is hidden or there are fewer than FIGURE_PEERS.
 */
void figure_grade_compute_own(struct figure_grades *out, struct arena *arena,
    const struct figure_grade_scheme *scheme, const struct rows *values, const struct rows *vetoes,
    const struct rows *decisions, const char *institution);

/* The unit of an institution, and its group; NULL if it is in none. */
const struct figure_grade_unit *figure_grade_find(const struct figure_grade_group **group,
    const struct figure_grades *grades, const char *institution);

/*
 * The graded units of the group from whom units[index] cannot be told: sets alike[0 …], room for
 * group->count indices, and returns how many.
 */
size_t figure_grade_alike(size_t alike[], const struct figure_grade_group *group, size_t index);

#endif
