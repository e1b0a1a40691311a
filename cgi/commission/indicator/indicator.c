/* /commission/indicator/<code>: sums of regions and groups, and the rank among peers. */
#include "indicator.h"

#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/peer_chart.h"
#include "figure/trend_view.h"
#include "figure/value.h"

/* ---- sums ----------------------------------------------------------------------------------- */

static void
show_total(
    struct view *view, const struct indicator *indicator, const struct comparison_total *total)
{
	struct arena *arena = indicator->table.arena;
	const struct figure_definition *definition = &indicator->definition;
	const char *value = figure_total_value(arena, definition, total);

	view_text(view, "value", value);
	view_text(view, "absent", total->status == MEASURE_UNAVAILABLE ? "不汇总" : "无数据");
	view_text(view, "counts", figure_total_counts(arena, definition, total));
	view_text(view, "interval",
	    figure_interval(arena, definition, total->interval_known, total->lower, total->upper));
	view_text(
	    view, "institutions", text_format(arena, "%zu/%zu", total->received, total->expected));
}

static void
show_groupings(struct view *view, const struct indicator *indicator)
{
	view_list(view, "groupings");
	for (size_t i = 0; i < INDICATOR_GROUPINGS; i++) {
		const struct indicator_grouping *way = &indicator_groupings[i];
		struct figure_group *groups;
		size_t count = indicator_group(&groups, indicator, way);
		struct view *grouping;

		if (count == 0)
			continue;
		grouping = view_item(view, "groupings");
		view_text(grouping, "title", way->title);
		view_text(grouping, "head", way->head);
		view_text(grouping, "id", way->key);
		view_list(grouping, "groups");
		for (size_t j = 0; j < count; j++) {
			struct view *item = view_item(grouping, "groups");

			view_text(item, "label", indicator_group_label(indicator, way, &groups[j]));
			show_total(item, indicator, &groups[j].total);
		}
	}
}

/* ---- peers ---------------------------------------------------------------------------------- */

/* Two by two is much work in large groups: there only for the one the reader came for. */
#define ALIKE_PEERS 200

static void
show_progress(struct context *context, struct view *item, const struct figure_progress *progress)
{
	figure_change_view(item, "previous", &progress->previous);
	figure_change_view(item, "since_baseline", &progress->baseline);
	view_text(item, "distance", progress->distance_words);
	view_text(item, "distance_aim", progress->aim);
	view_text(item, "distance_interval",
	    progress->distance_lower == NULL
		? NULL
		: text_format(context->arena, "%s～%s", progress->distance_lower,
		      progress->distance_upper));
}

static void
show_line(struct context *context, struct view *item, const struct indicator *indicator,
    const struct figure_peers *peers, size_t index)
{
	const struct rows *rows = indicator->results;
	const struct figure_peer *peer = &peers->peers[index];
	size_t unit = peer->unit;
	bool alike = peers->count <= ALIKE_PEERS;
	struct figure_line line;
	struct figure_progress progress;
	const char *institution = rows_text(rows, unit, "institution_id");

	figure_line_read(&line, &indicator->table, unit);
	figure_progress_read(&progress, &indicator->table, unit, indicator->head, 0);
	view_columns(item, rows, unit, "institution_name", "region_name");
	view_text(item, "url",
	    scope_url(&indicator->scope, context->arena,
		html_url_path(
		    context->arena, "commission", "institution", institution, "result", NULL)));
	view_flag(item, "mine", rows_flag(rows, unit, "own"));
	view_text(item, "rank", line.rank);
	view_text(item, "of", line.of);
	view_text(item, "why", line.why);
	view_text(item, "value", line.value);
	view_text(item, "counts", line.counts);
	view_text(item, "interval", line.interval);
	view_text(item, "rank_interval", figure_rank_interval(context->arena, peer));
	view_flag(item, "alike_known", alike);
	view_text(item, "alike", alike ? figure_rank_alike(context->arena, peers, index) : NULL);
	view_text(item, "funnel_text", figure_funnel_text(peer));
	view_text(item, "quality_text", figure_quality_text(peer));
	view_text(item, "goal", line.goal);
	view_text(item, "goal_verdict", line.goal_verdict);
	view_text(item, "threshold_verdict", line.threshold_verdict);
	show_progress(context, item, &progress);
	view_text(item, "ledger_url",
	    line.value != NULL && commission_may_decide(context)
		? ledger_new_url(context->arena, institution, indicator->scope.programme_id,
		      indicator->scope.period, indicator->code, NULL)
		: NULL);
}

/* The one the reader came for, in words. */
static void
show_own(struct context *context, struct view *own, const struct indicator *indicator,
    const struct figure_peers *peers, size_t index)
{
	const struct rows *rows = indicator->results;
	const struct figure_peer *peer = &peers->peers[index];
	struct figure_line line;

	figure_line_read(&line, &indicator->table, peer->unit);
	view_text(own, "institution_name", rows_text(rows, peer->unit, "institution_name"));
	view_text(own, "label", rows_text(rows, peer->unit, "peer_group_label"));
	view_text(own, "rank", line.rank);
	view_text(own, "of", line.of);
	view_text(own, "why", line.why);
	view_text(own, "rank_interval", figure_rank_interval(context->arena, peer));
	view_text(own, "alike", figure_rank_alike(context->arena, peers, index));
	view_text(own, "funnel_text", figure_funnel_text(peer));
}

static void
show_charts(struct view *group, const struct indicator *indicator, const struct figure_peers *peers)
{
	struct arena *arena = indicator->table.arena;
	const struct figure_definition *definition = &indicator->definition;
	const char *whole = figure_total_value(arena, definition, &indicator->region);
	struct peer_chart chart = {.peers = peers,
	    .head = indicator->head,
	    .own_label = "所选机构",
	    .centre = indicator->region.value};

	if (whole != NULL && measure_kind_has_denominator(definition->rule.kind))
		chart.centre_label =
		    text_format(arena, "全辖区合计值 %s%s", whole, definition->unit);
	peer_chart_show(group, &chart);
}

/* One group: its table, ranked ones first, and its charts. */
static void
show_group(struct context *context, struct view *view, const struct indicator *indicator,
    size_t first, size_t count)
{
	struct view *group = view_item(view, "peer_groups");
	const struct figure_table *table = &indicator->table;
	struct figure_peers peers;

	figure_peers_read(&peers, table, first, count);
	view_text(group, "label", rows_text(table->rows, table->order[first], "peer_group_label"));
	view_text(group, "id", text_format(context->arena, "peers-%zu", first));
	view_flag(group, "few",
	    table->units[table->order[first]].of < FIGURE_PEERS &&
		table->definition->rule.direction != MEASURE_NEUTRAL);
	view_list(group, "peers");
	for (size_t i = 0; i < count; i++) {
		size_t unit = peers.peers[i].unit;

		if (table->chosen[unit])
			show_line(context, view_item(group, "peers"), indicator, &peers, i);
		if (rows_flag(table->rows, unit, "own"))
			show_own(context, view_object(view, "own"), indicator, &peers, i);
	}
	show_charts(group, indicator, &peers);
}

bool
indicator_group_shown(const struct indicator *indicator, size_t first, size_t end)
{
	const struct figure_table *table = &indicator->table;

	if (indicator->group != NULL &&
	    !text_equal(
		rows_text(table->rows, table->order[first], "peer_group"), indicator->group))
		return false;
	while (first < end && !table->chosen[table->order[first]])
		first++;
	return first < end;
}

static void
show_peers(struct context *context, struct view *view, const struct indicator *indicator)
{
	const struct figure_table *table = &indicator->table;
	size_t end;

	view_list(view, "peer_groups");
	view_list(view, "group_options");
	view_list(view, "own");
	for (size_t first = 0; first < table->count; first = end) {
		const char *key = rows_text(table->rows, table->order[first], "peer_group");
		struct view *option = view_item(view, "group_options");

		end = figure_peers_end(table, first);
		view_text(option, "value", key);
		view_text(option, "label",
		    rows_text(table->rows, table->order[first], "peer_group_label"));
		view_flag(option, "selected", text_equal(key, indicator->group));
		if (indicator_group_shown(indicator, first, end))
			show_group(context, view, indicator, first, end - first);
	}
}

/* ---- the page ------------------------------------------------------------------------------- */

static enum status
load(struct indicator *indicator, struct context *context)
{
	struct scope *scope = &indicator->scope;
	const struct filter *filter = &indicator->filter;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope->empty)
		return STATUS_MISSING;
	const struct ask asks[] = {
	    ASK(&indicator->head, INDICATOR_HEAD, scope->programme_id, indicator->code),
	    ASK(&indicator->results, INDICATOR_RESULTS, scope->programme_id, scope->period,
		indicator->code, indicator->institution, filter->region, filter->level,
		filter->kind, filter->ownership),
	    ASK(&indicator->arrivals, INDICATOR_ARRIVALS, scope->programme_id, scope->period),
	    ASK(&indicator->quarters, TREND_QUARTERS, scope->programme_id, indicator->code, NULL),
	};
	return SCOPE_ASK_ALL(scope, context, asks);
}

static void
compute(struct indicator *indicator, struct context *context)
{
	struct figure_table *table = &indicator->table;
	size_t count = rows_count(indicator->results);
	bool *chosen = arena_new(context->arena, bool, count);

	figure_definition_read(&indicator->definition, indicator->head, 0);
	figure_table_compare(
	    table, context->arena, &indicator->definition, indicator->results, 0, count);
	figure_table_total(&indicator->region, table, NULL);
	for (size_t i = 0; i < count; i++) {
		chosen[i] = rows_flag(indicator->results, i, "shown");
		indicator->chosen_count += chosen[i];
	}
	table->chosen = chosen;
	figure_table_total(&indicator->total, table, NULL);
}

static void
show_definition(struct context *context, struct view *view, const struct indicator *indicator)
{
	const struct figure_definition *definition = &indicator->definition;

	page_row(view, indicator->head, 0);
	view_text(view, "unit", definition->truth ? "" : definition->unit);
	view_text(view, "direction_text", figure_direction_text(definition));
	view_flag(view, "ranked_kind", definition->rule.direction != MEASURE_NEUTRAL);
	view_text(view, "threshold",
	    figure_threshold(context->arena, definition,
		rows_text(indicator->head, 0, "threshold_op"),
		rows_text(indicator->head, 0, "threshold_value")));
	view_text(view, "catalogue_url",
	    html_url_path(context->arena, "catalogue", indicator->code, NULL));
}

static void
show_filter(struct context *context, struct view *view, const struct indicator *indicator)
{
	struct arena *arena = context->arena;
	const char *here = page_url_with(context, "table", NULL);

	filter_show(&indicator->filter, arena, view, indicator->results);
	view_integer(view, "chosen_count", (int64_t)indicator->chosen_count);
	view_text(view, "institution", indicator->institution);
	view_text(view, "unfiltered_url",
	    scope_url(&indicator->scope, arena,
		html_url_path(arena, "commission", "indicator", indicator->code, NULL)));
	page_table_links(view_object(view, "ranking_files"), arena, here);
	page_table_links(view_object(view, "group_files"), arena,
	    html_url_query(arena, here, "table", "groups"));
	page_table_links(view_object(view, "quarter_files"), arena,
	    html_url_query(arena, here, "table", "quarters"));
}

const struct query indicator_query[] = {
    SCOPE_QUERY,
    FILTER_QUERY,
    {.name = "institution", .kind = VALUE_ID},
    {.name = "group", .kind = VALUE_TEXT},
    {.name = "table", .kind = VALUE_WORD, .words = "groups quarters"},
    PARAMETER_FORMAT,
    {0},
};

enum status
indicator_get(struct context *context)
{
	struct indicator indicator = {.code = context->segments[0],
	    .institution = request_query(context->request, "institution", NULL),
	    .group = request_query(context->request, "group", NULL),
	    .filter = filter_read(context),
	    .format = page_format(context)};
	struct view *view;
	enum status status = load(&indicator, context);

	if (status != STATUS_OK)
		return status;
	if (indicator.scope.redirect != NULL)
		return page_redirect(context, indicator.scope.redirect);
	if (rows_count(indicator.head) == 0)
		return STATUS_MISSING;
	compute(&indicator, context);
	if (indicator.format != PAGE_HTML)
		return indicator_file(context, &indicator);
	view = page_view(context, rows_text(indicator.head, 0, "name"));
	scope_show(&indicator.scope, view);
	show_definition(context, view, &indicator);
	show_filter(context, view, &indicator);
	show_total(view_object(view, "total"), &indicator, &indicator.total);
	page_row(view_object(view, "arrivals"), indicator.arrivals, 0);
	show_groupings(view, &indicator);
	figure_trend_show(
	    view, context->arena, &indicator.definition, indicator.quarters, "全辖区");
	show_peers(context, view, &indicator);
	page_crumb(view, "指标结果",
	    scope_url(&indicator.scope, context->arena, "/commission/indicator/"));
	page_crumb(view, rows_text(indicator.head, 0, "name"), NULL);
	return page_show(context, "commission/indicator/indicator", view);
}
