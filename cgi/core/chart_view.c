#include "chart_view.h"

#include "template.h"

#define MARGIN       8
#define LEGEND_LINE  20 /* height of a line of the legend */
#define LEGEND_WIDTH 26 /* of its sample */
#define TITLE_HEIGHT 20
#define TICK_HEIGHT  18
#define STEPS_X      8
#define STEPS_Y      6

void
chart_view_begin(struct chart_view *out, struct arena *arena, struct view *view,
    const struct chart_caption *caption)
{
	*out = (struct chart_view){
	    .arena = arena, .view = view, .legend_x = MARGIN, .legend_y = MARGIN + 6};
	view_text(view, "id", caption->id);
	view_text(view, "title", caption->title);
	view_text(view, "text", caption->text);
	view_text(view, "table", caption->table);
	view_text(view, "note", caption->note);
	view_list(view, "grids");
	view_list(view, "lines");
	view_list(view, "marks");
	view_list(view, "words");
}

void
chart_view_word(struct chart_view *chart, const char *kind, double x, double y,
    enum chart_anchor anchor, const char *label)
{
	static const char *const anchors[] = {
	    [CHART_START] = "start", [CHART_MIDDLE] = "middle", [CHART_END] = "end"};
	struct view *item = view_item(chart->view, "words");

	view_text(item, "kind", kind);
	view_text(item, "x", chart_number(chart->arena, x));
	view_text(item, "y", chart_number(chart->arena, y));
	view_text(item, "anchor", anchors[anchor]);
	view_text(item, "label", label);
}

static void
add_path(
    struct chart_view *chart, const char *list, const char *kind, const char *d, const char *label)
{
	struct view *item = view_item(chart->view, list);

	view_text(item, "kind", kind);
	view_text(item, "d", d);
	view_text(item, "label", label);
}

void
chart_view_mark(struct chart_view *chart, const char *kind, enum chart_shape shape, double x,
    double y, double size, const char *label)
{
	add_path(chart, "marks", kind, chart_shape_path(chart->arena, shape, x, y, size), label);
}

void
chart_view_line(
    struct chart_view *chart, const char *kind, const struct chart_path *path, const char *label)
{
	if (path->d.length > 0)
		add_path(chart, "lines", kind, path->d.data, label);
}

static void
draw_straight(
    struct chart_view *chart, const char *kind, double x1, double y1, double x2, double y2)
{
	struct chart_path path = chart_path_create(chart->arena,
	    (struct chart_frame){-CHART_LIMIT, -CHART_LIMIT, CHART_LIMIT, CHART_LIMIT});

	chart_path_add(&path, x1, y1);
	chart_path_add(&path, x2, y2);
	chart_view_line(chart, kind, &path, NULL);
}

/* Room for an entry of the legend: on the next line if this one is full. */
static double
take_entry(struct chart_view *chart, const char *label)
{
	double width = LEGEND_WIDTH + 6 + chart_text_width(label, CHART_TEXT_HEIGHT) + 16, x;

	if (chart->legend_x > MARGIN && chart->legend_x + width > CHART_WIDTH - MARGIN) {
		chart->legend_x = MARGIN;
		chart->legend_y += LEGEND_LINE;
	}
	x = chart->legend_x;
	chart->legend_x += width;
	chart_view_word(
	    chart, "word", x + LEGEND_WIDTH + 6, chart->legend_y + 5, CHART_START, label);
	return x;
}

void
chart_view_legend_line(struct chart_view *chart, const char *kind, const char *label)
{
	double x = take_entry(chart, label);

	draw_straight(chart, kind, x, chart->legend_y, x + LEGEND_WIDTH, chart->legend_y);
}

void
chart_view_legend_mark(
    struct chart_view *chart, const char *kind, enum chart_shape shape, const char *label)
{
	double x = take_entry(chart, label);

	chart_view_mark(chart, kind, shape, x + LEGEND_WIDTH / 2.0, chart->legend_y, 5, NULL);
}

void
chart_view_place(struct chart_view *chart, double left, double height)
{
	struct chart_frame *frame = &chart->frame;
	struct buffer border = buffer_create(chart->arena, 64);

	frame->left = MARGIN + left;
	frame->right = CHART_WIDTH - 2 * MARGIN;
	frame->top = chart->legend_y + LEGEND_LINE + TITLE_HEIGHT;
	frame->bottom = frame->top + height;
	buffer_append_format(&border, "M%s %sV%s", chart_number(chart->arena, frame->left),
	    chart_number(chart->arena, frame->top), chart_number(chart->arena, frame->bottom));
	buffer_append_format(&border, "H%s", chart_number(chart->arena, frame->right));
	view_text(chart->view, "border", border.data);
	view_integer(chart->view, "width", CHART_WIDTH);
	view_text(chart->view, "height",
	    chart_number(chart->arena, frame->bottom + TICK_HEIGHT + TITLE_HEIGHT + MARGIN));
}

static void
draw_grid(struct chart_view *chart, double x1, double y1, double x2, double y2)
{
	struct chart_path path = chart_path_create(chart->arena, chart->frame);

	chart_path_add(&path, x1, y1);
	chart_path_add(&path, x2, y2);
	view_text(view_item(chart->view, "grids"), "d", path.d.data);
}

void
chart_view_axis_x(struct chart_view *chart, double low, double high, const char *title)
{
	const struct chart_frame *frame = &chart->frame;
	const struct chart_axis *axis = &chart->x;

	chart_axis_fit(&chart->x, low, high, frame->left, frame->right, STEPS_X);
	for (size_t i = 0; i < chart_axis_ticks(axis); i++) {
		double x = chart_axis_position(axis, chart_axis_tick(axis, i));

		draw_grid(chart, x, frame->top, x, frame->bottom);
		chart_view_word(chart, "tick", x, frame->bottom + TICK_HEIGHT, CHART_MIDDLE,
		    chart_axis_label(chart->arena, axis, chart_axis_tick(axis, i)));
	}
	chart_view_word(chart, "word", frame->right, frame->bottom + TICK_HEIGHT + TITLE_HEIGHT,
	    CHART_END, title);
}

void
chart_view_axis_y(struct chart_view *chart, double low, double high, const char *title)
{
	const struct chart_frame *frame = &chart->frame;
	const struct chart_axis *axis = &chart->y;

	chart_axis_fit(&chart->y, low, high, frame->bottom, frame->top, STEPS_Y);
	for (size_t i = 0; i < chart_axis_ticks(axis); i++) {
		double y = chart_axis_position(axis, chart_axis_tick(axis, i));

		draw_grid(chart, frame->left, y, frame->right, y);
		chart_view_word(chart, "tick", frame->left - 6, y + 4, CHART_END,
		    chart_axis_label(chart->arena, axis, chart_axis_tick(axis, i)));
	}
	chart_view_word(chart, "word", MARGIN, frame->top - 10, CHART_START, title);
}

void
chart_view_level_x(struct chart_view *chart, const char *kind, double value)
{
	double x = chart_axis_position(&chart->x, value);

	if (chart_axis_holds(&chart->x, value))
		draw_straight(chart, kind, x, chart->frame.top, x, chart->frame.bottom);
}

void
chart_view_level_y(struct chart_view *chart, const char *kind, double value)
{
	double y = chart_axis_position(&chart->y, value);

	if (chart_axis_holds(&chart->y, value))
		draw_straight(chart, kind, chart->frame.left, y, chart->frame.right, y);
}
