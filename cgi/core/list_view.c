/* What a list looks like: names for its templates. */
#include <assert.h>
#include <inttypes.h>

#include "arena.h"
#include "html.h"
#include "list_private.h"
#include "page.h"
#include "text.h"

#define IDS_BYTES 1024

/* ---- heads and cells ------------------------------------------------------------------------ */

static bool
is_filed(const struct list_column *column)
{
	return column->cell == LIST_FILED || column->cell == LIST_FILED_NUMBER;
}

/* The same list in another order. */
static const char *
sort_url(const struct list *list, const struct list_column *column, bool descending)
{
	struct list other = *list;

	other.sort = column;
	other.descending = descending;
	return list_url(&other);
}

void
list_show_heads(const struct list *list, struct view *view, bool sorting)
{
	size_t width = 0;

	view_list(view, "heads");
	for (size_t i = 0; i < list->definition->column_count; i++) {
		const struct list_column *column = &list->definition->columns[i];
		bool current = sorting && list->sort == column;
		struct view *head;

		if (is_filed(column))
			continue;
		width++;
		head = view_item(view, "heads");
		view_text(head, "title", column->title);
		view_flag(head, "number", column->cell == LIST_NUMBER);
		view_flag(head, "name", column->cell == LIST_NAME);
		view_text(head, "sort_url",
		    sorting && column->sortable
			? sort_url(list, column, current && !list->descending)
			: NULL);
		view_text(head, "order",
		    !current           ? NULL
		    : list->descending ? "descending"
				       : "ascending");
	}
	view_integer(view, "width", (int64_t)width);
}

static const char *
cell_or_null(const struct rows *rows, size_t row, const char *column)
{
	return column == NULL ? NULL : rows_text(rows, row, column);
}

static const char *
row_url(const struct list *list, size_t row)
{
	if (rows_has_column(list->rows, "url"))
		return rows_text(list->rows, row, "url");
	return text_join(
	    list->context->arena, list->definition->path, rows_text(list->rows, row, "id"), NULL);
}

static void
show_cell(const struct list *list, struct view *cell, const struct list_column *column, size_t row)
{
	const char *text = rows_text(list->rows, row, column->name);
	const char *absent = column->absent == NULL ? "—" : column->absent;

	view_text(cell, "title", column->title);
	view_text(cell, "text", text);
	view_text(cell, "absent", absent);
	view_text(cell, "minor", cell_or_null(list->rows, row, column->minor));
	view_text(cell, "unit", text == NULL ? NULL : cell_or_null(list->rows, row, column->unit));
	view_flag(cell, "is_name", column->cell == LIST_NAME);
	view_flag(cell, "is_number", column->cell == LIST_NUMBER);
	view_flag(cell, "is_word", column->cell == LIST_WORD);
	view_flag(cell, "is_state", column->cell == LIST_STATE);
	view_text(cell, "state", cell_or_null(list->rows, row, column->code));
	view_text(cell, "state_label", text);
}

const char *
list_row_name(const struct list *list, size_t row)
{
	size_t i = 0;

	while (list->definition->columns[i].cell != LIST_NAME) {
		i++;
		assert(i < list->definition->column_count);
	}
	return rows_text(list->rows, row, list->definition->columns[i].name);
}

void
list_show_rows(const struct list *list, struct view *view, size_t count, const char *const *faults)
{
	view_list(view, "rows");
	for (size_t row = 0; row < count; row++) {
		struct view *item = view_item(view, "rows");

		view_text(item, "id", rows_text(list->rows, row, "id"));
		view_text(item, "row_name", list_row_name(list, row));
		view_text(item, "url", row_url(list, row));
		view_text(item, "fault", faults == NULL ? NULL : faults[row]);
		view_list(item, "cells");
		for (size_t i = 0; i < list->definition->column_count; i++) {
			if (!is_filed(&list->definition->columns[i]))
				show_cell(list, view_item(item, "cells"),
				    &list->definition->columns[i], row);
		}
	}
}

/* ---- filters -------------------------------------------------------------------------------- */

static void
add_option(struct view *view, const char *value, const char *label, const char *chosen)
{
	struct view *option = view_item(view, "options");

	view_text(option, "value", value);
	view_text(option, "label", label);
	view_flag(option, "selected", text_equal(value, chosen));
}

static void
show_filter(const struct list *list, struct view *view, size_t index)
{
	const struct list_filter *filter = &list->definition->filters[index];
	const struct rows *options = list->options[index];
	const char *chosen = list->values[index];
	struct view *item = view_item(view, "filters");

	view_text(item, "name", filter->name);
	view_text(item, "label", filter->label);
	view_text(item, "value", chosen == NULL ? "" : chosen);
	view_flag(item, "is_search", filter->kind == LIST_SEARCH);
	view_flag(item, "is_choice", filter->kind == LIST_CHOICE);
	view_flag(item, "is_kept", filter->kind == LIST_TAB && chosen != NULL);
	view_list(item, "options");
	if (filter->kind != LIST_CHOICE)
		return;
	for (const struct choice *choice = filter->choices;
	     options == NULL && choice != NULL && choice->value != NULL; choice++)
		add_option(item, choice->value, choice->label, chosen);
	for (size_t row = 0; options != NULL && row < rows_count(options); row++)
		add_option(item, rows_text(options, row, "value"), rows_text(options, row, "label"),
		    chosen);
}

/* Where there is no head to follow, on a telephone say, the order is one more choice. */
static void
show_orders(const struct list *list, struct view *view)
{
	struct arena *arena = list->context->arena;
	const char *chosen = NULL;

	if (list->sort != NULL)
		chosen = text_join(arena, list->descending ? "-" : "", list->sort->name, NULL);
	view_list(view, "orders");
	for (size_t i = 0; i < list->definition->column_count; i++) {
		const struct list_column *column = &list->definition->columns[i];
		struct view *orders;

		if (!column->sortable)
			continue;
		orders = view_item(view, "orders");
		view_list(orders, "options");
		add_option(orders, column->name, text_join(arena, column->title, "（升序）", NULL),
		    chosen);
		add_option(orders, text_join(arena, "-", column->name, NULL),
		    text_join(arena, column->title, "（降序）", NULL), chosen);
	}
}

static void
show_filters(const struct list *list, struct view *view)
{
	view_list(view, "filters");
	for (size_t i = 0; i < list->definition->filter_count; i++) {
		if (list->definition->filters[i].kind != LIST_OUTER)
			show_filter(list, view, i);
	}
	show_orders(list, view);
}

void
list_tabs(const struct list *list, struct view *view, const struct rows *counts)
{
	const struct list_filter *filter = list->definition->filters;
	struct list other = *list;
	const char *chosen;
	int64_t sum = 0;

	while (filter->kind != LIST_TAB) {
		filter++;
		assert(filter < list->definition->filters + list->definition->filter_count);
	}
	chosen = list_value(list, filter->name);
	other.values =
	    arena_new(list->context->arena, const char *, list->definition->filter_count);
	for (size_t i = 0; i < list->definition->filter_count; i++)
		other.values[i] = list->values[i];
	for (size_t row = 0; row < rows_count(counts); row++)
		sum += rows_integer(counts, row, "count");
	view_list(view, "tabs");
	for (const struct choice *choice = NULL; choice == NULL || choice->value != NULL;
	     choice = choice == NULL ? filter->choices : choice + 1) {
		const char *value = choice == NULL ? NULL : choice->value;
		struct view *tab = view_item(view, "tabs");
		int64_t count = choice == NULL ? sum : 0;

		for (size_t row = 0; choice != NULL && row < rows_count(counts); row++) {
			if (text_equal(rows_text(counts, row, "value"), value))
				count = rows_integer(counts, row, "count");
		}
		list_set(&other, filter->name, value);
		view_text(tab, "label", choice == NULL ? "全部" : choice->label);
		view_text(tab, "url", list_url(&other));
		view_integer(tab, "count", count);
		view_flag(tab, "current", text_equal(value, chosen));
	}
}

/* ---- pages ---------------------------------------------------------------------------------- */

static void
show_pages(const struct list *list, struct view *view)
{
	struct arena *arena = list->context->arena;
	int64_t pages = (list->total + LIST_ROWS - 1) / LIST_ROWS;
	struct view *pagination;

	view_list(view, "pagination");
	if (pages <= 1)
		return;
	pagination = view_object(view, "pagination");
	view_text(pagination, "position",
	    text_format(arena, "第 %" PRId64 " 页，共 %" PRId64 " 页", list->page, pages));
	view_text(pagination, "previous_url",
	    list->page == 1 ? NULL
			    : html_url_query(arena, list_url(list), "page",
				  text_format(arena, "%" PRId64, list->page - 1)));
	view_text(pagination, "next_url",
	    list->page == pages ? NULL
				: html_url_query(arena, list_url(list), "page",
				      text_format(arena, "%" PRId64, list->page + 1)));
}

/* ---- what can be done ----------------------------------------------------------------------- */

const struct list_action *
list_action(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->definition->action_count; i++) {
		const struct list_action *action = &list->definition->actions[i];

		if ((name == NULL || text_equal(action->name, name)) &&
		    (action->may == NULL || action->may(list->context)))
			return action;
	}
	return NULL;
}

static void
show_actions(const struct list *list, struct view *view)
{
	bool choosing = list_action(list, NULL) != NULL && rows_count(list->rows) > 0;
	struct buffer ids = buffer_create(list->context->arena, IDS_BYTES);

	view_flag(view, "choosing", choosing);
	view_list(view, "actions");
	for (size_t i = 0; choosing && i < list->definition->action_count; i++) {
		const struct list_action *action = &list->definition->actions[i];
		struct view *item;

		if (action->may != NULL && !action->may(list->context))
			continue;
		item = view_item(view, "actions");
		view_text(item, "name", action->name);
		view_text(item, "label", action->label);
		view_flag(item, "danger", action->danger);
	}
	for (size_t row = 0; choosing && row < rows_count(list->rows); row++) {
		if (row > 0)
			buffer_append_char(&ids, ',');
		buffer_append_text(&ids, rows_text(list->rows, row, "id"));
	}
	view_text(view, "page_ids", ids.data);
}

static void
show_notice(const struct list *list, struct view *view)
{
	const struct request *request = list->context->request;
	const char *notice = request_query(request, "notice", NULL);
	int64_t done;

	if (request->method == METHOD_POST || notice == NULL)
		return;
	if (text_equal(notice, "none")) {
		view_text(view, "notice", "没有选择任何行。请先勾选，再点要办理的按钮。");
		return;
	}
	for (size_t i = 0; i < list->definition->action_count; i++) {
		const struct list_action *action = &list->definition->actions[i];

		if (text_equal(action->name, notice) &&
		    text_to_id(&done, request_query(request, "done", "")))
			view_text(view, "notice",
			    text_format(list->context->arena, "%s %" PRId64 " %s%s。", action->done,
				done, list->definition->counter, list->definition->noun));
	}
}

void
list_show(const struct list *list, struct view *view)
{
	struct arena *arena = list->context->arena;
	const char *url = list_url(list);

	view_text(view, "list_path", list->definition->path);
	view_text(view, "list_url", url);
	view_text(view, "noun", list->definition->noun);
	view_text(view, "counter", list->definition->counter);
	view_integer(view, "total", list->total);
	view_integer(view, "shown", (int64_t)rows_count(list->rows));
	view_flag(view, "several_pages", list->total > (int64_t)rows_count(list->rows));
	show_filters(list, view);
	list_show_heads(list, view, true);
	list_show_rows(list, view, rows_count(list->rows), NULL);
	show_actions(list, view);
	show_pages(list, view);
	show_notice(list, view);
	page_table_links(view, arena, url);
}
