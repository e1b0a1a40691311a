/* The tables of an indicator as files for spreadsheets. */
#include "commission/computed.h"
#include "core/page.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/trend_view.h"
#include "figure/value.h"
#include "indicator.h"

#define TEXT   XLSX_TEXT
#define NUMBER XLSX_NUMBER

static const struct xlsx_column groups[] = {{"指标编码", TEXT}, {"指标名称", TEXT},
    {"报告期", TEXT}, {"汇总方式", TEXT}, {"分组", TEXT}, {"有数据机构", NUMBER},
    {"应有机构", NUMBER}, {"分子", NUMBER}, {"分母", NUMBER}, {"合计值", NUMBER}, {"单位", TEXT},
    {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"地区年度目标", NUMBER},
    {"地区目标结论", TEXT}};

#define NO_REGION "" /* a sum that is of no region */

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

static const char *
count_text(struct arena *arena, bool known, size_t count)
{
	return known ? text_format(arena, "%zu", count) : NULL;
}

static const char *
figure(const struct indicator *indicator, bool known, double number)
{
	return known ? figure_double(indicator->table.arena, &indicator->definition, number) : NULL;
}

/* ---- sums ---------------------------------------------------------------------- */

static void
add_sum(struct page_table *table, const struct indicator *indicator, const char *way,
    const char *label, const char *region, const struct comparison_total *total)
{
	const char *goal = NULL, *verdict = NULL;
	const struct figure_definition *definition = &indicator->definition;
	struct arena *arena = table->arena;
	bool fraction = measure_kind_has_denominator(definition->rule.kind);
	bool known = total->status == MEASURE_OK || total->status == MEASURE_PARTIAL;

	if (region == NULL || region[0] != '\0')
		verdict = indicator_goal_verdict(indicator, region, total, &goal);
	page_table_add(table,
	    (const char *const[]){indicator->code, rows_text(indicator->head, 0, "name"),
		indicator->scope.period, way, label, count_text(arena, true, total->received),
		count_text(arena, true, total->expected),
		known && fraction ? figure_decimal(arena, total->numerator) : NULL,
		known && fraction ? figure_decimal(arena, total->denominator) : NULL,
		figure_total_value(arena, definition, total), definition->unit,
		figure(indicator, total->interval_known, total->lower),
		figure(indicator, total->interval_known, total->upper), goal, verdict});
}

static void
add_groups(struct page_table *table, const struct indicator *indicator)
{
	add_sum(table, indicator, "合计", filter_is_set(&indicator->filter) ? "所选机构" : "全辖区",
	    filter_is_set(&indicator->filter) ? NO_REGION : NULL, &indicator->total);
	for (size_t i = 0; i < INDICATOR_GROUPINGS; i++) {
		const struct indicator_grouping *grouping = &indicator_groupings[i];
		struct figure_group *found;
		size_t count = indicator_group(&found, indicator, grouping);

		for (size_t j = 0; j < count; j++)
			add_sum(table, indicator, grouping->title,
			    indicator_group_label(indicator, grouping, &found[j]),
			    grouping->by_key && !filter_is_set(&indicator->filter)
				? rows_text(indicator->results, found[j].row, grouping->key)
				: NO_REGION,
			    &found[j].total);
	}
}

enum status
indicator_file(struct context *context, const struct indicator *indicator)
{
	const char *which = request_query(context->request, "table", NULL);
	const char *compared = rows_count(indicator->results) == 0
				   ? NULL
				   : rows_text(indicator->results, 0, "previous_period");
	const struct page_fact facts[] = {
	    {"指标", text_format(context->arena, "%s %s", indicator->code,
			 rows_text(indicator->head, 0, "name"))},
	    {"监测方案", indicator->scope.programme_name},
	    {"报告期", indicator->scope.period_label},
	    {"计算时间", computed_words(context->arena, indicator->computed)},
	    {"上期", compared == NULL ? "" : compared},
	    {"筛选", filter_words(&indicator->filter, context->arena, indicator->results)},
	    {"范围", "只统计已接受（含已公开）的报表；名次和控制限按全部同级同类机构计算。"}, {0}};
	struct page_table table;
	const char *name = "";

	if (text_equal(which, "groups")) {
		table = page_table_create(context->arena, groups, COUNT(groups));
		add_groups(&table, indicator);
		name = "-汇总";
	} else if (text_equal(which, "quarters")) {
		table = figure_trend_table(context->arena, &indicator->definition, indicator->code,
		    rows_text(indicator->head, 0, "name"), indicator->quarters,
		    indicator->decisions);
		name = "-趋势";
	} else {
		return list_send_file(&indicator->list, facts);
	}
	return page_table_send(context, indicator->list.format,
	    text_format(context->arena, "%s-%s%s", indicator->code, indicator->scope.period, name),
	    &table, facts);
}
