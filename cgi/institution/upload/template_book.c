#include "template_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/db.h"
#include "core/text.h"

#define SHEET_NAME "填报"
#define DIGITS_MAX                                                                                 \
	15 /* more would be rounded by the spreadsheet: such a number is written as text */
#define COMMENT_MAX  1000
#define MARK_COLUMNS 256 /* as many as the importer reads */
#define PART_WIDTH   12
#define CREATED      1704067200 /* a clock would make every file another one */

struct book {
	struct arena *arena;
	FILE *file; /* without a name: gone when it is closed */
	lxw_workbook *workbook;
	lxw_worksheet *sheet;
	lxw_format *title;
	lxw_format *head;
	lxw_format *text;
	lxw_format *past;
	lxw_format *open;
	lxw_format *shut; /* nothing is asked here */
};

static void
release(void *resource)
{
	struct book *book = resource;

	if (book->workbook != NULL)
		lxw_workbook_free(book->workbook);
	if (book->file != NULL)
		fclose(book->file);
}

static lxw_format *
make_format(struct book *book, lxw_color_t background)
{
	lxw_format *format = workbook_add_format(book->workbook);

	format_set_border(format, LXW_BORDER_HAIR);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	if (background != 0)
		format_set_bg_color(format, background);
	return format;
}

static bool
open_book(struct book *book, struct arena *arena)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_doc_properties properties = {.author = "质衡", .created = CREATED};

	*book = (struct book){.arena = arena, .file = tmpfile()};
	arena_defer(arena, release, book);
	if (book->file == NULL)
		return false;
	book->workbook =
	    workbook_new_opt(text_format(arena, "/proc/self/fd/%d", fileno(book->file)), &options);
	if (book->workbook == NULL)
		return false;
	workbook_set_properties(book->workbook, &properties);
	book->sheet = workbook_add_worksheet(book->workbook, SHEET_NAME);
	book->title = workbook_add_format(book->workbook);
	format_set_bold(book->title);
	book->head = make_format(book, 0xe8edf2);
	format_set_bold(book->head);
	/* Rows keep one height in every spreadsheet. */
	book->text = make_format(book, 0);
	format_set_shrink(book->text);
	book->past = make_format(book, 0);
	format_set_font_color(book->past, 0x595959);
	format_set_align(book->past, LXW_ALIGN_RIGHT);
	book->shut = make_format(book, 0xd9d9d9);
	book->open = make_format(book, 0xfff9e5);
	format_set_unlocked(book->open);
	format_set_align(book->open, LXW_ALIGN_RIGHT);
	return book->sheet != NULL;
}

static enum status
close_book(struct buffer *out, struct book *book)
{
	lxw_error error = workbook_close(book->workbook);
	char part[8192];
	size_t length;

	book->workbook = NULL; /* freed by that */
	if (error != LXW_NO_ERROR) {
		fprintf(stderr, "template: %s\n", lxw_strerror(error));
		return STATUS_INTERNAL;
	}
	*out = buffer_create(book->arena, 64 * 1024);
	rewind(book->file);
	while ((length = fread(part, 1, sizeof(part), book->file)) > 0)
		buffer_append(out, part, length);
	return ferror(book->file) ? STATUS_INTERNAL : STATUS_OK;
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* What XML cannot hold becomes a blank; at most so many characters. */
static const char *
clean(struct arena *arena, const char *text, size_t most)
{
	char *out = text_copy(arena, text, strlen(text)), *to = out;

	for (const char *from = out; *from != '\0'; from++) {
		unsigned char byte = (unsigned char)*from;

		if ((byte & 0xc0) != 0x80 && most-- == 0)
			break;
		*to++ = byte < ' ' && byte != '\t' && byte != '\n' ? ' ' : *from;
	}
	*to = '\0';
	return out;
}

/* Digits and a point that a spreadsheet keeps as they are. */
static bool
is_short_number(const char *text)
{
	size_t whole = strspn(text, "0123456789"), places = 0;

	if (whole == 0 || (whole > 1 && text[0] == '0'))
		return false;
	if (text[whole] == '.')
		places = strspn(text + whole + 1, "0123456789") + 1;
	return text[whole + places] == '\0' && whole + places <= DIGITS_MAX;
}

/* Text stays text whatever it begins with: only numbers become anything else. */
static void
write_cell(
    struct book *book, size_t row, size_t column, const char *text, lxw_format *format, bool number)
{
	lxw_row_t at = (lxw_row_t)row;
	lxw_col_t in = (lxw_col_t)column;

	if (text[0] == '\0')
		worksheet_write_blank(book->sheet, at, in, format);
	else if (number && is_short_number(text))
		worksheet_write_number(book->sheet, at, in, strtod(text, NULL), format);
	else
		worksheet_write_string(
		    book->sheet, at, in, clean(book->arena, text, 30000), format);
}

static void
write_comment(struct book *book, size_t row, size_t column, const char *text)
{
	lxw_comment_options options = {.author = "质衡", .width = 360, .height = 120};

	worksheet_write_comment_opt(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
	    clean(book->arena, text, COMMENT_MAX), &options);
}

/* ---- template ------------------------------------------------------------------------------- */

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

	write_cell(book, 0, 0, template_title(book->arena, source), book->title, false);
	write_cell(book, 1, 0, template_hint(source), NULL, false);
	write_cell(book, 2, 0, "模板标识（请勿改动）", NULL, false);
	write_cell(book, 2, TEMPLATE_NAME, stamp, NULL, false);
	workbook_set_custom_property_string(book->workbook, "质衡模板", stamp);
	for (enum template_column column = 0; column < TEMPLATE_COLUMN_COUNT; column++) {
		worksheet_set_column(
		    book->sheet, (lxw_col_t)column, (lxw_col_t)column, widths[column], NULL);
		write_cell(
		    book, TEMPLATE_HEAD_ROW, column, template_head(column), book->head, false);
	}
	for (size_t part = 0; part < source->part_count; part++) {
		size_t column = TEMPLATE_COLUMN_COUNT + part;

		worksheet_set_column(
		    book->sheet, (lxw_col_t)column, (lxw_col_t)column, PART_WIDTH, NULL);
		write_cell(book, TEMPLATE_HEAD_ROW, column,
		    template_part_head(book->arena, source, part), book->head, false);
	}
	write_comment(
	    book, TEMPLATE_HEAD_ROW, TEMPLATE_LAST, rows_text(source->own.head, 0, "last_label"));
	worksheet_freeze_panes(book->sheet, TEMPLATE_HEAD_ROW + 1, TEMPLATE_UNIT);
	worksheet_repeat_rows(book->sheet, TEMPLATE_HEAD_ROW, TEMPLATE_HEAD_ROW);
	worksheet_set_landscape(book->sheet);
	worksheet_set_paper(book->sheet, 9); /* A4 */
	worksheet_fit_to_pages(book->sheet, 1, 0);
}

/* A spreadsheet says at once what the upload would say later. */
static void
limit_cell(struct book *book, size_t row, size_t column, const char *type, bool part)
{
	const char *cell = table_place(book->arena, row + 1, column + 1);
	const char *further =
	    text_equal(type, "boolean")   ? text_format(book->arena, ",OR(%s=0,%s=1)", cell, cell)
	    : text_equal(type, "integer") ? text_format(book->arena, ",%s=INT(%s)", cell, cell)
					  : "";
	const char *word = part ? "" : text_format(book->arena, "%s=\"不适用\",", cell);
	const char *number = text_equal(type, "boolean")   ? "1（是）、0（否）"
			     : text_equal(type, "integer") ? "不小于 0 的整数"
							   : "不小于 0 的数字";
	lxw_data_validation validation = {
	    .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
	    .value_formula =
		text_format(book->arena, "=OR(%s%s=\"未填\",IF(ISNUMBER(%s),AND(%s>=0%s),FALSE))",
		    word, cell, cell, cell, further),
	    .error_title = "不能这样填",
	    .error_message =
		text_format(book->arena, "只能填%s%s。", number, part ? "" : "，或“不适用”"),
	    .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
	};

	worksheet_data_validation_cell(book->sheet, (lxw_row_t)row, (lxw_col_t)column, &validation);
}

/* The cells of an element's months or departments; the others stay locked. */
static void
write_parts(struct book *book, const struct template_source *source, size_t element, size_t row)
{
	const char *type = rows_text(source->own.elements, element, "type");

	for (size_t part = 0; part < source->part_count; part++) {
		size_t column = TEMPLATE_COLUMN_COUNT + part;
		bool asked = template_part_asked(source, element, part);

		write_cell(book, row, column, template_part_cell(source, element, part),
		    asked ? book->open : book->shut, true);
		if (asked)
			limit_cell(book, row, column, type, true);
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
			write_cell(book, row, column, template_cell(book->arena, source, i, column),
			    column_format(book, column),
			    column == TEMPLATE_VALUE || column == TEMPLATE_LAST ||
				column == TEMPLATE_YEAR_AGO);
		write_parts(book, source, i, row);
		if (definition != NULL && definition[0] != '\0')
			write_comment(book, row, TEMPLATE_NAME, definition);
		limit_cell(book, row, TEMPLATE_VALUE, rows_text(own->elements, i, "type"), false);
	}
}

enum status
template_book_write(struct buffer *out, struct arena *arena, const struct template_source *source)
{
	struct book *book = arena_new(arena, struct book, 1);
	lxw_protection protection = {.format_columns = 1, .format_rows = 1};

	if (!open_book(book, arena)) {
		fputs("template: no room for a temporary file\n", stderr);
		return STATUS_INTERNAL;
	}
	write_head(book, source);
	write_elements(book, source);
	/* Without a password: it keeps from slips, and people may look how it is made. */
	worksheet_protect(book->sheet, NULL, &protection);
	return close_book(out, book);
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
		write_cell(book, row - 1, column - 1, cell == NULL ? "" : cell->text, format,
		    cell != NULL && cell->kind == 'n');
		if (words != NULL)
			write_comment(book, row - 1, column - 1, words);
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
			write_cell(book, row++, 0, upload->faults[i].message,
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

	if (!open_book(book, arena)) {
		fputs("template: no room for a temporary file\n", stderr);
		return STATUS_INTERNAL;
	}
	colours[0] = make_format(book, 0xffe699);
	colours[1] = make_format(book, 0xffb3b3);
	worksheet_set_column(book->sheet, 0, 0, widths[TEMPLATE_CODE], NULL);
	worksheet_set_column(book->sheet, 1, 7, 16, NULL);
	for (size_t row = 1; row <= last; row++) {
		said = said_of(upload, row, &said);
		mark_row(book, upload, colours, row, &said, columns);
	}
	mark_rest(book, upload, colours, last + 1);
	return close_book(out, book);
}
