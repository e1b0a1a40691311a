/* /commission/indicator/<code>: sums of regions and groups, and the rank among peers. */
#include "indicator.h"

#include "commission/as_now.h"
#include "commission/computed.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/compared.h"
#include "figure/definition_view.h"
#include "figure/panel.h"
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
	/* A region's goal is for all of it. */
	bool whole = !filter_is_set(&indicator->filter);

	view_list(view, "groupings");
	for (size_t i = 0; i < INDICATOR_GROUPINGS; i++) {
		const struct indicator_grouping *way = &indicator_groupings[i];
		struct figure_group *groups;
		size_t count = indicator_group(&groups, indicator, way);
		struct view *grouping;

		if (count == 0)
			continue;
		grouping = view_item(view, "groupings");
		view_flag(grouping, "regional", way->by_key && whole);
		view_text(grouping, "title", way->title);
		view_text(grouping, "head", way->head);
		view_text(grouping, "id", way->key);
		view_list(grouping, "groups");
		for (size_t j = 0; j < count; j++) {
			struct view *item = view_item(grouping, "groups");

			view_text(item, "label", indicator_group_label(indicator, way, &groups[j]));
			show_total(item, indicator, &groups[j].total);
			if (way->by_key && whole)
				indicator_goal_show(item, indicator,
				    rows_text(indicator->results, groups[j].row, way->key),
				    &groups[j].total);
		}
	}
}

/* The chosen ones beside the same period of the year before, those valid in both apart. */
static void
show_compared(struct view *view, const struct indicator *indicator)
{
	struct figure_panel panel;

	figure_panel_read(&panel, &indicator->table);
	figure_compared_view(view, indicator->table.arena, &indicator->definition, panel.rows,
	    panel.gone, panel.come);
	view_text(view, "compared_period",
	    rows_count(indicator->results) == 0
		? NULL
		: rows_text(indicator->results, 0, "previous_period"));
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
	    ASK(&indicator->thresholds, INDICATOR_THRESHOLDS, scope->programme_id, indicator->code),
	    ASK(&indicator->areas, INDICATOR_AREAS, scope->programme_id, indicator->code),
	    ASK(&indicator->quarters, TREND_QUARTERS, scope->programme_id, indicator->code, NULL,
		as_now_value(context)),
	    ASK(&indicator->steps, SIMILAR_GROUPS, scope->period),
	    COMPUTED_ASK(&indicator->computed, scope),
	    ASK(&indicator->decisions, TREND_BASELINES, scope->programme_id, indicator->code, NULL),
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
	view_flag(view, "ranked_kind",
	    definition->rule.direction != MEASURE_NEUTRAL &&
		definition->rule.bar == COMPARISON_NO_BAR);
	figure_definition_show(view, indicator->head, 0,
	    rows_flag(indicator->head, 0, "unconfirmed") ? COMPARISON_BAR_UNCONFIRMED
							 : definition->rule.bar);
	view_text(view, "threshold",
	    figure_threshold(context->arena, definition,
		rows_text(indicator->head, 0, "threshold_op"),
		rows_text(indicator->head, 0, "threshold_value")));
	page_rows(view, "thresholds", indicator->thresholds);
	view_text(view, "definition_url",
	    html_url_query(context->arena,
		html_url_query(context->arena, "/commission/definition/", "programme",
		    indicator->scope.programme_id),
		"name", indicator->code));
	view_text(view, "catalogue_url",
	    html_url_path(context->arena, "catalogue", indicator->code, NULL));
}

static void
show_filter(struct context *context, struct view *view, const struct indicator *indicator)
{
	struct arena *arena = context->arena;
	const char *here = list_url(&indicator->list);

	filter_show(&indicator->filter, arena, view, indicator->results);
	view_integer(view, "chosen_count", (int64_t)indicator->chosen_count);
	view_text(view, "institution", indicator->institution);
	view_text(view, "unfiltered_url",
	    scope_url(&indicator->scope, arena,
		html_url_path(arena, "commission", "indicator", indicator->code, NULL)));
	page_table_links(view_object(view, "group_files"), arena,
	    html_url_query(arena, here, "table", "groups"));
	page_table_links(view_object(view, "quarter_files"), arena,
	    html_url_query(arena, here, "table", "quarters"));
}

static const char *
freeze_url(struct context *context, const struct indicator *indicator)
{
	if ((context->session->role_bit & ROLE_ADMINISTRATOR) == 0)
		return NULL;
	return html_url_path(context->arena, "commission", "indicator", indicator->code, "baseline",
	    indicator->scope.programme_id, NULL);
}

enum status
indicator_get(struct context *context)
{
	struct indicator indicator = {.context = context,
	    .code = context->segments[0],
	    .institution = request_query(context->request, "institution", NULL),
	    .group = request_query(context->request, "group", NULL),
	    .filter = filter_read(context)};
	struct view *view;
	enum status status = load(&indicator, context);

	if (status != STATUS_OK)
		return status;
	if (indicator.scope.redirect != NULL)
		return page_redirect(context, indicator.scope.redirect);
	if (rows_count(indicator.head) == 0)
		return STATUS_MISSING;
	compute(&indicator, context);
	status = indicator_ranking(&indicator);
	if (status != STATUS_OK)
		return status;
	if (list_is_file(&indicator.list))
		return indicator_file(context, &indicator);
	view = page_view(context, rows_text(indicator.head, 0, "name"));
	scope_show(&indicator.scope, view);
	show_definition(context, view, &indicator);
	show_filter(context, view, &indicator);
	show_total(view_object(view, "sum"), &indicator, &indicator.total);
	view_flag(view, "any_goal",
	    indicator_goal_show(view_object(view, "area"), &indicator, NULL, &indicator.region));
	page_row(view_object(view, "arrivals"), indicator.arrivals, 0);
	computed_show(context, view, indicator.computed, &indicator.scope);
	as_now_show(context, view);
	show_compared(view, &indicator);
	show_groupings(view, &indicator);
	figure_trend_show(view, context->arena, &indicator.definition, indicator.quarters,
	    &(struct figure_trend_page){.whose = "全辖区",
		.decisions = indicator.decisions,
		.freeze_url = freeze_url(context, &indicator)});
	list_show(&indicator.list, view);
	indicator_ranking_show(view, &indicator);
	page_crumb(view, "指标结果",
	    scope_url(&indicator.scope, context->arena, "/commission/indicator/"));
	page_crumb(view, rows_text(indicator.head, 0, "name"), NULL);
	return page_show(context, "commission/indicator/indicator", view);
}
