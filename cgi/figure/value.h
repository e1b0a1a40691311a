/* Numbers as pages show them: rounded half up on decimals, never in floating point; never NaN. */
#ifndef FIGURE_VALUE_H
#define FIGURE_VALUE_H

#include "definition.h"

/* "12.5000" as "12.5"; NULL stays NULL.  A number as PostgreSQL writes numeric. */
const char *figure_number(struct arena *arena, const char *numeric);

/* A cell of a return in words: "91", 不适用, 未填; "—" when there was no such return (state NULL).
 */
const char *figure_cell(struct arena *arena, const char *state, const char *value);

/*
 * factor * numerator / denominator with the definition's places; 是 or 否 of a truth.  NULL if a
 * part is missing or the denominator is 0.  Parts as PostgreSQL writes numeric.
 */
const char *figure_value(struct arena *arena, const struct figure_definition *definition,
    const char *numerator, const char *denominator);

/* A decimal without zeros at its end. */
const char *figure_decimal(struct arena *arena, struct decimal decimal);

/* Value and "x/n" of a total; NULL if it has none. */
const char *figure_total_value(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total);
const char *figure_total_counts(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total);

/* A value that is a decimal already (goal, threshold), at least the places it needs. */
const char *figure_bound(
    struct arena *arena, const struct figure_definition *definition, const char *numeric);

/* "3/120"; "3" without denominator; NULL without numerator. */
const char *figure_counts(struct arena *arena, const char *numerator, const char *denominator);

/* A double that was computed, with the definition's places. */
const char *figure_double(
    struct arena *arena, const struct figure_definition *definition, double value);

/* "12.34～15.60", or NULL. */
const char *figure_interval(struct arena *arena, const struct figure_definition *definition,
    bool known, double lower, double upper);

/*
 * value minus base value as "+1.20" or "-0.35", "0.00" when equal, in the unit of the value; NULL
 * if either is missing.  The difference of the rounded values, so a reader can follow it.
 */
const char *figure_change(struct arena *arena, const char *value, const char *base_value);

/* "不低于 85%" of a threshold's op and value; NULL without op. */
const char *figure_threshold(struct arena *arena, const struct figure_definition *definition,
    const char *op, const char *numeric);

/*
 * Of a requirement: "达到", "未达到"; of the institution's own goal, which may be lower and must
 * not be taken for one: "已实现", "未实现".  NULL for SQL NULL.
 */
const char *figure_verdict(const char *boolean);
const char *figure_goal_verdict(const char *boolean);

#endif
