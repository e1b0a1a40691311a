/* A grade as an edition or a preview holds it, for pages: nothing is computed but sums to read. */
#ifndef FIGURE_GRADE_ROW_H
#define FIGURE_GRADE_ROW_H

#include <stddef.h>

struct arena;
struct rows;
struct view;

/* "3=", or NULL.  Columns: rank, tied. */
const char *figure_grade_row_rank(struct arena *arena, const struct rows *grades, size_t row);

/* "2.69"; "未能估计" if it is 0; NULL if not graded.  Column: error. */
const char *figure_grade_row_error(struct arena *arena, const struct rows *grades, size_t row);

/* Why there is no grade; NULL if there is one.  Column: status. */
const char *figure_grade_row_why(const struct rows *grades, size_t row);

/* The part of the weight that counts, "88%".  Column: coverage. */
const char *figure_grade_row_coverage(struct arena *arena, const struct rows *grades, size_t row);

/*
 * Sets what templates/_grade.html says.  Columns of the first row of grade: those above, version,
 * band_a, band_b, band_c, composite, band, cap_text, grade, ranked, alike_names.  Of items, one for
 * each indicator of the scheme: those of figure_definition_read, indicator_code, name, weight,
 * floor, benchmark, safety, numerator, denominator, status, points, points_error, compared, theta,
 * z, cap, decision, decision_reason.
 */
void figure_grade_row_show(
    struct view *view, struct arena *arena, const struct rows *grade, const struct rows *items);

#endif
