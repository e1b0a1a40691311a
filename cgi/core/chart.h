/*
 * Geometry of charts: axes with round ticks, paths clipped to their frame, marks, labels thinned.
 * Drawn by templates/_chart.html, one look for all kinds; chart_view.h hands it over.  Every
 * coordinate is finite and within +/- CHART_LIMIT, whatever the numbers: what cannot be drawn is a
 * gap, never NaN in an attribute.
 */
#ifndef CORE_CHART_H
#define CORE_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

struct arena;

#define CHART_LIMIT     100000 /* coordinates of a drawing stay within */
#define CHART_TICKS_MAX 12     /* steps that an axis may be asked for */

/* Values from ... to lie at positions start ... end; end < start for values that grow upwards. */
struct chart_axis {
	double from;
	double to;
	double start;
	double end;
	double step; /* between ticks; from and to are ticks */
	int places;  /* digits after the point that tell all ticks apart */
};

/*
 * An axis that holds low ... high, with at most steps (2 ... CHART_TICKS_MAX, assert) steps of 1, 2
 * or 5 times a power of ten.  Ends that are not finite count as 0, equal ones are drawn apart, a
 * range too narrow for its numbers is widened.  start and end: finite (assert).
 */
void chart_axis_fit(
    struct chart_axis *out, double low, double high, double start, double end, size_t steps);

/* Ticks, ends included: their number, the value of one. */
size_t chart_axis_ticks(const struct chart_axis *axis);
double chart_axis_tick(const struct chart_axis *axis, size_t index);

/* Whether value is finite and between the ends; where it lies, at an end if it is beyond it. */
bool chart_axis_holds(const struct chart_axis *axis, double value);
double chart_axis_position(const struct chart_axis *axis, double value);

/* The same, but beyond the ends for values beyond: for paths, which are cut.  NaN stays NaN. */
double chart_axis_project(const struct chart_axis *axis, double value);

/* "12.5" with the axis's digits; never "-0". */
const char *chart_axis_label(struct arena *arena, const struct chart_axis *axis, double value);

/* A coordinate as text, one digit after the point, cut to CHART_LIMIT; NaN is 0. */
const char *chart_number(struct arena *arena, double coordinate);

/* Where paths may go. */
struct chart_frame {
	double left;
	double top;
	double right;
	double bottom;
};

/*
 * A path as the attribute d has it.  Points outside the frame are no ends: lines are cut where they
 * leave it.  A gap, or a point that is not finite, breaks the line.
 */
struct chart_path {
	struct buffer d;
	struct chart_frame frame;
	bool joined; /* there is a point to draw from */
	bool drawn;  /* the pen stands at that point */
	double x;
	double y;
};

struct chart_path chart_path_create(struct arena *arena, struct chart_frame frame);
void chart_path_add(struct chart_path *path, double x, double y);
void chart_path_break(struct chart_path *path);

/* Shapes tell kinds of points apart where there is no colour. */
enum chart_shape {
	CHART_CIRCLE,
	CHART_SQUARE,
	CHART_DIAMOND,
	CHART_UP, /* triangles */
	CHART_DOWN,
	CHART_LEFT, /* an interval goes on beyond the frame */
	CHART_RIGHT,
	CHART_SHAPE_COUNT
};

/* Its closed path around x, y; size is half its width, at least 1. */
const char *chart_shape_path(
    struct arena *arena, enum chart_shape shape, double x, double y, double size);

/* Width of a text of letters of this height: Chinese takes the full height, Latin about half. */
double chart_text_width(const char *text, double height);

/* The text, or its beginning with an ellipsis, not wider than width. */
const char *chart_text_cut(struct arena *arena, const char *text, double height, double width);

/* Every how manieth of labels so far apart can be written if each needs that much; at least 1. */
size_t chart_label_every(double apart, double needed);

#endif
