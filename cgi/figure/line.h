/* What is said of one institution in a table of one indicator, as texts; NULL where there is
 * nothing. */
#ifndef FIGURE_LINE_H
#define FIGURE_LINE_H

#include "table.h"

struct view;

struct figure_line {
	const char *rank; /* "3=" */
	const char *of;
	const char *value;
	const char *counts;
	const char *lower;
	const char *upper;
	const char *interval;
	const char *goal;
	const char *goal_verdict;
	const char *threshold_verdict;
	const char *baseline;
	const char *change; /* since the baseline */
	const char *why;    /* without rank: the reason */
};

/*
 * Columns read: numerator, denominator, goal, goal_met, threshold_met, baseline_numerator,
 * baseline_denominator.
 */
void figure_line_read(struct figure_line *out, const struct figure_table *table, size_t unit);

/* The same up to why, without goal, threshold and baseline: columns numerator, denominator only. */
void figure_line_read_value(struct figure_line *out, const struct figure_table *table, size_t unit);

/* A difference as a figure and, where it can be tested, in words. */
struct figure_change {
	const char *from;     /* the value before */
	const char *figure;   /* "+1.20" */
	const char *interval; /* its 95 % interval, or NULL */
	const char *words; /* "好转", "变差", "有变化", "差别可能是偶然"; NULL: no test */
};

/* Sets name: figure, interval and words of a change, absent if it has no figure. */
void figure_change_view(struct view *view, const char *name, const struct figure_change *change);

struct figure_progress {
	struct figure_change previous; /* since the period compared with */
	struct figure_change baseline;
	const char *aim; /* what the distance is to: "要求" that is not met, else "本院目标" */
	const char *distance; /* cases still to go, "0" when met; NULL if they cannot be counted */
	const char *distance_lower;
	const char *distance_upper;
	const char *distance_words; /* "还差 12 例", "已达到", "已实现", "还差 0.35" */
};

/*
 * Columns read beside those above: previous_numerator, previous_denominator, threshold_met,
 * threshold_op, threshold_value (the last two of head, row head_row).
 */
void figure_progress_read(struct figure_progress *out, const struct figure_table *table,
    size_t unit, const struct rows *head, size_t head_row);

#endif
