#include "peer_chart.h"

#include "core/arena.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "line.h"
#include "plot.h"
#include "value.h"

const char *
peer_chart_name(const struct figure_table *table, size_t unit)
{
	const char *name = rows_text(table->rows, table->first + unit, "institution_name");

	return name == NULL ? "同组机构" : name;
}

static bool
is_named(const struct figure_table *table, size_t unit)
{
	return rows_text(table->rows, table->first + unit, "institution_name") != NULL;
}

static bool
is_shown(const struct peer_chart *chart, size_t unit)
{
	const struct figure_table *table = chart->peers->table;

	if (chart->drawn != NULL && !chart->drawn[unit])
		return false;
	return rows_flag(table->rows, table->first + unit, "shown");
}

static const char *
own_label(const struct peer_chart *chart, size_t unit)
{
	const struct figure_table *table = chart->peers->table;

	return rows_flag(table->rows, table->first + unit, "own") ? chart->own_label : NULL;
}

/* "示例医院：3.20%（2.10～4.40），3/94，第 3 名"; without counts if it is not named. */
static const char *
detail_of(const struct figure_table *table, const struct figure_peer *peer)
{
	struct figure_line line;
	struct buffer out = buffer_create(table->arena, 128);

	figure_line_read(&line, table, peer->unit);
	buffer_append_format(&out, "%s：%s%s", peer_chart_name(table, peer->unit),
	    line.value == NULL ? "" : line.value, table->definition->unit);
	if (line.interval != NULL)
		buffer_append_format(&out, "（%s）", line.interval);
	if (line.counts != NULL && is_named(table, peer->unit))
		buffer_append_format(&out, "，%s", line.counts);
	if (line.rank != NULL)
		buffer_append_format(&out, "，第 %s 名", line.rank);
	if (peer->funnel != NULL)
		buffer_append_format(&out, "，%s", figure_funnel_text(peer));
	return out.data;
}

/* A row's label; those that are not named are told apart by their ranks. */
static const char *
label_of(const struct figure_table *table, size_t unit)
{
	const char *rank = figure_rank(table->arena, &table->units[unit]);

	if (is_named(table, unit) || rank == NULL)
		return peer_chart_name(table, unit);
	return text_format(table->arena, "同组机构（第 %s 名）", rank);
}

static const char *
measured(const struct figure_table *table)
{
	return text_format(table->arena, "指标值（%s）", table->definition->unit);
}

static const char *
group_of(const struct peer_chart *chart)
{
	const struct figure_table *table = chart->peers->table;

	return rows_text(
	    table->rows, table->first + chart->peers->peers[0].unit, "peer_group_label");
}

/* A threshold that is a number; those that follow the baseline have no line. */
static struct plot_level
goal_of(const struct peer_chart *chart)
{
	const struct figure_table *table = chart->peers->table;
	const char *op = rows_text(chart->head, chart->head_row, "threshold_op");
	const char *value = rows_text(chart->head, chart->head_row, "threshold_value");

	if (op == NULL || value == NULL)
		return (struct plot_level){0};
	return (struct plot_level){
	    .label = text_format(table->arena, "要求：%s",
		figure_threshold(table->arena, table->definition, op, value)),
	    .value = rows_number(chart->head, chart->head_row, "threshold_value")};
}

static void
show_caterpillar(struct view *group, const struct peer_chart *chart)
{
	const struct figure_peers *peers = chart->peers;
	const struct figure_table *table = peers->table;
	struct arena *arena = table->arena;
	struct plot_row *rows = arena_new(arena, struct plot_row, peers->count);
	struct plot_level centre = {chart->centre_label, chart->centre}, goal = goal_of(chart);
	const char *label = group_of(chart);
	size_t count = 0;

	for (size_t i = 0; i < peers->count; i++) {
		size_t unit = peers->peers[i].unit;
		const struct comparison_unit *computed = &table->units[unit];

		if ((computed->status != MEASURE_OK && computed->status != MEASURE_PARTIAL) ||
		    !is_shown(chart, unit))
			continue;
		rows[count++] = (struct plot_row){.label = label_of(table, unit),
		    .detail = detail_of(table, &peers->peers[i]),
		    .value = computed->value,
		    .interval_known = computed->interval_known,
		    .lower = computed->lower,
		    .upper = computed->upper,
		    .ranked = computed->rank > 0,
		    .own = own_label(chart, unit)};
	}
	if (count < 2)
		return;
	plot_caterpillar(view_object(group, "caterpillar"), arena,
	    &(struct chart_caption){.id = text_format(arena, "caterpillar-%zu", peers->first),
		.title = text_format(arena, "%s：指标值与 95%% 置信区间", label),
		.text = text_format(arena,
		    "%s %zu 家机构的指标值和 95%% 置信区间，自上而下按名次排列，"
		    "不参与排名的在最后。",
		    label, count),
		.table = text_format(arena, "peers-%zu", peers->first)},
	    measured(table), rows, count, &centre, &goal);
}

static const char *
funnel_note(struct arena *arena, const struct overdispersion *spread)
{
	return text_format(arena, "离散程度 %s，参与计算的机构 %zu 家。%s",
	    figure_spread_text(arena, spread), spread->units, figure_spread_note(spread));
}

/* A place in the funnel for each peer that is shown there. */
static size_t
count_outside(const struct figure_peers *peers)
{
	size_t outside = 0;

	for (size_t i = 0; i < peers->count; i++) {
		const struct figure_peer *peer = &peers->peers[i];

		outside += peer->funnel != NULL && peer->funnel->class_final != FUNNEL_WITHIN;
	}
	return outside;
}

static void
show_funnel(struct view *group, const struct peer_chart *chart)
{
	const struct figure_peers *peers = chart->peers;
	const struct figure_table *table = peers->table;
	struct arena *arena = table->arena;
	struct plot_point *points = arena_new(arena, struct plot_point, peers->count);

	for (size_t i = 0; i < peers->count; i++) {
		const struct figure_peer *peer = &peers->peers[i];

		points[i] = (struct plot_point){.label = detail_of(table, peer),
		    .shown = is_shown(chart, peer->unit),
		    .own = own_label(chart, peer->unit),
		    .name = peer_chart_name(table, peer->unit)};
	}
	plot_funnel(view_object(group, "funnel"), arena,
	    &(struct chart_caption){.id = text_format(arena, "funnel-%zu", peers->first),
		.title = text_format(arena, "%s：漏斗图", group_of(chart)),
		.text = text_format(arena,
		    "%zu 家机构的指标值对分母，围绕同组合计值的 95%% 和 99.8%% 精确控制限；"
		    "计入过度离散后 %zu 家在限外。",
		    peers->spread.units, count_outside(peers)),
		.table = text_format(arena, "peers-%zu", peers->first),
		.note = funnel_note(arena, &peers->spread)},
	    measured(table),
	    text_format(
		arena, "分母：%s", rows_text(chart->head, chart->head_row, "denominator_name")),
	    peers, points);
}

void
peer_chart_show(struct view *group, const struct peer_chart *chart)
{
	view_list(group, "caterpillar");
	view_list(group, "funnel");
	if (chart->peers->table->definition->truth)
		return;
	show_caterpillar(group, chart);
	if (chart->peers->funnel_known)
		show_funnel(group, chart);
}
