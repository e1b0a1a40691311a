#include "overview.h"

#include <inttypes.h>

#include "area_goal.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/table.h"
#include "figure/value.h"
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
	struct figure_definition definition;
	struct comparison_total total;
	struct area_goal goal;

	figure_definition_read(&definition, rows, row);
	figure_total_read(&total, &definition, rows_text(rows, row, "numerator"),
	    rows_text(rows, row, "denominator"), rows_flag(rows, row, "complete"));
	value = figure_total_value(arena, &definition, &total);
	view_text(item, "specialty", heads ? specialty : NULL);
	view_columns(item, rows, row, "name", "indicator_code");
	view_text(item, "url",
	    scope_url(scope, arena,
		html_url_path(arena, "commission", "indicator",
		    rows_text(rows, row, "indicator_code"), NULL)));
	view_text(item, "direction_text", figure_direction_text(&definition));
	view_text(item, "value", value);
	view_text(item, "unit", definition.truth ? "" : definition.unit);
	view_text(item, "absent", total_status_text(&total, value));
	view_text(item, "counts", figure_total_counts(arena, &definition, &total));
	view_text(item, "interval",
	    figure_interval(arena, &definition, total.interval_known, total.lower, total.upper));
	view_text(item, "institutions",
	    text_format(arena, "%" PRId64 "/%" PRId64, rows_integer(rows, row, "with_data"),
		rows_integer(rows, row, "asked") - rows_integer(rows, row, "not_applicable")));
	view_text(item, "threshold",
	    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
		rows_text(rows, row, "threshold_value")));
	goal = area_goal_judge(arena, &definition, &total, rows_text(rows, row, "area_goal"));
	view_text(item, "area_goal", goal.goal);
	view_text(item, "area_verdict", goal.verdict);
	view_text(item, "area_so_far", goal.so_far);
	view_text(item, "met",
	    judged == 0 ? NULL : text_format(arena, "%" PRId64 "/%" PRId64, met, judged));
}

void
overview_show(
    struct context *context, struct view *view, const struct rows *rows, const struct scope *scope)
{
	view_list(view, "indicators");
	for (size_t row = 0; row < rows_count(rows); row++)
		show_indicator(context, view_item(view, "indicators"), rows, row, scope);
}
