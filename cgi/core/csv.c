#include "csv.h"

#include <string.h>

#include "arena.h"
#include "text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* The text is copied once; cells are ended by NULs written over what separated them. */
struct reader {
	char *cursor;
	char *end;   /* a NUL stands here */
	size_t line; /* of the cursor */
	char separator;
	struct csv csv;
	const char **cells; /* where the next cell goes */
	struct csv_fault *fault;
};

static bool
fail(struct reader *reader, size_t line, size_t column, const char *message)
{
	*reader->fault = (struct csv_fault){.line = line, .column = column, .message = message};
	return false;
}

/* Tells why bytes that are no text are none, and on which line. */
static bool
explain_bytes(struct reader *reader)
{
	const char *line = reader->cursor;
	const char *feed;

	if (memchr(line, '\0', (size_t)(reader->end - line)) != NULL)
		return fail(
		    reader, 1, 0, "文件含有空字符，不是文本文件。请另存为 CSV 格式后再用。");
	while ((feed = memchr(line, '\n', (size_t)(reader->end - line))) != NULL &&
	       text_is_utf8(line, (size_t)(feed - line))) {
		reader->line++;
		line = feed + 1;
	}
	return fail(reader, reader->line, 0,
	    "文件不是 UTF-8 编码。请在表格软件中另存为“CSV UTF-8（逗号分隔）”后再用。");
}

/* Whether the cursor is at the end of a cell; a lone CR is an ordinary character. */
static bool
at_cell_end(const struct reader *reader)
{
	const char *cursor = reader->cursor;

	return cursor == reader->end || *cursor == reader->separator || *cursor == '\n' ||
	       (*cursor == '\r' && cursor[1] == '\n');
}

/* Reads "…" and takes the doubled quotes apart in place.  Its end is stored in *end. */
static bool
read_quoted(struct reader *reader, size_t column, char **end)
{
	size_t line = reader->line;
	char *to = reader->cursor;

	for (reader->cursor++;; reader->cursor++) {
		if (reader->cursor == reader->end)
			return fail(reader, line, column, "这一格的引号没有结束。");
		if (*reader->cursor == '"' && *++reader->cursor != '"')
			break;
		reader->line += *reader->cursor == '\n';
		*to++ = *reader->cursor;
	}
	*end = to;
	if (!at_cell_end(reader))
		return fail(reader, reader->line, column, "这一格在结束的引号之后还有内容。");
	return true;
}

static bool
read_plain(struct reader *reader, size_t column, char **end)
{
	for (; !at_cell_end(reader); reader->cursor++)
		if (*reader->cursor == '"')
			return fail(reader, reader->line, column,
			    "这一格含有引号却没有用引号括起；应整格括起，其中的引号写成两个。");
	*end = reader->cursor;
	return true;
}

/* Reads one row and its line end. */
static bool
read_row(struct reader *reader)
{
	struct csv_row *row = &reader->csv.rows[reader->csv.count++];
	char separator;

	row->line = reader->line;
	row->cells = reader->cells;
	do {
		char *cell = reader->cursor, *end;
		bool good = *cell == '"' ? read_quoted(reader, row->count + 1, &end)
					 : read_plain(reader, row->count + 1, &end);

		if (!good)
			return false;
		if (reader->cursor < reader->end && *reader->cursor == '\r')
			reader->cursor++;
		separator = *reader->cursor;
		if (reader->cursor < reader->end)
			reader->cursor++;
		*end = '\0';
		row->cells[row->count++] = cell;
	} while (separator == reader->separator);
	reader->line += separator == '\n';
	reader->cells += row->count;
	return true;
}

/* Passes over lines without any character, such as spreadsheets leave at the end. */
static void
skip_empty_lines(struct reader *reader)
{
	while (*reader->cursor == '\n' || (*reader->cursor == '\r' && reader->cursor[1] == '\n')) {
		reader->cursor += *reader->cursor == '\r' ? 2 : 1;
		reader->line++;
	}
}

/* Makes room for the most rows and cells there can be: a line end may stand within quotes. */
static void
make_room(struct reader *reader, struct arena *arena)
{
	size_t rows = 1, cells = 1;

	for (const char *byte = reader->cursor; byte < reader->end; byte++) {
		rows += *byte == '\n' && byte[1] != '\n';
		cells += *byte == reader->separator || *byte == '\n';
	}
	reader->csv.rows = arena_new(arena, struct csv_row, rows);
	reader->cells = arena_new(arena, const char *, cells);
}

enum status
csv_read(
    struct csv *out, struct csv_fault *fault, struct arena *arena, const char *data, size_t length)
{
	return csv_read_separated(out, fault, arena, data, length, ',');
}

enum status
csv_read_separated(struct csv *out, struct csv_fault *fault, struct arena *arena, const char *data,
    size_t length, char separator)
{
	struct reader reader = {.line = 1, .separator = separator, .fault = fault};

	if (length >= strlen(BYTE_ORDER_MARK) &&
	    memcmp(data, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		data += strlen(BYTE_ORDER_MARK);
		length -= strlen(BYTE_ORDER_MARK);
	}
	reader.cursor = text_copy(arena, data, length);
	reader.end = reader.cursor + length;
	if (!text_is_utf8(data, length)) {
		explain_bytes(&reader);
		return STATUS_INPUT;
	}
	make_room(&reader, arena);
	for (skip_empty_lines(&reader); reader.cursor < reader.end; skip_empty_lines(&reader))
		if (!read_row(&reader))
			return STATUS_INPUT;
	*out = reader.csv;
	return STATUS_OK;
}

int
csv_column(const struct csv *csv, const char *name)
{
	if (csv->count == 0)
		return -1;
	for (size_t i = 0; i < csv->rows[0].count; i++)
		if (strcmp(csv->rows[0].cells[i], name) == 0)
			return (int)i;
	return -1;
}

static void
append_quoted(struct buffer *out, const char *before, const char *cell)
{
	buffer_append_char(out, '"');
	buffer_append_text(out, before);
	while (*cell != '\0') {
		size_t run = strcspn(cell, "\"");

		buffer_append(out, cell, run);
		cell += run;
		if (*cell == '"') {
			buffer_append_text(out, "\"\"");
			cell++;
		}
	}
	buffer_append_char(out, '"');
}

void
csv_append(struct buffer *out, const char *cell, bool comma)
{
	size_t length = strlen(cell);

	if (comma)
		buffer_append_char(out, ',');
	if (strpbrk(cell, ",\"\r\n") == NULL && cell[0] != ' ' &&
	    (length == 0 || cell[length - 1] != ' ') && !text_starts_with(cell, BYTE_ORDER_MARK))
		buffer_append(out, cell, length);
	else
		append_quoted(out, "", cell);
}

/* [+-]digits[.digits] */
static bool
is_plain_number(const char *cell)
{
	static const char digits[] = "0123456789";
	size_t run;

	cell += *cell == '+' || *cell == '-';
	run = strspn(cell, digits);
	if (run == 0)
		return false;
	cell += run;
	if (*cell == '.') {
		run = strspn(cell + 1, digits);
		if (run == 0)
			return false;
		cell += run + 1;
	}
	return *cell == '\0';
}

static bool
starts_formula(const char *cell)
{
	static const char *const wide[] = {"＝", "＋", "－", "＠"};

	if (*cell != '\0' && strchr("=+-@\t\r\n", *cell) != NULL)
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (text_starts_with(cell, wide[i]))
			return true;
	return false;
}

void
csv_append_safe(struct buffer *out, const char *cell, bool comma)
{
	if (!starts_formula(cell) || is_plain_number(cell)) {
		csv_append(out, cell, comma);
		return;
	}
	if (comma)
		buffer_append_char(out, ',');
	append_quoted(out, "'", cell);
}

void
csv_end_row(struct buffer *out)
{
	buffer_append_text(out, "\r\n");
}
