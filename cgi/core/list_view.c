/* What a list looks like: names for its templates. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "html.h"
#include "list_private.h"
#include "page.h"
#include "page_parts.h"
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
	return text_join(list->context->arena, list->path, rows_text(list->rows, row, "id"), NULL);
}

static void
show_links(const struct list *list, struct view *cell, const struct list_column *column, size_t row)
{
	const struct list_link *link = column->links;

	view_list(cell, "links");
	for (; column->cell == LIST_LINKS && link->label != NULL; link++) {
		const char *url = rows_text(list->rows, row, link->url);
		struct view *item;

		if (url == NULL)
			continue;
		item = view_item(cell, "links");
		view_text(item, "label", link->label);
		view_text(item, "link_url", url);
	}
}

static void
show_cell(const struct list *list, struct view *cell, const struct list_column *column, size_t row)
{
	bool is_links = column->cell == LIST_LINKS;
	const char *text = is_links ? NULL : rows_text(list->rows, row, column->name);
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
	view_flag(cell, "is_links", is_links);
	show_links(list, cell, column, row);
	view_text(cell, "state", cell_or_null(list->rows, row, column->code));
	view_text(cell, "state_label", text);
}

static const char *
row_id(const struct list *list, size_t row)
{
	return rows_has_column(list->rows, "id") ? rows_text(list->rows, row, "id") : NULL;
}

const char *
list_row_name(const struct list *list, size_t row)
{
	size_t i = 0;

	if (rows_has_column(list->rows, "row_name"))
		return rows_text(list->rows, row, "row_name");
	while (list->definition->columns[i].cell != LIST_NAME) {
		i++;
		assert(i < list->definition->column_count);
	}
	return rows_text(list->rows, row, list->definition->columns[i].name);
}

static void
show_rows(const struct list *list, struct view *view, size_t first, size_t count)
{
	bool some_mine = rows_has_column(list->rows, "mine");

	view_list(view, "rows");
	for (size_t row = first; row < first + count; row++) {
		struct view *item = view_item(view, "rows");

		view_text(item, "id", row_id(list, row));
		view_text(item, "row_name", list_row_name(list, row));
		view_text(item, "url", row_url(list, row));
		view_flag(item, "mine", some_mine && rows_flag(list->rows, row, "mine"));
		view_list(item, "cells");
		for (size_t i = 0; i < list->definition->column_count; i++) {
			if (!is_filed(&list->definition->columns[i]))
				show_cell(list, view_item(item, "cells"),
				    &list->definition->columns[i], row);
		}
	}
}

void
list_show_rows(const struct list *list, struct view *view)
{
	show_rows(list, view, 0, rows_count(list->rows));
}

void
list_show_part(const struct list *list, struct view *view, size_t first, size_t count)
{
	list_show_heads(list, view, true);
	show_rows(list, view, first, count);
}

/* ---- filters -------------------------------------------------------------------------------- */

static void
show_filter(const struct list *list, struct view *view, size_t index)
{
	const struct query *filter = &list->definition->query[index];
	const char *chosen = list->values[index];
	bool is_tab = text_equal(filter->name, list->definition->tab);
	struct view *item = view_item(view, "filters");

	view_text(item, "name", filter->name);
	view_text(item, "label", filter->label);
	view_text(item, "value", chosen == NULL ? "" : chosen);
	view_flag(item, "is_search", filter->kind == VALUE_TEXT);
	view_flag(item, "is_choice", filter->kind != VALUE_TEXT && !is_tab);
	view_flag(item, "is_kept", is_tab && chosen != NULL);
	view_list(item, "options");
	if (filter->choices != NULL)
		page_options(item, "options", filter->choices, chosen);
	else if (list->options[index] != NULL)
		page_options_of(item, "options", list->options[index], chosen);
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
		const char *down = text_join(arena, "-", column->name, NULL);

		if (!column->sortable)
			continue;
		page_option(view, "orders", column->name,
		    text_join(arena, column->title, "（升序）", NULL),
		    text_equal(column->name, chosen));
		page_option(view, "orders", down, text_join(arena, column->title, "（降序）", NULL),
		    text_equal(down, chosen));
	}
}

static void
show_filters(const struct list *list, struct view *view)
{
	view_list(view, "filters");
	for (size_t i = 0; i < list->filter_count; i++) {
		if (list->definition->query[i].label != NULL)
			show_filter(list, view, i);
	}
	show_orders(list, view);
}

static int64_t
count_of(const struct rows *counts, const char *value)
{
	int64_t count = 0;

	for (size_t row = 0; row < rows_count(counts); row++) {
		if (value == NULL || text_equal(rows_text(counts, row, "value"), value))
			count += rows_integer(counts, row, "count");
	}
	return count;
}

void
list_tabs(const struct list *list, struct view *view, const struct rows *counts)
{
	const char *tab = list->definition->tab, *chosen = list_value(list, tab);
	const struct choice *choice = list_filter(list, tab)->choices;
	struct list other = *list;

	other.values = arena_new(list->context->arena, const char *, list->filter_count);
	memcpy(other.values, list->values, list->filter_count * sizeof(*other.values));
	view_list(view, "tabs");
	list_set(&other, tab, NULL);
	page_tab(view, "全部", list_url(&other), count_of(counts, NULL), chosen == NULL);
	for (; choice->value != NULL; choice++) {
		list_set(&other, tab, choice->value);
		page_tab(view, choice->label, list_url(&other), count_of(counts, choice->value),
		    text_equal(choice->value, chosen));
	}
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
	bool choosing =
	    !list->idle && list_action(list, NULL) != NULL && rows_count(list->rows) > 0;
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
		view_text(item, "button",
		    action->button != NULL
			? action->button
			: text_join(list->context->arena, action->label, "所选", NULL));
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
	if (text_equal(notice, LIST_NONE)) {
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

	view_text(view, "list_path", list->path);
	view_text(view, "list_url", url);
	view_text(view, "noun", list->definition->noun);
	view_text(view, "counter", list->definition->counter);
	view_integer(view, "total", list->total);
	view_text(view, "own_order", list->sort == NULL ? list->definition->order : NULL);
	view_integer(view, "shown", (int64_t)rows_count(list->rows));
	view_flag(view, "several_pages", list->total > (int64_t)rows_count(list->rows));
	view_text(view, "file_rows",
	    list->total <= LIST_FILE ? NULL : text_format(arena, "%d", LIST_FILE));
	show_filters(list, view);
	list_show_heads(list, view, true);
	list_show_rows(list, view);
	show_actions(list, view);
	page_paginate_of(
	    list->context, view, url, list->page, (list->total + LIST_ROWS - 1) / LIST_ROWS);
	show_notice(list, view);
	page_table_links(view, arena, url);
}
