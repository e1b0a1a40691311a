/* An indicator over quarters as a control chart: is what goes up and down more than chance? */
#ifndef FIGURE_TREND_H
#define FIGURE_TREND_H

#include "definition.h"
#include "measure/chart.h"

/* Quarters with a smaller part of what was expected are shown, but neither centre nor rules. */
#define FIGURE_TREND_COVERAGE 0.9

struct figure_trend {
	const struct rows *rows;
	size_t first; /* point i is row first + i */
	const struct figure_definition *definition;
	struct arena *arena;
	size_t count;
	struct chart_point *points; /* of the rows, oldest first */
	enum chart_type type;
	struct chart chart;
	size_t values;                /* points that have one */
	const struct rows *decisions; /* on its baseline, newest first, or NULL */
};

/*
 * Columns read: numerator, denominator, expected, received (institutions).  The kind of chart
 * follows from the indicator's: p or u, widened to p' or u' by what quarters differ beyond chance,
 * a mean its own.  False if there is none of it (counts, levels, checklists) or no value at all.
 */
bool figure_trend_read(struct figure_trend *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows);

/* The same of rows first ... first + count - 1. */
bool figure_trend_read_part(struct figure_trend *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first,
    size_t count);

/*
 * Fixes centre and limits by the newest decision (columns first_period, last_period: null is none),
 * if its quarters are enough.  The rows of the trend have a column period.
 */
void figure_trend_freeze(struct figure_trend *trend, const struct rows *decisions);

/* The same by its quarters alone. */
void figure_trend_freeze_span(struct figure_trend *trend, const char *first, const char *last);

/* "p′ 控制图", and what is to be known of its limits: sentences. */
const char *figure_trend_type(const struct figure_trend *trend);
const char *figure_trend_note(const struct figure_trend *trend);

/* "超出 3σ 控制限；…", NULL for a point without signal. */
const char *figure_trend_signal(const struct figure_trend *trend, size_t index);

#endif
