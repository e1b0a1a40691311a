/* /method: how the figures are computed, in words and on an example that this page computes. */
#include "method.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/text.h"
#include "disclosure/page.h"
#include "figure/peers.h"
#include "measure/change.h"
#include "measure/goal.h"

/* ---- goal and change ------------------------------------------------------------------------ */

static void
show_goal(struct view *view, struct arena *arena)
{
	const int64_t *counts = method_counts[1][4];
	struct goal_rule rule = {.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_INCREASE,
	    .factor = decimal_from_integer(100),
	    .goal = decimal_from_integer(95),
	    .confidence = 0.95};
	struct decimal x = decimal_from_integer(counts[0]), n = decimal_from_integer(counts[1]);
	struct view *item = view_object(view, "goal");
	struct goal_distance distance;

	goal_distance_compute(&distance, &rule, &x, &n);
	view_text(item, "name", method_hospital(arena, 4));
	view_integer(item, "x", counts[0]);
	view_integer(item, "n", counts[1]);
	view_text(item, "aim", "95");
	view_integer(item, "cases", distance.cases);
	view_text(item, "lower", method_number(arena, 1, distance.cases_lower));
	view_text(item, "upper", method_number(arena, 1, distance.cases_upper));
}

static struct change_period
period_of(const int64_t counts[2])
{
	return (struct change_period){.numerator = decimal_from_integer(counts[0]),
	    .denominator = decimal_from_integer(counts[1]),
	    .has_numerator = true,
	    .has_denominator = true};
}

/* The counts of two hospitals stand for two periods of one. */
static void
show_change(struct view *view, struct arena *arena)
{
	struct change_period before = period_of(method_counts[1][4]),
			     after = period_of(method_counts[1][1]);
	struct view *item = view_object(view, "change");
	struct change change;

	change_compute(&change, MEASURE_PROPORTION, MEASURE_INCREASE, 100, &before, &after, 0.95);
	view_integer(item, "x_before", method_counts[1][4][0]);
	view_integer(item, "n_before", method_counts[1][4][1]);
	view_integer(item, "x_after", method_counts[1][1][0]);
	view_integer(item, "n_after", method_counts[1][1][1]);
	view_text(item, "difference", method_number(arena, 2, change.difference));
	view_text(item, "lower", method_number(arena, 2, change.lower));
	view_text(item, "upper", method_number(arena, 2, change.upper));
	view_text(item, "probability", method_number(arena, 5, change.probability));
	view_text(item, "verdict", change.verdict == CHANGE_BETTER ? "好转" : "差别可能是偶然");
}

/* ---- tables --------------------------------------------------------------------------------- */

static const struct method_table *const families[] = {method_tables, method_grade_tables};

static const struct method_table *
find(const char *name)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (const struct method_table *table = families[i]; table->name != NULL; table++)
			if (text_equal(table->name, name))
				return table;
	return NULL;
}

static struct page_table
fill(struct arena *arena, const struct method_table *given)
{
	struct page_table table = page_table_create(arena, given->columns, given->column_count);

	given->fill(&table);
	return table;
}

static void
show_table(struct view *view, struct arena *arena, const struct method_table *given)
{
	struct page_table table = fill(arena, given);
	struct view *shown = view_object(view, given->name);

	view_text(shown, "note", given->note == NULL ? NULL : given->note(arena));
	page_table_links(shown, arena, html_url_query(arena, "/method", "table", given->name));
	view_list(shown, "heads");
	view_list(shown, "lines");
	for (size_t i = 0; i < table.column_count; i++) {
		struct view *head = view_item(shown, "heads");

		view_text(head, "title", table.columns[i].title);
		view_flag(head, "number", table.columns[i].kind == XLSX_NUMBER);
		view_flag(head, "names", i == given->head);
	}
	for (size_t row = 0; row < table.row_count; row++) {
		struct view *line = view_item(shown, "lines");

		view_list(line, "cells");
		for (size_t i = 0; i < table.column_count; i++) {
			struct view *cell = view_item(line, "cells");

			view_text(cell, "text", table.cells[row * table.column_count + i]);
			view_flag(cell, "number", table.columns[i].kind == XLSX_NUMBER);
			view_flag(cell, "names", i == given->head);
		}
	}
}

static enum status
send(struct context *context, const struct method_table *given)
{
	static const struct page_fact facts[] = {
	    {"来源", "统计方法页的例子，计数为虚构，其余由程序当场算出。"}, {0}};
	struct page_table table = fill(context->arena, given);

	return page_table_send(context, page_format(context),
	    text_format(context->arena, "统计方法-%s", given->name), &table, facts);
}

const struct query method_query[] = {
    {.name = "table", .kind = VALUE_CODE},
    PARAMETER_FORMAT,
    {0},
};

enum status
method_get(struct context *context)
{
	struct view *view;

	if (page_format(context) != PAGE_HTML) {
		const struct method_table *table =
		    find(request_query(context->request, "table", NULL));

		return table == NULL ? STATUS_MISSING : send(context, table);
	}
	view = page_view(context, "统计方法");
	disclosure_column(view, "统计方法", "政务公开",
	    "公开数据的算法、排名条件和不排名的情形，附可以逐项核对的例子");
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (const struct method_table *table = families[i]; table->name != NULL; table++)
			show_table(view, context->arena, table);
	view_integer(view, "phi_units", OVERDISPERSION_UNITS);
	view_integer(view, "exact_units", RANK_EXACT_UNITS);
	view_integer(view, "rank_seed", FIGURE_RANK_SEED);
	show_goal(view, context->arena);
	show_change(view, context->arena);
	method_show_grades(view, context->arena);
	return page_show(context, "disclosure/method/method", view);
}
