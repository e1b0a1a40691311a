#include <math.h>

#include "plot.h"

#define HEIGHT      240
#define LABEL_WIDTH 44
#define INSET       34 /* from the frame's edge to the first and the last point */

static double
position_of(const struct chart_view *chart, size_t count, size_t index)
{
	double first = chart->frame.left + INSET, last = chart->frame.right - INSET;

	if (count < 2)
		return (first + last) / 2;
	return first + (last - first) * (double)index / (double)(count - 1);
}

static void
show_legend(struct chart_view *chart, const struct plot_period periods[], size_t count,
    const struct plot_level *goal)
{
	bool interval = false, broken = false;

	for (size_t i = 0; i < count; i++) {
		interval = interval || periods[i].interval_known;
		broken = broken || periods[i].broken;
	}
	chart_view_legend_mark(chart, "point", CHART_CIRCLE, "各期指标值");
	if (interval)
		chart_view_legend_line(chart, "interval", "95% 置信区间");
	if (broken)
		chart_view_legend_line(chart, "break", "口径改变，前后不相连");
	if (goal->label != NULL)
		chart_view_legend_line(chart, "goal", goal->label);
}

static void
extend(double *low, double *high, double value)
{
	if (isfinite(value)) {
		*low = fmin(*low, value);
		*high = fmax(*high, value);
	}
}

static void
scale(struct chart_view *chart, const struct plot_period periods[], size_t count,
    const struct plot_level *goal, const char *measured)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		if (periods[i].known)
			extend(&low, &high, periods[i].value);
		if (periods[i].known && periods[i].interval_known) {
			extend(&low, &high, periods[i].lower);
			extend(&low, &high, periods[i].upper);
		}
	}
	if (goal->label != NULL)
		extend(&low, &high, goal->value);
	/* Nought belongs to the picture if it is near. */
	chart_view_axis_y(chart, low > 0 && low < high / 3 ? 0 : low, high, measured);
}

/* The line ends at a gap and at a break; a break has a line of its own between the two points. */
static void
draw_line(struct chart_view *chart, const struct plot_period periods[], size_t count)
{
	struct chart_path path = chart_path_create(chart->arena, chart->frame);

	for (size_t i = 0; i < count; i++) {
		double x = position_of(chart, count, i);

		if (periods[i].broken && i > 0) {
			struct chart_path across = chart_path_create(chart->arena, chart->frame);
			double between = (position_of(chart, count, i - 1) + x) / 2;

			chart_path_break(&path);
			chart_path_add(&across, between, chart->frame.top);
			chart_path_add(&across, between, chart->frame.bottom);
			chart_view_line(chart, "break", &across, "口径改变，前后不可直接比较");
		}
		if (periods[i].known)
			chart_path_add(&path, x, chart_axis_project(&chart->y, periods[i].value));
		else
			chart_path_break(&path);
	}
	chart_view_line(chart, "line", &path, NULL);
}

static void
draw_periods(struct chart_view *chart, const struct plot_period periods[], size_t count)
{
	size_t every =
	    chart_label_every(position_of(chart, count, 1) - position_of(chart, count, 0),
		chart_text_width("2025Q3", CHART_TEXT_HEIGHT) + 8);

	for (size_t i = 0; i < count; i++) {
		const struct plot_period *period = &periods[i];
		double x = position_of(chart, count, i);

		/* The last is the one that the page is about: counted from there. */
		if ((count - 1 - i) % every == 0)
			chart_view_word(chart, "tick", x, chart->frame.bottom + 18, CHART_MIDDLE,
			    period->label);
		if (!period->known)
			continue;
		if (period->interval_known) {
			struct chart_path path = chart_path_create(chart->arena, chart->frame);

			chart_path_add(&path, x, chart_axis_project(&chart->y, period->lower));
			chart_path_add(&path, x, chart_axis_project(&chart->y, period->upper));
			chart_view_line(chart, "interval", &path, NULL);
		}
		chart_view_mark(chart, "point", CHART_CIRCLE, x,
		    chart_axis_position(&chart->y, period->value), 5, period->detail);
	}
}

void
plot_history(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct plot_period periods[], size_t count,
    const struct plot_level *goal)
{
	struct chart_view chart;

	chart_view_begin(&chart, arena, view, caption);
	show_legend(&chart, periods, count, goal);
	chart_view_place(&chart, LABEL_WIDTH, HEIGHT);
	scale(&chart, periods, count, goal, measured);
	if (goal->label != NULL)
		chart_view_level_y(&chart, "goal", goal->value);
	draw_line(&chart, periods, count);
	draw_periods(&chart, periods, count);
}
