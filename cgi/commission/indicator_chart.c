/* The charts of one peer group: every interval side by side, and the funnel. */
#include "core/arena.h"
#include "core/db.h"
#include "core/text.h"
#include "indicator.h"
#include "result/plot.h"
#include "result/value.h"

bool
indicator_is_own(const struct indicator *indicator, const struct result_peer *peer)
{
	return indicator->institution != NULL &&
	       text_equal(rows_text(indicator->results, peer->unit, "institution_id"),
		   indicator->institution);
}

static const char *
name_of(const struct indicator *indicator, const struct result_peer *peer)
{
	return rows_text(indicator->results, peer->unit, "institution_name");
}

/* "示例医院：3.20%（2.10～4.40），3/94，第 3 名" */
static const char *
detail_of(const struct indicator *indicator, const struct result_peer *peer)
{
	struct arena *arena = indicator->table.arena;
	struct indicator_line line;
	struct buffer out = buffer_create(arena, 128);

	indicator_line_read(&line, &indicator->table, peer->unit);
	buffer_append_format(&out, "%s：%s%s", name_of(indicator, peer),
	    line.value == NULL ? "" : line.value, indicator->definition.unit);
	if (line.interval != NULL)
		buffer_append_format(&out, "（%s）", line.interval);
	if (line.counts != NULL)
		buffer_append_format(&out, "，%s", line.counts);
	if (line.rank != NULL)
		buffer_append_format(&out, "，第 %s 名", line.rank);
	if (peer->funnel != NULL)
		buffer_append_format(&out, "，%s", result_funnel_text(peer));
	return out.data;
}

static const char *
measured(const struct indicator *indicator)
{
	return text_format(indicator->table.arena, "指标值（%s）", indicator->definition.unit);
}

/* A threshold that is a number; those that follow the baseline have no line. */
static struct plot_level
goal_of(const struct indicator *indicator)
{
	const struct rows *head = indicator->head;
	const char *op = rows_text(head, 0, "threshold_op");

	if (op == NULL || rows_text(head, 0, "threshold_value") == NULL)
		return (struct plot_level){0};
	return (struct plot_level){
	    .label = text_format(indicator->table.arena, "阈值：%s",
		result_threshold(indicator->table.arena, &indicator->definition, op,
		    rows_text(head, 0, "threshold_value"))),
	    .value = rows_number(head, 0, "threshold_value")};
}

static void
show_caterpillar(struct view *group, const struct indicator *indicator,
    const struct comparison_total *total, const struct result_peers *peers)
{
	const struct result_table *table = &indicator->table;
	struct arena *arena = table->arena;
	struct plot_row *rows = arena_new(arena, struct plot_row, peers->count);
	struct plot_level centre = {0}, goal = goal_of(indicator);
	const char *label = rows_text(table->rows, peers->peers[0].unit, "peer_group_label");
	const char *whole = result_total_value(arena, table->definition, total);
	size_t count = 0;

	for (size_t i = 0; i < peers->count; i++) {
		const struct comparison_unit *unit = &table->units[peers->peers[i].unit];

		if (unit->status != MEASURE_OK && unit->status != MEASURE_PARTIAL)
			continue;
		rows[count++] = (struct plot_row){.label = name_of(indicator, &peers->peers[i]),
		    .detail = detail_of(indicator, &peers->peers[i]),
		    .value = unit->value,
		    .interval_known = unit->interval_known,
		    .lower = unit->lower,
		    .upper = unit->upper,
		    .ranked = unit->rank > 0,
		    .own = indicator_is_own(indicator, &peers->peers[i])};
	}
	if (count < 2)
		return;
	if (whole != NULL && measure_kind_has_denominator(table->definition->rule.kind))
		centre = (struct plot_level){.label = text_format(arena, "全辖区汇总值 %s%s", whole,
						 table->definition->unit),
		    .value = total->value};
	plot_caterpillar(view_object(group, "caterpillar"), arena,
	    &(struct chart_caption){.id = text_format(arena, "caterpillar-%zu", peers->first),
		.title = text_format(arena, "%s：指标值与 95%% 置信区间", label),
		.text = text_format(arena,
		    "%s %zu 家机构的指标值和 95%% "
		    "置信区间，自上而下按名次排列，不参与排名的在最后。",
		    label, count),
		.table = text_format(arena, "peers-%zu", peers->first)},
	    measured(indicator), rows, count, &centre, &goal);
}

static const char *
funnel_note(struct arena *arena, const struct overdispersion *spread)
{
	struct buffer out = buffer_create(arena, 256);

	buffer_append_format(&out, "离散系数 φ=%.2f", spread->phi);
	if (spread->adjusted)
		buffer_append_format(&out, "，τ²=%.3g", spread->tau2);
	buffer_append_format(&out, "，参与计算的机构 %zu 家。", spread->units);
	if (!spread->adjusted)
		buffer_append_format(
		    &out, "少于 %d 家，控制限不作过度离散调整。", OVERDISPERSION_UNITS);
	else if (spread->tau2 > 0)
		buffer_append_text(&out, "位置按原控制限和调整后控制限中较宽的判定。");
	else
		buffer_append_text(&out, "没有过度离散，控制限不作调整。");
	if (spread->phi > 10)
		buffer_append_text(&out,
		    "φ 大于 "
		    "10，同组合计值不能代表这一组：限外的机构先核查病例构成和口径，再作判断。");
	return out.data;
}

static void
show_funnel(struct view *group, const struct indicator *indicator, const struct result_peers *peers)
{
	struct arena *arena = indicator->table.arena;
	const struct rows *rows = indicator->results;
	const char *label = rows_text(rows, peers->peers[0].unit, "peer_group_label");
	const char **details = arena_new(arena, const char *, peers->count);
	size_t outside = 0;

	for (size_t i = 0; i < peers->count; i++) {
		const struct result_peer *peer = &peers->peers[i];

		details[i] = detail_of(indicator, peer);
		outside += peer->funnel != NULL && peer->funnel->class_final != FUNNEL_WITHIN;
	}
	plot_funnel(view_object(group, "funnel"), arena,
	    &(struct chart_caption){.id = text_format(arena, "funnel-%zu", peers->first),
		.title = text_format(arena, "%s：漏斗图", label),
		.text = text_format(arena,
		    "%zu 家机构的指标值对分母，围绕同组合计值的 95%% 和 99.8%% 精确控制限；%zu "
		    "家在控制限外。",
		    peers->spread.units, outside),
		.table = text_format(arena, "peers-%zu", peers->first),
		.note = funnel_note(arena, &peers->spread)},
	    measured(indicator),
	    text_format(arena, "分母：%s", rows_text(indicator->head, 0, "denominator_name")),
	    peers, details);
}

void
indicator_show_charts(struct view *group, const struct indicator *indicator,
    const struct comparison_total *total, const struct result_peers *peers)
{
	view_list(group, "caterpillar");
	view_list(group, "funnel");
	if (indicator->definition.truth)
		return;
	show_caterpillar(group, indicator, total, peers);
	if (peers->funnel_known)
		show_funnel(group, indicator, peers);
}
