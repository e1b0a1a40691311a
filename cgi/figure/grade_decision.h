/*
 * Decisions on caps: a cap is a candidate by arithmetic; it is kept or lifted by somebody, who says
 * why, for the numbers that were looked at and no others.
 */
#ifndef FIGURE_GRADE_DECISION_H
#define FIGURE_GRADE_DECISION_H

#include "grade.h"

/* Sets the unit's decisions in force, and lifts the caps of its items that they lift. */
void figure_grade_decide(const struct figure_grades *grades, struct figure_grade_unit *unit);

/*
 * What became of a cap, in words: "待审议", "经审议维持：…", "经审议不适用：…".  decision:
 * keep, lift, NULL.
 */
const char *figure_grade_decision_words(
    struct arena *arena, const char *decision, const char *reason);

/* The same of an indicator of a unit; NULL: no cap there, or nobody is asked. */
const char *figure_grade_decided(struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_unit *unit, size_t index);

#endif
