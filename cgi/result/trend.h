/* An indicator over quarters as a control chart: is what goes up and down more than chance? */
#ifndef RESULT_TREND_H
#define RESULT_TREND_H

#include "definition.h"
#include "measure/chart.h"

/* Quarters with a smaller part of what was expected are shown, but neither centre nor rules. */
#define RESULT_TREND_COVERAGE 0.9

struct result_trend {
	const struct rows *rows;
	size_t first; /* point i is row first + i */
	const struct result_definition *definition;
	struct arena *arena;
	size_t count;
	struct chart_point *points; /* of the rows, oldest first */
	enum chart_type type;
	struct chart chart;
	size_t values; /* points that have one */
};

/*
 * Columns read: numerator, denominator, expected, received (institutions).  The kind of chart
 * follows from the indicator's: p or u, with denominators in the thousands p' or u', a mean its
 * own.  False if there is none of it (counts, levels, checklists) or no value at all.
 */
bool result_trend_read(struct result_trend *out, struct arena *arena,
    const struct result_definition *definition, const struct rows *rows);

/* The same of rows first ... first + count - 1. */
bool result_trend_read_part(struct result_trend *out, struct arena *arena,
    const struct result_definition *definition, const struct rows *rows, size_t first,
    size_t count);

/* "p′ 控制图", and what is to be known of its limits: sentences. */
const char *result_trend_type(const struct result_trend *trend);
const char *result_trend_note(const struct result_trend *trend);

/* "超出 3σ 控制限；…", NULL for a point without signal. */
const char *result_trend_signal(const struct result_trend *trend, size_t index);

#endif
