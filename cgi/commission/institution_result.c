/* /commission/institution/<id>/result: all indicators of one institution, with its rank. */
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "ledger.h"
#include "page.h"
#include "result/line.h"
#include "result/value.h"
#include "scope.h"

static void
show_own(struct context *context, struct view *item, const struct scope *scope,
    const struct result_table *table, size_t unit)
{
	const struct rows *rows = table->rows;
	size_t row = table->first + unit;
	struct result_line line;

	result_line_read(&line, table, unit);
	view_text(item, "name", rows_text(rows, row, "name"));
	view_text(item, "indicator_code", rows_text(rows, row, "indicator_code"));
	view_text(item, "url",
	    html_url_query(context->arena,
		scope_url(scope, context->arena,
		    html_url_path(context->arena, "commission", "indicator",
			rows_text(rows, row, "indicator_code"), NULL)),
		"institution", context->segments[0]));
	view_text(item, "trend_url",
	    scope_url(scope, context->arena,
		html_url_path(context->arena, "commission", "institution", context->segments[0],
		    "result", rows_text(rows, row, "indicator_code"), NULL)));
	view_flag(item, "has_trend", measure_kind_has_denominator(table->definition->rule.kind));
	view_text(item, "direction_text", result_direction_text(table->definition));
	view_text(item, "unit", table->definition->truth ? "" : table->definition->unit);
	view_text(item, "value", line.value);
	view_text(item, "interval", line.interval);
	view_text(item, "counts", line.counts);
	view_text(item, "rank", line.rank);
	view_text(item, "of", line.of);
	view_text(item, "why", line.why);
	view_text(item, "threshold",
	    result_threshold(context->arena, table->definition,
		rows_text(rows, row, "threshold_op"), rows_text(rows, row, "threshold_value")));
	view_text(item, "threshold_verdict", line.threshold_verdict);
	view_text(item, "goal", line.goal);
	view_text(item, "goal_verdict", line.goal_verdict);
	view_text(item, "change", line.change);
	view_text(item, "ledger_url",
	    commission_may_decide(context)
		? ledger_new_url(context->arena, context->segments[0], scope->programme_id,
		      scope->period, rows_text(rows, row, "indicator_code"), NULL)
		: NULL);
}

/* An indicator's rows stand together: compare them, show the institution's own. */
static void
show_results(
    struct context *context, struct view *view, const struct scope *scope, const struct rows *rows)
{
	size_t count = rows_count(rows), first = 0, end;
	const char *specialty = NULL;

	view_list(view, "indicators");
	for (; first < count; first = end) {
		const char *code = rows_text(rows, first, "indicator_code");
		const char *its = rows_text(rows, first, "specialty");
		struct result_definition definition;
		struct result_table table;

		for (end = first + 1; end < count; end++) {
			if (!text_equal(rows_text(rows, end, "indicator_code"), code))
				break;
		}
		result_definition_read(&definition, rows, first);
		result_table_compare(&table, context->arena, &definition, rows, first, end - first);
		for (size_t unit = 0; unit < table.count; unit++) {
			struct view *item;

			if (!rows_flag(rows, first + unit, "own"))
				continue;
			item = view_item(view, "indicators");
			view_text(item, "specialty", text_equal(its, specialty) ? NULL : its);
			specialty = its;
			show_own(context, item, scope, &table, unit);
		}
	}
}

enum status
institution_result_get(struct context *context)
{
	const char *id = commission_id_segment(context);
	struct rows *head, *results;
	struct scope scope;
	struct view *view;
	enum status status;

	if (id == NULL)
		return STATUS_MISSING;
	status = scope_open(&scope, context, SCOPE_RESULTS);
	if (status != STATUS_OK)
		return status;
	if (scope.empty)
		return STATUS_MISSING;
	db_send(context->db, QUERY_INSTITUTION_RESULT_HEAD, DB_VALUES(id));
	db_send(context->db, QUERY_INSTITUTION_RESULTS,
	    DB_VALUES(scope.programme_id, scope.period, id));
	status = scope_close(&scope, context);
	if (status == STATUS_OK)
		status = db_receive(&head, context->db);
	if (status == STATUS_OK)
		status = db_receive(&results, context->db);
	if (status != STATUS_OK)
		return status;
	if (rows_count(head) == 0)
		return STATUS_MISSING;
	if (scope.redirect != NULL)
		return page_redirect(context, scope.redirect);
	view = page_view(context, rows_text(head, 0, "name"));
	scope_show(&scope, view);
	view_text(view, "institution_name", rows_text(head, 0, "name"));
	view_text(view, "region_name", rows_text(head, 0, "region_name"));
	view_text(view, "peer_group_label", rows_text(head, 0, "peer_group_label"));
	show_results(context, view, &scope, results);
	commission_crumb(
	    view, "指标结果", scope_url(&scope, context->arena, "/commission/indicator/"));
	commission_crumb(view, rows_text(head, 0, "name"), NULL);
	return page_show(context, "commission/institution_result", view);
}
