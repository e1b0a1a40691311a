#include "xlsx.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>

#include "arena.h"
#include "text.h"

#define ROWS_MAX    1048576
#define COLUMNS_MAX 16384
#define CELL_MAX    32767 /* characters */
#define NAME_MAX    31    /* the same */
#define PLACES_MAX  10
#define DIGITS_MAX  15 /* more would be rounded: such a number stays text */
#define WIDTH_LEAST 6
#define WIDTH_MOST  48
#define CREATED     1704067200 /* 2024-01-01: a clock would make every file another one */

struct xlsx {
	struct arena *arena;
	FILE *file; /* without a name: gone when it is closed */
	lxw_workbook *workbook;
	lxw_format *head;
	lxw_format *text;
	lxw_format
	    *numbers[2][PLACES_MAX + 1]; /* by sign and digits after the point, when needed */
	lxw_worksheet *sheet;            /* the present one */
	const struct xlsx_column *columns;
	size_t column_count;
	size_t *widths;
	size_t row_count; /* with the head */
	const char *fault;
};

static void
release(void *resource)
{
	struct xlsx *xlsx = resource;

	if (xlsx->workbook != NULL)
		lxw_workbook_free(xlsx->workbook);
	if (xlsx->file != NULL)
		fclose(xlsx->file);
}

static lxw_format *
make_format(struct xlsx *xlsx)
{
	lxw_format *format = workbook_add_format(xlsx->workbook);

	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	format_set_border(format, LXW_BORDER_HAIR);
	return format;
}

struct xlsx *
xlsx_create(struct arena *arena)
{
	struct xlsx *xlsx = arena_new(arena, struct xlsx, 1);
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_doc_properties properties = {.author = "质衡", .created = CREATED};

	xlsx->arena = arena;
	arena_defer(arena, release, xlsx);
	xlsx->file = tmpfile();
	if (xlsx->file == NULL) {
		xlsx->fault = "no temporary file";
		return xlsx;
	}
	xlsx->workbook =
	    workbook_new_opt(text_format(arena, "/proc/self/fd/%d", fileno(xlsx->file)), &options);
	if (xlsx->workbook == NULL) {
		xlsx->fault = "no workbook";
		return xlsx;
	}
	workbook_set_properties(xlsx->workbook, &properties);
	xlsx->head = make_format(xlsx);
	format_set_bold(xlsx->head);
	format_set_text_wrap(xlsx->head);
	format_set_bg_color(xlsx->head, 0xe8edf2);
	xlsx->text = make_format(xlsx);
	format_set_text_wrap(xlsx->text);
	return xlsx;
}

/* ---- columns -------------------------------------------------------------------------------- */

/* Columns of a screen: Chinese characters take two. */
static size_t
width_of(const char *text)
{
	size_t width = 0;

	for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0'; byte++) {
		if ((*byte & 0xc0) != 0x80)
			width += *byte >= 0xe2 ? 2 : 1;
	}
	return width;
}

static void
widen(struct xlsx *xlsx, size_t column, const char *text)
{
	size_t width = width_of(text) + 2;

	if (width > xlsx->widths[column])
		xlsx->widths[column] = width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void
finish_sheet(struct xlsx *xlsx)
{
	lxw_col_t last;

	if (xlsx->sheet == NULL)
		return;
	last = (lxw_col_t)(xlsx->column_count - 1);
	for (size_t i = 0; i < xlsx->column_count; i++)
		worksheet_set_column(
		    xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)xlsx->widths[i], NULL);
	worksheet_autofilter(xlsx->sheet, 0, 0, (lxw_row_t)(xlsx->row_count - 1), last);
	worksheet_freeze_panes(xlsx->sheet, 1, 0);
	worksheet_repeat_rows(xlsx->sheet, 0, 0);
	worksheet_set_landscape(xlsx->sheet);
	worksheet_set_paper(xlsx->sheet, 9); /* A4 */
	worksheet_fit_to_pages(xlsx->sheet, 1, 0);
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* The first count characters, without what XML cannot hold. */
static const char *
clean(struct arena *arena, const char *text, size_t count)
{
	char *out = text_copy(arena, text, strlen(text)), *to = out;

	for (const char *from = out; *from != '\0'; from++) {
		unsigned char byte = (unsigned char)*from;

		if ((byte & 0xc0) != 0x80 && count-- == 0)
			break;
		*to++ = byte < ' ' && byte != '\t' && byte != '\n' ? ' ' : *from;
	}
	*to = '\0';
	return out;
}

/* [+-]digits[.digits] that a double holds exactly as written; *places: digits after the point. */
static bool
read_number(double *out, size_t *places, const char *cell)
{
	const char *digits = cell + (*cell == '-' || *cell == '+');
	size_t whole = strspn(digits, "0123456789"), part = 0;

	if (whole == 0 || (whole > 1 && digits[0] == '0'))
		return false;
	if (digits[whole] == '.') {
		part = strspn(digits + whole + 1, "0123456789");
		if (part == 0 || part > PLACES_MAX || digits[whole + 1 + part] != '\0')
			return false;
	} else if (digits[whole] != '\0') {
		return false;
	}
	if (whole + part > DIGITS_MAX)
		return false;
	*places = part;
	*out = strtod(cell, NULL);
	return true;
}

/* A plus that was written is shown; a minus always is. */
static lxw_format *
number_format(struct xlsx *xlsx, bool plus, size_t places)
{
	lxw_format **format = &xlsx->numbers[plus][places];
	const char *digits =
	    places == 0 ? "0" : text_format(xlsx->arena, "0.%.*s", (int)places, "0000000000");

	if (*format == NULL) {
		*format = make_format(xlsx);
		format_set_num_format(
		    *format, plus ? text_format(xlsx->arena, "+%s", digits) : digits);
	}
	return *format;
}

static void
write_text(struct xlsx *xlsx, size_t column, const char *text, lxw_format *format)
{
	const char *cell = clean(xlsx->arena, text, CELL_MAX);

	widen(xlsx, column, cell);
	if (worksheet_write_string(xlsx->sheet, (lxw_row_t)xlsx->row_count, (lxw_col_t)column, cell,
		format) != LXW_NO_ERROR)
		xlsx->fault = "a cell that cannot be written";
}

static void
write_cell(struct xlsx *xlsx, size_t column, const char *cell)
{
	lxw_row_t row = (lxw_row_t)xlsx->row_count;
	double number;
	size_t places;

	if (cell == NULL || cell[0] == '\0') {
		worksheet_write_blank(xlsx->sheet, row, (lxw_col_t)column, xlsx->text);
	} else if (xlsx->columns[column].kind == XLSX_NUMBER &&
		   read_number(&number, &places, cell)) {
		widen(xlsx, column, cell);
		worksheet_write_number(xlsx->sheet, row, (lxw_col_t)column, number,
		    number_format(xlsx, cell[0] == '+', places));
	} else {
		write_text(xlsx, column, cell, xlsx->text);
	}
}

/* ---- sheets --------------------------------------------------------------------------------- */

void
xlsx_sheet(struct xlsx *xlsx, const char *name, const struct xlsx_column columns[], size_t count)
{
	char *fit;

	assert(count > 0);
	if (xlsx->fault != NULL)
		return;
	finish_sheet(xlsx);
	fit = text_copy(xlsx->arena, name, strlen(name));
	for (char *c = fit; *c != '\0'; c++) {
		if (strchr("[]:*?/\\'", *c) != NULL)
			*c = ' ';
	}
	xlsx->columns = columns;
	xlsx->column_count = count;
	xlsx->widths = arena_new(xlsx->arena, size_t, count);
	xlsx->row_count = 0;
	xlsx->sheet = count > COLUMNS_MAX ? NULL
					  : workbook_add_worksheet(
						xlsx->workbook, clean(xlsx->arena, fit, NAME_MAX));
	if (xlsx->sheet == NULL) {
		xlsx->fault = "a sheet that cannot be made";
		return;
	}
	for (size_t i = 0; i < count; i++) {
		xlsx->widths[i] = WIDTH_LEAST;
		write_text(xlsx, i, columns[i].title, xlsx->head);
	}
	xlsx->row_count = 1;
}

void
xlsx_row(struct xlsx *xlsx, const char *const cells[])
{
	if (xlsx->fault != NULL)
		return;
	assert(xlsx->sheet != NULL);
	if (xlsx->row_count == ROWS_MAX) {
		xlsx->fault = "more rows than a sheet can have";
		return;
	}
	for (size_t i = 0; i < xlsx->column_count; i++)
		write_cell(xlsx, i, cells[i]);
	xlsx->row_count++;
}

enum status
xlsx_end(struct buffer *out, struct xlsx *xlsx)
{
	char part[8192];
	size_t length;
	lxw_error error = LXW_NO_ERROR;

	if (xlsx->fault == NULL) {
		assert(xlsx->sheet != NULL);
		finish_sheet(xlsx);
		error = workbook_close(xlsx->workbook);
		xlsx->workbook = NULL; /* freed by that */
		if (error != LXW_NO_ERROR)
			xlsx->fault = lxw_strerror(error);
	}
	if (xlsx->fault != NULL) {
		fprintf(stderr, "xlsx: %s\n", xlsx->fault);
		return STATUS_INTERNAL;
	}
	rewind(xlsx->file);
	while ((length = fread(part, 1, sizeof(part), xlsx->file)) > 0)
		buffer_append(out, part, length);
	return ferror(xlsx->file) ? STATUS_INTERNAL : STATUS_OK;
}
