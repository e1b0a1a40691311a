#include <math.h>

#include "core/arena.h"
#include "plot.h"

#define ROW_HEIGHT  20.0 /* with a label at every row */
#define ROWS_HEIGHT 1600 /* many rows are drawn closer, and not all have a label */
#define ROW_LEAST   3.0
#define LABEL_WIDTH 210

struct range {
	double low;
	double high;
};

static void
extend(struct range *range, double value)
{
	if (isfinite(value)) {
		range->low = fmin(range->low, value);
		range->high = fmax(range->high, value);
	}
}

/*
 * All values, and the intervals of those that are ranked: an interval of three patients would
 * press the others together.
 */
static struct range
range_of(const struct plot_row rows[], size_t count, const struct plot_level *centre,
    const struct plot_level *goal)
{
	struct range range = {INFINITY, -INFINITY};
	bool any_ranked = false;

	for (size_t i = 0; i < count; i++)
		any_ranked = any_ranked || rows[i].ranked;
	for (size_t i = 0; i < count; i++) {
		extend(&range, rows[i].value);
		if (rows[i].interval_known && (rows[i].ranked || !any_ranked)) {
			extend(&range, rows[i].lower);
			extend(&range, rows[i].upper);
		}
	}
	if (centre->label != NULL)
		extend(&range, centre->value);
	if (goal->label != NULL)
		extend(&range, goal->value);
	/* Nought belongs to the picture if it is near. */
	if (range.low > 0 && range.low < range.high / 2)
		range.low = 0;
	return range;
}

static const char *
kind_of(const struct plot_row *row)
{
	if (row->own != NULL)
		return "point-own";
	return row->ranked ? "point" : "point-idle";
}

static enum chart_shape
shape_of(const struct plot_row *row)
{
	if (row->own != NULL)
		return CHART_DIAMOND;
	return row->ranked ? CHART_CIRCLE : CHART_SQUARE;
}

/* interval: what the row's own is added to. */
static void
draw_row(struct chart_view *chart, const struct plot_row *row, double y, double size,
    struct chart_path *interval)
{
	const struct chart_frame *frame = &chart->frame;

	if (!isfinite(row->value))
		return;
	if (row->interval_known && isfinite(row->lower) && isfinite(row->upper)) {
		chart_path_break(interval);
		chart_path_add(interval, chart_axis_project(&chart->x, row->lower), y);
		chart_path_add(interval, chart_axis_project(&chart->x, row->upper), y);
		if (row->lower < chart->x.from)
			chart_view_mark(chart, "arrow", CHART_LEFT, frame->left + 4, y, 5, NULL);
		if (row->upper > chart->x.to)
			chart_view_mark(chart, "arrow", CHART_RIGHT, frame->right - 4, y, 5, NULL);
	}
	chart_view_mark(chart, kind_of(row), shape_of(row),
	    chart_axis_position(&chart->x, row->value), y, size, row->detail);
}

static void
show_legend(struct chart_view *chart, const struct plot_row rows[], size_t count,
    const struct plot_level *centre, const struct plot_level *goal)
{
	bool ranked = false, idle = false, interval = false;
	const char *own = NULL;

	for (size_t i = 0; i < count; i++) {
		ranked = ranked || (rows[i].ranked && rows[i].own == NULL);
		idle = idle || (!rows[i].ranked && rows[i].own == NULL);
		own = rows[i].own != NULL ? rows[i].own : own;
		interval = interval || rows[i].interval_known;
	}
	if (own != NULL)
		chart_view_legend_mark(chart, "point-own", CHART_DIAMOND, own);
	if (ranked)
		chart_view_legend_mark(chart, "point", CHART_CIRCLE, "参与排名");
	if (idle)
		chart_view_legend_mark(chart, "point-idle", CHART_SQUARE, "不参与排名");
	if (interval)
		chart_view_legend_line(chart, "interval", "95% 置信区间");
	if (centre->label != NULL)
		chart_view_legend_line(chart, "centre", centre->label);
	if (goal->label != NULL)
		chart_view_legend_line(chart, "goal", goal->label);
}

void
plot_caterpillar(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const struct plot_row rows[], size_t count,
    const struct plot_level *centre, const struct plot_level *goal)
{
	double apart = fmax(ROW_LEAST, fmin(ROW_HEIGHT, ROWS_HEIGHT / fmax(1, (double)count)));
	double left = 0, size = fmax(1.5, fmin(5, apart / 3));
	size_t every = chart_label_every(apart, CHART_TEXT_HEIGHT + 2);
	struct range range = range_of(rows, count, centre, goal);
	struct chart_path ranked, idle; /* all intervals of a kind are one line */
	struct chart_view chart;

	chart_view_begin(&chart, arena, view, caption);
	show_legend(&chart, rows, count, centre, goal);
	for (size_t i = 0; i < count; i += every)
		left = fmax(
		    left, fmin(LABEL_WIDTH, chart_text_width(rows[i].label, CHART_TEXT_HEIGHT)));
	chart_view_place(&chart, left + 10, apart * (double)count + 8);
	chart_view_axis_x(&chart, range.low, range.high, measured);
	if (centre->label != NULL)
		chart_view_level_x(&chart, "centre", centre->value);
	if (goal->label != NULL)
		chart_view_level_x(&chart, "goal", goal->value);
	ranked = chart_path_create(arena, chart.frame);
	idle = chart_path_create(arena, chart.frame);
	for (size_t i = 0; i < count; i++) {
		double y = chart.frame.top + 4 + apart * ((double)i + 0.5);

		draw_row(&chart, &rows[i], y, size, rows[i].ranked ? &ranked : &idle);
		if (i % every == 0 || rows[i].own != NULL)
			chart_view_word(&chart, rows[i].own != NULL ? "word-own" : "word",
			    chart.frame.left - 6, y + 4, CHART_END,
			    chart_text_cut(arena, rows[i].label, CHART_TEXT_HEIGHT, LABEL_WIDTH));
	}
	chart_view_line(&chart, "interval", &ranked, NULL);
	chart_view_line(&chart, "interval-idle", &idle, NULL);
}
