/* /commission/indicator/: every indicator of a programme in one period, by specialty. */
#include <inttypes.h>

#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "page.h"
#include "result/table.h"
#include "result/value.h"
#include "scope.h"

static const char *
total_status_text(const struct comparison_total *total, const char *value)
{
	if (total->status == MEASURE_UNAVAILABLE)
		return "不汇总";
	return value == NULL ? "无数据" : NULL;
}

static void
show_indicator(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct scope *scope)
{
	struct arena *arena = context->arena;
	const char *specialty = rows_text(rows, row, "specialty"), *value;
	bool heads = row == 0 || !text_equal(rows_text(rows, row - 1, "specialty"), specialty);
	int64_t judged = rows_integer(rows, row, "judged"), met = rows_integer(rows, row, "met");
	struct result_definition definition;
	struct comparison_total total;

	result_definition_read(&definition, rows, row);
	result_total_read(&total, &definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"), rows_flag(rows, row, "complete"));
	value = result_total_value(arena, &definition, &total);
	view_text(item, "specialty", heads ? specialty : NULL);
	view_text(item, "name", rows_text(rows, row, "name"));
	view_text(item, "indicator_code", rows_text(rows, row, "indicator_code"));
	view_text(item, "url",
	    scope_url(scope, arena,
		html_url_path(arena, "commission", "indicator",
		    rows_text(rows, row, "indicator_code"), NULL)));
	view_text(item, "direction_text", result_direction_text(&definition));
	view_text(item, "value", value);
	view_text(item, "unit", definition.truth ? "" : definition.unit);
	view_text(item, "absent", total_status_text(&total, value));
	view_text(item, "counts", result_total_counts(arena, &definition, &total));
	view_text(item, "interval",
	    result_interval(arena, &definition, total.interval_known, total.lower, total.upper));
	view_text(item, "institutions",
	    text_format(arena, "%" PRId64 "/%" PRId64, rows_integer(rows, row, "with_data"),
		rows_integer(rows, row, "asked") - rows_integer(rows, row, "not_applicable")));
	view_text(item, "threshold",
	    result_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	view_text(item, "met",
	    judged == 0 ? NULL : text_format(arena, "%" PRId64 "/%" PRId64, met, judged));
}

void
commission_show_overview(
    struct context *context, struct view *view, const struct rows *rows, const struct scope *scope)
{
	view_list(view, "indicators");
	for (size_t row = 0; row < rows_count(rows); row++)
		show_indicator(context, view_item(view, "indicators"), rows, row, scope);
}

enum status
indicator_list_get(struct context *context)
{
	struct rows *overview, *arrivals;
	struct scope scope;
	struct view *view;
	enum status status = scope_open(&scope, context, SCOPE_RESULTS);

	if (status != STATUS_OK)
		return status;
	if (scope.empty)
		return page_show(
		    context, "commission/result_empty", page_view(context, "指标结果"));
	db_send(context->db, QUERY_INDICATOR_OVERVIEW, DB_VALUES(scope.programme_id, scope.period));
	db_send(context->db, QUERY_INDICATOR_ARRIVALS, DB_VALUES(scope.programme_id, scope.period));
	status = scope_close(&scope, context);
	if (status == STATUS_OK)
		status = db_receive(&overview, context->db);
	if (status == STATUS_OK)
		status = db_receive(&arrivals, context->db);
	if (status != STATUS_OK)
		return status;
	if (scope.redirect != NULL)
		return page_redirect(context, scope.redirect);
	view = page_view(context, "指标结果");
	scope_show(&scope, view);
	page_row(view, arrivals, 0);
	view_text(
	    view, "matrix_url", scope_url(&scope, context->arena, "/commission/indicator/matrix"));
	commission_show_overview(context, view, overview, &scope);
	return page_show(context, "commission/indicator_list", view);
}
