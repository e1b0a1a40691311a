/*
 * /institution/backfill/<programme>/template.xlsx, …/template.csv: all periods of a programme that
 * are filled in afterwards, in one table.
 */
#include "core/arena.h"
#include "core/csv.h"
#include "core/page.h"
#include "core/text.h"
#include "institution/book.h"
#include "institution/page.h"
#include "source.h"

#define PERIOD_WIDTH 16

static const char *const hint =
    "只填各报告期的列：数字、“不适用”或“未填”；空着的保留现有内容，灰色的格子不需要填。"
    "代码、表头和标识请勿改动。";

static const char *
title(struct arena *arena, const struct backfill_source *source)
{
	return text_join(arena, rows_text(source->own, 0, "name"), "　",
	    rows_text(source->periods, 0, "programme_name"), "　补录表", NULL);
}

static const char *
fixed_cell(const struct backfill_source *source, size_t element, enum backfill_column column)
{
	static const char *const names[BACKFILL_COLUMN_COUNT] = {
	    "code", "specialty", "name", "unit"};

	return rows_text(source->cells, source->first[element], names[column]);
}

/* What is there; "" for nothing. */
static const char *
value_cell(const struct backfill_source *source, size_t element, size_t period)
{
	size_t cell = backfill_cell(source, element, period);

	if (cell == 0)
		return "";
	if (text_equal(rows_text(source->cells, cell - 1, "state"), "not_applicable"))
		return "不适用";
	return rows_text(source->cells, cell - 1, "value") == NULL
		   ? ""
		   : rows_text(source->cells, cell - 1, "value");
}

/* ---- XLSX ----------------------------------------------------------------------------------- */

static void
write_head(struct book *book, const struct backfill_source *source)
{
	static const double widths[BACKFILL_COLUMN_COUNT] = {24, 18, 50, 9};
	const char *stamp = backfill_stamp(book->arena, source);
	size_t periods = rows_count(source->periods);

	book_cell(book, 0, 0, title(book->arena, source), book->title, false);
	book_cell(book, 1, 0, hint, NULL, false);
	book_cell(book, 2, 0, stamp, NULL, false);
	workbook_set_custom_property_string(book->workbook, "质衡模板", stamp);
	for (enum backfill_column column = 0; column < BACKFILL_COLUMN_COUNT; column++) {
		worksheet_set_column(
		    book->sheet, (lxw_col_t)column, (lxw_col_t)column, widths[column], NULL);
		book_cell(
		    book, BACKFILL_HEAD_ROW, column, backfill_head(column), book->head, false);
	}
	worksheet_set_column(book->sheet, BACKFILL_COLUMN_COUNT,
	    (lxw_col_t)(BACKFILL_COLUMN_COUNT + periods - 1), PERIOD_WIDTH, NULL);
	for (size_t i = 0; i < periods; i++)
		book_cell(book, BACKFILL_HEAD_ROW, BACKFILL_COLUMN_COUNT + i,
		    rows_text(source->periods, i, "period_label"), book->head, false);
	worksheet_freeze_panes(book->sheet, BACKFILL_HEAD_ROW + 1, BACKFILL_UNIT);
	worksheet_repeat_rows(book->sheet, BACKFILL_HEAD_ROW, BACKFILL_HEAD_ROW);
	worksheet_set_landscape(book->sheet);
	worksheet_set_paper(book->sheet, 9); /* A4 */
	worksheet_fit_to_pages(book->sheet, 1, 0);
}

static void
write_row(struct book *book, const struct backfill_source *source, size_t element)
{
	size_t row = BACKFILL_HEAD_ROW + 1 + element, first = source->first[element];
	const char *definition = rows_text(source->cells, first, "definition");

	for (enum backfill_column column = 0; column < BACKFILL_COLUMN_COUNT; column++)
		book_cell(
		    book, row, column, fixed_cell(source, element, column), book->text, false);
	if (definition[0] != '\0')
		book_comment(book, row, BACKFILL_NAME, definition);
	for (size_t i = 0; i < rows_count(source->periods); i++) {
		size_t column = BACKFILL_COLUMN_COUNT + i, cell = backfill_cell(source, element, i);
		bool open = cell != 0 && rows_text(source->cells, cell - 1, "bar") == NULL;

		book_cell(book, row, column, value_cell(source, element, i),
		    open ? book->open : book->shut, true);
		if (open)
			book_limit(
			    book, row, column, rows_text(source->cells, first, "type"), false);
	}
}

static enum status
write_book(struct buffer *out, struct arena *arena, const struct backfill_source *source)
{
	struct book *book = arena_new(arena, struct book, 1);

	if (!book_open(book, arena))
		return STATUS_INTERNAL;
	write_head(book, source);
	for (size_t i = 0; i < source->element_count; i++)
		write_row(book, source, i);
	book_protect(book);
	return book_close(out, book);
}

/* ---- CSV ------------------------------------------------------------------------------------ */

static struct buffer
write_text(struct arena *arena, const struct backfill_source *source)
{
	struct buffer csv = buffer_create(arena, 16 * 1024);
	size_t periods = rows_count(source->periods);
	const char *const heads[] = {title(arena, source), hint, backfill_stamp(arena, source)};

	/* Excel takes a file without the mark for GBK. */
	buffer_append_text(&csv, "\xef\xbb\xbf");
	for (size_t i = 0; i < BACKFILL_HEAD_ROW; i++) {
		csv_append_safe(&csv, heads[i], false);
		csv_end_row(&csv);
	}
	for (enum backfill_column column = 0; column < BACKFILL_COLUMN_COUNT; column++)
		csv_append_safe(&csv, backfill_head(column), column > 0);
	for (size_t i = 0; i < periods; i++)
		csv_append_safe(&csv, rows_text(source->periods, i, "period_label"), true);
	csv_end_row(&csv);
	for (size_t element = 0; element < source->element_count; element++) {
		for (enum backfill_column column = 0; column < BACKFILL_COLUMN_COUNT; column++)
			csv_append_safe(&csv, fixed_cell(source, element, column), column > 0);
		for (size_t i = 0; i < periods; i++)
			csv_append_safe(&csv, value_cell(source, element, i), true);
		csv_end_row(&csv);
	}
	return csv;
}

/* ---- pages ---------------------------------------------------------------------------------- */

static const char *
file_name(struct context *context, const struct backfill_source *source, const char *extension)
{
	return text_format(context->arena, "%s_%s_补录表.%s", rows_text(source->own, 0, "name"),
	    rows_text(source->periods, 0, "programme_name"), extension);
}

enum status
backfill_xlsx_get(struct context *context)
{
	struct backfill_source source;
	struct buffer book;
	enum status status = backfill_load(&source, context);

	if (status == STATUS_OK)
		status = write_book(&book, context->arena, &source);
	if (status != STATUS_OK)
		return status;
	return page_file(context,
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	    file_name(context, &source, "xlsx"), &book);
}

enum status
backfill_csv_get(struct context *context)
{
	struct backfill_source source;
	struct buffer text;
	enum status status = backfill_load(&source, context);

	if (status != STATUS_OK)
		return status;
	text = write_text(context->arena, &source);
	return page_file(
	    context, "text/csv; charset=utf-8", file_name(context, &source, "csv"), &text);
}
