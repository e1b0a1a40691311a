#include "api_body.h"

#include <string.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/db.h"
#include "core/text.h"
#include "institution_query.h"
#include "sheet.h"

#define FAULTS_AT_FIRST 16
#define VALUES_MAXIMUM  2000
#define PARTS_MAXIMUM   20000

void
api_fault_add(struct api_faults *faults, const char *code, const char *element, const char *name,
    const char *reason)
{
	api_fault_add_part(faults, code, element, name, NULL, reason);
}

void
api_fault_add_part(struct api_faults *faults, const char *code, const char *element,
    const char *name, const char *part, const char *reason)
{
	if (faults->count == faults->capacity) {
		size_t capacity = faults->capacity * 2 + FAULTS_AT_FIRST;
		struct api_fault *items = arena_new(faults->arena, struct api_fault, capacity);

		if (faults->count > 0)
			memcpy(items, faults->items, faults->count * sizeof(*items));
		faults->items = items;
		faults->capacity = capacity;
	}
	faults->items[faults->count++] = (struct api_fault){code, element, name, part, reason};
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
	body->parts = arena_new(arena, struct api_part, count);
}

static void
add_part(struct api_body *body, const char *code, const char *name, const char *text)
{
	body->parts[body->part_count++] = (struct api_part){code, name, text == NULL ? "" : text};
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
	} else if (text_equal(name, "parts")) {
		if (!text_equal(kind, "object"))
			api_fault_add(
			    faults, "malformed", NULL, NULL, "parts 应为对象，以数据项代码为名。");
	} else {
		api_fault_add(faults, "unknown_member", NULL, NULL,
		    text_format(faults->arena,
			"不认识的成员“%s”，只能有 values、parts 和 revision。", name));
	}
}

static void
read_part(struct api_body *body, struct api_faults *faults, const struct rows *rows, size_t row)
{
	const char *code = rows_text(rows, row, "element"), *name = rows_text(rows, row, "name");
	const char *kind = rows_text(rows, row, "kind");

	if (name == NULL && !text_equal(kind, "object"))
		api_fault_add(faults, "malformed", code, NULL,
		    "parts 的每一项应为对象，以月份（2025-07）或科室名称为名。");
	else if (name != NULL && (text_equal(kind, "null") || text_equal(kind, "number") ||
				     text_equal(kind, "string")))
		add_part(body, code, name, rows_text(rows, row, "value"));
	else if (name != NULL)
		api_fault_add_part(faults, "not_a_number", code, NULL, name, "应为数字或 null。");
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
	enum status status = DB_ASK(context->db, &rows, API_RETURN_JSON, context->request->body);

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
		const char *place = rows_text(rows, row, "place");
		const char *name = rows_text(rows, row, "name");

		if (text_equal(place, "part")) {
			read_part(body, faults, rows, row);
		} else if (text_equal(place, "value")) {
			read_item(body, faults, rows, row);
		} else {
			found = found || text_equal(name, "values") || text_equal(name, "parts");
			read_member(body, faults, rows, row);
		}
	}
	if (!found)
		api_fault_add(faults, "malformed", NULL, NULL, "缺少 values 或 parts。");
	return STATUS_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------ */

/* Empty: stays as it is. */
static void
read_line(struct api_body *body, const char *code, const char *part, const char *value)
{
	const char *text = text_equal(value, "missing") ? NULL : value;

	if (value[0] == '\0')
		return;
	if (part[0] == '\0')
		add_value(body, code, text);
	else
		add_part(body, code, part, text);
}

static void
read_csv(struct api_body *body, struct api_faults *faults, const char *text)
{
	struct csv_fault fault;
	struct csv csv;
	int code, value, part;

	if (csv_read(&csv, &fault, faults->arena, text, strlen(text)) != STATUS_OK) {
		api_fault_add(faults, "malformed", NULL, NULL,
		    text_format(faults->arena, "第 %zu 行：%s", fault.line, fault.message));
		return;
	}
	code = csv_column(&csv, "code");
	value = csv_column(&csv, "value");
	part = csv_column(&csv, "part");
	if (code < 0 || value < 0) {
		api_fault_add(
		    faults, "malformed", NULL, NULL, "第一行应为表头，含有 code 和 value 两列。");
		return;
	}
	make_room(body, faults->arena, csv.count);
	for (size_t i = 1; i < csv.count; i++) {
		const struct csv_row *row = &csv.rows[i];

		if (row->count <= (size_t)code || row->count <= (size_t)value ||
		    (part >= 0 && row->count <= (size_t)part))
			api_fault_add(faults, "malformed", NULL, NULL,
			    text_format(faults->arena, "第 %zu 行的列数不足。", row->line));
		else
			read_line(body, row->cells[code], part < 0 ? "" : row->cells[part],
			    row->cells[value]);
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
	if (out->part_count > PARTS_MAXIMUM)
		api_fault_add(
		    faults, "malformed", NULL, NULL, "一次最多 20000 个分科室、按月的数字。");
	return status;
}

/* ---- against the return --------------------------------------------------------------------- */

void
api_entries_judge(struct api_faults *faults, const struct entries *entries,
    const struct own_return *own, const struct rows *rules)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];
		size_t element = sheet_find(&own->sheet, entry->code);
		const char *name, *reason;

		if (element == SHEET_NONE) {
			api_fault_add(faults, "unknown_element", entry->code, NULL,
			    "不是本报表的数据项代码，请核对。");
			continue;
		}
		name = own->sheet.elements[element].name;
		if (own->sheet.elements[element].derived != NULL)
			api_fault_add(faults, "derived_element", entry->code, name,
			    text_equal(own->sheet.elements[element].derived, "各月")
				? "按月填报，季度值由各月合计。"
				: "按季度填报，本期值由各季度合计。");
		else if (i > 0 && text_equal(entries->items[i - 1].code, entry->code))
			api_fault_add(faults, "duplicate_element", entry->code, name,
			    "同一数据项只能出现一次。");
		else if (entry->error != NULL)
			api_fault_add(faults, "not_a_number", entry->code, name, entry->error);
		else if (entry->value != NULL &&
			 (reason = upload_rule_breach(rows_text(own->elements, element, "type"),
			      rules, entry->code, entry->value)) != NULL)
			api_fault_add(faults, "out_of_range", entry->code, name, reason);
	}
}

/* ---- parts ---------------------------------------------------------------------------------- */

/* Adds a good part to the pairs; else says what is wrong with it. */
static void
take_part(struct pairs *pairs, struct api_faults *faults, const struct api_part *part,
    const struct own_return *own, const struct asked_parts *asked)
{
	size_t element = sheet_find(&own->sheet, part->code);
	enum part_way way = part_way(asked, part->code);
	const struct part_column *column = asked_parts_find(asked, way, part->name);
	const char *number = text_number(faults->arena, part->value), *reason = NULL;

	if (element == SHEET_NONE) {
		api_fault_add_part(faults, "unknown_element", part->code, NULL, part->name,
		    "不是本报表的数据项代码，请核对。");
		return;
	}
	if (column == NULL) {
		api_fault_add_part(faults, "unknown_part", part->code,
		    own->sheet.elements[element].name, part->name,
		    way == PART_NONE ? "这一项不分科室、不按月填写。"
		    : way == PART_DEPARTMENT ? "这一项分科室填写，这不是本院现有科室的名称。"
					     : "这一项按月填写，应为本期的月份，例如 2025-07。");
		return;
	}
	if (number[0] != '\0')
		reason = entry_fault(number);
	if (reason == NULL && number[0] != '\0')
		reason = part_value_breach(rows_text(own->elements, element, "type"), number);
	if (reason != NULL)
		api_fault_add_part(faults, "not_a_number", part->code,
		    own->sheet.elements[element].name, part->name, reason);
	else
		pairs->items[pairs->count++] = (struct pair){
		    text_format(faults->arena, "%s.%s", part->code, column->part), part->value};
}

void
api_parts_read(struct part_values *out, struct api_faults *faults, const struct api_body *body,
    const struct own_return *own, const struct asked_parts *asked)
{
	struct pairs pairs = {.items = arena_new(faults->arena, struct pair, body->part_count)};

	for (size_t i = 0; i < body->part_count; i++)
		take_part(&pairs, faults, &body->parts[i], own, asked);
	part_values_read(out, faults->arena, &pairs);
	for (size_t i = 1; i < out->count; i++) {
		const struct part_value *part = &out->items[i], *before = part - 1;
		size_t element = sheet_find(&own->sheet, part->code);

		if (text_equal(part->code, before->code) && text_equal(part->part, before->part))
			api_fault_add_part(faults, "duplicate_element", part->code,
			    own->sheet.elements[element].name,
			    asked_parts_name(asked, part->code, part->part),
			    "同一科室或月份只能出现一次。");
	}
}

void
api_totals_judge(struct api_faults *faults, const struct entries *entries,
    const struct part_values *parts, const struct own_return *own, const struct asked_parts *asked,
    const struct rows *rules)
{
	for (size_t i = 0; i < own->sheet.element_count; i++) {
		const char *code = own->sheet.elements[i].code, *reason;
		struct sheet_cell total;

		if (part_way(asked, code) == PART_NONE ||
		    !asked_parts_total(&total, faults->arena, asked, parts, code))
			continue;
		reason = asked_parts_fault(faults->arena, &total, entries_find(entries, code));
		if (reason == NULL && total.state == SHEET_VALUE)
			reason = upload_rule_breach(
			    rows_text(own->elements, i, "type"), rules, code, total.text);
		if (reason != NULL)
			api_fault_add(faults, "not_sum", code, own->sheet.elements[i].name, reason);
	}
}
