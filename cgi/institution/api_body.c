#include "api_body.h"

#include <string.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/db.h"
#include "core/text.h"
#include "institution_query.h"
#include "upload_sheet.h"

#define FAULTS_AT_FIRST 16
#define VALUES_MAXIMUM  2000

void
api_fault_add(struct api_faults *faults, const char *code, const char *element, const char *name,
    const char *reason)
{
	if (faults->count == faults->capacity) {
		size_t capacity = faults->capacity * 2 + FAULTS_AT_FIRST;
		struct api_fault *items = arena_new(faults->arena, struct api_fault, capacity);

		if (faults->count > 0)
			memcpy(items, faults->items, faults->count * sizeof(*items));
		faults->items = items;
		faults->capacity = capacity;
	}
	faults->items[faults->count++] = (struct api_fault){code, element, name, reason};
}

/* One value as a word or a number; NULL: to be emptied. */
static void
add_value(struct api_body *body, const char *code, const char *text)
{
	if (text != NULL && (text_equal(text, "not_applicable") || text_equal(text, "不适用"))) {
		body->ticks.items[body->ticks.count++] = (struct pair){code, "1"};
		text = "";
	}
	body->values.items[body->values.count++] = (struct pair){code, text == NULL ? "" : text};
}

static void
make_room(struct api_body *body, struct arena *arena, size_t count)
{
	*body = (struct api_body){.revision = -1};
	body->values.items = arena_new(arena, struct pair, count);
	body->ticks.items = arena_new(arena, struct pair, count);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void
read_member(struct api_body *body, struct api_faults *faults, const struct rows *rows, size_t row)
{
	const char *name = rows_text(rows, row, "name"), *kind = rows_text(rows, row, "kind");

	if (text_equal(name, "values")) {
		if (!text_equal(kind, "object"))
			api_fault_add(
			    faults, "malformed", NULL, NULL, "values 应为对象，以数据项代码为名。");
	} else if (text_equal(name, "revision")) {
		if (!text_equal(kind, "number") ||
		    !text_to_id(&body->revision, rows_text(rows, row, "value")) ||
		    body->revision > INT32_MAX)
			api_fault_add(
			    faults, "malformed", NULL, NULL, "revision 应为不小于 0 的整数。");
	} else {
		api_fault_add(faults, "unknown_member", NULL, NULL,
		    text_format(
			faults->arena, "不认识的成员“%s”，只能有 values 和 revision。", name));
	}
}

static void
read_item(struct api_body *body, struct api_faults *faults, const struct rows *rows, size_t row)
{
	const char *code = rows_text(rows, row, "name"), *kind = rows_text(rows, row, "kind");

	if (text_equal(kind, "null"))
		add_value(body, code, NULL);
	else if (text_equal(kind, "number") || text_equal(kind, "string"))
		add_value(body, code, rows_text(rows, row, "value"));
	else
		api_fault_add(
		    faults, "not_a_number", code, NULL, "应为数字、“not_applicable”或 null。");
}

static enum status
read_json(struct api_body *body, struct api_faults *faults, struct context *context)
{
	struct rows *rows;
	bool found = false;
	enum status status =
	    db_query(&rows, context->db, QUERY_API_RETURN_JSON, DB_VALUES(context->request->body));

	if (status != STATUS_OK) {
		const struct db_error *error = db_last_error(context->db);

		if (!text_equal(error->constraint, "machine_json"))
			return status;
		api_fault_add(faults, "malformed", NULL, NULL,
		    text_format(
			faults->arena, "请求正文不是合法的 JSON 对象（%s）。", error->detail));
		return db_restart(context->db);
	}
	make_room(body, context->arena, rows_count(rows));
	for (size_t row = 0; row < rows_count(rows); row++) {
		bool member = text_equal(rows_text(rows, row, "part"), "member");

		found = found || (member && text_equal(rows_text(rows, row, "name"), "values"));
		if (member)
			read_member(body, faults, rows, row);
		else
			read_item(body, faults, rows, row);
	}
	if (!found)
		api_fault_add(faults, "malformed", NULL, NULL, "缺少 values。");
	return STATUS_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------ */

static void
read_csv(struct api_body *body, struct api_faults *faults, const char *text)
{
	struct csv_fault fault;
	struct csv csv;
	int code, value;

	if (csv_read(&csv, &fault, faults->arena, text, strlen(text)) != STATUS_OK) {
		api_fault_add(faults, "malformed", NULL, NULL,
		    text_format(faults->arena, "第 %zu 行：%s", fault.line, fault.message));
		return;
	}
	code = csv_column(&csv, "code");
	value = csv_column(&csv, "value");
	if (code < 0 || value < 0) {
		api_fault_add(
		    faults, "malformed", NULL, NULL, "第一行应为表头，含有 code 和 value 两列。");
		return;
	}
	make_room(body, faults->arena, csv.count);
	for (size_t i = 1; i < csv.count; i++) {
		const struct csv_row *row = &csv.rows[i];

		if (row->count <= (size_t)code || row->count <= (size_t)value)
			api_fault_add(faults, "malformed", NULL, NULL,
			    text_format(faults->arena, "第 %zu 行的列数不足。", row->line));
		else if (text_equal(row->cells[value], "missing"))
			add_value(body, row->cells[code], NULL);
		else if (row->cells[value][0] != '\0')
			add_value(body, row->cells[code], row->cells[value]);
	}
}

enum status
api_body_read(struct api_body *out, struct api_faults *faults, struct context *context)
{
	enum status status = STATUS_OK;

	make_room(out, context->arena, 1);
	if (context->request->body == NULL)
		api_fault_add(faults, "malformed", NULL, NULL,
		    "没有请求正文。Content-Type 应为 application/json 或 text/csv。");
	else if (context->request->body_kind == BODY_JSON)
		status = read_json(out, faults, context);
	else
		read_csv(out, faults, context->request->body);
	if (out->values.count > VALUES_MAXIMUM)
		api_fault_add(faults, "malformed", NULL, NULL, "一次最多 2000 个数据项。");
	return status;
}

/* ---- against the return --------------------------------------------------------------------- */

void
api_entries_judge(struct api_faults *faults, const struct entries *entries,
    const struct filing *filing, const struct rows *rules)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];
		size_t element = sheet_find(&filing->sheet, entry->code);
		const char *name, *reason;

		if (element == SHEET_NONE) {
			api_fault_add(faults, "unknown_element", entry->code, NULL,
			    "不是本报表的数据项代码，请核对。");
			continue;
		}
		name = filing->sheet.elements[element].name;
		if (i > 0 && text_equal(entries->items[i - 1].code, entry->code))
			api_fault_add(faults, "duplicate_element", entry->code, name,
			    "同一数据项只能出现一次。");
		else if (entry->error != NULL)
			api_fault_add(faults, "not_a_number", entry->code, name, entry->error);
		else if (entry->value != NULL &&
			 (reason = upload_rule_breach(rows_text(filing->elements, element, "type"),
			      rules, entry->code, entry->value)) != NULL)
			api_fault_add(faults, "out_of_range", entry->code, name, reason);
	}
}
