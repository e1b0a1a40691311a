/* /commission/area/year: baseline, goals and values of a region over the years, for the closing
 * evaluation. */
#include "commission/area_goal.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/page_table.h"
#include "core/text.h"
#include "dossier/baseline.h"
#include "figure/table.h"
#include "figure/value.h"

/* One row, in words. */
struct line {
	struct figure_definition definition;
	struct comparison_total total;
	const char *base;
	struct area_goal goal;
	const char *value;
	const char *interval;
};

const struct query area_year_query[] = {
    {.name = "region", .label = "地区", .kind = VALUE_CODE},
    PARAMETER_FORMAT,
    {0},
};

static void
read_line(struct line *out, struct arena *arena, const struct rows *rows, size_t row)
{
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	bool complete = rows_integer(rows, row, "asked") > 0 &&
			rows_integer(rows, row, "complete") == rows_integer(rows, row, "asked");

	figure_definition_read(&out->definition, rows, row);
	figure_total_read(&out->total, &out->definition, x, n, complete);
	out->base = dossier_accepted(arena, &out->definition,
	    rows_text(rows, row, "base_numerator"), rows_text(rows, row, "base_denominator"), true);
	out->value = figure_value(arena, &out->definition, x, n);
	out->interval = figure_interval(
	    arena, &out->definition, out->total.interval_known, out->total.lower, out->total.upper);
	out->goal =
	    area_goal_judge(arena, &out->definition, &out->total, rows_text(rows, row, "goal"));
}

static void
view_line(struct view *item, struct arena *arena, const struct rows *rows, size_t row)
{
	bool first = row == 0 || !text_equal(rows_text(rows, row, "indicator_code"),
				     rows_text(rows, row - 1, "indicator_code"));
	struct line line;

	read_line(&line, arena, rows, row);
	page_row(item, rows, row);
	view_flag(item, "first", first);
	view_text(item, "direction_text", figure_direction_text(&line.definition));
	view_text(item, "shown_unit", line.definition.truth ? "" : line.definition.unit);
	view_text(item, "base", line.base);
	view_text(item, "goal_shown", line.goal.goal);
	view_text(item, "value", line.value);
	view_text(item, "interval", line.interval);
	view_text(item, "counts",
	    figure_counts(
		arena, rows_text(rows, row, "numerator"), rows_text(rows, row, "denominator")));
	view_text(item, "verdict", line.goal.verdict);
	view_text(item, "so_far", line.goal.so_far);
}

static enum status
send_file(struct context *context, const struct rows *rows, const char *region)
{
	static const struct xlsx_column columns[] = {{"专业", XLSX_TEXT}, {"指标编码", XLSX_TEXT},
	    {"指标名称", XLSX_TEXT}, {"导向", XLSX_TEXT}, {"单位", XLSX_TEXT},
	    {"基线期", XLSX_TEXT}, {"基线", XLSX_TEXT}, {"年度", XLSX_NUMBER},
	    {"目标值", XLSX_NUMBER}, {"合计值", XLSX_NUMBER}, {"分子", XLSX_NUMBER},
	    {"分母", XLSX_NUMBER}, {"95%区间", XLSX_TEXT}, {"数齐全的机构", XLSX_NUMBER},
	    {"应有机构", XLSX_NUMBER}, {"结论", XLSX_TEXT}};
	const struct page_fact facts[] = {{"地区", region},
	    {"范围", "只统计已接受（含已公开）的报表；不用于评价任何一家机构。"}, {0}};
	struct arena *arena = context->arena;
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t row = 0; row < rows_count(rows); row++) {
		struct line line;

		read_line(&line, arena, rows, row);
		page_table_add(&table,
		    (const char *const[]){rows_text(rows, row, "specialty"),
			rows_text(rows, row, "indicator_code"), rows_text(rows, row, "name"),
			figure_direction_text(&line.definition), line.definition.unit,
			rows_text(rows, row, "base_period_label"), line.base,
			rows_text(rows, row, "year"), line.goal.goal, line.value,
			figure_number(arena, rows_text(rows, row, "numerator")),
			figure_number(arena, rows_text(rows, row, "denominator")), line.interval,
			rows_text(rows, row, "complete"), rows_text(rows, row, "asked"),
			line.goal.verdict});
	}
	return page_table_send(context, page_format(context),
	    text_format(arena, "地区目标-%s", region), &table, facts);
}

enum status
area_year_get(struct context *context)
{
	const char *region = request_query(context->request, "region", NULL);
	struct rows *regions, *rows;
	size_t chosen = 0;
	struct view *view;
	enum status status = DB_ASK(context->db, &regions, AREA_REGIONS);

	if (status != STATUS_OK)
		return status;
	while (region != NULL && chosen < rows_count(regions) &&
	       !text_equal(rows_text(regions, chosen, "value"), region))
		chosen++;
	if (chosen == rows_count(regions))
		return query_refuse(context, "region");
	region = rows_text(regions, chosen, "value");
	status = DB_ASK(context->db, &rows, AREA_YEARS, region);
	if (status != STATUS_OK)
		return status;
	if (page_format(context) != PAGE_HTML)
		return send_file(context, rows, rows_text(regions, chosen, "label"));
	view = page_view(context, "地区目标逐年结果");
	view_text(view, "region_name", rows_text(regions, chosen, "label"));
	page_options_of(view, "regions", regions, region);
	page_table_links(view_object(view, "files"), context->arena,
	    html_url_query(context->arena, "/commission/area/year", "region", region));
	view_list(view, "lines");
	for (size_t row = 0; row < rows_count(rows); row++)
		view_line(view_item(view, "lines"), context->arena, rows, row);
	page_crumb(view, "地区基线与目标", "/commission/area/");
	page_crumb(view, "逐年结果", NULL);
	return page_show(context, "commission/area/year", view);
}
