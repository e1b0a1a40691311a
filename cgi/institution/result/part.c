/* An own indicator by department and by month: what the hospital knows for itself, and nobody else.
 */
#include <math.h>

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/value.h"
#include "institution/part_figure.h"
#include "measure/order.h"
#include "result.h"

#define DEPARTMENT_ROWS 20 /* of a page */

/* One department: its rows, a quarter each, the newest last. */
struct department {
	size_t first;
	struct part_figure *figures; /* of its quarters */
	double *values;
	bool *known;
	const char *cases; /* of the newest quarter: the denominator, or what is counted itself */
};

struct departments {
	struct arena *arena;
	const struct figure_definition *definition;
	const struct rows *rows;
	const struct rows *wholes;
	size_t quarters;
	struct department *items;
	size_t count;
	struct department whole;
	double low; /* of all values, for the lines */
	double high;
};

static size_t
newest(const struct departments *all)
{
	return all->quarters - 1;
}

static void
read_quarters(struct departments *all, struct department *out, const struct rows *rows,
    size_t first, bool has_states)
{
	*out = (struct department){.first = first,
	    .figures = arena_new(all->arena, struct part_figure, all->quarters),
	    .values = arena_new(all->arena, double, all->quarters),
	    .known = arena_new(all->arena, bool, all->quarters)};
	for (size_t i = 0; i < all->quarters; i++) {
		struct part_figure *figure = &out->figures[i];
		struct part_pair pair = {.numerator = rows_text(rows, first + i, "numerator"),
		    .denominator = rows_text(rows, first + i, "denominator")};

		if (has_states) {
			pair.numerator_state = rows_text(rows, first + i, "numerator_state");
			pair.denominator_state = rows_text(rows, first + i, "denominator_state");
		}
		part_figure_read(figure, all->arena, all->definition, &pair);
		out->known[i] = figure->value != NULL;
		out->values[i] = figure->number;
		if (out->known[i]) {
			all->low = fmin(all->low, figure->number);
			all->high = fmax(all->high, figure->number);
		}
	}
	out->cases = rows_text(rows, first + newest(all),
	    measure_kind_has_denominator(all->definition->rule.kind) ? "denominator" : "numerator");
}

static void
read_all(struct departments *out, struct arena *arena, const struct figure_definition *definition,
    const struct result_parts *parts)
{
	*out = (struct departments){.arena = arena,
	    .definition = definition,
	    .rows = parts->departments,
	    .wholes = parts->wholes,
	    .quarters = rows_count(parts->wholes),
	    .low = INFINITY,
	    .high = -INFINITY};
	out->count = rows_count(parts->departments) / out->quarters;
	out->items = arena_new(arena, struct department, out->count);
	for (size_t i = 0; i < out->count; i++)
		read_quarters(out, &out->items[i], parts->departments, i * out->quarters, false);
	read_quarters(out, &out->whole, parts->wholes, 0, true);
}

/* ---- their order ---------------------------------------------------------------------------- */

struct sorting {
	const struct departments *all;
	bool by_value;
	bool descending;
};

static bool
key_of(double *out, const struct sorting *sorting, size_t index)
{
	const struct department *item = &sorting->all->items[index];
	struct decimal cases;

	if (sorting->by_value) {
		*out = item->values[newest(sorting->all)];
		return item->known[newest(sorting->all)];
	}
	if (item->cases == NULL || !decimal_parse(&cases, item->cases))
		return false;
	*out = decimal_to_double(cases);
	return true;
}

/* What has no number comes last either way. */
static int
compare(const void *context, size_t a, size_t b)
{
	const struct sorting *sorting = context;
	double left = 0, right = 0;
	bool left_known = key_of(&left, sorting, a), right_known = key_of(&right, sorting, b);

	if (!left_known || !right_known)
		return (int)right_known - (int)left_known;
	return sorting->descending ? (left < right) - (left > right)
				   : (left > right) - (left < right);
}

static const size_t *
order_of(const struct context *context, const struct departments *all)
{
	const char *sort = request_query(context->request, "sort", NULL);
	struct sorting sorting = {.all = all};
	size_t *order = arena_new(all->arena, size_t, all->count);

	if (sort == NULL) {
		for (size_t i = 0; i < all->count; i++)
			order[i] = i;
		return order;
	}
	sorting.descending = sort[0] == '-';
	sorting.by_value = text_equal(sort + sorting.descending, "value");
	order_indices(order, all->count, compare, &sorting);
	return order;
}

/* A head that sorts by it, the greatest first, then the other way round. */
static void
show_head(struct view *view, const struct context *context, const char *name)
{
	const char *sort = request_query(context->request, "sort", NULL);
	bool current = sort != NULL && text_equal(sort[0] == '-' ? sort + 1 : sort, name);
	bool descending = current && sort[0] == '-';
	struct view *head = view_object(view, text_join(context->arena, "by_", name, NULL));

	view_text(head, "sort_url",
	    page_url_with(
		context, "sort", descending ? name : text_join(context->arena, "-", name, NULL)));
	view_text(head, "order", !current ? NULL : descending ? "descending" : "ascending");
}

/* ---- the table ------------------------------------------------------------------------------ */

static void
show_spark(struct view *item, const struct departments *all, const struct department *one)
{
	plot_spark(view_object(item, "spark"), all->arena,
	    &(struct plot_spark){.values = one->values,
		.known = one->known,
		.whole = one == &all->whole ? NULL : all->whole.values,
		.whole_known = all->whole.known,
		.count = all->quarters,
		.low = all->low,
		.high = all->high});
}

static void
show_quarters(struct view *item, const struct departments *all, const struct department *one)
{
	view_list(item, "quarters");
	for (size_t i = 0; i < all->quarters; i++) {
		struct view *quarter;

		if (!one->known[i])
			continue;
		quarter = view_item(item, "quarters");
		view_text(quarter, "quarter", rows_text(all->wholes, i, "quarter"));
		view_text(quarter, "quarter_value", one->figures[i].value);
	}
}

static void
show_row(struct view *item, const struct departments *all, const struct department *one,
    const struct rows *rows)
{
	size_t row = one->first + newest(all), whole = newest(all);

	part_figure_view(item, "figure", &one->figures[newest(all)]);
	view_text(item, "cases_share",
	    part_share(all->arena, one->cases,
		rows_text(all->wholes, whole,
		    measure_kind_has_denominator(all->definition->rule.kind) ? "denominator"
									     : "numerator")));
	view_text(item, "events_share",
	    measure_kind_has_denominator(all->definition->rule.kind)
		? part_share(all->arena, rows_text(rows, row, "numerator"),
		      rows_text(all->wholes, whole, "numerator"))
		: NULL);
	show_spark(item, all, one);
	show_quarters(item, all, one);
}

/* What the departments add up to, where that is not what the whole hospital has. */
static const char *
difference_of(const struct departments *all, const char *sum, const char *whole)
{
	const char *its_sum = rows_text(all->wholes, newest(all), sum);
	const char *its_whole = rows_text(all->wholes, newest(all), whole);

	if (its_sum == NULL || text_equal(its_sum, its_whole))
		return NULL;
	return text_format(all->arena, "科室合计 %s，全院 %s", figure_number(all->arena, its_sum),
	    its_whole == NULL ? "没有数字" : figure_number(all->arena, its_whole));
}

static void
show_differences(struct view *view, const struct departments *all)
{
	const char *upper = difference_of(all, "numerator_sum", "numerator");
	const char *lower = difference_of(all, "denominator_sum", "denominator");

	view_text(view, "numerator_difference", upper);
	view_text(view, "denominator_difference", lower);
	view_flag(view, "differs", upper != NULL || lower != NULL);
}

static void
show_departments(
    struct context *context, struct view *view, const struct departments *all, const char *label)
{
	const size_t *order = order_of(context, all);
	int64_t page = page_number(context);
	size_t first = (size_t)(page - 1) * DEPARTMENT_ROWS;

	view_text(view, "quarter_label", label);
	view_text(view, "return_open",
	    text_equal(rows_text(all->wholes, newest(all), "return_state"), "accepted") ||
		    text_equal(rows_text(all->wholes, newest(all), "return_state"), "published")
		? NULL
		: "本期报表还没有被接受");
	view_flag(
	    view, "has_denominator", measure_kind_has_denominator(all->definition->rule.kind));
	show_head(view, context, "value");
	show_head(view, context, "cases");
	show_differences(view, all);
	show_row(view_object(view, "whole"), all, &all->whole, all->wholes);
	view_list(view, "rows");
	for (size_t i = first; i < all->count && i < first + DEPARTMENT_ROWS; i++) {
		const struct department *one = &all->items[order[i]];
		struct view *item = view_item(view, "rows");

		view_text(item, "name", rows_text(all->rows, one->first, "name"));
		view_flag(item, "retired", rows_flag(all->rows, one->first, "retired"));
		view_text(item, "url",
		    html_url_path(all->arena, "institution", "department",
			rows_text(all->rows, one->first, "department_id"), NULL));
		show_row(item, all, one, all->rows);
	}
	page_paginate_of(context, view, page_url_with(context, "page", NULL), page,
	    (int64_t)((all->count + DEPARTMENT_ROWS - 1) / DEPARTMENT_ROWS));
}

/* ---- months --------------------------------------------------------------------------------- */

static void
show_months(struct view *view, struct arena *arena, const struct figure_definition *definition,
    const struct rows *rows)
{
	size_t count = rows_count(rows), known = 0;
	struct plot_period *periods = arena_new(arena, struct plot_period, count);

	view_list(view, "rows");
	for (size_t i = 0; i < count; i++) {
		const char *month = rows_text(rows, i, "month");
		struct part_pair pair = {.numerator = rows_text(rows, i, "numerator"),
		    .denominator = rows_text(rows, i, "denominator")};
		struct part_figure figure;
		struct view *item = view_item(view, "rows");

		part_figure_read(&figure, arena, definition, &pair);
		view_text(item, "month", month);
		part_figure_view(item, "figure", &figure);
		known += figure.value != NULL;
		periods[i] = (struct plot_period){.label = month,
		    .detail = text_format(arena, "%s：%s%s", month,
			figure.value == NULL ? "" : figure.value, definition->unit),
		    .known = figure.value != NULL,
		    .value = figure.number,
		    .interval_known = figure.interval_known,
		    .lower = figure.lower,
		    .upper = figure.upper};
	}
	view_list(view, "drawing");
	if (known == 0 || definition->truth)
		return;
	plot_history(view_object(view, "drawing"), arena,
	    &(struct chart_caption){.id = "month-chart",
		.title = "本院各月指标值",
		.text = text_format(
		    arena, "%zu 个月中 %zu 个月有数值，各带 95%% 置信区间。", count, known),
		.table = "months"},
	    text_format(arena, "指标值（%s）", definition->unit), periods, count,
	    &(struct plot_level){0});
}

void
result_parts_show(struct context *context, struct view *view,
    const struct figure_definition *definition, const struct result_parts *parts)
{
	struct departments all;

	view_list(view, "departments");
	view_list(view, "months");
	if (rows_count(parts->months) > 0)
		show_months(view_object(view, "months"), context->arena, definition, parts->months);
	if (rows_count(parts->departments) == 0 || rows_count(parts->wholes) == 0)
		return;
	read_all(&all, context->arena, definition, parts);
	show_departments(context, view_object(view, "departments"), &all,
	    rows_text(parts->wholes, all.quarters - 1, "quarter_label"));
}

/* ---- words ---------------------------------------------------------------------------------- */

void
result_analyses_show(struct view *view, struct arena *arena, const struct result_scope *scope,
    const char *code, const struct result_parts *parts)
{
	/* They are written by quarter. */
	bool quarter = rows_integer(scope->periods, scope->chosen, "quarters") == 1;

	page_rows(view, "analyses", parts->analyses);
	view_flag(view, "analysis_missing",
	    quarter && rows_count(parts->analyses) == 0 &&
		text_equal(rows_text(parts->wanted, 0, "wanted"), "yes"));
	view_text(view, "analysis_url",
	    !quarter ? NULL
		     : html_url_path(arena, "institution", "analysis", scope->period, code, NULL));
}
