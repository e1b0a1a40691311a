/* /institution/result/<code>: one indicator of the own institution among its peers, and over time.
 */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/definition_view.h"
#include "figure/improved.h"
#include "figure/peer_chart.h"
#include "figure/similar.h"
#include "figure/trend_view.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"
#include "result.h"

bool
result_is_listed(const struct result_own *own, size_t index)
{
	size_t unit = own->peers.peers[index].unit;
	enum measure_status status = own->table.units[unit].status;

	return index == own->index || status == MEASURE_OK || status == MEASURE_PARTIAL;
}

static void
show_peer(struct view *item, struct arena *arena, const struct result_own *own, size_t index)
{
	const struct figure_peer *peer = &own->peers.peers[index];
	struct figure_line line;

	figure_line_read(&line, &own->table, peer->unit);
	view_text(item, "peer_name", peer_chart_name(&own->table, peer->unit));
	view_flag(item, "mine", index == own->index);
	view_text(item, "rank", line.rank);
	view_text(item, "of", line.of);
	view_text(item, "why", index == own->index ? own->line.why : result_why(own, &line));
	view_text(item, "rank_interval", figure_rank_interval(arena, peer));
	view_text(item, "value", line.value);
	view_text(item, "interval", line.interval);
	view_text(item, "funnel_text", figure_funnel_text(peer));
	view_text(item, "quality_text", figure_quality_text(peer));
}

static void
show_peers(struct view *view, struct arena *arena, const struct result_own *own)
{
	struct view *group = view_object(view, "group");
	size_t silent = 0;

	view_text(group, "label", rows_text(own->table.rows, own->first, "peer_group_label"));
	view_text(group, "id", "peers-0");
	view_flag(group, "published", own->published);
	view_text(group, "size", rows_text(own->table.rows, own->first + own->unit, "peers"));
	view_flag(group, "few_peers", figure_peers_few(&own->peers));
	view_list(group, "peers");
	for (size_t i = 0; i < own->peers.count; i++) {
		if (result_is_listed(own, i))
			show_peer(view_item(group, "peers"), arena, own, i);
		else
			silent++;
	}
	view_text(group, "silent", silent == 0 ? NULL : text_format(arena, "%zu", silent));
	peer_chart_show(group, &(struct peer_chart){.peers = &own->peers,
				   .head = own->table.rows,
				   .head_row = own->first,
				   .own_label = "本机构"});
}

static void
show_definition(struct view *view, struct arena *arena, const struct result_scope *scope,
    const struct result_own *own)
{
	const struct rows *rows = own->table.rows;
	size_t row = own->first;
	const char *here = html_url_query(arena,
	    html_url_path(
		arena, "institution", "result", rows_text(rows, row, "indicator_code"), NULL),
	    "of", scope->of);

	view_text(view, "compared_period", rows_text(rows, row, "previous_period"));
	view_columns(view, rows, row, "specialty", "numerator_name", "denominator_name",
	    "minimum_denominator", "threshold_source");
	figure_definition_show(view, rows, row, own->definition.rule.bar);
	view_text(view, "unit", own->definition.truth ? "" : own->definition.unit);
	view_text(view, "catalogue_url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "target_code"), NULL));
	page_table_links(view_object(view, "peer_files"), arena, here);
	page_table_links(view_object(view, "quarter_files"), arena,
	    html_url_query(arena, here, "table", "quarters"));
}

/* Since the year before, in a sentence. */
static void
show_improvement(struct view *view, struct arena *arena, const struct result_own *own,
    const struct rows *evidence)
{
	struct figure_improved improved;

	figure_improved_read_one(&improved, &own->table, own->unit, evidence);
	view_text(view, "improvement",
	    figure_improved_sentence(arena, &own->definition, &improved,
		improved.known && rows_flag(evidence, 0, "withheld")));
}

/* Among similar hospitals, if the own peers are too few: a word, never the score. */
static void
show_similar(struct view *view, const struct result_own *own, const struct rows *evidence)
{
	struct figure_similar similar;
	struct view *item;

	figure_similar_read_one(&similar, &own->table, own->unit, evidence);
	view_list(view, "similar");
	if (!similar.known)
		return;
	item = view_object(view, "similar");
	view_columns(item, evidence, 0, "peers");
	view_integer(item, "units", (int64_t)similar.units);
	view_text(item, "groups", similar.groups);
	view_text(item, "word", figure_similar_word(&similar));
}

static void
show_crumbs(struct view *view, struct arena *arena, const struct result_scope *scope,
    const struct result_own *own)
{
	page_crumb(
	    view, "指标结果", html_url_query(arena, "/institution/result/", "of", scope->of));
	page_crumb(view, rows_text(own->table.rows, own->first, "name"), NULL);
}

static const char *
freeze_url(struct context *context, const struct result_scope *scope)
{
	if ((context->session->role_bit & (ROLE_VERIFIER | ROLE_LEADER)) == 0)
		return NULL;
	return html_url_path(context->arena, "institution", "result", context->segments[0],
	    "baseline", scope->programme, NULL);
}

const struct query result_indicator_query[] = {
    {.name = "of", .kind = VALUE_CODE},
    {.name = "table", .kind = VALUE_WORD, .words = "quarters"},
    {.name = "sort", .kind = VALUE_WORD, .words = "value -value cases -cases"},
    PARAMETER_PAGE,
    PARAMETER_FORMAT,
    {0},
};

enum status
result_indicator_get(struct context *context)
{
	struct result_scope scope = {0};
	struct result_own own;
	struct rows *list, *quarters, *decisions, *improvement, *similar, *thresholds;
	struct result_parts parts;
	struct view *view;
	enum status status = result_open(&scope, context);

	if (status != STATUS_OK)
		return status;
	if (rows_count(scope.periods) == 0)
		return STATUS_MISSING;
	const struct ask asks[] = {
	    ASK(&list, RESULT_LIST, scope.programme, scope.period, context->segments[0]),
	    ASK(&quarters, RESULT_QUARTERS, scope.programme, context->segments[0]),
	    ASK(&decisions, RESULT_BASELINES, scope.programme, context->segments[0]),
	    ASK(&improvement, RESULT_IMPROVEMENT, scope.programme, scope.period,
		context->segments[0]),
	    ASK(&similar, RESULT_SIMILAR, scope.programme, scope.period, context->segments[0]),
	    ASK(&thresholds, RESULT_THRESHOLDS, scope.programme, scope.period,
		context->segments[0]),
	    RESULT_PART_ASKS(&parts, &scope, context->segments[0]),
	};
	status = DB_ASK_ALL(context->db, asks);
	if (status != STATUS_OK)
		return status;
	if (rows_count(list) == 0)
		return STATUS_MISSING;
	result_own_read(&own, context->arena, list, 0, RESULT_RANKS_OF_ALL);
	if (page_format(context) != PAGE_HTML)
		return result_indicator_file(context, &scope, &own, quarters, decisions);
	view = page_view(context, rows_text(list, 0, "name"));
	result_view_periods(view, context->arena, scope.periods, scope.chosen);
	view_columns(view, scope.periods, scope.chosen, "period_label", "programme_name");
	result_own_view(view, context->arena, &own);
	show_definition(view, context->arena, &scope, &own);
	page_rows(view, "thresholds", thresholds);
	show_improvement(view, context->arena, &own, improvement);
	show_similar(view, &own, similar);
	show_peers(view, context->arena, &own);
	figure_trend_show(view, context->arena, &own.definition, quarters,
	    &(struct figure_trend_page){.whose = "本机构",
		.decisions = decisions,
		.freeze_url = freeze_url(context, &scope)});
	result_parts_show(context, view, &own.definition, &parts);
	result_analyses_show(view, context->arena, &scope, context->segments[0], &parts);
	show_crumbs(view, context->arena, &scope, &own);
	return page_show(context, "institution/result/indicator", view);
}
