#include "upload_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define ROWS_MAXIMUM    10000000
#define COLUMNS_MAXIMUM 16384
#define FIELDS          6

/* Takes off what stands before the next separator; NULL when nothing is left. */
static char *
take(char **rest, char separator)
{
	char *field = *rest, *end;

	if (field == NULL)
		return NULL;
	end = strchr(field, separator);
	*rest = end == NULL ? NULL : end + 1;
	if (end != NULL)
		*end = '\0';
	return field;
}

/* In place; false: an escape that there is not, or a control character. */
static bool
unescape(char *text)
{
	static const char letters[] = "\\nrt", values[] = "\\\n\r\t";
	char *to = text;

	for (; *text != '\0'; text++) {
		const char *known;

		if ((unsigned char)*text < ' ')
			return false;
		if (*text != '\\') {
			*to++ = *text;
			continue;
		}
		known = *++text == '\0' ? NULL : strchr(letters, *text);
		if (known == NULL)
			return false;
		*to++ = values[known - letters];
	}
	*to = '\0';
	return true;
}

static bool
read_number(size_t *out, const char *text, size_t most)
{
	int64_t number;

	if (text == NULL || !text_to_id(&number, text) || (size_t)number > most)
		return false;
	*out = (size_t)number;
	return true;
}

static bool
read_cell(struct table *table, char *fields[])
{
	struct table_cell cell = {0};
	const struct table_cell *before =
	    table->cell_count == 0 ? NULL : &table->cells[table->cell_count - 1];
	const char *flags = fields[2];

	if (!read_number(&cell.row, fields[0], ROWS_MAXIMUM) ||
	    !read_number(&cell.column, fields[1], COLUMNS_MAXIMUM) || cell.row == 0 ||
	    cell.column == 0 || fields[3] == NULL || !unescape(fields[3]))
		return false;
	if (before != NULL &&
	    (cell.row < before->row || (cell.row == before->row && cell.column <= before->column)))
		return false;
	if (flags[0] == '\0' || strchr("nsbedp", flags[0]) == NULL)
		return false;
	cell.kind = *flags++;
	cell.formula = *flags == 'f';
	flags += cell.formula;
	cell.hidden = *flags == 'h';
	flags += cell.hidden;
	cell.text = fields[3];
	table->cells[table->cell_count++] = cell;
	return *flags == '\0';
}

static bool
read_merge(struct table *table, char *fields[])
{
	struct table_merge *merge = &table->merges[table->merge_count++];

	return read_number(&merge->row, fields[0], ROWS_MAXIMUM) &&
	       read_number(&merge->column, fields[1], COLUMNS_MAXIMUM) &&
	       read_number(&merge->last_row, fields[2], ROWS_MAXIMUM) &&
	       read_number(&merge->last_column, fields[3], COLUMNS_MAXIMUM);
}

/* One line; *ended: it was the last. */
static bool
read_line(struct table *table, const char *word, char *fields[], size_t count, bool *ended)
{
	size_t number;

	*ended = false;
	if (strcmp(word, "cell") == 0 && count == 4)
		return read_cell(table, fields);
	if (strcmp(word, "merge") == 0 && count == 4)
		return read_merge(table, fields);
	if (strcmp(word, "file") == 0 && count == 2) {
		table->kind = fields[0];
		table->encoding = fields[1];
		return strcmp(fields[0], "xlsx") == 0 || strcmp(fields[0], "text") == 0;
	}
	if (strcmp(word, "sheet") == 0 && count == 2) {
		table->sheet_name = fields[0];
		return unescape(fields[0]) && read_number(&table->sheet_count, fields[1], 100000);
	}
	*ended = true;
	if (strcmp(word, "fault") == 0 && count == 3) {
		table->fault = fields[2];
		return read_number(&table->fault_row, fields[0], ROWS_MAXIMUM) &&
		       read_number(&table->fault_column, fields[1], ROWS_MAXIMUM);
	}
	return strcmp(word, "end") == 0 && count == 1 &&
	       read_number(&number, fields[0], ROWS_MAXIMUM) && number == table->cell_count;
}

static size_t
count_lines(const char *text)
{
	size_t count = 1;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		count++;
	return count;
}

enum status
table_parse(struct table *out, struct arena *arena, const char *lines)
{
	char *rest = text_copy(arena, lines, strlen(lines)), *line;
	size_t most = count_lines(lines);
	bool ended = false;

	*out = (struct table){.cells = arena_new(arena, struct table_cell, most),
	    .merges = arena_new(arena, struct table_merge, most),
	    .sheet_name = ""};
	if (!text_is_utf8(lines, strlen(lines)) || !text_equal(take(&rest, '\n'), "rows\t1"))
		return STATUS_INTERNAL;
	while (!ended && (line = take(&rest, '\n')) != NULL) {
		char *fields[FIELDS] = {NULL}, *word = take(&line, '\t');
		size_t count = 0;

		while (count < FIELDS && (fields[count] = take(&line, '\t')) != NULL)
			count++;
		if (!read_line(out, word, fields, count, &ended))
			return STATUS_INTERNAL;
	}
	return ended && text_equal(rest, "") ? STATUS_OK : STATUS_INTERNAL;
}

const struct table_cell *
table_find(const struct table *table, size_t row, size_t column)
{
	size_t low = 0, high = table->cell_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct table_cell *cell = &table->cells[middle];

		if (cell->row == row && cell->column == column)
			return cell;
		if (cell->row < row || (cell->row == row && cell->column < column))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *
table_place(struct arena *arena, size_t row, size_t column)
{
	char letters[8];
	size_t at = sizeof(letters) - 1;

	letters[at] = '\0';
	for (; column > 0 && at > 0; column = (column - 1) / 26)
		letters[--at] = (char)('A' + (column - 1) % 26);
	return text_format(arena, "%s%zu", letters + at, row);
}

const char *
table_cell_fault(const struct table_cell *cell)
{
	if (cell->formula && cell->text[0] == '\0')
		return "是公式，但文件中没有保存计算结果。"
		       "请在表格软件中打开并保存一次，或直接填写数字。";
	switch (cell->kind) {
	case 'd':
		return "是日期格式，不是数字。请把单元格格式改为“常规”，再填写数字。";
	case 'p':
		return "是百分数格式，应填写例数等原始数字。请把单元格格式改为“常规”，再填写数字。";
	case 'e':
		return "是公式的错误结果。请改正公式，或直接填写数字。";
	default:
		return NULL;
	}
}
