/*
 * The kinds of charts, filled from numbers that were computed: each sets what templates/_chart.html
 * needs in a view of its own.  Values are on the scale of the indicator's factor.
 */
#ifndef FIGURE_PLOT_H
#define FIGURE_PLOT_H

#include "core/chart_view.h"
#include "peers.h"
#include "spine.h"
#include "trend.h"

struct plot_row {
	const char *label;  /* the institution */
	const char *detail; /* read when pointed at */
	double value;
	bool interval_known;
	double lower;
	double upper;
	bool ranked;
	const char *own; /* the one the reader came for: what the legend calls it; NULL: another */
};

/* A value that rows are held against; a NULL label: none. */
struct plot_level {
	const char *label; /* with its number, for the legend */
	double value;
};

/*
 * Institutions from top to bottom as given, each with its interval; centre a line, goal a dashed
 * one.  measured: what the axis says.
 */
void plot_caterpillar(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct plot_row rows[], size_t count,
    const struct plot_level *centre, const struct plot_level *goal);

struct plot_point {
	const char *label; /* read when pointed at */
	bool shown;
	const char *own;  /* as above */
	const char *name; /* written beside the own one */
};

/*
 * Value over denominator with the exact limits around the peers' pooled value; marks by the final
 * class.  The adjusted limits are not drawn: each peer has its own.  points[i]: of peers[i].
 * peers->funnel_known must hold.
 */
void plot_funnel(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const char *denominator, const struct figure_peers *peers,
    const struct plot_point points[]);

/* One period of a history; a value only if known. */
struct plot_period {
	const char *label;  /* "2025Q3" */
	const char *detail; /* read when pointed at */
	bool known;
	double value;
	bool interval_known;
	double lower;
	double upper;
	bool broken; /* cannot be compared with the period before: no line leads here */
};

/* Periods from left to right, oldest first, each with its interval; at least one is known. */
void plot_history(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct plot_period periods[], size_t count,
    const struct plot_level *goal);

struct plot_spine_row {
	const char *label;  /* the indicator */
	const char *detail; /* read when pointed at */
	struct figure_spine spine;
};

/*
 * Indicators from top to bottom, each a spine from the worst to the best of the peers with the
 * middle half of them and the institution's own value; better is to the right.
 */
void plot_spine(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const struct plot_spine_row rows[], size_t count);

/* A line of a few periods in the cell of a table, whose numbers stand beside it. */
struct plot_spark {
	const double *values; /* oldest first */
	const bool *known;
	const double *whole; /* of what it is a part, drawn behind it; NULL: nothing */
	const bool *whole_known;
	size_t count;
	double low; /* one scale for all lines of a table */
	double high;
};

/* Sets what templates/_spark.html needs. */
void plot_spark(struct view *view, struct arena *arena, const struct plot_spark *spark);

/* Quarters from left to right with centre line and limits.  Column read: period. */
void plot_trend(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct figure_trend *trend);

#endif
