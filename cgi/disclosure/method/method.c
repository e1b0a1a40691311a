/* /method and /method/grade: how the figures are computed, in words and on examples that they
 * compute. */
#include "method.h"

#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/peers.h"

/* A page's tables; what does not fit the first visit of one page is on the next. */
static const struct method_table *const compared[] = {method_value_tables, method_peer_tables,
    method_rank_tables, method_period_tables, method_chart_tables};
static const struct method_table *const judged[] = {
    method_grade_tables, method_signal_tables, method_screen_tables};

#define COMPARED (sizeof(compared) / sizeof(compared[0]))
#define JUDGED   (sizeof(judged) / sizeof(judged[0]))

static const struct method_table *
find_among(const struct method_table *const families[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		for (const struct method_table *table = families[i]; table->name != NULL; table++)
			if (text_equal(table->name, name))
				return table;
	return NULL;
}

static const struct method_table *
find(const char *name)
{
	const struct method_table *table = find_among(compared, COMPARED, name);

	return table != NULL ? table : find_among(judged, JUDGED, name);
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
	struct view *shown = view_object(view, text_format(arena, "example_%s", given->name));

	view_text(shown, "name", given->name);
	view_text(shown, "title", given->title);
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

static void
show_tables(struct view *view, struct arena *arena, const struct method_table *const families[],
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (const struct method_table *table = families[i]; table->name != NULL; table++)
			show_table(view, arena, table);
}

const struct query method_query[] = {
    {.name = "table", .kind = VALUE_CODE},
    PARAMETER_FORMAT,
    {0},
};

enum status
method_get(struct context *context)
{
	struct rows *definitions;
	struct view *view;

	if (page_format(context) != PAGE_HTML) {
		const struct method_table *table =
		    find(request_query(context->request, "table", NULL));

		return table == NULL ? STATUS_MISSING : send(context, table);
	}
	DB_ASK(context->db, &definitions, METHOD_DEFINITIONS);
	view = page_view(context, "统计方法");
	disclosure_column(view, "统计方法", "政务公开",
	    "公开数据的算法、排名条件和不排名的情形，附可以逐项核对的例子");
	show_tables(view, context->arena, compared, COMPARED);
	view_integer(view, "phi_units", OVERDISPERSION_UNITS);
	view_integer(view, "exact_units", RANK_EXACT_UNITS);
	view_integer(view, "rank_seed", FIGURE_RANK_SEED);
	page_rows(view, "definitions", definitions);
	return page_show(context, "disclosure/method/method", view);
}

enum status
method_grade_get(struct context *context)
{
	const char *title = "统计方法：等级、信号和小数";
	struct view *view = page_view(context, title);

	disclosure_column(view, "统计方法", "政务公开",
	    "等级、信号、数据疑点和小数保护的算法，附可以逐项核对的例子");
	page_crumb(view, "统计方法", "/method");
	page_crumb(view, title, NULL);
	show_tables(view, context->arena, judged, JUDGED);
	method_show_grades(view, context->arena);
	return page_show(context, "disclosure/method/grade", view);
}
