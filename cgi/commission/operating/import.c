/*
 * /commission/operating/new: a table of operating data, as XLSX or CSV.  It changes no return: what
 * it says stands beside what institutions type.  All its lines are kept or none; a later file holds
 * where two say something of the same.
 */
#include <sodium.h>
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "core/upload_table.h"

#define FILE_MAXIMUM ((size_t)5 * 1024 * 1024)
#define ROWS_MAXIMUM 20000
#define COLUMNS      4

static const char *const heads[COLUMNS] = {"统一社会信用代码", "报告期", "数据项代码", "数值"};

struct input {
	const char *source;
	const char *file; /* no field of the form: what is wrong with the file is said here */
};

static const struct field fields[] = {
    {.name = "source",
	.label = "数据来源",
	.hint = "哪个系统、哪个单位导出，例如“市信息服务中心病案首页库”。",
	.kind = FIELD_TEXT,
	.required = true,
	.minimum = 2,
	.maximum = 100,
	.offset = offsetof(struct input, source)},
    {.name = "file",
	.label = "XLSX 或 CSV 文件",
	.hint = "不超过 5 MB、20000 行。CSV 可以是 UTF-8、GB18030（GBK）或 UTF-16 编码，自动识别。",
	.kind = FIELD_TEXT,
	.offset = offsetof(struct input, file)},
};

/* The four columns, each as an array for the database. */
struct sheet {
	const char **cells[COLUMNS];
	size_t count;
};

static enum status
draw(struct context *context, struct form *form, const struct rows *faults)
{
	struct view *view = page_view(context, "导入运行数据");

	form_view(form, view);
	page_crumb(view, "运行数据", "/commission/operating/");
	page_crumb(view, "导入", NULL);
	view_flag(view, "any_faults", faults != NULL);
	if (faults != NULL)
		page_rows(view, "faults", faults);
	else
		view_list(view, "faults");
	return page_show(context, "commission/operating/new", view);
}

enum status
operating_new_get(struct context *context)
{
	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	return draw(context, FORM(context, fields), NULL);
}

static const char *
cell_text(struct arena *arena, const struct table *table, size_t row, size_t column)
{
	const struct table_cell *cell = table_find(table, row, column);

	return cell == NULL ? "" : text_trim(arena, cell->text);
}

static bool
has_heads(struct arena *arena, const struct table *table)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (!text_equal(cell_text(arena, table, 1, i + 1), heads[i]))
			return false;
	}
	return true;
}

/* Rows of nothing at the end are none; one between is read, and refused by its empty cells. */
static void
sheet_read(struct sheet *out, struct arena *arena, const struct table *table)
{
	size_t last = table->cells[table->cell_count - 1].row;

	for (size_t i = 0; i < COLUMNS; i++)
		out->cells[i] = arena_new(arena, const char *, last);
	out->count = last - 1;
	for (size_t row = 0; row < out->count; row++) {
		for (size_t i = 0; i < COLUMNS; i++)
			out->cells[i][row] = cell_text(arena, table, row + 2, i + 1);
	}
}

/* What is wrong with the file as a whole becomes an error of the form. */
static enum status
read_file(struct sheet *out, struct context *context, struct form *form, const struct part *file)
{
	struct arena *arena = context->arena;
	struct buffer lines;
	struct table table;
	enum status status;

	if (file == NULL || file->length > FILE_MAXIMUM) {
		form_error(form, "file",
		    file == NULL ? "请选择要导入的文件。" : "文件超过 5 MB，请分成几个文件导入。");
		return STATUS_OK;
	}
	status = upload_import(&lines, arena, file->data, file->length);
	if (status == STATUS_OK)
		status = table_parse(&table, arena, lines.data);
	if (status != STATUS_OK)
		return status;
	if (table.fault != NULL)
		form_error(form, "file",
		    table.fault_row == 0
			? table.fault
			: text_format(arena, "第 %zu 行：%s", table.fault_row, table.fault));
	else if (table.cell_count == 0 || !has_heads(arena, &table))
		form_error(form, "file",
		    "第一行须是四个列名：统一社会信用代码、报告期、数据项代码、数值。");
	else if (table.cells[table.cell_count - 1].row == 1)
		form_error(form, "file", "文件中只有列名，没有数据。");
	else if (table.cells[table.cell_count - 1].row > ROWS_MAXIMUM + 1)
		form_error(form, "file", "文件超过 20000 行，请分成几个文件导入。");
	else
		sheet_read(out, arena, &table);
	return STATUS_OK;
}

static const char *
digest_of(struct arena *arena, const struct part *file)
{
	unsigned char bytes[crypto_hash_sha256_BYTES];
	char *text = arena_new(arena, char, 2 * sizeof(bytes) + 1);

	crypto_hash_sha256(bytes, (const unsigned char *)file->data, file->length);
	return sodium_bin2hex(text, 2 * sizeof(bytes) + 1, bytes, sizeof(bytes));
}

static enum status
again(struct context *context, struct form *form, const struct rows *faults)
{
	context->reply->status = STATUS_INPUT;
	return draw(context, form, faults);
}

enum status
operating_new_post(struct context *context)
{
	struct form *form = FORM(context, fields);
	const struct part *file = request_file(context->request, "file");
	const char *columns[COLUMNS];
	struct sheet sheet = {0};
	struct input input = {0};
	struct rows *faults;
	enum status status;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	if (form_read(form, &input) != STATUS_OK)
		return again(context, form, NULL);
	status = read_file(&sheet, context, form, file);
	if (status != STATUS_OK)
		return status;
	if (form_has_errors(form))
		return again(context, form, NULL);
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = text_array(context->arena, sheet.cells[i], sheet.count);
	status = DB_ASK(
	    context->db, &faults, OPERATING_FAULTS, columns[0], columns[1], columns[2], columns[3]);
	if (status != STATUS_OK)
		return status;
	if (rows_count(faults) > 0) {
		form_error(form, "file", "文件有误，一行也没有导入。请按下表改正。");
		return again(context, form, faults);
	}
	status = DB_ASK(context->db, NULL, OPERATING_IMPORT, file->filename,
	    digest_of(context->arena, file), input.source, columns[0], columns[1], columns[2],
	    columns[3]);
	if (form_refuses(form, context, status))
		return again(context, form, NULL);
	return status == STATUS_OK
		   ? page_redirect(context, "/commission/operating/?notice=imported")
		   : status;
}
