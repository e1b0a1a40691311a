/* The words and figures of a grade, for pages and files. */
#ifndef FIGURE_GRADE_VIEW_H
#define FIGURE_GRADE_VIEW_H

#include "core/page_table.h"
#include "grade.h"

struct view;

/* "A" … "D"; "76.7" of 767; "-2.08" of -208; "3=" or NULL without rank. */
const char *figure_grade_letter(enum grade grade);
const char *figure_grade_tenths(struct arena *arena, int tenths);
const char *figure_grade_hundredths(struct arena *arena, int hundredths);
const char *figure_grade_rank(struct arena *arena, const struct figure_grade_unit *unit);

/* The composite's standard error "2.69"; "未能估计" if all points are at an end. */
const char *figure_grade_error(struct arena *arena, const struct figure_grade_unit *unit);

/* "graded", "coverage", "no_safety": as zhiheng.edition_grade.status has it. */
const char *figure_grade_reason_name(enum grade_reason reason);

/* Why there is no grade, a sentence without its end; NULL if there is one. */
const char *figure_grade_reason_words(enum grade_reason reason);
const char *figure_grade_reason_text(const struct figure_grade_unit *unit);

/*
 * Each safety indicator that caps, with its z and what was decided, and the veto with its document:
 * "…；…"; NULL if nothing caps.  Column of vetoes read: document.
 */
const char *figure_grade_cap_text(
    struct arena *arena, const struct figure_grades *grades, const struct figure_grade_unit *unit);

/* Why an item has no z although it counts; NULL if it has one, or could not have. */
const char *figure_grade_compared_words(enum grade_compared compared);

/* What a grade is made of in one indicator, as texts; NULL where there is nothing to say. */
struct figure_grade_line {
	const char *counts;
	const char *value;
	const char *floor;
	const char *benchmark;
	const char *weight;
	const char *points;
	const char *points_error; /* standard error of the points; NULL at an end */
	const char *weighted;     /* weight times points */
	const char *theta;        /* what the others have, of safety indicators */
	const char *z;
	const char *z_why;   /* of a safety indicator without z: the reason */
	const char *cap;     /* "C": it caps there, or is to */
	const char *decided; /* what became of that; NULL where nobody is asked */
	const char *why;     /* not eligible: the reason */
};

/* All these of an institution as a table for files; empty if it has no grade to be worked out. */
struct page_table figure_grade_table(
    struct arena *arena, const struct figure_grades *grades, const char *institution_id);

/*
 * Sets what templates/_grade.html says of one unit but for version, bands (those of the scheme's
 * head), rank_known, alike_names and grade_files.
 */
void figure_grade_show(struct view *view, struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_group *group, const struct figure_grade_unit *unit);

#endif
