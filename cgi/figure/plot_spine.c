#include "core/arena.h"
#include "plot.h"

#define ROW_HEIGHT  22.0
#define LABEL_WIDTH 220
#define EDGE        10.0 /* from the frame to the worst and the best */

static const struct {
	const char *kind;
	enum chart_shape shape;
	const char *legend;
} marks[FUNNEL_QUALITY_COUNT] = {
    [FUNNEL_AS_EXPECTED] = {"point", CHART_CIRCLE, "控制限内"},
    [FUNNEL_WORSE_998] = {"point-worse-998", CHART_DOWN, "差于 99.8% 限"},
    [FUNNEL_WORSE_95] = {"point-worse-95", CHART_DOWN, "差于 95% 限"},
    [FUNNEL_BETTER_95] = {"point-better-95", CHART_UP, "优于 95% 限"},
    [FUNNEL_BETTER_998] = {"point-better-998", CHART_UP, "优于 99.8% 限"},
    [FUNNEL_NOT_JUDGED] = {"point-outside", CHART_DIAMOND, "没有控制限"},
};

static void
draw_box(struct chart_view *chart, const char *kind, double from, double to, double y, double half)
{
	struct chart_path path = chart_path_create(chart->arena, chart->frame);
	double left = chart_axis_position(&chart->x, from),
	       right = chart_axis_position(&chart->x, to);

	chart_path_add(&path, left, y - half);
	chart_path_add(&path, right, y - half);
	chart_path_add(&path, right, y + half);
	chart_path_add(&path, left, y + half);
	chart_path_add(&path, left, y - half);
	chart_view_line(chart, kind, &path, NULL);
}

static void
draw_row(struct chart_view *chart, const struct plot_spine_row *row, double y)
{
	const struct figure_spine *spine = &row->spine;
	double worst = figure_spine_position(spine, spine->rising ? spine->low : spine->high),
	       best = figure_spine_position(spine, spine->rising ? spine->high : spine->low),
	       low = figure_spine_position(spine, spine->quarter),
	       high = figure_spine_position(spine, spine->three_quarters);
	double x = chart_axis_position(&chart->x, figure_spine_position(spine, spine->value));

	draw_box(chart, "spine", worst, best, y, 4);
	draw_box(chart, "spine-half", low < high ? low : high, low < high ? high : low, y, 7);
	if (spine->ranked)
		chart_view_mark(chart, marks[spine->quality].kind, marks[spine->quality].shape, x,
		    y, 5, row->detail);
	else
		chart_view_mark(chart, "point-idle", CHART_SQUARE, x, y, 5, row->detail);
	chart_view_word(chart, "word", chart->frame.left - 6, y + 4, CHART_END,
	    chart_text_cut(chart->arena, row->label, CHART_TEXT_HEIGHT, LABEL_WIDTH));
}

static void
show_legend(struct chart_view *chart, const struct plot_spine_row rows[], size_t count)
{
	bool seen[FUNNEL_QUALITY_COUNT] = {false}, idle = false;

	for (size_t i = 0; i < count; i++) {
		seen[rows[i].spine.quality] |= rows[i].spine.ranked;
		idle = idle || !rows[i].spine.ranked;
	}
	for (size_t i = 0; i < FUNNEL_QUALITY_COUNT; i++) {
		if (seen[i])
			chart_view_legend_mark(
			    chart, marks[i].kind, marks[i].shape, marks[i].legend);
	}
	if (idle)
		chart_view_legend_mark(chart, "point-idle", CHART_SQUARE, "不参与排名");
	chart_view_legend_line(chart, "centre", "同组中位数");
}

void
plot_spine(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const struct plot_spine_row rows[], size_t count)
{
	struct chart_view chart;
	struct chart_frame *frame = &chart.frame;
	double bottom;

	chart_view_begin(&chart, arena, view, caption);
	show_legend(&chart, rows, count);
	chart_view_place(&chart, LABEL_WIDTH + 10, ROW_HEIGHT * (double)count + 8);
	chart.x = (struct chart_axis){.from = -1,
	    .to = 1,
	    .start = frame->left + EDGE,
	    .end = frame->right - EDGE,
	    .step = 1};
	bottom = frame->bottom + CHART_TEXT_HEIGHT + 4;
	chart_view_word(&chart, "tick", frame->left, bottom, CHART_START, "← 同组较差");
	chart_view_word(
	    &chart, "tick", chart_axis_position(&chart.x, 0), bottom, CHART_MIDDLE, "同组中位数");
	chart_view_word(&chart, "tick", frame->right, bottom, CHART_END, "同组较好 →");
	for (size_t i = 0; i < count; i++)
		draw_row(&chart, &rows[i], frame->top + 4 + ROW_HEIGHT * ((double)i + 0.5));
	chart_view_level_x(&chart, "centre", 0);
}
