#include <math.h>

#include "core/rows.h"
#include "core/text.h"
#include "plot.h"

#define HEIGHT      260
#define LABEL_WIDTH 44
#define INSET       30 /* from the frame's edge to the first and the last point */

enum limit { LOWER_3, UPPER_3, LOWER_2, UPPER_2, LIMIT_COUNT };

static double
limit_of(const struct chart_point *point, enum limit limit)
{
	const double limits[LIMIT_COUNT] = {
	    point->lower_3, point->upper_3, point->lower_2, point->upper_2};

	return point->limits_known ? limits[limit] : NAN;
}

static double
position_of(const struct chart_view *chart, const struct figure_trend *trend, size_t index)
{
	double first = chart->frame.left + INSET, last = chart->frame.right - INSET;

	if (trend->count < 2)
		return (first + last) / 2;
	return first + (last - first) * (double)index / (double)(trend->count - 1);
}

static void
show_legend(struct chart_view *chart, const struct figure_trend *trend)
{
	bool signal = false, excluded = false, limits = false;

	for (size_t i = 0; i < trend->count; i++) {
		signal =
		    signal || (!trend->points[i].excluded && figure_trend_signal(trend, i) != NULL);
		excluded = excluded ||
			   (trend->points[i].excluded && trend->points[i].status == MEASURE_OK);
		limits = limits || trend->points[i].limits_known;
	}
	chart_view_legend_mark(chart, "point", CHART_CIRCLE, "季度值");
	if (signal)
		chart_view_legend_mark(chart, "point-out", CHART_DIAMOND, "有信号");
	if (excluded)
		chart_view_legend_mark(chart, "point-idle", CHART_SQUARE, "报表不全，不参与计算");
	chart_view_legend_line(chart, "centre", "中心线");
	if (limits) {
		chart_view_legend_line(chart, "warning-limit", "2σ 限");
		chart_view_legend_line(chart, "action-limit", "3σ 控制限");
	}
}

static void
scale(struct chart_view *chart, const struct figure_trend *trend, const char *measured)
{
	double low = trend->chart.centre, high = low;

	for (size_t i = 0; i < trend->count; i++) {
		const struct chart_point *point = &trend->points[i];

		if (point->status != MEASURE_OK)
			continue;
		low = fmin(
		    low, point->limits_known ? fmin(point->value, point->lower_3) : point->value);
		high = fmax(
		    high, point->limits_known ? fmax(point->value, point->upper_3) : point->value);
	}
	chart_view_axis_y(chart, low > 0 && low < high / 3 ? 0 : low, high, measured);
}

static void
draw_line(struct chart_view *chart, const struct figure_trend *trend, const char *kind, int limit)
{
	struct chart_path path = chart_path_create(chart->arena, chart->frame);

	for (size_t i = 0; i < trend->count; i++) {
		const struct chart_point *point = &trend->points[i];
		double value = point->status != MEASURE_OK ? NAN
			       : limit < 0                 ? point->value
							   : limit_of(point, (enum limit)limit);

		chart_path_add(
		    &path, position_of(chart, trend, i), chart_axis_project(&chart->y, value));
	}
	chart_view_line(chart, kind, &path, NULL);
}

static void
draw_points(struct chart_view *chart, const struct figure_trend *trend)
{
	const struct figure_definition *definition = trend->definition;
	size_t every;

	every = chart_label_every(position_of(chart, trend, 1) - position_of(chart, trend, 0),
	    chart_text_width("2025Q3", CHART_TEXT_HEIGHT) + 8);
	for (size_t i = 0; i < trend->count; i++) {
		const struct chart_point *point = &trend->points[i];
		const char *period = rows_text(trend->rows, i, "period");
		const char *signal = figure_trend_signal(trend, i);
		double x = position_of(chart, trend, i);

		if (i % every == 0)
			chart_view_word(
			    chart, "tick", x, chart->frame.bottom + 18, CHART_MIDDLE, period);
		if (point->status != MEASURE_OK)
			continue;
		chart_view_mark(chart,
		    point->excluded  ? "point-idle"
		    : signal != NULL ? "point-out"
				     : "point",
		    point->excluded  ? CHART_SQUARE
		    : signal != NULL ? CHART_DIAMOND
				     : CHART_CIRCLE,
		    x, chart_axis_position(&chart->y, point->value), 5,
		    text_format(chart->arena, "%s：%.*f%s%s%s", period, definition->places,
			point->value, definition->unit, signal == NULL ? "" : "，",
			signal == NULL ? "" : signal));
	}
}

void
plot_trend(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct figure_trend *trend)
{
	struct chart_view chart;

	chart_view_begin(&chart, arena, view, caption);
	show_legend(&chart, trend);
	chart_view_place(&chart, LABEL_WIDTH, HEIGHT);
	scale(&chart, trend, measured);
	chart_view_level_y(&chart, "centre", trend->chart.centre);
	draw_line(&chart, trend, "action-limit", LOWER_3);
	draw_line(&chart, trend, "action-limit", UPPER_3);
	draw_line(&chart, trend, "warning-limit", LOWER_2);
	draw_line(&chart, trend, "warning-limit", UPPER_2);
	draw_line(&chart, trend, "line", -1);
	draw_points(&chart, trend);
}
