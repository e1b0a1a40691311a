/*
 * A chart as templates/_chart.html draws it: legend on top, frame, axes, lines, marks and words.
 * Kinds are the classes of static/css/_chart.scss without "zh-chart-".
 *
 * In this order: chart_view_begin, the legend's entries, chart_view_place, axes, then the rest.
 */
#ifndef CORE_CHART_VIEW_H
#define CORE_CHART_VIEW_H

#include "chart.h"

struct view;

#define CHART_WIDTH       720 /* units of the drawing */
#define CHART_TEXT_HEIGHT 13  /* that of _chart.scss */

enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

struct chart_view {
	struct arena *arena;
	struct view *view;
	struct chart_frame frame; /* from chart_view_place on */
	struct chart_axis x;
	struct chart_axis y;
	double legend_x;
	double legend_y;
};

/* What a chart is called and what it says, for those who do not see it. */
struct chart_caption {
	const char *id;
	const char *title;
	const char *text;
	const char *table; /* id on the page of the table of the same numbers, or NULL */
	const char *note;  /* a sentence below, or NULL */
};

void chart_view_begin(struct chart_view *out, struct arena *arena, struct view *view,
    const struct chart_caption *caption);

/* Entries of the legend. */
void chart_view_legend_line(struct chart_view *chart, const char *kind, const char *label);
void chart_view_legend_mark(
    struct chart_view *chart, const char *kind, enum chart_shape shape, const char *label);

/* The frame below the legend: labels of rows take left units, the frame itself height. */
void chart_view_place(struct chart_view *chart, double left, double height);

/* Axes with their grid and labels; title: what is measured, in which unit. */
void chart_view_axis_x(struct chart_view *chart, double low, double high, const char *title);
void chart_view_axis_y(struct chart_view *chart, double low, double high, const char *title);

/* A path of kind; an empty one is not drawn.  label: read when pointed at, or NULL. */
void chart_view_line(
    struct chart_view *chart, const char *kind, const struct chart_path *path, const char *label);

/* A straight line across the frame at a value; nothing if the axis does not hold it. */
void chart_view_level_x(struct chart_view *chart, const char *kind, double value);
void chart_view_level_y(struct chart_view *chart, const char *kind, double value);

void chart_view_mark(struct chart_view *chart, const char *kind, enum chart_shape shape, double x,
    double y, double size, const char *label);

void chart_view_word(struct chart_view *chart, const char *kind, double x, double y,
    enum chart_anchor anchor, const char *label);

#endif
