#include "list.h"

#include <assert.h>
#include <inttypes.h>

#include "arena.h"
#include "html.h"
#include "list_private.h"
#include "page.h"
#include "page_parts.h"
#include "text.h"

#define LAST_VALUES 5 /* of the statement, behind the filters */

/* ---- the query ------------------------------------------------------------------------------ */

/* A word that the table of parameters could not know. */
enum status
list_refuse(const struct list *list, const char *name, const char *value)
{
	const struct query word = {.name = name, .kind = VALUE_WORD};

	page_detail(list->context, query_refusal(list->context->arena, &word, value));
	page_offer(list->context, "查看全部", list->path);
	return STATUS_INPUT;
}

static size_t
find_filter(const struct list *list, const char *name)
{
	size_t i = 0;

	while (i < list->filter_count && !text_equal(list->definition->query[i].name, name))
		i++;
	return i;
}

static void
read_filter(struct list *list, size_t index)
{
	const struct query *filter = &list->definition->query[index];
	const char *value = request_query(list->context->request, filter->name, NULL);

	if (value != NULL && filter->kind == VALUE_TEXT)
		value = text_trim(list->context->arena, value);
	list->values[index] = value == NULL || value[0] == '\0' ? NULL : value;
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
	return list->sort == NULL ? list_refuse(list, "sort", sort) : STATUS_OK;
}

/* After an action its name, or one of these. */
static enum status
read_notice(const struct list *list)
{
	const struct list_definition *definition = list->definition;
	const char *notice = request_query(list->context->request, "notice", NULL);

	if (notice == NULL || text_equal(notice, NOTICE_ONCE) || text_equal(notice, LIST_NONE) ||
	    text_equal(notice, definition->own_notice))
		return STATUS_OK;
	for (size_t i = 0; i < definition->action_count; i++) {
		if (text_equal(notice, definition->actions[i].name))
			return STATUS_OK;
	}
	return list_refuse(list, "notice", notice);
}

static size_t
count_filters(const struct query *query)
{
	size_t count = 0;

	/* The first of LIST_PARAMETERS. */
	while (!text_equal(query[count].name, "sort"))
		count++;
	return count;
}

enum status
list_read(struct list *out, struct context *context, const struct list_definition *definition)
{
	size_t count = count_filters(definition->query);
	enum status status;

	*out = (struct list){
	    .definition = definition,
	    .context = context,
	    .path = definition->path,
	    .file = definition->title,
	    .filter_count = count,
	    .values = arena_new(context->arena, const char *, count + 1),
	    .options = arena_new(context->arena, const struct rows *, count + 1),
	    .page = page_number(context),
	    .format = page_format(context),
	};
	for (size_t i = 0; i < count; i++)
		read_filter(out, i);
	status = read_sort(out);
	return status == STATUS_OK ? read_notice(out) : status;
}

const struct query *
list_filter(const struct list *list, const char *name)
{
	size_t index = find_filter(list, name);

	assert(index < list->filter_count);
	return &list->definition->query[index];
}

const char *
list_value(const struct list *list, const char *filter)
{
	size_t index = find_filter(list, filter);

	assert(index < list->filter_count);
	return list->values[index];
}

void
list_set(struct list *list, const char *filter, const char *value)
{
	size_t index = find_filter(list, filter);

	assert(index < list->filter_count);
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
	return list_refuse(list, filter, value);
}

/* ---- the rows ------------------------------------------------------------------------------- */

static struct ask
ask_part(struct list *list, const char *ids, int64_t skip, int64_t limit)
{
	struct arena *arena = list->context->arena;
	size_t count = list->filter_count;
	const char **values = arena_new(arena, const char *, count + LAST_VALUES);

	for (size_t i = 0; i < count; i++)
		values[i] = list->values[i];
	values[count++] = list->sort == NULL ? NULL : list->sort->name;
	values[count++] = list->descending ? "true" : "false";
	values[count++] = ids;
	values[count++] = text_format(arena, "%" PRId64, skip);
	values[count++] = text_format(arena, "%" PRId64, limit);
	return (struct ask){&list->received, list->definition->statement, count, values, false};
}

struct ask
list_ask(struct list *list)
{
	if (list_is_file(list))
		return ask_part(list, NULL, 0, LIST_FILE);
	return ask_part(list, NULL, (list->page - 1) * LIST_ROWS, LIST_ROWS);
}

static void
take(struct list *list)
{
	list->rows = list->received;
	list->total =
	    rows_count(list->received) == 0 ? 0 : rows_integer(list->received, 0, "total");
	if (list->definition->derive != NULL)
		list->rows = list->definition->derive(list->context, list->received);
}

enum status
list_load_part(struct list *list, const char *ids, int64_t skip, int64_t limit)
{
	struct ask ask;
	enum status status;

	if (list->source != NULL) {
		list_compute_part(list, ids, (size_t)skip, (size_t)limit);
		return STATUS_OK;
	}
	ask = ask_part(list, ids, skip, limit);
	status = db_ask(list->context->db, &ask, 1);

	take(list);
	return status;
}

enum status
list_take(struct list *list)
{
	enum status status = db_failure(list->context->db);

	take(list);
	if (status != STATUS_OK || rows_count(list->rows) > 0 || list->page == 1)
		return status;
	/* Beyond the last page, where rows have gone from it: the last one. */
	status = list_load_part(list, NULL, 0, 1);
	list->page = list->total == 0 ? 1 : (list->total + LIST_ROWS - 1) / LIST_ROWS;
	if (status != STATUS_OK || list->total == 0)
		return status;
	return list_load_part(list, NULL, (list->page - 1) * LIST_ROWS, LIST_ROWS);
}

enum status
list_load(struct list *list)
{
	const struct ask ask = list_ask(list);

	db_ask(list->context->db, &ask, 1);
	return list_take(list);
}

/* ---- addresses ------------------------------------------------------------------------------ */

const char *
list_url(const struct list *list)
{
	struct arena *arena = list->context->arena;
	const char *url = list->path;

	for (size_t i = 0; i < list->filter_count; i++) {
		if (list->values[i] != NULL)
			url = html_url_query(
			    arena, url, list->definition->query[i].name, list->values[i]);
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
list_send_rows(const struct list *list, enum page_format format, const char *name,
    const struct page_fact facts[])
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

		if (column->title == NULL || column->unfiled || column->cell == LIST_LINKS)
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
	return page_table_send(list->context, format, name, &table, facts);
}

/* The page's facts and one more: how many rows there would be. */
static const struct page_fact *
with_rest(const struct list *list, const struct page_fact facts[])
{
	struct arena *arena = list->context->arena;
	struct page_fact *out;
	size_t count = 0;

	while (facts != NULL && facts[count].label != NULL)
		count++;
	out = arena_new(arena, struct page_fact, count + 2);
	for (size_t i = 0; i < count; i++)
		out[i] = facts[i];
	out[count] = (struct page_fact){"未列全",
	    text_format(arena,
		"符合条件的共 %" PRId64 " %s，本文件只有前 %zu %s。请缩小范围，分几次下载。",
		list->total, list->definition->counter, rows_count(list->rows),
		list->definition->counter)};
	return out;
}

enum status
list_send_file(const struct list *list, const struct page_fact facts[])
{
	const struct list_definition *definition = list->definition;
	size_t count = rows_count(list->rows);

	if (list->total <= (int64_t)count)
		return list_send_rows(list, list->format, list->file, facts);
	return list_send_rows(list, list->format,
	    text_format(list->context->arena, "%s（共 %" PRId64 " %s，只有前 %zu %s）", list->file,
		list->total, definition->counter, count, definition->counter),
	    with_rest(list, facts));
}
