#include "core/arena.h"
#include "core/view.h"
#include "plot.h"

#define WIDTH  112
#define HEIGHT 32
#define INSET  4

static double
position_of(size_t count, size_t index)
{
	return INSET + (count < 2 ? (WIDTH - 2 * INSET) / 2.0
				  : (WIDTH - 2.0 * INSET) * (double)index / (double)(count - 1));
}

/* NULL: fewer than two neighbours are known. */
static const char *
line_of(struct arena *arena, const struct chart_axis *axis, const double values[],
    const bool known[], size_t count)
{
	struct chart_path path =
	    chart_path_create(arena, (struct chart_frame){0, 0, WIDTH, HEIGHT});
	bool joined = false;

	for (size_t i = 0; i < count; i++) {
		if (known[i])
			chart_path_add(
			    &path, position_of(count, i), chart_axis_project(axis, values[i]));
		else
			chart_path_break(&path);
		joined = joined || (i > 0 && known[i] && known[i - 1]);
	}
	return joined ? path.d.data : NULL;
}

void
plot_spark(struct view *view, struct arena *arena, const struct plot_spark *spark)
{
	struct chart_axis axis;
	size_t last = spark->count;

	chart_axis_fit(&axis, spark->low, spark->high, HEIGHT - INSET, INSET, 4);
	view_integer(view, "width", WIDTH);
	view_integer(view, "height", HEIGHT);
	view_text(view, "whole",
	    spark->whole == NULL
		? NULL
		: line_of(arena, &axis, spark->whole, spark->whole_known, spark->count));
	view_text(view, "line", line_of(arena, &axis, spark->values, spark->known, spark->count));
	while (last > 0 && !spark->known[last - 1])
		last--;
	view_text(view, "mark",
	    last == 0 ? NULL
		      : chart_shape_path(arena, CHART_CIRCLE, position_of(spark->count, last - 1),
			    chart_axis_position(&axis, spark->values[last - 1]), 3));
}
