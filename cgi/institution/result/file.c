/* Own results as files for spreadsheets; of peers they have what the page has, which is public. */
#include "core/arena.h"
#include "core/page.h"
#include "core/text.h"
#include "figure/peer_chart.h"
#include "figure/trend_view.h"
#include "figure/value.h"
#include "result.h"

#define TEXT   XLSX_TEXT
#define NUMBER XLSX_NUMBER

static const struct xlsx_column own_columns[] = {{"专业", TEXT}, {"指标编码", TEXT},
    {"指标名称", TEXT}, {"报告期", TEXT}, {"指标值", NUMBER}, {"单位", TEXT}, {"分子", NUMBER},
    {"分母", NUMBER}, {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"名次", NUMBER},
    {"参排机构数", NUMBER}, {"名次95%区间下限", NUMBER}, {"名次95%区间上限", NUMBER},
    {"控制限位置", TEXT}, {"相对预期", TEXT}, {"未排名原因", TEXT}, {"要求", TEXT},
    {"是否达到要求", TEXT}, {"本院目标", NUMBER}, {"是否实现本院目标", TEXT}, {"距目标依据", TEXT},
    {"距目标例数", NUMBER}, {"距目标例数下限", NUMBER}, {"距目标例数上限", NUMBER},
    {"上期值", NUMBER}, {"较上期变化", NUMBER}, {"较上期判断", TEXT}, {"基线值", NUMBER},
    {"较基线变化", NUMBER}, {"较基线判断", TEXT}};

static const struct xlsx_column peer_columns[] = {{"指标编码", TEXT}, {"报告期", TEXT},
    {"同组机构", TEXT}, {"机构", TEXT}, {"名次", NUMBER}, {"参排机构数", NUMBER},
    {"名次95%区间下限", NUMBER}, {"名次95%区间上限", NUMBER}, {"指标值", NUMBER}, {"单位", TEXT},
    {"95%区间下限", NUMBER}, {"95%区间上限", NUMBER}, {"控制限位置", TEXT}, {"相对预期", TEXT},
    {"未排名原因", TEXT}};

#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

static void
add_own(struct page_table *table, const struct result_scope *scope, const struct result_own *own)
{
	const struct rows *rows = own->table.rows;
	const struct figure_peer *peer = &own->peers.peers[own->index];
	const struct figure_progress *progress = &own->progress;
	const struct figure_line *line = &own->line;
	struct arena *arena = table->arena;
	size_t row = own->first + own->unit;

	page_table_add(table,
	    (const char *const[]){rows_text(rows, row, "specialty"),
		rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"), scope->period,
		line->value, own->definition.unit,
		figure_number(arena, rows_text(rows, row, "numerator")),
		figure_number(arena, rows_text(rows, row, "denominator")), line->lower, line->upper,
		line->rank, line->of, figure_rank_limit(arena, peer, false),
		figure_rank_limit(arena, peer, true), figure_funnel_text(peer),
		figure_quality_text(peer), line->why,
		figure_threshold(arena, &own->definition, rows_text(rows, row, "threshold_op"),
		    rows_text(rows, row, "threshold_value")),
		line->threshold_verdict, line->goal, line->goal_verdict, progress->aim,
		progress->distance, progress->distance_lower, progress->distance_upper,
		progress->previous.from, progress->previous.figure, progress->previous.words,
		line->baseline, progress->baseline.figure, progress->baseline.words});
}

enum status
result_send_file(struct context *context, const struct result_scope *scope, const char *name,
    const struct page_table *table)
{
	const struct page_fact facts[] = {
	    {"监测方案", rows_text(scope->periods, scope->chosen, "programme_name")},
	    {"报告期", rows_text(scope->periods, scope->chosen, "period_label")},
	    {"范围", "本机构只统计已接受（含已公开）的报表；同组机构只列最新公开版本中的数值。"},
	    {0}};

	return page_table_send(context, page_format(context),
	    text_format(context->arena, "%s-%s", name, scope->period), table, facts);
}

enum status
result_list_file(struct context *context, const struct result_scope *scope, const struct rows *list)
{
	struct page_table table =
	    page_table_create(context->arena, own_columns, COUNT(own_columns));
	struct result_own own;

	for (size_t first = 0; first < rows_count(list); first = own.end) {
		result_own_read(&own, context->arena, list, first, RESULT_RANKS_OWN);
		add_own(&table, scope, &own);
	}
	return result_send_file(context, scope, "本机构指标结果", &table);
}

static void
add_peer(struct page_table *table, const struct result_scope *scope, const struct result_own *own,
    size_t index)
{
	const struct figure_peer *peer = &own->peers.peers[index];
	const struct rows *rows = own->table.rows;
	struct arena *arena = table->arena;
	struct figure_line line;

	figure_line_read(&line, &own->table, peer->unit);
	page_table_add(
	    table, (const char *const[]){rows_text(rows, own->first, "indicator_code"),
		       scope->period, rows_text(rows, own->first, "peer_group_label"),
		       peer_chart_name(&own->table, peer->unit), line.rank, line.of,
		       figure_rank_limit(arena, peer, false), figure_rank_limit(arena, peer, true),
		       line.value, own->definition.unit, line.lower, line.upper,
		       figure_funnel_text(peer), figure_quality_text(peer),
		       index == own->index ? own->line.why : result_why(own, &line)});
}

enum status
result_indicator_file(struct context *context, const struct result_scope *scope,
    const struct result_own *own, const struct rows *quarters, const struct rows *decisions)
{
	const char *code = rows_text(own->table.rows, own->first, "indicator_code");
	struct page_table table;

	if (text_equal(request_query(context->request, "table", NULL), "quarters")) {
		table = figure_trend_table(context->arena, &own->definition, code,
		    rows_text(own->table.rows, own->first, "name"), quarters, decisions);
		return result_send_file(
		    context, scope, text_format(context->arena, "%s-趋势", code), &table);
	}
	table = page_table_create(context->arena, peer_columns, COUNT(peer_columns));
	for (size_t i = 0; i < own->peers.count; i++) {
		if (result_is_listed(own, i))
			add_peer(&table, scope, own, i);
	}
	return result_send_file(context, scope, code, &table);
}
