#include "book.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "core/upload_table.h"

#define SHEET_NAME "填报"
/* More would be rounded by the spreadsheet: such a number is written as text. */
#define DIGITS_MAX  15
#define COMMENT_MAX 1000
#define CREATED     1704067200 /* a clock would make every file another one */

static void
release(void *resource)
{
	struct book *book = resource;

	if (book->workbook != NULL)
		lxw_workbook_free(book->workbook);
	if (book->file != NULL)
		fclose(book->file);
}

lxw_format *
book_format(struct book *book, lxw_color_t background)
{
	lxw_format *format = workbook_add_format(book->workbook);

	format_set_border(format, LXW_BORDER_HAIR);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	if (background != 0)
		format_set_bg_color(format, background);
	return format;
}

static bool
fail(void)
{
	fputs("template: no room for a temporary file\n", stderr);
	return false;
}

bool
book_open(struct book *book, struct arena *arena)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_doc_properties properties = {.author = "质衡", .created = CREATED};

	*book = (struct book){.arena = arena, .file = tmpfile()};
	arena_defer(arena, release, book);
	if (book->file == NULL)
		return fail();
	book->workbook =
	    workbook_new_opt(text_format(arena, "/proc/self/fd/%d", fileno(book->file)), &options);
	if (book->workbook == NULL)
		return fail();
	workbook_set_properties(book->workbook, &properties);
	book->sheet = workbook_add_worksheet(book->workbook, SHEET_NAME);
	book->title = workbook_add_format(book->workbook);
	format_set_bold(book->title);
	book->head = book_format(book, 0xe8edf2);
	format_set_bold(book->head);
	/* Rows keep one height in every spreadsheet. */
	book->text = book_format(book, 0);
	format_set_shrink(book->text);
	book->past = book_format(book, 0);
	format_set_font_color(book->past, 0x595959);
	format_set_align(book->past, LXW_ALIGN_RIGHT);
	book->shut = book_format(book, 0xd9d9d9);
	book->open = book_format(book, 0xfff9e5);
	format_set_unlocked(book->open);
	format_set_align(book->open, LXW_ALIGN_RIGHT);
	return book->sheet != NULL;
}

enum status
book_close(struct buffer *out, struct book *book)
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

void
book_cell(
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

void
book_comment(struct book *book, size_t row, size_t column, const char *text)
{
	lxw_comment_options options = {.author = "质衡", .width = 360, .height = 120};

	worksheet_write_comment_opt(book->sheet, (lxw_row_t)row, (lxw_col_t)column,
	    clean(book->arena, text, COMMENT_MAX), &options);
}

void
book_limit(struct book *book, size_t row, size_t column, const char *type, bool part)
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

void
book_protect(struct book *book)
{
	lxw_protection protection = {.format_columns = 1, .format_rows = 1};

	worksheet_protect(book->sheet, NULL, &protection);
}
