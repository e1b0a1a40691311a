/* /commission/indicator/<code>: sums of regions and groups, and the rank among peers. */
#include "indicator.h"

#include <stdlib.h>
#include <string.h>

#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "page.h"
#include "result/value.h"

static const struct {
	const char *title;
	const char *key;
	const char *label;
	bool by_key; /* else in the order of the rows, which is that of levels */
} groupings[] = {
    {"按县（区）汇总", "region_code", "region_name", true},
    {"按市汇总", "city_code", "city_name", true},
    {"按机构等级汇总", "level", "level_label", false},
    {"按机构类别汇总", "kind", "kind_label", false},
};

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(((const struct result_group *)a)->key, ((const struct result_group *)b)->key);
}

static void
show_total(
    struct view *view, const struct indicator *indicator, const struct comparison_total *total)
{
	struct arena *arena = indicator->table.arena;
	const struct result_definition *definition = &indicator->definition;
	const char *value = result_total_value(arena, definition, total);

	view_text(view, "value", value);
	view_text(view, "absent", total->status == MEASURE_UNAVAILABLE ? "不汇总" : "无数据");
	view_text(view, "counts", result_total_counts(arena, definition, total));
	view_text(view, "interval",
	    result_interval(arena, definition, total->interval_known, total->lower, total->upper));
	view_text(
	    view, "institutions", text_format(arena, "%zu/%zu", total->received, total->expected));
}

static void
show_groupings(struct view *view, const struct indicator *indicator)
{
	view_list(view, "groupings");
	for (size_t i = 0; i < sizeof(groupings) / sizeof(groupings[0]); i++) {
		struct result_group *groups;
		size_t count = result_table_group(&groups, &indicator->table, groupings[i].key);
		struct view *grouping;

		if (count < 2)
			continue;
		grouping = view_item(view, "groupings");
		view_text(grouping, "title", groupings[i].title);
		view_text(grouping, "id", groupings[i].key);
		view_list(grouping, "groups");
		if (groupings[i].by_key)
			qsort(groups, count, sizeof(*groups), compare_keys);
		for (size_t j = 0; j < count; j++) {
			struct view *item = view_item(grouping, "groups");

			view_text(item, "label",
			    rows_text(indicator->results, groups[j].row, groupings[i].label));
			show_total(item, indicator, &groups[j].total);
		}
	}
}

/* Two by two is much work in large groups: there only for the one the reader came for. */
#define ALIKE_PEERS 200

static void
show_line(struct context *context, struct view *item, const struct indicator *indicator,
    const struct result_peers *peers, size_t index)
{
	const struct rows *rows = indicator->results;
	const struct result_peer *peer = &peers->peers[index];
	size_t unit = peer->unit;
	bool alike = peers->count <= ALIKE_PEERS;
	struct indicator_line line;
	const char *institution = rows_text(rows, unit, "institution_id");

	indicator_line_read(&line, &indicator->table, unit);
	view_text(item, "institution_name", rows_text(rows, unit, "institution_name"));
	view_text(item, "region_name", rows_text(rows, unit, "region_name"));
	view_text(item, "url",
	    scope_url(&indicator->scope, context->arena,
		html_url_path(
		    context->arena, "commission", "institution", institution, "result", NULL)));
	view_flag(item, "mine", indicator_is_own(indicator, peer));
	view_text(item, "rank", line.rank);
	view_text(item, "of", line.of);
	view_text(item, "why", line.why);
	view_text(item, "value", line.value);
	view_text(item, "counts", line.counts);
	view_text(item, "interval", line.interval);
	view_text(item, "rank_interval", result_rank_interval(context->arena, peer));
	view_flag(item, "alike_known", alike);
	view_text(item, "alike", alike ? result_rank_alike(context->arena, peers, index) : NULL);
	view_text(item, "funnel_text", result_funnel_text(peer));
	view_text(item, "quality_text", result_quality_text(peer));
	view_text(item, "goal", line.goal);
	view_text(item, "goal_verdict", line.goal_verdict);
	view_text(item, "threshold_verdict", line.threshold_verdict);
	view_text(item, "change", line.change);
}

/* The one the reader came for, in words. */
static void
show_own(struct context *context, struct view *own, const struct indicator *indicator,
    const struct result_peers *peers, size_t index)
{
	const struct rows *rows = indicator->results;
	const struct result_peer *peer = &peers->peers[index];
	struct indicator_line line;

	indicator_line_read(&line, &indicator->table, peer->unit);
	view_text(own, "institution_name", rows_text(rows, peer->unit, "institution_name"));
	view_text(own, "label", rows_text(rows, peer->unit, "peer_group_label"));
	view_text(own, "rank", line.rank);
	view_text(own, "of", line.of);
	view_text(own, "why", line.why);
	view_text(own, "rank_interval", result_rank_interval(context->arena, peer));
	view_text(own, "alike", result_rank_alike(context->arena, peers, index));
	view_text(own, "funnel_text", result_funnel_text(peer));
}

/* One group: its table, ranked ones first, and its charts. */
static void
show_group(struct context *context, struct view *view, const struct indicator *indicator,
    const struct comparison_total *total, size_t first, size_t count)
{
	struct view *group = view_item(view, "peer_groups");
	const struct result_table *table = &indicator->table;
	struct result_peers peers;

	result_peers_read(&peers, table, first, count);
	view_text(group, "label", rows_text(table->rows, table->order[first], "peer_group_label"));
	view_text(group, "id", text_format(context->arena, "peers-%zu", first));
	view_flag(group, "few",
	    table->units[table->order[first]].of < RESULT_PEERS &&
		table->definition->rule.direction != MEASURE_NEUTRAL);
	view_list(group, "ranked");
	view_list(group, "unranked");
	for (size_t i = 0; i < count; i++) {
		bool ranked = table->units[peers.peers[i].unit].rank > 0;

		show_line(context, view_item(group, ranked ? "ranked" : "unranked"), indicator,
		    &peers, i);
		if (indicator_is_own(indicator, &peers.peers[i]))
			show_own(context, view_object(view, "own"), indicator, &peers, i);
	}
	indicator_show_charts(group, indicator, total, &peers);
}

static void
show_peers(struct context *context, struct view *view, const struct indicator *indicator,
    const struct comparison_total *total)
{
	const struct result_table *table = &indicator->table;
	const char *chosen = request_query(context->request, "group", NULL);
	size_t end;

	view_list(view, "peer_groups");
	view_list(view, "group_options");
	view_list(view, "own");
	for (size_t first = 0; first < table->count; first = end) {
		const char *key = rows_text(table->rows, table->order[first], "peer_group");
		struct view *option = view_item(view, "group_options");

		end = result_peers_end(table, first);
		view_text(option, "value", key);
		view_text(option, "label",
		    rows_text(table->rows, table->order[first], "peer_group_label"));
		view_flag(option, "selected", text_equal(key, chosen));
		if (chosen == NULL || text_equal(key, chosen))
			show_group(context, view, indicator, total, first, end - first);
	}
}

static enum status
load(struct indicator *indicator, struct context *context)
{
	struct scope *scope = &indicator->scope;
	enum status status = scope_open(scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope->empty)
		return STATUS_MISSING;
	db_send(context->db, QUERY_INDICATOR_HEAD, DB_VALUES(scope->programme_id, indicator->code));
	db_send(context->db, QUERY_INDICATOR_RESULTS,
	    DB_VALUES(scope->programme_id, scope->period, indicator->code));
	db_send(
	    context->db, QUERY_INDICATOR_ARRIVALS, DB_VALUES(scope->programme_id, scope->period));
	if (!indicator->csv)
		db_send(context->db, QUERY_TREND_QUARTERS,
		    DB_VALUES(scope->programme_id, indicator->code, NULL));
	status = scope_close(scope, context);
	if (status == STATUS_OK)
		status = db_receive(&indicator->head, context->db);
	if (status == STATUS_OK)
		status = db_receive(&indicator->results, context->db);
	if (status == STATUS_OK)
		status = db_receive(&indicator->arrivals, context->db);
	if (status == STATUS_OK && !indicator->csv)
		status = db_receive(&indicator->quarters, context->db);
	return status;
}

static void
show_definition(struct context *context, struct view *view, const struct indicator *indicator)
{
	const struct result_definition *definition = &indicator->definition;

	page_row(view, indicator->head, 0);
	view_text(view, "unit", definition->truth ? "" : definition->unit);
	view_text(view, "direction_text", result_direction_text(definition));
	view_flag(view, "ranked_kind", definition->rule.direction != MEASURE_NEUTRAL);
	view_text(view, "threshold",
	    result_threshold(context->arena, definition,
		rows_text(indicator->head, 0, "threshold_op"),
		rows_text(indicator->head, 0, "threshold_value")));
	view_text(view, "catalogue_url",
	    html_url_path(context->arena, "catalogue", indicator->code, NULL));
	view_text(view, "csv_url", commission_query_with(context, "format", "csv"));
}

enum status
indicator_get(struct context *context)
{
	struct indicator indicator = {.code = context->segments[0],
	    .institution = request_query(context->request, "institution", NULL),
	    .csv = text_equal(request_query(context->request, "format", NULL), "csv")};
	struct comparison_total total;
	struct view *view;
	enum status status = load(&indicator, context);

	if (status != STATUS_OK)
		return status;
	if (indicator.scope.redirect != NULL)
		return page_redirect(context, indicator.scope.redirect);
	if (rows_count(indicator.head) == 0)
		return STATUS_MISSING;
	result_definition_read(&indicator.definition, indicator.head, 0);
	result_table_compare(&indicator.table, context->arena, &indicator.definition,
	    indicator.results, 0, rows_count(indicator.results));
	if (indicator.csv)
		return indicator_csv(context, &indicator);
	view = page_view(context, rows_text(indicator.head, 0, "name"));
	scope_show(&indicator.scope, view);
	show_definition(context, view, &indicator);
	result_table_total(&total, &indicator.table, NULL);
	show_total(view_object(view, "total"), &indicator, &total);
	page_row(view_object(view, "arrivals"), indicator.arrivals, 0);
	show_groupings(view, &indicator);
	indicator_show_trend(context, view, &indicator.definition, indicator.quarters, "全辖区");
	show_peers(context, view, &indicator, &total);
	commission_crumb(view, "指标结果",
	    scope_url(&indicator.scope, context->arena, "/commission/indicator/"));
	commission_crumb(view, rows_text(indicator.head, 0, "name"), NULL);
	return page_show(context, "commission/indicator", view);
}
