#include <math.h>

#include "core/arena.h"
#include "core/text.h"
#include "plot.h"

#define HEIGHT      340
#define LABEL_WIDTH 44
#define STEPS       48   /* points of a limit's curve */
#define OWN_SIZE    11   /* the ring around the one the reader came for */
#define MARGIN      0.06 /* of the range, so that no mark lies on the edge */

struct curve {
	const char *kind;
	double confidence;
};

static const struct curve curves[] = {
    {"warning-limit", 0.95},
    {"action-limit", 0.998},
};

/* Shape says on which side, filling how far; colour whether that is good. */
static const struct {
	enum chart_shape shape;
	double size;
} looks[FUNNEL_CLASS_COUNT] = {
    [FUNNEL_LOW_998] = {CHART_DOWN, 7},
    [FUNNEL_LOW_95] = {CHART_DOWN, 6},
    [FUNNEL_WITHIN] = {CHART_CIRCLE, 4.5},
    [FUNNEL_HIGH_95] = {CHART_UP, 6},
    [FUNNEL_HIGH_998] = {CHART_UP, 7},
};

static const char *
kind_of(const struct figure_peer *peer)
{
	static const char *const kinds[FUNNEL_QUALITY_COUNT] = {
	    [FUNNEL_WORSE_998] = "point-worse-998",
	    [FUNNEL_WORSE_95] = "point-worse-95",
	    [FUNNEL_AS_EXPECTED] = "point",
	    [FUNNEL_BETTER_95] = "point-better-95",
	    [FUNNEL_BETTER_998] = "point-better-998",
	    [FUNNEL_NOT_JUDGED] = "point-outside",
	};

	return kinds[peer->quality];
}

/* The limits on the scale of x/n; NAN where there are none. */
static struct funnel_limits
limits_at(const struct figure_peers *peers, const struct curve *curve, double n)
{
	struct funnel_limits limits;

	if (funnel_exact_limits(
		&limits, peers->model, peers->spread.target, n, curve->confidence) != MEASURE_OK)
		limits = (struct funnel_limits){NAN, NAN};
	return limits;
}

/* Both limits of a confidence, for each n once: exact ones are most of what a page computes. */
static void
draw_curves(struct chart_view *chart, const struct figure_peers *peers, const struct curve *curve)
{
	double factor = peers->table->definition->rule.factor, most = chart->x.to, last = 0;
	struct chart_path lower = chart_path_create(chart->arena, chart->frame);
	struct chart_path upper = chart_path_create(chart->arena, chart->frame);

	/* Closer where the limits bend most; exact limits of proportions need whole numbers. */
	for (int i = 1; i <= STEPS; i++) {
		double part = (double)i / STEPS, n = most * part * part, x;
		struct funnel_limits limits;

		if (peers->model == FUNNEL_BINOMIAL)
			n = floor(n);
		if (n <= last)
			continue;
		last = n;
		x = chart_axis_project(&chart->x, n);
		limits = limits_at(peers, curve, n);
		chart_path_add(&lower, x, chart_axis_project(&chart->y, factor * limits.lower));
		chart_path_add(&upper, x, chart_axis_project(&chart->y, factor * limits.upper));
	}
	chart_view_line(chart, curve->kind, &lower, NULL);
	chart_view_line(chart, curve->kind, &upper, NULL);
}

static const struct figure_peer *
first_of(const struct figure_peers *peers, enum funnel_class class)
{
	for (size_t i = 0; i < peers->count; i++) {
		const struct overdispersion_unit *unit = peers->peers[i].funnel;

		if (unit != NULL && unit->class_final == class)
			return &peers->peers[i];
	}
	return NULL;
}

static void
show_legend(
    struct chart_view *chart, const struct figure_peers *peers, const struct plot_point points[])
{
	const struct figure_definition *definition = peers->table->definition;

	for (int class = 0; class < FUNNEL_CLASS_COUNT; class ++) {
		const struct figure_peer *peer = first_of(peers, (enum funnel_class) class);
		const char *quality = peer == NULL ? NULL : figure_quality_text(peer);

		if (peer == NULL)
			continue;
		chart_view_legend_mark(chart, kind_of(peer), looks[class].shape,
		    quality == NULL
			? figure_funnel_text(peer)
			: text_format(chart->arena, "%s（%s）", figure_funnel_text(peer), quality));
	}
	for (size_t i = 0; i < peers->count; i++) {
		if (points[i].own != NULL && peers->peers[i].funnel != NULL)
			chart_view_legend_mark(chart, "own", CHART_CIRCLE, points[i].own);
	}
	chart_view_legend_line(chart, "centre",
	    text_format(chart->arena, "同组合计 %.*f%s", definition->places,
		definition->rule.factor * peers->spread.target, definition->unit));
	chart_view_legend_line(chart, "warning-limit", "95% 控制限");
	chart_view_legend_line(chart, "action-limit", "99.8% 控制限");
}

/* A ring and the name, so that it is found among the others. */
static void
draw_own(struct chart_view *chart, const struct figure_peers *peers, size_t index,
    const struct plot_point *point)
{
	const struct overdispersion_unit *unit = peers->peers[index].funnel;
	double x = chart_axis_position(&chart->x, unit->n);
	double y =
	    chart_axis_position(&chart->y, peers->table->definition->rule.factor * unit->value);
	bool right = x < (chart->frame.left + chart->frame.right) / 2;

	chart_view_mark(chart, "own", CHART_CIRCLE, x, y, OWN_SIZE, NULL);
	chart_view_word(chart, "word-own", right ? x + OWN_SIZE + 4 : x - OWN_SIZE - 4, y + 4,
	    right ? CHART_START : CHART_END, point->name);
}

void
plot_funnel(struct view *view, struct arena *arena, const struct chart_caption *caption,
    const char *measured, const char *denominator, const struct figure_peers *peers,
    const struct plot_point points[])
{
	double factor = peers->table->definition->rule.factor, most = 0,
	       target = peers->spread.target, high = factor * target, low = high, margin;
	struct chart_view chart;

	for (size_t i = 0; i < peers->count; i++) {
		const struct overdispersion_unit *unit = peers->peers[i].funnel;

		if (unit == NULL)
			continue;
		most = fmax(most, unit->n);
		high = fmax(high, factor * fmax(unit->value, target + 2 * unit->deviation));
		low = fmin(low, factor * fmin(unit->value, target - 2 * unit->deviation));
	}
	margin = MARGIN * (high - low);
	low = fmax(0, low - margin);
	high += margin;
	if (peers->model == FUNNEL_BINOMIAL)
		high = fmin(factor, high);
	chart_view_begin(&chart, arena, view, caption);
	show_legend(&chart, peers, points);
	chart_view_place(&chart, LABEL_WIDTH, HEIGHT);
	chart_view_axis_x(&chart, 0, most, denominator);
	chart_view_axis_y(&chart, low < high / 2 ? 0 : low, high, measured);
	chart_view_level_y(&chart, "centre", factor * peers->spread.target);
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		draw_curves(&chart, peers, &curves[i]);
	for (size_t i = 0; i < peers->count; i++) {
		const struct figure_peer *peer = &peers->peers[i];

		if (peer->funnel == NULL || !points[i].shown)
			continue;
		if (points[i].own != NULL)
			draw_own(&chart, peers, i, &points[i]);
		chart_view_mark(&chart, kind_of(peer), looks[peer->funnel->class_final].shape,
		    chart_axis_position(&chart.x, peer->funnel->n),
		    chart_axis_position(&chart.y, factor * peer->funnel->value),
		    looks[peer->funnel->class_final].size, points[i].label);
	}
}
