#include "page_table.h"

#include <assert.h>
#include <string.h>

#include "arena.h"
#include "csv.h"
#include "html.h"
#include "page.h"
#include "text.h"

#define FILE_BYTES     32768
#define ROWS_AT_FIRST  64
#define CONTENT_XLSX   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define SHEET_OF_TABLE "数据"
#define SHEET_OF_FACTS "说明"

enum page_format
page_format(const struct context *context)
{
	const char *format = request_query(context->request, "format", NULL);

	if (text_equal(format, "csv"))
		return PAGE_CSV;
	return text_equal(format, "xlsx") ? PAGE_XLSX : PAGE_HTML;
}

struct page_table
page_table_create(struct arena *arena, const struct xlsx_column columns[], size_t count)
{
	return (struct page_table){.arena = arena, .columns = columns, .column_count = count};
}

void
page_table_add(struct page_table *table, const char *const cells[])
{
	size_t width = table->column_count;

	if (table->row_count == table->capacity) {
		size_t capacity = 2 * table->capacity + ROWS_AT_FIRST;
		const char **grown = arena_new(table->arena, const char *, capacity *width);

		if (table->row_count > 0)
			memcpy(grown, table->cells, table->row_count * width * sizeof(*grown));
		table->cells = grown;
		table->capacity = capacity;
	}
	memcpy(table->cells + table->row_count * width, cells, width * sizeof(*cells));
	table->row_count++;
}

static void
write_csv(struct buffer *out, const struct page_table *table)
{
	/* Excel takes a file without the mark for GBK. */
	buffer_append_text(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < table->column_count; i++)
		csv_append(out, table->columns[i].title, i > 0);
	csv_end_row(out);
	for (size_t i = 0; i < table->row_count * table->column_count; i++) {
		bool first = i % table->column_count == 0;

		if (first && i > 0)
			csv_end_row(out);
		csv_append_safe(out, table->cells[i] == NULL ? "" : table->cells[i], !first);
	}
	if (table->row_count > 0)
		csv_end_row(out);
}

static void
write_facts(struct xlsx *xlsx, const struct page_fact *facts, bool demo)
{
	static const struct xlsx_column columns[] = {{"项目", XLSX_TEXT}, {"内容", XLSX_TEXT}};

	xlsx_sheet(xlsx, SHEET_OF_FACTS, columns, 2);
	for (; facts->label != NULL; facts++) {
		if (facts->text != NULL)
			xlsx_row(xlsx, (const char *const[]){facts->label, facts->text});
	}
	if (demo)
		xlsx_row(xlsx,
		    (const char *const[]){"数据性质", "演示数据，机构、人员和数字均为虚构。"});
}

static enum status
write_xlsx(
    struct buffer *out, const struct page_table *table, const struct page_fact *facts, bool demo)
{
	struct xlsx *xlsx = xlsx_create(table->arena);

	xlsx_sheet(xlsx, SHEET_OF_TABLE, table->columns, table->column_count);
	for (size_t row = 0; row < table->row_count; row++)
		xlsx_row(xlsx, table->cells + row * table->column_count);
	if (facts != NULL)
		write_facts(xlsx, facts, demo);
	return xlsx_end(out, xlsx);
}

static bool
is_demo(const struct context *context)
{
	const struct rows *rows = context->session->rows;

	return rows != NULL && rows_count(rows) == 1 && rows_has_column(rows, "demo") &&
	       rows_flag(rows, 0, "demo");
}

enum status
page_table_send(struct context *context, enum page_format format, const char *name,
    const struct page_table *table, const struct page_fact facts[])
{
	struct buffer content = buffer_create(context->arena, FILE_BYTES);
	enum status status;

	assert(format != PAGE_HTML);
	if (format == PAGE_CSV) {
		write_csv(&content, table);
		return page_file(context, "text/csv; charset=utf-8",
		    text_format(context->arena, "%s.csv", name), &content);
	}
	status = write_xlsx(&content, table, facts, is_demo(context));
	if (status != STATUS_OK)
		return status;
	return page_file(
	    context, CONTENT_XLSX, text_format(context->arena, "%s.xlsx", name), &content);
}

void
page_table_links(struct view *view, struct arena *arena, const char *url)
{
	view_text(view, "csv_url", html_url_query(arena, url, "format", "csv"));
	view_text(view, "xlsx_url", html_url_query(arena, url, "format", "xlsx"));
}

/* ---- rows as they are ----------------------------------------------------------------------- */

static const char *
cell_of(const struct rows *rows, size_t row, size_t column)
{
	const char *cell = rows_cell(rows, row, column);

	if (cell != NULL && rows_column_is_boolean(rows, column))
		return cell[0] == 't' ? "是" : "否";
	return cell;
}

static enum status
send_rows(struct context *context, enum page_format format, const char *filename,
    const struct page_column *columns, const struct rows *rows)
{
	struct buffer content = buffer_create(context->arena, FILE_BYTES);
	struct xlsx_column heads[PAGE_COLUMNS];
	const char *cells[PAGE_COLUMNS];
	size_t indices[PAGE_COLUMNS], count = 0;
	struct page_table table;
	enum status status;

	for (; columns[count].name != NULL; count++) {
		assert(count < PAGE_COLUMNS);
		indices[count] = rows_index(rows, columns[count].name);
		heads[count] = (struct xlsx_column){columns[count].title,
		    rows_column_is_number(rows, indices[count]) ? XLSX_NUMBER : XLSX_TEXT};
	}
	table = page_table_create(context->arena, heads, count);
	for (size_t row = 0; row < rows_count(rows); row++) {
		for (size_t i = 0; i < count; i++)
			cells[i] = cell_of(rows, row, indices[i]);
		page_table_add(&table, cells);
	}
	if (format == PAGE_CSV) {
		write_csv(&content, &table);
		return page_file(context, "text/csv; charset=utf-8", filename, &content);
	}
	status = write_xlsx(&content, &table, NULL, false);
	return status == STATUS_OK ? page_file(context, CONTENT_XLSX, filename, &content) : status;
}

enum status
page_csv(struct context *context, const char *filename, const struct page_column *columns,
    const struct rows *rows)
{
	return send_rows(context, PAGE_CSV, filename, columns, rows);
}

enum status
page_xlsx(struct context *context, const char *filename, const struct page_column *columns,
    const struct rows *rows)
{
	return send_rows(context, PAGE_XLSX, filename, columns, rows);
}

void
page_row(struct view *view, const struct rows *rows, size_t row)
{
	for (size_t column = 0; column < rows_columns(rows); column++) {
		const char *name = rows_column_name(rows, column);
		const char *cell = rows_cell(rows, row, column);

		if (rows_column_is_boolean(rows, column))
			view_flag(view, name, cell != NULL && cell[0] == 't');
		else
			view_text(view, name, cell);
	}
}

void
page_rows(struct view *view, const char *name, const struct rows *rows)
{
	view_list(view, name);
	for (size_t row = 0; row < rows_count(rows); row++)
		page_row(view_item(view, name), rows, row);
}

enum status
page_table_send_rows(struct context *context, enum page_format format, const char *name,
    const struct page_column *columns, const struct rows *rows)
{
	assert(format != PAGE_HTML);
	if (format == PAGE_CSV)
		return page_csv(
		    context, text_format(context->arena, "%s.csv", name), columns, rows);
	return page_xlsx(context, text_format(context->arena, "%s.xlsx", name), columns, rows);
}
