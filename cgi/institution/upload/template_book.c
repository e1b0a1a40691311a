#include "template_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/db.h"
#include "core/text.h"
#include "institution/book.h"

#define MARK_COLUMNS 256 /* as many as the importer reads */
#define PART_WIDTH   12

/* ---- template -------------------------------------------------------------------------------
 */

static const double widths[TEMPLATE_COLUMN_COUNT] = {
    [TEMPLATE_CODE] = 24,
    [TEMPLATE_SPECIALTY] = 26,
    [TEMPLATE_NAME] = 50,
    [TEMPLATE_UNIT] = 9,
    [TEMPLATE_YEAR_AGO] = 12,
    [TEMPLATE_LAST] = 12,
    [TEMPLATE_VALUE] = 16,
    [TEMPLATE_REQUIRED] = 10,
};

static lxw_format *
column_format(const struct book *book, enum template_column column)
{
	if (column == TEMPLATE_VALUE)
		return book->open;
	return column == TEMPLATE_LAST || column == TEMPLATE_YEAR_AGO ? book->past : book->text;
}

static void
write_head(struct book *book, const struct template_source *source)
{
	const char *stamp = template_stamp(book->arena, source);

	book_cell(book, 0, 0, template_title(book->arena, source), book->title, false);
	book_cell(book, 1, 0, template_hint(source), NULL, false);
	book_cell(book, 2, 0, "模板标识（请勿改动）", NULL, false);
	book_cell(book, 2, TEMPLATE_NAME, stamp, NULL, false);
	workbook_set_custom_property_string(book->workbook, "质衡模板", stamp);
	for (enum template_column column = 0; column < TEMPLATE_COLUMN_COUNT; column++) {
		worksheet_set_column(
		    book->sheet, (lxw_col_t)column, (lxw_col_t)column, widths[column], NULL);
		book_cell(
		    book, TEMPLATE_HEAD_ROW, column, template_head(column), book->head, false);
	}
	for (size_t part = 0; part < source->part_count; part++) {
		size_t column = TEMPLATE_COLUMN_COUNT + part;

		worksheet_set_column(
		    book->sheet, (lxw_col_t)column, (lxw_col_t)column, PART_WIDTH, NULL);
		book_cell(book, TEMPLATE_HEAD_ROW, column,
		    template_part_head(book->arena, source, part), book->head, false);
	}
	book_comment(
	    book, TEMPLATE_HEAD_ROW, TEMPLATE_LAST, rows_text(source->own.head, 0, "last_label"));
	worksheet_freeze_panes(book->sheet, TEMPLATE_HEAD_ROW + 1, TEMPLATE_UNIT);
	worksheet_repeat_rows(book->sheet, TEMPLATE_HEAD_ROW, TEMPLATE_HEAD_ROW);
	worksheet_set_landscape(book->sheet);
	worksheet_set_paper(book->sheet, 9); /* A4 */
	worksheet_fit_to_pages(book->sheet, 1, 0);
}

/* The cells of an element's months or departments; the others stay locked. */
static void
write_parts(struct book *book, const struct template_source *source, size_t element, size_t row)
{
	const char *type = rows_text(source->own.elements, element, "type");

	for (size_t part = 0; part < source->part_count; part++) {
		size_t column = TEMPLATE_COLUMN_COUNT + part;
		bool asked = template_part_asked(source, element, part);

		book_cell(book, row, column, template_part_cell(source, element, part),
		    asked ? book->open : book->shut, true);
		if (asked)
			book_limit(book, row, column, type, true);
	}
}

static void
write_elements(struct book *book, const struct template_source *source)
{
	const struct own_return *own = &source->own;

	for (size_t i = 0; i < own->sheet.element_count; i++) {
		size_t row = TEMPLATE_HEAD_ROW + 1 + i;
		const char *definition = rows_text(own->elements, i, "definition");

		for (enum template_column column = 0; column < TEMPLATE_COLUMN_COUNT; column++)
			book_cell(book, row, column, template_cell(book->arena, source, i, column),
			    column_format(book, column),
			    column == TEMPLATE_VALUE || column == TEMPLATE_LAST ||
				column == TEMPLATE_YEAR_AGO);
		write_parts(book, source, i, row);
		if (definition != NULL && definition[0] != '\0')
			book_comment(book, row, TEMPLATE_NAME, definition);
		book_limit(book, row, TEMPLATE_VALUE, rows_text(own->elements, i, "type"), false);
	}
}

enum status
template_book_write(struct buffer *out, struct arena *arena, const struct template_source *source)
{
	struct book *book = arena_new(arena, struct book, 1);

	if (!book_open(book, arena))
		return STATUS_INTERNAL;
	write_head(book, source);
	write_elements(book, source);
	book_protect(book);
	return book_close(out, book);
}

struct buffer
template_text_write(struct arena *arena, const struct template_source *source)
{
	struct buffer csv = buffer_create(arena, 16 * 1024);

	/* Excel takes a file without the mark for GBK. */
	buffer_append_text(&csv, "\xef\xbb\xbf");
	csv_append_safe(&csv, template_title(arena, source), false);
	csv_end_row(&csv);
	csv_append_safe(&csv, template_hint(source), false);
	csv_end_row(&csv);
	csv_append_safe(&csv, template_stamp(arena, source), false);
	csv_end_row(&csv);
	for (enum template_column column = 0; column < TEMPLATE_COLUMN_COUNT; column++)
		csv_append_safe(&csv, template_head(column), column > 0);
	for (size_t part = 0; part < source->part_count; part++)
		csv_append_safe(&csv, template_part_head(arena, source, part), true);
	csv_end_row(&csv);
	for (size_t i = 0; i < source->own.sheet.element_count; i++) {
		for (enum template_column column = 0; column < TEMPLATE_COLUMN_COUNT; column++)
			csv_append_safe(&csv, template_cell(arena, source, i, column), column > 0);
		for (size_t part = 0; part < source->part_count; part++)
			csv_append_safe(&csv, template_part_cell(source, i, part), true);
		csv_end_row(&csv);
	}
	return csv;
}

/* ---- marked copy ---------------------------------------------------------------------------- */

/* The faults of one row: they are in order of rows. */
struct said {
	const struct upload_fault *faults;
	size_t count;
};

static struct said
said_of(const struct upload *upload, size_t row, const struct said *before)
{
	const struct upload_fault *end = upload->faults + upload->fault_count;
	struct said said = {.faults = before->faults + before->count};

	while (said.faults < end && said.faults->row < row)
		said.faults++;
	while (said.faults + said.count < end && said.faults[said.count].row == row)
		said.count++;
	return said;
}

/* All that is said of one cell; NULL: nothing. */
static const char *
words_of(struct book *book, const struct said *said, size_t column, bool *error)
{
	const char *words = NULL;

	for (size_t i = 0; i < said->count; i++) {
		const struct upload_fault *fault = &said->faults[i];

		if ((fault->column == 0 ? 1 : fault->column) != column)
			continue;
		*error = *error || fault->error;
		words = words == NULL ? fault->message
				      : text_format(book->arena, "%s\n%s", words, fault->message);
	}
	return words;
}

static void
mark_row(struct book *book, const struct upload *upload, lxw_format *const colours[2], size_t row,
    const struct said *said, size_t columns)
{
	for (size_t column = 1; column <= columns; column++) {
		const struct table_cell *cell = table_find(upload->table, row, column);
		bool error = false;
		const char *words = words_of(book, said, column, &error);
		lxw_format *format = words == NULL ? NULL : colours[error];

		if (cell == NULL && words == NULL)
			continue;
		if (words == NULL && column == upload->value_column && row > upload->head_row)
			format = book->open;
		book_cell(book, row - 1, column - 1, cell == NULL ? "" : cell->text, format,
		    cell != NULL && cell->kind == 'n');
		if (words != NULL)
			book_comment(book, row - 1, column - 1, words);
	}
}

/* The last column with content or with a fault. */
static size_t
last_column(const struct upload *upload)
{
	size_t last = 1;

	for (size_t i = 0; i < upload->table->cell_count; i++) {
		if (upload->table->cells[i].column > last)
			last = upload->table->cells[i].column;
	}
	for (size_t i = 0; i < upload->fault_count; i++) {
		if (upload->faults[i].column > last)
			last = upload->faults[i].column;
	}
	return last < MARK_COLUMNS ? last : MARK_COLUMNS;
}

/* What concerns no cell goes below the table. */
static void
mark_rest(struct book *book, const struct upload *upload, lxw_format *const colours[2], size_t row)
{
	for (size_t i = 0; i < upload->fault_count; i++) {
		if (upload->faults[i].row == 0)
			book_cell(book, row++, 0, upload->faults[i].message,
			    colours[upload->faults[i].error], false);
	}
}

enum status
template_book_mark(struct buffer *out, struct arena *arena, const struct upload *upload)
{
	struct book *book = arena_new(arena, struct book, 1);
	const struct table *table = upload->table;
	lxw_format *colours[2];
	size_t last = table->cell_count == 0 ? 0 : table->cells[table->cell_count - 1].row;
	size_t columns = last_column(upload);
	struct said said = {.faults = upload->faults};

	if (!book_open(book, arena))
		return STATUS_INTERNAL;
	colours[0] = book_format(book, 0xffe699);
	colours[1] = book_format(book, 0xffb3b3);
	worksheet_set_column(book->sheet, 0, 0, widths[TEMPLATE_CODE], NULL);
	worksheet_set_column(book->sheet, 1, 7, 16, NULL);
	for (size_t row = 1; row <= last; row++) {
		said = said_of(upload, row, &said);
		mark_row(book, upload, colours, row, &said, columns);
	}
	mark_rest(book, upload, colours, last + 1);
	return book_close(out, book);
}
