/* The cells of one sheet. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "workbook.h"

#define COLUMNS_LAST ((size_t)16384)
#define MERGES       1000
#define FLAGS        8

struct worksheet {
	const struct workbook *workbook;
	struct report *report;
	size_t row;
	size_t column;
	bool row_hidden;
	bool *column_hidden; /* by number of the column */
	char type;           /* of the cell: n s(hared) t(ext) b e d */
	size_t style;
	bool formula;
	size_t merges;
	size_t phonetic;
	bool gathers; /* whether text belongs to the cell's content */
	struct buffer text;
};

/* "AB12" as column 28, row 12; what is missing is 0. */
static const char *
read_reference(const char *text, size_t *row, size_t *column)
{
	*row = *column = 0;
	for (; *text >= 'A' && *text <= 'Z' && *column <= COLUMNS_LAST; text++)
		*column = *column * 26 + (size_t)(*text - 'A') + 1;
	for (; *text >= '0' && *text <= '9' && *row < 10000000; text++)
		*row = *row * 10 + (size_t)(*text - '0');
	return text;
}

static size_t
number_of(const char **attributes, const char *name, size_t fallback)
{
	const char *text = archive_attribute(attributes, name);
	int64_t number;

	return text != NULL && text_to_id(&number, text) ? (size_t)number : fallback;
}

static bool
truth_of(const char **attributes, const char *name)
{
	const char *text = archive_attribute(attributes, name);

	return text != NULL && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static void
start_cell(struct worksheet *sheet, const char **attributes)
{
	const char *reference = archive_attribute(attributes, "r");
	const char *type = archive_attribute(attributes, "t");
	size_t row, column = 0;

	sheet->column++;
	if (reference != NULL)
		read_reference(reference, &row, &column);
	/* A cell that says to stand before its neighbour stands behind it. */
	if (column >= sheet->column)
		sheet->column = column;
	sheet->style = number_of(attributes, "s", 0);
	sheet->formula = false;
	sheet->text.length = 0;
	sheet->text.data[0] = '\0';
	sheet->type = 'n';
	if (type != NULL && strcmp(type, "s") == 0)
		sheet->type = 's';
	else if (type != NULL && (strcmp(type, "str") == 0 || strcmp(type, "inlineStr") == 0))
		sheet->type = 't';
	else if (type != NULL && strchr("bed", type[0]) != NULL && type[0] != '\0')
		sheet->type = type[0];
}

static void
hide_columns(struct worksheet *sheet, const char **attributes)
{
	size_t first = number_of(attributes, "min", 1), last = number_of(attributes, "max", 0);

	if (!truth_of(attributes, "hidden"))
		return;
	for (size_t column = first; column <= last && column <= COLUMNS_LAST; column++)
		sheet->column_hidden[column] = true;
}

static void
add_merge(struct worksheet *sheet, const char **attributes)
{
	const char *reference = archive_attribute(attributes, "ref");
	size_t corners[4];

	if (reference == NULL || sheet->merges++ == MERGES)
		return;
	reference = read_reference(reference, &corners[0], &corners[1]);
	if (*reference != ':')
		return;
	read_reference(reference + 1, &corners[2], &corners[3]);
	if (corners[0] > 0 && corners[1] > 0 && corners[2] >= corners[0] &&
	    corners[3] >= corners[1])
		report_merge(sheet->report, corners);
}

static void
on_start(void *state, const char *name, const char **attributes)
{
	struct worksheet *sheet = state;

	sheet->gathers = false;
	if (strcmp(name, "row") == 0) {
		size_t row = number_of(attributes, "r", sheet->row + 1);

		sheet->row = row > sheet->row ? row : sheet->row + 1;
		sheet->column = 0;
		sheet->row_hidden = truth_of(attributes, "hidden");
	} else if (strcmp(name, "c") == 0) {
		start_cell(sheet, attributes);
	} else if (strcmp(name, "f") == 0) {
		sheet->formula = true;
	} else if (strcmp(name, "rPh") == 0) {
		sheet->phonetic++;
	} else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		sheet->gathers = sheet->phonetic == 0;
	} else if (strcmp(name, "col") == 0) {
		hide_columns(sheet, attributes);
	} else if (strcmp(name, "mergeCell") == 0) {
		add_merge(sheet, attributes);
	}
}

/* As a person would write it: no exponent, no more digits than a spreadsheet shows. */
static const char *
plain_number(struct arena *arena, const char *text)
{
	char *end, digits[32];
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(number))
		return NULL;
	snprintf(digits, sizeof(digits), "%.15g", number);
	if (strchr(digits, 'e') == NULL)
		return text_copy(arena, digits, strlen(digits));
	return text_format(arena, fabs(number) < 1 ? "%.6f" : "%.0f", number);
}

static const char *
shared_text(const struct worksheet *sheet)
{
	int64_t number;

	if (!text_to_id(&number, sheet->text.data) || (size_t)number >= sheet->workbook->text_count)
		return "";
	return sheet->workbook->texts[number];
}

static void
end_cell(struct worksheet *sheet)
{
	const struct workbook *workbook = sheet->workbook;
	const char *text = sheet->text.data;
	char kind = 's', flags[FLAGS] = {0};
	size_t used = 1;

	if (sheet->type == 's') {
		text = shared_text(sheet);
	} else if (sheet->type == 'n' && sheet->text.length > 0) {
		const char *number = plain_number(sheet->report->arena, text);

		kind = number == NULL ? 's' : 'n';
		text = number == NULL ? text : number;
		if (kind == 'n' && sheet->style < workbook->format_count)
			kind = workbook->formats[sheet->style];
	} else if (sheet->type != 't' && sheet->type != 'n') {
		kind = sheet->type;
	}
	flags[0] = kind;
	if (sheet->formula)
		flags[used++] = 'f';
	if (sheet->row_hidden ||
	    (sheet->column <= COLUMNS_LAST && sheet->column_hidden[sheet->column]))
		flags[used++] = 'h';
	report_cell(sheet->report, sheet->row, sheet->column, flags, text);
}

static void
on_end(void *state, const char *name)
{
	struct worksheet *sheet = state;

	sheet->gathers = false;
	if (strcmp(name, "c") == 0 && sheet->row > 0 && sheet->column > 0)
		end_cell(sheet);
	else if (strcmp(name, "rPh") == 0 && sheet->phonetic > 0)
		sheet->phonetic--;
}

static void
on_text(void *state, const char *piece, size_t length)
{
	struct worksheet *sheet = state;

	if (sheet->gathers && !workbook_gather(&sheet->text, piece, length))
		report_fault(
		    sheet->report, sheet->row, sheet->column, "这一格的文字过长，已停止读取。");
}

void
worksheet_read(const struct workbook *workbook, struct archive *archive)
{
	struct arena *arena = workbook->report->arena;
	struct worksheet sheet = {
	    .workbook = workbook,
	    .report = workbook->report,
	    .column_hidden = arena_new(arena, bool, COLUMNS_LAST + 1),
	    .text = buffer_create(arena, 256),
	};
	struct archive_reader reader = {
	    .state = &sheet, .start = on_start, .end = on_end, .text = on_text};

	(void)archive_read(archive, workbook->sheet_part, false, &reader);
}
