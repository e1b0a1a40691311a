#include "list.h"

#include <assert.h>
#include <inttypes.h>

#include "arena.h"
#include "html.h"
#include "list_private.h"
#include "page.h"
#include "text.h"

#define PAGE_MAXIMUM 10000
#define LAST_VALUES  5 /* of the statement, behind the filters */

/* ---- the query ------------------------------------------------------------------------------ */

static enum status
refuse(const struct list *list, const char *sentence)
{
	page_detail(list->context, sentence);
	page_offer(list->context, "查看全部", list->definition->path);
	return STATUS_INPUT;
}

static size_t
find_filter(const struct list *list, const char *name)
{
	size_t i = 0;

	while (i < list->definition->filter_count &&
	       !text_equal(list->definition->filters[i].name, name))
		i++;
	return i;
}

static bool
is_other(const struct list *list, const char *name)
{
	static const char *const own[] = {"sort", "page", "format", "notice", "done", NULL};

	for (const char *const *other = own; *other != NULL; other++) {
		if (text_equal(*other, name))
			return true;
	}
	for (const char *const *other = list->definition->others; other != NULL && *other != NULL;
	     other++) {
		if (text_equal(*other, name))
			return true;
	}
	return false;
}

static bool
is_choice(const struct choice *choices, const char *value)
{
	while (choices->value != NULL && !text_equal(choices->value, value))
		choices++;
	return choices->value != NULL;
}

static enum status
read_filter(struct list *list, size_t index)
{
	const struct list_filter *filter = &list->definition->filters[index];
	const char *value = request_query(list->context->request, filter->name, NULL);

	list->values[index] = value;
	if (value == NULL || filter->kind == LIST_OUTER)
		return STATUS_OK;
	if (filter->kind == LIST_SEARCH) {
		const char *trimmed = text_trim(list->context->arena, value);

		list->values[index] = trimmed[0] == '\0' ? NULL : trimmed;
		if (text_code_points(trimmed) > LIST_SEARCH_MAXIMUM)
			return refuse(list, "查找的文字太长，最多 200 个字。");
	} else if (filter->choices != NULL && !is_choice(filter->choices, value))
		return refuse(list, text_format(list->context->arena,
					"地址中的“%s”不在可选范围内。", filter->label));
	return STATUS_OK;
}

static enum status
read_sort(struct list *list)
{
	const char *sort = request_query(list->context->request, "sort", NULL);

	if (sort == NULL)
		return STATUS_OK;
	list->descending = sort[0] == '-';
	for (size_t i = 0; i < list->definition->column_count; i++) {
		const struct list_column *column = &list->definition->columns[i];

		if (column->sortable && text_equal(column->name, sort + list->descending))
			list->sort = column;
	}
	return list->sort == NULL ? refuse(list, "地址中的排序方式不存在。") : STATUS_OK;
}

static enum status
read_page(struct list *list)
{
	const char *page = request_query(list->context->request, "page", "1");
	const char *format = request_query(list->context->request, "format", NULL);

	list->format = page_format(list->context);
	if (format != NULL && list->format == PAGE_HTML)
		return refuse(list, "文件格式只有 csv 和 xlsx。");
	if (!text_to_id(&list->page, page) || list->page < 1 || list->page > PAGE_MAXIMUM)
		return refuse(list, "地址中的页码不正确。");
	return STATUS_OK;
}

enum status
list_read(struct list *out, struct context *context, const struct list_definition *definition)
{
	const struct pairs *query = &context->request->query;
	enum status status = STATUS_OK;

	*out = (struct list){.definition = definition,
	    .context = context,
	    .values = arena_new(context->arena, const char *, definition->filter_count + 1),
	    .options =
		arena_new(context->arena, const struct rows *, definition->filter_count + 1)};
	for (size_t i = 0; i < query->count; i++) {
		const char *name = query->items[i].name;

		if (find_filter(out, name) == definition->filter_count && !is_other(out, name))
			return refuse(out, "地址中有本页不认识的参数。");
		for (size_t j = 0; j < i; j++) {
			if (text_equal(query->items[j].name, name))
				return refuse(out, "地址中有重复的参数。");
		}
	}
	for (size_t i = 0; status == STATUS_OK && i < definition->filter_count; i++)
		status = read_filter(out, i);
	if (status == STATUS_OK)
		status = read_sort(out);
	return status == STATUS_OK ? read_page(out) : status;
}

const char *
list_value(const struct list *list, const char *filter)
{
	size_t index = find_filter(list, filter);

	assert(index < list->definition->filter_count);
	return list->values[index];
}

void
list_set(struct list *list, const char *filter, const char *value)
{
	size_t index = find_filter(list, filter);

	assert(index < list->definition->filter_count);
	list->values[index] = value;
}

enum status
list_options(struct list *list, const char *filter, const struct rows *rows)
{
	size_t index = find_filter(list, filter);
	const char *value = list_value(list, filter);

	list->options[index] = rows;
	if (value == NULL)
		return STATUS_OK;
	for (size_t row = 0; row < rows_count(rows); row++) {
		if (text_equal(rows_text(rows, row, "value"), value))
			return STATUS_OK;
	}
	return refuse(list, text_format(list->context->arena, "地址中的“%s”不在可选范围内。",
				list->definition->filters[index].label));
}

/* ---- the rows ------------------------------------------------------------------------------- */

void
list_send_part(const struct list *list, const char *ids, int64_t skip, int64_t limit)
{
	struct arena *arena = list->context->arena;
	size_t filters = list->definition->filter_count, count = filters;
	const char **values = arena_new(arena, const char *, filters + LAST_VALUES);

	for (size_t i = 0; i < filters; i++)
		values[i] = list->values[i];
	values[count++] = list->sort == NULL ? NULL : list->sort->name;
	values[count++] = list->descending ? "true" : "false";
	values[count++] = ids;
	values[count++] = text_format(arena, "%" PRId64, skip);
	values[count++] = text_format(arena, "%" PRId64, limit);
	db_send(list->context->db, list->definition->statement, count, values);
}

void
list_send(const struct list *list)
{
	if (list_is_file(list))
		list_send_part(list, NULL, 0, LIST_FILE);
	else
		list_send_part(list, NULL, (list->page - 1) * LIST_ROWS, LIST_ROWS);
}

static enum status
receive(struct list *list)
{
	struct rows *rows;
	enum status status = db_receive(&rows, list->context->db);

	if (status != STATUS_OK)
		return status;
	list->rows = rows;
	list->total = rows_count(rows) == 0 ? 0 : rows_integer(rows, 0, "total");
	if (list->definition->derive != NULL)
		list->rows = list->definition->derive(list->context, rows);
	return STATUS_OK;
}

enum status
list_receive(struct list *list)
{
	enum status status = receive(list);

	if (status != STATUS_OK || rows_count(list->rows) > 0 || list->page == 1)
		return status;
	/* Beyond the last page, where rows have gone from it: the last one. */
	list_send_part(list, NULL, 0, 1);
	status = receive(list);
	if (status != STATUS_OK || list->total == 0) {
		list->page = 1;
		return status;
	}
	list->page = (list->total + LIST_ROWS - 1) / LIST_ROWS;
	list_send(list);
	return receive(list);
}

/* ---- addresses ------------------------------------------------------------------------------ */

const char *
list_url(const struct list *list)
{
	struct arena *arena = list->context->arena;
	const char *url = list->definition->path;

	for (size_t i = 0; i < list->definition->filter_count; i++) {
		if (list->values[i] != NULL)
			url = html_url_query(
			    arena, url, list->definition->filters[i].name, list->values[i]);
	}
	if (list->sort == NULL)
		return url;
	return html_url_query(arena, url, "sort",
	    text_join(arena, list->descending ? "-" : "", list->sort->name, NULL));
}

bool
list_is_file(const struct list *list)
{
	return list->format != PAGE_HTML;
}

/* ---- the file ------------------------------------------------------------------------------- */

enum status
list_send_file(struct list *list, const struct page_fact facts[])
{
	const struct list_definition *definition = list->definition;
	struct arena *arena = list->context->arena;
	size_t count = 0;
	struct xlsx_column *heads = arena_new(arena, struct xlsx_column, definition->column_count);
	const char **cells = arena_new(arena, const char *, definition->column_count);
	size_t *indices = arena_new(arena, size_t, definition->column_count);
	struct page_table table;

	for (size_t i = 0; i < definition->column_count; i++) {
		const struct list_column *column = &definition->columns[i];
		bool number = column->cell == LIST_NUMBER || column->cell == LIST_FILED_NUMBER;

		if (column->title == NULL)
			continue;
		indices[count] = rows_index(list->rows, column->name);
		heads[count++] =
		    (struct xlsx_column){column->title, number ? XLSX_NUMBER : XLSX_TEXT};
	}
	table = page_table_create(arena, heads, count);
	for (size_t row = 0; row < rows_count(list->rows); row++) {
		for (size_t i = 0; i < count; i++)
			cells[i] = rows_cell(list->rows, row, indices[i]);
		page_table_add(&table, cells);
	}
	return page_table_send(list->context, list->format, definition->title, &table, facts);
}
