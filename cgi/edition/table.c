#include "table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/json.h"
#include "core/text.h"
#include "measure/decimal.h"

struct edition_table
edition_table_create(
    struct arena *arena, const char *name, const char *title, const struct edition_column *columns)
{
	struct edition_table table = {
	    .arena = arena, .name = name, .title = title, .columns = columns};

	while (columns[table.column_count].name != NULL)
		table.column_count++;
	return table;
}

bool
edition_table_has(const struct edition_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return true;
	return false;
}

/* Among the first of later[], which came at the same time. */
static bool
came_last(const char *const later[], const char *name)
{
	for (size_t i = 0; later[i] != NULL && later[i][0] != '\0'; i++)
		if (strcmp(later[i], name) == 0)
			return true;
	return false;
}

void
edition_table_make_early(struct edition_table *table)
{
	struct edition_column *columns =
	    arena_new(table->arena, struct edition_column, table->column_count + 1);
	size_t count = 0;

	assert(table->count == 0);
	for (size_t i = 0; i < table->column_count; i++)
		if (!came_last(table->later, table->columns[i].name))
			columns[count++] = table->columns[i];
	while (table->later[0] != NULL && table->later[0][0] != '\0')
		table->later++;
	table->later = table->later[0] == NULL ? NULL : table->later + 1;
	table->columns = columns;
	table->column_count = count;
}

const char **
edition_table_add(struct edition_table *table)
{
	if (table->count == table->room) {
		size_t room = table->room == 0 ? 64 : 2 * table->room;
		const char ***rows = arena_new(table->arena, const char **, room);

		if (table->count > 0)
			memcpy(rows, table->rows, table->count * sizeof(*rows));
		table->rows = rows;
		table->room = room;
	}
	table->rows[table->count] = arena_new(table->arena, const char *, table->column_count);
	return table->rows[table->count++];
}

size_t
edition_table_column(const struct edition_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return i;
	assert(false && "a column that the table does not have");
	return 0;
}

const char *
edition_table_text(const struct edition_table *table, size_t row, const char *name)
{
	return table->rows[row][edition_table_column(table, name)];
}

void
edition_table_set(struct edition_table *table, size_t row, const char *name, const char *value)
{
	table->rows[row][edition_table_column(table, name)] = value;
}

const char *const *
edition_table_items(const struct edition_table *table, const char *name)
{
	const char **items = arena_new(table->arena, const char *, table->count + 1);
	size_t column = edition_table_column(table, name);

	for (size_t row = 0; row < table->count; row++)
		items[row] = table->rows[row][column];
	return items;
}

const char *
edition_real(struct arena *arena, bool known, double value)
{
	return known ? text_format(arena, "%.17g", value) : NULL;
}

const char *
edition_table_cell(const struct edition_table *table, size_t row, size_t column)
{
	const char *cell = table->rows[row][column];

	if (cell == NULL)
		return "";
	if (table->columns[column].kind == COLUMN_REAL)
		return text_format(table->arena, "%.*f", EDITION_PLACES, strtod(cell, NULL));
	if (table->columns[column].kind == COLUMN_FLAG)
		return cell[0] == 't' ? "TRUE" : "FALSE";
	return cell;
}

void
edition_table_csv(struct buffer *out, const struct edition_table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		csv_append(out, table->columns[i].name, i > 0);
	csv_end_row(out);
	for (size_t row = 0; row < table->count; row++) {
		for (size_t i = 0; i < table->column_count; i++)
			csv_append(out, edition_table_cell(table, row, i), i > 0);
		csv_end_row(out);
	}
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void
append_fields(struct buffer *out, const struct edition_table *table)
{
	static const char *const types[COLUMN_KIND_COUNT] = {
	    [COLUMN_TEXT] = "string",
	    [COLUMN_INTEGER] = "integer",
	    [COLUMN_DECIMAL] = "number",
	    [COLUMN_REAL] = "number",
	    [COLUMN_FLAG] = "boolean",
	};

	buffer_append_text(out, "\"fields\":[\n");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct edition_column *column = &table->columns[i];

		buffer_append_text(out, "{\"name\":");
		json_append_text(out, column->name);
		buffer_append_format(out, ",\"type\":\"%s\",\"title\":", types[column->kind]);
		json_append_text(out, column->title);
		if (column->description != NULL) {
			buffer_append_text(out, ",\"description\":");
			json_append_text(out, column->description);
		}
		buffer_append_text(out, i + 1 < table->column_count ? "},\n" : "}\n");
	}
	buffer_append_text(out, "],\n");
}

void
edition_table_json(struct buffer *out, const struct edition_table *table)
{
	buffer_append_text(out, "{\"table\":");
	json_append_text(out, table->name);
	buffer_append_text(out, ",\"title\":");
	json_append_text(out, table->title);
	buffer_append_text(out, ",\n");
	append_fields(out, table);
	buffer_append_text(out, "\"rows\":[\n");
	for (size_t row = 0; row < table->count; row++) {
		for (size_t i = 0; i < table->column_count; i++) {
			buffer_append_char(out, i == 0 ? '{' : ',');
			json_append_text(out, table->columns[i].name);
			buffer_append_char(out, ':');
			/* As in CSV, nothing and empty are one. */
			if (table->rows[row][i] == NULL || table->rows[row][i][0] == '\0')
				buffer_append_text(out, "null");
			else if (table->columns[i].kind == COLUMN_TEXT)
				json_append_text(out, table->rows[row][i]);
			else if (table->columns[i].kind == COLUMN_FLAG)
				buffer_append_text(
				    out, table->rows[row][i][0] == 't' ? "true" : "false");
			else
				buffer_append_text(out, edition_table_cell(table, row, i));
		}
		buffer_append_text(out, row + 1 < table->count ? "},\n" : "}\n");
	}
	buffer_append_text(out, "]}\n");
}

/* ---- reading back --------------------------------------------------------------------------- */

static bool
is_digits(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* Canonical form only: one number has one spelling. */
static bool
is_of_kind(enum column_kind kind, const char *cell)
{
	const char *point = strchr(cell, '.');
	struct decimal decimal;

	switch (kind) {
	case COLUMN_INTEGER:
		return is_digits(cell) && (cell[0] != '0' || cell[1] == '\0') && strlen(cell) < 19;
	case COLUMN_DECIMAL:
		return cell[0] != '+' && decimal_parse(&decimal, cell);
	case COLUMN_REAL:
		return point != NULL && is_digits(point + 1) &&
		       strlen(point + 1) == EDITION_PLACES &&
		       strspn(cell, "0123456789") == (size_t)(point - cell) && point > cell;
	case COLUMN_FLAG:
		return strcmp(cell, "TRUE") == 0 || strcmp(cell, "FALSE") == 0;
	default:
		return true;
	}
}

bool
edition_table_refuse(struct edition_fault *fault, const struct edition_table *table, size_t row,
    const char *column, const char *message)
{
	*fault = (struct edition_fault){.file = text_format(table->arena, "%s.csv", table->name),
	    .row = row + 2,
	    .column = column,
	    .message = message};
	return false;
}

static bool
read_row(struct edition_table *table, struct edition_fault *fault, const struct csv_row *from)
{
	const char **row = edition_table_add(table);

	if (from->count != table->column_count) {
		fault->message = "单元格数与表头不符";
		return false;
	}
	for (size_t i = 0; i < from->count; i++) {
		const char *cell = from->cells[i];
		enum column_kind kind = table->columns[i].kind;

		if (*cell == '\0')
			continue;
		if (!is_of_kind(kind, cell)) {
			fault->column = table->columns[i].name;
			fault->message = "不是规定格式的数";
			return false;
		}
		row[i] = kind == COLUMN_FLAG ? (cell[0] == 'T' ? "t" : "f") : cell;
	}
	return true;
}

static bool
has_head(const struct edition_table *table, const struct csv_row *head)
{
	if (head->count != table->column_count)
		return false;
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(head->cells[i], table->columns[i].name) != 0)
			return false;
	return true;
}

bool
edition_table_read(
    struct edition_table *table, struct edition_fault *fault, const char *data, size_t length)
{
	struct csv csv;
	struct csv_fault place;

	*fault = (struct edition_fault){
	    .file = text_format(table->arena, "%s.csv", table->name), .row = 1};
	if (csv_read(&csv, &place, table->arena, data, length) != STATUS_OK) {
		fault->row = place.line;
		fault->message = place.message;
		return false;
	}
	fault->message = "表头不是规定的列";
	while (csv.count > 0 && table->later != NULL && !has_head(table, &csv.rows[0]))
		edition_table_make_early(table);
	if (csv.count == 0 || !has_head(table, &csv.rows[0]))
		return false;
	for (size_t i = 1; i < csv.count; i++) {
		fault->row = i + 1;
		if (!read_row(table, fault, &csv.rows[i]))
			return false;
	}
	return true;
}
