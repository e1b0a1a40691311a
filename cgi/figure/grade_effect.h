/*
 * What another grade scheme would change: whose grade or rank, and why.  Both schemes judge the
 * same sums.  A part of the scheme is a cause for an institution if that part alone, changed in the
 * first scheme, changes its grade or rank.
 */
#ifndef FIGURE_GRADE_EFFECT_H
#define FIGURE_GRADE_EFFECT_H

#include "grade.h"

enum grade_part {
	GRADE_PART_WEIGHT, /* also indicators added and dropped */
	GRADE_PART_RANGE,  /* floor and benchmark */
	GRADE_PART_SAFETY, /* which indicators cap */
	GRADE_PART_BAND,
	GRADE_PART_CAP, /* from which z */
	GRADE_PART_COVERAGE,
	GRADE_PART_COUNT
};

struct figure_grade_change {
	const struct figure_grade_group *group_before;
	const struct figure_grade_group *group_after;
	const struct figure_grade_unit *before;
	const struct figure_grade_unit *after;
	bool grade_changed; /* also from or to none */
	bool rank_changed;
	bool causes[GRADE_PART_COUNT];
};

struct figure_grade_effect {
	/* Both schemes over the indicators of either; one that is not in a scheme weighs nothing.
	 */
	struct figure_grade_scheme schemes[2];
	struct figure_grades before;
	struct figure_grades after;
	bool parts[GRADE_PART_COUNT]; /* what differs between the schemes at all */
	size_t count;
	struct figure_grade_change *changes; /* in the order of display after the change */
	size_t unchanged;
};

/* values hold the indicators of both schemes; both as figure_grade_scheme_read left them; vetoes
 * and decisions as figure_grade_compute has them. */
void figure_grade_effect_compute(struct figure_grade_effect *out, struct arena *arena,
    const struct figure_grade_scheme *before, const struct figure_grade_scheme *after,
    const struct rows *values, const struct rows *vetoes, const struct rows *decisions);

/* "权重；起评值和满分值": the parts that differ; "" if none does. */
const char *figure_grade_effect_parts(
    struct arena *arena, const struct figure_grade_effect *effect);

/* Why, in words with the numbers that moved: "起评值或满分值：“手术并发症”得分 80.0→75.0；…". */
const char *figure_grade_change_text(struct arena *arena, const struct figure_grade_effect *effect,
    const struct figure_grade_change *change);

#endif
