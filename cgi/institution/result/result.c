/* /institution/result/: what the own accepted returns come to, beside the peers. */
#include "result.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/line.h"
#include "figure/value.h"
#include "institution/page.h"
#include "institution_query.h"
#include "measure/order.h"

#define TREND_QUARTERS      "6"
#define TREND_QUARTERS_WORD "六"

/* ---- the choice of a period ----------------------------------------------------------------- */

/* The row that was asked for; without a question the newest quarter that is accepted, or the first.
 */
static size_t
choose(const struct context *context, const struct rows *periods)
{
	const char *asked = request_query(context->request, "of", NULL);
	size_t count = rows_count(periods);

	for (size_t row = 0; row < count; row++) {
		if (asked != NULL) {
			const char *name = text_format(context->arena, "%s-%s",
			    rows_text(periods, row, "programme_id"),
			    rows_text(periods, row, "period"));

			if (text_equal(name, asked))
				return row;
		} else if (rows_integer(periods, row, "quarters") == 1 &&
			   rows_integer(periods, row, "accepted") == 1) {
			return row;
		}
	}
	return asked == NULL ? 0 : count;
}

void
result_view_periods(
    struct view *view, struct arena *arena, const struct rows *periods, size_t chosen)
{
	view_list(view, "periods");
	for (size_t row = 0; row < rows_count(periods); row++) {
		struct view *item = view_item(view, "periods");
		int accepted = (int)rows_integer(periods, row, "accepted");
		int quarters = (int)rows_integer(periods, row, "quarters");

		view_text(item, "value",
		    text_format(arena, "%s-%s", rows_text(periods, row, "programme_id"),
			rows_text(periods, row, "period")));
		view_text(item, "label",
		    text_format(arena, "%s%s", rows_text(periods, row, "period_label"),
			accepted == quarters ? ""
			: accepted == 0      ? "（未接受）"
					     : "（不全）"));
		view_flag(item, "selected", row == chosen);
	}
}

enum status
result_open(struct result_scope *out, struct context *context)
{
	enum status status = DB_ASK(context->db, &out->periods, RESULT_PERIODS);

	if (status != STATUS_OK || rows_count(out->periods) == 0)
		return status;
	out->chosen = choose(context, out->periods);
	if (out->chosen == rows_count(out->periods))
		return STATUS_MISSING;
	out->programme = rows_text(out->periods, out->chosen, "programme_id");
	out->period = rows_text(out->periods, out->chosen, "period");
	out->of = text_format(context->arena, "%s-%s", out->programme, out->period);
	return STATUS_OK;
}

/* ---- results -------------------------------------------------------------------------------- */

struct results {
	const struct rows *list;
	const struct rows *trend;
	size_t next; /* of the rows of trend, which come in the order of list */
};

static void
view_trend(struct view *item, struct arena *arena, const struct figure_definition *definition,
    struct results *results, const char *indicator)
{
	const struct rows *rows = results->trend;

	view_list(item, "trend");
	for (; results->next < rows_count(rows); results->next++) {
		size_t row = results->next;
		struct view *point;

		if (!text_equal(rows_text(rows, row, "indicator_code"), indicator))
			return;
		point = view_item(item, "trend");
		view_text(point, "quarter", rows_text(rows, row, "quarter"));
		view_text(point, "quarter_value",
		    figure_value(arena, definition, rows_text(rows, row, "numerator"),
			rows_text(rows, row, "denominator")));
	}
}

/* Ranked ones by rank, then the others; equals as they were. */
static int
compare_ranks(const void *context, size_t a, size_t b)
{
	const struct figure_table *table = context;
	/* 0, no rank, becomes the greatest. */
	size_t left = table->units[a].rank - 1, right = table->units[b].rank - 1;

	return (left > right) - (left < right);
}

/*
 * Ranks are those that the edition prints: among the numbers that are here alone they would be
 * others, and where the edition prints none they would say something of what it hides.
 */
static void
take_ranks(struct figure_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct comparison_unit *unit = &table->units[i];
		size_t row = table->first + i;

		unit->rank = unit->of = unit->tied = 0;
		/* What is not required any more is not ranked, whatever was published. */
		if (table->definition->rule.direction == MEASURE_NEUTRAL ||
		    rows_text(table->rows, row, "rank") == NULL)
			continue;
		unit->rank = (size_t)rows_integer(table->rows, row, "rank");
		unit->of = (size_t)rows_integer(table->rows, row, "ranked");
		unit->tied = rows_flag(table->rows, row, "tied");
	}
	order_indices(table->order, table->count, compare_ranks, table);
}

const char *
result_why(const struct result_own *own, const struct figure_line *line)
{
	const char *standing = rows_text(own->table.rows, own->first + own->unit, "standing");

	if (line->rank != NULL)
		return NULL;
	/* What is wrong with the number itself comes first. */
	if (!text_equal(line->why, figure_status_text(FIGURE_RANKED)) &&
	    !text_equal(line->why, figure_status_text(FIGURE_FEW_PEERS)))
		return line->why;
	if (text_equal(standing, "unpublished"))
		return "公开后才有名次";
	return text_equal(line->why, "") ? "公开版本中没有名次" : line->why;
}

/* The same of the own row, whose number may not be the published one. */
static const char *
own_why(const struct result_own *own)
{
	const char *standing = rows_text(own->table.rows, own->first + own->unit, "standing");
	const char *why = result_why(own, &own->line);

	if (why == NULL || !(text_equal(own->line.why, figure_status_text(FIGURE_RANKED)) ||
			       text_equal(own->line.why, figure_status_text(FIGURE_FEW_PEERS))))
		return why;
	if (text_equal(standing, "hidden"))
		return "例数过少，公开版本中已隐去";
	return text_equal(standing, "changed") ? "数据与公开版本不同" : why;
}

void
result_own_read(struct result_own *out, struct arena *arena, const struct rows *list, size_t first,
    enum result_own_ranks ranks)
{
	const char *code = rows_text(list, first, "indicator_code");

	*out = (struct result_own){.first = first, .end = first};
	while (out->end < rows_count(list) &&
	       text_equal(rows_text(list, out->end, "indicator_code"), code))
		out->end++;
	figure_definition_read(&out->definition, list, first);
	figure_table_compare(&out->table, arena, &out->definition, list, first, out->end - first);
	take_ranks(&out->table);
	for (size_t i = 0; i < out->table.count; i++) {
		if (rows_flag(list, first + i, "own"))
			out->unit = i;
	}
	out->published = !text_equal(rows_text(list, first + out->unit, "standing"), "unpublished");
	if (ranks == RESULT_RANKS_OF_ALL)
		figure_peers_read(&out->peers, &out->table, 0, out->table.count);
	else if (out->table.count > RESULT_OWN_PEERS)
		figure_peers_place(&out->peers, &out->table, 0, out->table.count);
	else
		figure_peers_read_one(&out->peers, &out->table, 0, out->table.count, out->unit);
	while (out->peers.peers[out->index].unit != out->unit)
		out->index++;
	figure_line_read(&out->line, &out->table, out->unit);
	out->line.why = own_why(out);
	figure_progress_read(&out->progress, &out->table, out->unit, list, first);
}

void
result_own_view(struct view *item, struct arena *arena, const struct result_own *own)
{
	const struct figure_peer *peer = &own->peers.peers[own->index];
	const struct figure_progress *progress = &own->progress;
	const struct rows *rows = own->table.rows;
	const char *threshold_met = rows_text(rows, own->first + own->unit, "threshold_met");
	const char *goal_met = rows_text(rows, own->first + own->unit, "goal_met");

	view_columns(item, rows, own->first, "name", "indicator_code");
	view_text(item, "value_unit", own->definition.truth ? "" : own->definition.unit);
	view_text(item, "direction_text", figure_direction_text(&own->definition));
	view_text(item, "value", own->line.value);
	view_text(item, "interval", own->line.interval);
	view_text(item, "counts", own->line.counts);
	view_text(item, "rank", own->line.rank);
	view_text(item, "of", own->line.of);
	view_text(item, "why", own->line.why);
	view_text(item, "rank_interval", figure_rank_interval(arena, peer));
	view_text(item, "alike", figure_rank_alike(arena, &own->peers, own->index));
	view_text(item, "funnel_text", figure_funnel_text(peer));
	view_text(item, "quality_text", figure_quality_text(peer));
	view_text(item, "baseline", own->line.baseline);
	view_text(item, "goal", own->line.goal);
	view_text(item, "goal_verdict", own->line.goal_verdict);
	view_flag(item, "goal_good", goal_met != NULL && goal_met[0] == 't');
	view_text(item, "threshold",
	    figure_threshold(arena, &own->definition, rows_text(rows, own->first, "threshold_op"),
		rows_text(rows, own->first, "threshold_value")));
	view_text(item, "threshold_verdict", own->line.threshold_verdict);
	view_flag(item, "threshold_good", threshold_met != NULL && threshold_met[0] == 't');
	figure_change_view(item, "previous", &progress->previous);
	figure_change_view(item, "since_baseline", &progress->baseline);
	view_text(item, "distance", progress->distance_words);
	view_text(item, "distance_aim", progress->aim);
	view_text(item, "distance_interval",
	    progress->distance_lower == NULL
		? NULL
		: text_format(arena, "%s～%s", progress->distance_lower, progress->distance_upper));
}

static void
count_verdict(size_t counts[2], const struct rows *rows, size_t row, const char *column)
{
	const char *met = rows_text(rows, row, column);

	if (met != NULL)
		counts[met[0] == 't']++;
}

static void
view_results(struct context *context, struct view *view, const struct result_scope *scope,
    struct results *results)
{
	const char *specialty = NULL;
	struct view *group = NULL;
	size_t groups = 0, count = 0, spines = 0, goals[2] = {0}, thresholds[2] = {0}, most = 0;
	struct plot_spine_row *rows =
	    arena_new(context->arena, struct plot_spine_row, rows_count(results->list));
	struct result_own own;

	view_list(view, "groups");
	for (size_t first = 0; first < rows_count(results->list); first = own.end) {
		const char *its = rows_text(results->list, first, "specialty");
		struct view *item;

		result_own_read(&own, context->arena, results->list, first, RESULT_RANKS_OWN);
		if (!text_equal(its, specialty)) {
			group = view_item(view, "groups");
			specialty = its;
			view_text(group, "specialty", specialty);
			view_text(
			    group, "anchor", text_format(context->arena, "group-%zu", ++groups));
		}
		item = view_item(group, "results");
		result_own_view(item, context->arena, &own);
		view_text(item, "url",
		    html_url_query(context->arena,
			html_url_path(context->arena, "institution", "result",
			    rows_text(results->list, first, "indicator_code"), NULL),
			"of", scope->of));
		view_trend(item, context->arena, &own.definition, results,
		    rows_text(results->list, first, "indicator_code"));
		count_verdict(thresholds, results->list, first + own.unit, "threshold_met");
		count_verdict(goals, results->list, first + own.unit, "goal_met");
		spines += result_own_spine(&rows[spines], &own);
		most = own.table.count > most ? own.table.count : most;
		count++;
	}
	result_spine_show(view, context->arena,
	    count == 0 ? "" : rows_text(results->list, 0, "peer_group_label"), rows, spines);
	view_integer(view, "threshold_count", (int64_t)(thresholds[0] + thresholds[1]));
	view_integer(view, "threshold_met", (int64_t)thresholds[1]);
	view_integer(view, "goal_count", (int64_t)(goals[0] + goals[1]));
	view_integer(view, "goal_met", (int64_t)goals[1]);
	view_integer(view, "indicator_count", (int64_t)count);
	view_flag(view, "ranks_elsewhere", most > RESULT_OWN_PEERS);
}

static enum status
show_period(struct context *context, const struct result_scope *scope)
{
	const struct rows *periods = scope->periods;
	struct result_grade_rules rules;
	struct results results = {0};
	struct rows *list, *trend;
	struct view *view;
	const struct ask asks[] = {
	    ASK(&list, RESULT_LIST, scope->programme, scope->period, NULL),
	    ASK(&trend, RESULT_TREND, scope->programme, scope->period, TREND_QUARTERS),
	    RESULT_GRADE_ASKS(&rules, scope),
	};
	enum status status = DB_ASK_ALL(context->db, asks);

	if (status != STATUS_OK)
		return status;
	if (page_format(context) != PAGE_HTML)
		return text_equal(request_query(context->request, "table", NULL), "grade")
			   ? result_grade_file(context, scope, &rules, list)
			   : result_list_file(context, scope, list);
	results.list = list;
	results.trend = trend;
	view = page_view(context, "指标结果");
	result_view_periods(view, context->arena, periods, scope->chosen);
	view_columns(view, periods, scope->chosen, "period_label", "programme_name");
	view_integer(view, "accepted", rows_integer(periods, scope->chosen, "accepted"));
	view_integer(view, "quarters", rows_integer(periods, scope->chosen, "quarters"));
	view_flag(view, "incomplete",
	    rows_integer(periods, scope->chosen, "accepted") <
		rows_integer(periods, scope->chosen, "quarters"));
	view_text(view, "trend_word", TREND_QUARTERS_WORD);
	view_text(view, "compared_period",
	    rows_count(list) == 0 ? NULL : rows_text(list, 0, "previous_period"));
	view_text(view, "peer_group_label",
	    rows_count(list) == 0 ? NULL : rows_text(list, 0, "peer_group_label"));
	page_table_links(view, context->arena,
	    html_url_query(context->arena, "/institution/result/", "of", scope->of));
	view_results(context, view, scope, &results);
	result_grade_view(context, view, &rules, list,
	    html_url_query(context->arena, "/institution/result/", "of", scope->of));
	return page_show(context, "institution/result/result", view);
}

const struct query result_query[] = {
    {.name = "of", .kind = VALUE_CODE},
    {.name = "table", .kind = VALUE_WORD, .words = "grade"},
    PARAMETER_FORMAT,
    {0},
};

enum status
result_get(struct context *context)
{
	struct result_scope scope = {0};
	enum status status = result_open(&scope, context);

	if (status != STATUS_OK)
		return status;
	if (rows_count(scope.periods) == 0)
		return page_show(
		    context, "institution/result/empty", page_view(context, "指标结果"));
	return show_period(context, &scope);
}
