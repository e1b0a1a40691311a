/* /institution/result/: what the own accepted returns come to. */
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "core/view.h"
#include "institution_query.h"
#include "page.h"
#include "result/table.h"
#include "result/value.h"

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

static void
view_periods(struct view *view, struct arena *arena, const struct rows *periods, size_t chosen)
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

/* ---- results -------------------------------------------------------------------------------- */

struct results {
	const struct rows *list;
	const struct rows *trend;
	size_t next; /* of the rows of trend, which come in the order of list */
};

static void
view_trend(struct view *item, struct arena *arena, const struct result_definition *definition,
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
		    result_value(arena, definition, rows_text(rows, row, "numerator"),
			rows_text(rows, row, "denominator")));
	}
}

/* Own value with its interval, or the word for why there is none. */
static void
view_value(struct view *item, struct arena *arena, const struct result_definition *definition,
    const struct rows *rows, size_t row)
{
	struct result_table table;
	const struct comparison_unit *unit;
	const char *numerator = rows_text(rows, row, "numerator");
	const char *denominator = rows_text(rows, row, "denominator");
	bool value;

	result_table_compare(&table, arena, definition, rows, row, 1);
	unit = &table.units[0];
	value = unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;
	view_text(
	    item, "value", value ? result_value(arena, definition, numerator, denominator) : NULL);
	view_text(item, "interval",
	    value
		? result_interval(arena, definition, unit->interval_known, unit->lower, unit->upper)
		: NULL);
	view_text(item, "counts", value ? result_counts(arena, numerator, denominator) : NULL);
	/* Whether it is ranked is for the commission's pages; what weakens the number is said here.
	 */
	if (value && table.statuses[0] != RESULT_PARTIAL &&
	    table.statuses[0] != RESULT_BELOW_MINIMUM)
		view_text(item, "note", NULL);
	else
		view_text(item, "note", result_status_text(table.statuses[0]));
}

static void
view_result(
    struct view *item, struct arena *arena, struct results *results, size_t row, size_t met[2])
{
	const struct rows *rows = results->list;
	struct result_definition definition;
	const char *goal_met = rows_text(rows, row, "goal_met");

	result_definition_read(&definition, rows, row);
	view_text(item, "name", rows_text(rows, row, "name"));
	view_text(item, "indicator_code", rows_text(rows, row, "indicator_code"));
	view_text(item, "url",
	    html_url_path(arena, "catalogue", rows_text(rows, row, "target_code"), NULL));
	view_text(item, "value_unit", definition.truth ? "" : definition.unit);
	view_text(item, "direction_text", result_direction_text(&definition));
	view_value(item, arena, &definition, rows, row);
	view_text(item, "baseline",
	    result_value(arena, &definition, rows_text(rows, row, "baseline_numerator"),
		rows_text(rows, row, "baseline_denominator")));
	view_text(item, "goal", result_bound(arena, &definition, rows_text(rows, row, "goal")));
	view_text(item, "goal_verdict", result_verdict(goal_met));
	view_flag(item, "goal_good", goal_met != NULL && goal_met[0] == 't');
	view_text(item, "threshold",
	    result_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	view_text(item, "threshold_verdict", result_verdict(rows_text(rows, row, "threshold_met")));
	view_flag(item, "threshold_good", rows_flag(rows, row, "threshold_met"));
	view_trend(item, arena, &definition, results, rows_text(rows, row, "indicator_code"));
	if (goal_met != NULL)
		met[goal_met[0] == 't']++;
}

static void
view_results(struct view *view, struct arena *arena, struct results *results)
{
	const char *specialty = NULL;
	struct view *group = NULL;
	size_t groups = 0, met[2] = {0, 0};

	view_list(view, "groups");
	for (size_t row = 0; row < rows_count(results->list); row++) {
		const char *own = rows_text(results->list, row, "specialty");

		if (!text_equal(own, specialty)) {
			group = view_item(view, "groups");
			specialty = own;
			view_text(group, "specialty", specialty);
			view_text(group, "anchor", text_format(arena, "group-%zu", ++groups));
		}
		view_result(view_item(group, "results"), arena, results, row, met);
	}
	view_integer(view, "goal_count", (int64_t)(met[0] + met[1]));
	view_integer(view, "goal_met", (int64_t)met[1]);
	view_integer(view, "indicator_count", (int64_t)rows_count(results->list));
}

static enum status
show_period(struct context *context, struct view *view, const struct rows *periods, size_t chosen)
{
	const char *programme = rows_text(periods, chosen, "programme_id");
	const char *period = rows_text(periods, chosen, "period");
	struct results results = {0};
	struct rows *list, *trend;
	enum status status;

	db_send(context->db, QUERY_RESULT_LIST, DB_VALUES(programme, period));
	db_send(context->db, QUERY_RESULT_TREND, DB_VALUES(programme, period, TREND_QUARTERS));
	if ((status = db_receive(&list, context->db)) != STATUS_OK ||
	    (status = db_receive(&trend, context->db)) != STATUS_OK)
		return status;
	results.list = list;
	results.trend = trend;
	view_text(view, "period_label", rows_text(periods, chosen, "period_label"));
	view_text(view, "programme_name", rows_text(periods, chosen, "programme_name"));
	view_integer(view, "accepted", rows_integer(periods, chosen, "accepted"));
	view_integer(view, "quarters", rows_integer(periods, chosen, "quarters"));
	view_flag(view, "incomplete",
	    rows_integer(periods, chosen, "accepted") < rows_integer(periods, chosen, "quarters"));
	view_text(view, "trend_word", TREND_QUARTERS_WORD);
	view_results(view, context->arena, &results);
	return page_show(context, "institution/result", view);
}

enum status
result_get(struct context *context)
{
	struct rows *periods;
	struct view *view;
	size_t chosen;
	enum status status = db_query(&periods, context->db, QUERY_RESULT_PERIODS, DB_NO_VALUES);

	if (status != STATUS_OK)
		return status;
	view = page_view(context, "指标结果");
	if (rows_count(periods) == 0)
		return page_show(context, "institution/result_empty", view);
	chosen = choose(context, periods);
	if (chosen == rows_count(periods))
		return STATUS_MISSING;
	view_periods(view, context->arena, periods, chosen);
	return show_period(context, view, periods, chosen);
}
