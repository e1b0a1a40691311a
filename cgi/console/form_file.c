#include "form_file.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "fault.h"

#define DIGITS "0123456789"

static bool
is_word(const char *cell, const char *const *words)
{
	for (; *words != NULL; words++)
		if (text_equal(cell, *words))
			return true;
	return false;
}

/* At most nine digits, so that it fits an integer column; no leading zero. */
static bool
is_count(const char *cell)
{
	size_t length = strlen(cell);

	return length > 0 && length <= 9 && strspn(cell, DIGITS) == length &&
	       (length == 1 || cell[0] != '0');
}

static bool
is_decimal(const char *cell)
{
	size_t whole = strspn(cell, DIGITS), fraction;

	if (whole == 0 || whole > 12)
		return false;
	if (cell[whole] == '\0')
		return true;
	fraction = strspn(cell + whole + 1, DIGITS);
	return cell[whole] == '.' && fraction > 0 && fraction <= 4 &&
	       cell[whole + 1 + fraction] == '\0';
}

static bool
is_date(const char *cell)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, used = 0;

	if (strlen(cell) != 10 || strspn(cell, DIGITS "-") != 10 ||
	    sscanf(cell, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10)
		return false;
	if (year < 1949 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] ||
	       (month == 2 && day == 29 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
}

/* What is wrong with a cell, "" if nothing. */
static const char *
cell_error(const struct column *column, const char *cell)
{
	switch (column->kind) {
	case CELL_WORD:
		return is_word(cell, column->words) ? "" : "is none of the words known here";
	case CELL_COUNT:
		return is_count(cell) ? "" : "is no whole number";
	case CELL_NUMBER:
		return is_count(cell) && cell[0] != '0' ? "" : "is no whole number from 1";
	case CELL_DECIMAL:
		return is_decimal(cell) ? "" : "is no number with at most 12 digits and 4 decimals";
	case CELL_DATE:
		return is_date(cell) ? "" : "is no date of the form YYYY-MM-DD";
	case CELL_TEXT:
	case CELL_KIND_COUNT:
		break;
	}
	return "";
}

static bool
has_stray_space(const struct console *console, const char *cell)
{
	for (const char *byte = cell; *byte != '\0'; byte++)
		if ((unsigned char)*byte < ' ' || *byte == 0x7f)
			return true;
	return !text_equal(text_trim(console->arena, cell), cell);
}

static void
check_cell(const struct form_file *table, struct faults *faults, const struct console *console,
    const struct csv_row *row, size_t i)
{
	const struct column *column = &table->form->columns[i];
	const char *cell = row->cells[i], *error;

	if (cell[0] == '\0') {
		if (!column->optional)
			fault_add(
			    faults, table->path, row->line, i + 1, "%s is empty", column->head);
		return;
	}
	if (has_stray_space(console, cell))
		error = "begins or ends with white space, or has control characters";
	else
		error = cell_error(column, cell);
	if (error[0] == '\0' && column->check != NULL)
		error = column->check(cell);
	if (error != NULL && error[0] != '\0')
		fault_add(faults, table->path, row->line, i + 1, "%s \"%s\" %s", column->head, cell,
		    error);
}

/* The head must be exactly the columns of the form, in their order. */
static bool
check_head(const struct form_file *table, struct faults *faults, const struct csv *csv)
{
	const struct file_form *form = table->form;
	size_t count = csv->count == 0 ? 0 : csv->rows[0].count;

	for (size_t i = 0; i < form->column_count && i < count; i++) {
		if (!text_equal(csv->rows[0].cells[i], form->columns[i].head)) {
			fault_add(faults, table->path, csv->rows[0].line, i + 1,
			    "head \"%s\" where \"%s\" should be", csv->rows[0].cells[i],
			    form->columns[i].head);
			return false;
		}
	}
	if (count != form->column_count) {
		fault_add(faults, table->path, 1, 0, "head of %zu columns where %zu should be",
		    count, form->column_count);
		return false;
	}
	return true;
}

static const char *
make_key(const struct form_file *table, const struct console *console, const struct csv_row *row)
{
	struct buffer key = buffer_create(console->arena, 32);
	bool first = true;

	for (size_t i = 0; i < table->form->column_count; i++) {
		if (!table->form->columns[i].key)
			continue;
		if (!first)
			buffer_append_char(&key, '|');
		buffer_append_text(&key, row->cells[i]);
		first = false;
	}
	return key.data;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct file_key *one = a, *two = b;
	int order = strcmp(one->key, two->key);

	return order != 0 ? order : (one->row > two->row) - (one->row < two->row);
}

static void
check_keys(const struct form_file *table, struct faults *faults)
{
	size_t column = 0;

	while (!table->form->columns[column].key)
		column++;
	for (size_t i = 1; i < table->count; i++) {
		const struct file_key *first = &table->index[i - 1];
		const struct file_key *second = &table->index[i];

		if (text_equal(first->key, second->key))
			form_file_fault(table, faults, second->row, column,
			    "\"%s\" stands already in line %zu", second->key,
			    table->rows[first->row]->line);
	}
}

static void
take_rows(struct form_file *table, struct faults *faults, const struct console *console,
    const struct csv *csv)
{
	table->rows = arena_new(console->arena, const struct csv_row *, csv->count);
	table->keys = arena_new(console->arena, const char *, csv->count);
	table->index = arena_new(console->arena, struct file_key, csv->count);
	for (size_t i = 1; i < csv->count; i++) {
		const struct csv_row *row = &csv->rows[i];

		if (row->count != table->form->column_count) {
			fault_add(faults, table->path, row->line, 0,
			    "row of %zu cells where %zu should be", row->count,
			    table->form->column_count);
			continue;
		}
		for (size_t j = 0; j < row->count; j++)
			check_cell(table, faults, console, row, j);
		table->keys[table->count] = make_key(table, console, row);
		table->index[table->count] =
		    (struct file_key){table->keys[table->count], table->count};
		table->rows[table->count++] = row;
	}
	qsort(table->index, table->count, sizeof(*table->index), compare_keys);
	check_keys(table, faults);
}

bool
form_file_read(struct form_file *out, struct faults *faults, const struct console *console,
    const struct file_form *form, const char *path)
{
	struct csv csv = {0};
	struct csv_fault fault;
	char *data;
	size_t length;

	*out = (struct form_file){.form = form, .path = path};
	if (!console_read_file(&data, &length, console, path)) {
		faults->count++;
		return false;
	}
	if (csv_read(&csv, &fault, console->arena, data, length) != STATUS_OK) {
		fault_add(faults, path, fault.line, fault.column, "not readable as CSV: %s",
		    fault.message);
		return false;
	}
	if (!check_head(out, faults, &csv))
		return false;
	take_rows(out, faults, console, &csv);
	return true;
}

size_t
form_file_column(const struct form_file *table, const char *head)
{
	size_t i = 0;

	while (i < table->form->column_count && !text_equal(table->form->columns[i].head, head))
		i++;
	assert(i < table->form->column_count);
	return i;
}

long
form_file_find(const struct form_file *table, const char *key)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(table->index[middle].key, key);

		if (order == 0)
			return (long)table->index[middle].row;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

void
form_file_fault(const struct form_file *table, struct faults *faults, size_t row, size_t column,
    const char *format, ...)
{
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	fault_add(faults, table->path, table->rows[row]->line, column + 1, "%s", message);
}

static void
append_json_text(struct buffer *out, const char *text)
{
	buffer_append_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buffer_append_char(out, '\\');
		if ((unsigned char)*text < ' ')
			buffer_append_format(out, "\\u%04x", (unsigned)*text);
		else
			buffer_append_char(out, *text);
	}
	buffer_append_char(out, '"');
}

void
form_file_append_json(struct buffer *out, const struct form_file *table)
{
	buffer_append_char(out, '[');
	for (size_t i = 0; i < table->count; i++) {
		buffer_append_text(out, i == 0 ? "{\"code\":" : ",{\"code\":");
		append_json_text(out, table->keys[i]);
		for (size_t j = 0; j < table->form->column_count; j++) {
			const char *name = table->form->columns[j].name;
			const char *cell = table->rows[i]->cells[j];

			if (name == NULL)
				continue;
			buffer_append_format(out, ",\"%s\":", name);
			if (cell[0] == '\0')
				buffer_append_text(out, "null");
			else
				append_json_text(out, cell);
		}
		buffer_append_char(out, '}');
	}
	buffer_append_char(out, ']');
}
