/* The stored values of one peer group side by side. */
#include "core/arena.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "figure/plot.h"
#include "figure/table.h"
#include "figure/value.h"

/* The value of the whole region, if the edition has it and the kind can be compared with it. */
static struct plot_level
centre_of(
    struct arena *arena, const struct figure_definition *definition, const struct rows *groups)
{
	const char *value = NULL;

	if (rows_count(groups) > 0 && text_equal(rows_text(groups, 0, "dimension"), "region") &&
	    measure_kind_has_denominator(definition->rule.kind))
		value = figure_value(arena, definition, rows_text(groups, 0, "numerator"),
		    rows_text(groups, 0, "denominator"));
	if (value == NULL || rows_text(groups, 0, "value") == NULL)
		return (struct plot_level){0};
	return (struct plot_level){
	    .label = text_format(arena, "全部机构合计 %s%s", value, definition->unit),
	    .value = rows_number(groups, 0, "value")};
}

/* A threshold that is a number; those that follow the baseline have no line. */
static struct plot_level
goal_of(
    struct arena *arena, const struct figure_definition *definition, const struct rows *indicator)
{
	const char *value = rows_text(indicator, 0, "threshold_value");

	if (value == NULL)
		return (struct plot_level){0};
	return (struct plot_level){.label = text_format(arena, "要求：%s",
				       figure_threshold(arena, definition,
					   rows_text(indicator, 0, "threshold_op"), value)),
	    .value = rows_number(indicator, 0, "threshold_value")};
}

static struct plot_row
row_of(struct arena *arena, const struct figure_definition *definition, const struct rows *rows,
    size_t row)
{
	const char *name = rows_text(rows, row, "name"), *rank = rows_text(rows, row, "rank");
	bool interval = rows_text(rows, row, "lower") != NULL;
	double lower = rows_number(rows, row, "lower"), upper = rows_number(rows, row, "upper");
	const char *detail = text_join(arena, name, "：",
	    figure_value(arena, definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")),
	    definition->unit, NULL);

	if (interval)
		detail = text_join(arena, detail, "（",
		    figure_interval(arena, definition, true, lower, upper), "）", NULL);
	if (rank != NULL)
		detail = text_join(arena, detail, "，第 ", rank,
		    rows_flag(rows, row, "tied") ? "=" : "", " 名", NULL);
	return (struct plot_row){.label = name,
	    .detail = detail,
	    .value = rows_number(rows, row, "value"),
	    .interval_known = interval,
	    .lower = lower,
	    .upper = upper,
	    .ranked = rank != NULL};
}

/* Where a peer is hidden, phi and tau2 beside the values of the others would tell it. */
static bool
has_hidden(const struct rows *rows, size_t first, size_t end)
{
	for (size_t row = first; row < end; row++) {
		if (text_equal(
			rows_text(rows, row, "status"), figure_status_name(FIGURE_SUPPRESSED)))
			return true;
	}
	return false;
}

static const char *
funnel_note(struct arena *arena, const struct overdispersion *spread, bool hidden)
{
	const char *extent = hidden ? text_join(arena, "φ ", figure_phi_band(spread->phi), "，",
					  figure_spread_periods(arena, spread), NULL)
				    : figure_spread_text(arena, spread);

	return text_format(arena,
	    "中心线是公开了数值且达到最小分母的 %zu 家机构的合计值。离散程度 %s。%s", spread->units,
	    extent, figure_spread_note(spread));
}

/* Out of what is published alone, so that it says nothing that the tables do not.  details[i]: of
 * row first + i. */
static void
show_funnel(struct context *context, struct view *group, const struct figure_definition *definition,
    const struct rows *indicator, const struct rows *rows, size_t first, size_t end,
    const char *const details[])
{
	struct arena *arena = context->arena;
	struct figure_table table;
	struct figure_peers peers;
	struct plot_point *points = arena_new(arena, struct plot_point, end - first);
	const char *label = rows_text(rows, first, "peer_group");
	size_t outside = 0;

	figure_table_compare(&table, arena, definition, rows, first, end - first);
	figure_peers_place(&peers, &table, 0, end - first);
	if (!peers.funnel_known)
		return;
	for (size_t i = 0; i < peers.count; i++) {
		const struct figure_peer *peer = &peers.peers[i];

		points[i] = (struct plot_point){.label = details[peer->unit], .shown = true};
		outside += peer->funnel != NULL && peer->funnel->class_final != FUNNEL_WITHIN;
	}
	plot_funnel(view_object(group, "funnel"), arena,
	    &(struct chart_caption){.id = text_format(arena, "funnel-%zu", first + 1),
		.title = text_format(arena, "%s：漏斗图", label),
		.text = text_format(arena,
		    "%zu 家机构的指标值对分母，围绕合计值的 95%% 和 99.8%% 控制限；"
		    "计入过度离散后 %zu 家在限外。",
		    peers.spread.units, outside),
		.table = text_format(arena, "peers-%zu", first + 1),
		.note = funnel_note(arena, &peers.spread, has_hidden(rows, first, end))},
	    text_format(arena, "指标值（%s）", definition->unit),
	    text_format(arena, "分母：%s", rows_text(indicator, 0, "denominator_name")), &peers,
	    points);
}

void
edition_chart(struct context *context, struct view *group, const struct rows *indicator,
    const struct rows *groups, const struct rows *rows, size_t first, size_t end)
{
	struct arena *arena = context->arena;
	struct plot_row *plot = arena_new(arena, struct plot_row, end - first);
	const char **details = arena_new(arena, const char *, end - first);
	const char *label = rows_text(rows, first, "peer_group");
	struct figure_definition definition;
	struct plot_level centre, goal;
	size_t count = 0;

	view_list(group, "caterpillar");
	view_list(group, "funnel");
	figure_definition_read(&definition, indicator, 0);
	if (definition.truth)
		return;
	for (size_t row = first; row < end; row++) {
		if (rows_text(rows, row, "value") == NULL)
			continue;
		plot[count] = row_of(arena, &definition, rows, row);
		details[row - first] = plot[count++].detail;
	}
	if (count < 2)
		return;
	show_funnel(context, group, &definition, indicator, rows, first, end, details);
	centre = centre_of(arena, &definition, groups);
	goal = goal_of(arena, &definition, indicator);
	plot_caterpillar(view_object(group, "caterpillar"), arena,
	    &(struct chart_caption){.id = text_format(arena, "caterpillar-%zu", first + 1),
		.title = text_format(arena, "%s：指标值与 95%% 置信区间", label),
		.text = text_format(arena,
		    "%s %zu 家机构的指标值和 95%% 置信区间，自上而下按名次排列，"
		    "不参与排名的在最后。",
		    label, count),
		.table = text_format(arena, "peers-%zu", first + 1)},
	    text_format(arena, "指标值（%s）", definition.unit), plot, count, &centre, &goal);
}
