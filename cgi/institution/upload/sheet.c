#include "sheet.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "dossier/check.h"
#include "institution/return_view.h"
#include "part.h"

#define HEAD_ROWS       40 /* the heads stand in one of the first rows */
#define FAULTS_AT_FIRST 16
#define STAMP_PARTS     4

static void
add_fault(struct upload *upload, struct upload_fault fault)
{
	if (upload->fault_count == upload->fault_capacity) {
		size_t capacity = upload->fault_capacity * 2 + FAULTS_AT_FIRST;
		struct upload_fault *faults =
		    arena_new(upload->arena, struct upload_fault, capacity);

		if (upload->fault_count > 0)
			memcpy(faults, upload->faults, upload->fault_count * sizeof(*faults));
		upload->faults = faults;
		upload->fault_capacity = capacity;
	}
	upload->blocked = upload->blocked || fault.blocking;
	upload->faults[upload->fault_count++] = fault;
}

void
upload_refuse(struct upload *upload, size_t row, size_t column, const char *message)
{
	add_fault(upload, (struct upload_fault){row, column, message, true, true});
}

void
upload_note(struct upload *upload, const char *note)
{
	if (upload->note_count < sizeof(upload->notes) / sizeof(upload->notes[0]))
		upload->notes[upload->note_count++] = note;
}

/* ---- heads and stamp ------------------------------------------------------------------------ */

static void
find_heads(struct upload *upload)
{
	const struct table *table = upload->table;
	size_t codes = 0, values = 0;

	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= HEAD_ROWS; i++) {
		const struct table_cell *cell = &table->cells[i];
		const char *text = text_trim(upload->arena, cell->text);

		if (upload->head_row != 0 && cell->row != upload->head_row)
			continue;
		if (text_equal(text, template_head(TEMPLATE_CODE))) {
			upload->head_row = cell->row;
			upload->code_column = cell->column;
			codes++;
		} else if (upload->head_row != 0 &&
			   text_equal(text, template_head(TEMPLATE_VALUE))) {
			upload->value_column = cell->column;
			values++;
		}
	}
	if (codes == 0 || values == 0)
		upload_refuse(upload, upload->head_row, 0,
		    "没有找到表头，或表头被改动："
		    "须有一行同时含有“代码”和“本期”两列，“代码”在前。"
		    "请改回表头，或重新下载模板。");
	else if (codes > 1 || values > 1)
		upload_refuse(upload, upload->head_row, 0,
		    "表头中“代码”或“本期”出现了两次，无法判断以哪一列为准。请删除多余的列。");
}

static void
judge_stamp(struct upload *upload, const struct table_cell *cell)
{
	struct arena *arena = upload->arena;
	const char *own = template_stamp(arena, upload->source);
	const char *parts[2][STAMP_PARTS] = {{NULL}};
	const char *texts[2] = {cell->text, own};

	for (size_t side = 0; side < 2; side++) {
		const char *rest = texts[side] + strlen(TEMPLATE_MARK);

		for (size_t i = 0; i < STAMP_PARTS; i++) {
			size_t length = strcspn(rest, "/ \t\n");

			parts[side][i] = text_copy(arena, rest, length);
			rest += length + (rest[length] == '/');
		}
	}
	if (!text_equal(parts[0][1], parts[1][1]))
		upload_refuse(upload, cell->row, cell->column,
		    "这是另一家机构的模板，不能用于本院。请在本院的报表页重新下载模板。");
	else if (!text_equal(parts[0][0], parts[1][0]))
		upload_refuse(upload, cell->row, cell->column,
		    text_format(arena,
			"这是报告期 %s 的模板，而本报表的报告期是 %s。"
			"请打开对应的报表上传，或重新下载本期的模板。",
			parts[0][0], parts[1][0]));
	else if (!text_equal(parts[0][2], parts[1][2]))
		upload_note(
		    upload, "模板下载之后，监测方案或数据项的定义有过更新，请按最新的定义核对。");
	if (!upload->blocked && !text_equal(parts[0][3], parts[1][3]))
		upload_note(upload, "模板下载之后，本报表另有保存。"
				    "下表中“现有”一列是最新内容，请逐项核对后再确认。");
}

static void
find_stamp(struct upload *upload)
{
	const struct table *table = upload->table;

	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= HEAD_ROWS; i++) {
		if (text_starts_with(table->cells[i].text, TEMPLATE_MARK)) {
			judge_stamp(upload, &table->cells[i]);
			return;
		}
	}
	upload_note(upload,
	    "文件中没有模板标识，无法确认是本院本期的模板；已按数据项代码读取，请仔细核对。");
}

/* ---- rows ----------------------------------------------------------------------------------- */

const char *
upload_cell_fault(const struct table_cell *cell)
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

/* Takes up the value cell of an element; what it says is judged later, as on the form. */
static void
take_value(
    struct upload *upload, struct upload_line *line, const struct table_cell *cell, bool truth)
{
	const char *text = cell == NULL ? "" : text_trim(upload->arena, cell->text);
	const char *fault = cell == NULL ? NULL : upload_cell_fault(cell);

	if (fault != NULL) {
		line->act = UPLOAD_WRONG;
		line->typed = text;
		upload_refuse(upload, cell->row, cell->column, fault);
		return;
	}
	if (text[0] == '\0') {
		line->act = UPLOAD_BLANK;
		return;
	}
	line->formula = cell->formula;
	line->hidden = cell->hidden;
	line->act = UPLOAD_CHANGED;
	line->typed = text;
	if (text_equal(text, "不适用")) {
		line->not_applicable = true;
		line->typed = "";
	} else if (text_equal(text, "未填")) {
		line->typed = "";
	} else if (truth && text_equal(text, "是")) {
		line->typed = "1";
	} else if (truth && text_equal(text, "否")) {
		line->typed = "0";
	}
}

static void
read_row(struct upload *upload, size_t row, const struct table_cell *code)
{
	const struct rows *elements = upload->source->own.elements;
	const struct table_cell *value = table_find(upload->table, row, upload->value_column);
	const char *text = code == NULL ? "" : text_trim(upload->arena, code->text);
	size_t element = sheet_find(&upload->source->own.sheet, text);

	if (text[0] == '\0') {
		if (value != NULL && value->text[0] != '\0')
			upload_refuse(upload, row, upload->value_column,
			    "这一行没有数据项代码，不知道是哪一项。"
			    "请从模板补上代码，或删除这一行。");
		return;
	}
	if (element == SHEET_NONE) {
		upload_refuse(upload, row, upload->code_column,
		    text_format(upload->arena,
			"“%s”不是本报表的数据项代码。请从模板改正代码，或删除这一行。", text));
		return;
	}
	if (upload->lines[element].row != 0) {
		upload_refuse(upload, row, upload->code_column,
		    text_format(upload->arena,
			"与第 %zu 行重复，同一数据项只能出现一次。请删除其中一行。",
			upload->lines[element].row));
		return;
	}
	upload->lines[element].row = row;
	take_value(upload, &upload->lines[element], value,
	    text_equal(rows_text(elements, element, "type"), "boolean"));
	upload_part_read(upload, element, row);
}

static bool
covers_numbers(const struct upload *upload, const struct table_merge *merge)
{
	if (merge->column <= upload->value_column && merge->last_column >= upload->value_column)
		return true;
	for (size_t i = 0; i < upload->column_count; i++) {
		if (merge->column <= upload->columns[i].column &&
		    merge->last_column >= upload->columns[i].column)
			return true;
	}
	return false;
}

static void
read_rows(struct upload *upload)
{
	const struct table *table = upload->table;
	size_t last = 0;

	for (size_t i = 0; i < table->cell_count; i++) {
		size_t row = table->cells[i].row;

		if (row <= upload->head_row || row == last)
			continue;
		last = row;
		read_row(upload, row, table_find(table, row, upload->code_column));
	}
	for (size_t i = 0; i < table->merge_count; i++) {
		const struct table_merge *merge = &table->merges[i];

		if (merge->last_row > upload->head_row && covers_numbers(upload, merge))
			upload_refuse(upload, merge->row, merge->column,
			    "填数字的列有合并的单元格，无法判断数字属于哪一项。"
			    "请取消合并后分别填写。");
	}
}

/* ---- values --------------------------------------------------------------------------------- */

static const char *
rule_minimum(const struct rows *rules, const char *code)
{
	for (size_t i = 0; i < rows_count(rules); i++) {
		if (text_equal(rows_text(rules, i, "code"), code))
			return rows_text(rules, i, "minimum");
	}
	return NULL;
}

const char *
upload_rule_breach(const char *type, const struct rows *rules, const char *code, const char *number)
{
	const char *minimum = rule_minimum(rules, code);
	struct decimal value, least;

	if (!decimal_parse(&value, number))
		return NULL;
	if (!text_equal(type, "decimal") && value.units % 10000 != 0)
		return "应为整数，不能有小数";
	if (text_equal(type, "boolean") && value.units > 10000)
		return "只能填 1（是）或 0（否）";
	if (minimum != NULL && decimal_parse(&least, minimum) && decimal_compare(value, least) < 0)
		return "小于允许的最小值，请核对";
	return NULL;
}

/* The entries as the form would post them. */
static void
make_entries(struct upload *upload)
{
	const struct sheet *sheet = &upload->source->own.sheet;
	struct pairs values = {
	    .items = arena_new(upload->arena, struct pair, sheet->element_count)};
	struct pairs ticks = {.items = arena_new(upload->arena, struct pair, sheet->element_count)};

	for (size_t i = 0; i < sheet->element_count; i++) {
		const struct upload_line *line = &upload->lines[i];

		if (line->act != UPLOAD_CHANGED)
			continue;
		values.items[values.count++] = (struct pair){sheet->elements[i].code, line->typed};
		if (line->not_applicable)
			ticks.items[ticks.count++] = (struct pair){sheet->elements[i].code, "1"};
	}
	entries_read(&upload->entries, upload->arena, &values, &ticks);
}

static struct sheet_cell
cell_of(const struct entry *entry)
{
	struct sheet_cell cell = {.state = SHEET_MISSING};

	if (entry->ticked)
		cell.state = SHEET_NOT_APPLICABLE;
	else if (entry->value != NULL && decimal_parse(&cell.value, entry->value))
		cell = (struct sheet_cell){SHEET_VALUE, cell.value, entry->value};
	return cell;
}

enum upload_act
upload_compare(const struct sheet_cell *now, const struct sheet_cell *new)
{
	if (now->state == new->state &&
	    (now->state != SHEET_VALUE || decimal_compare(now->value, new->value) == 0))
		return UPLOAD_SAME;
	if (new->state == SHEET_MISSING)
		return UPLOAD_CLEARED;
	return now->state == SHEET_MISSING ? UPLOAD_NEW : UPLOAD_CHANGED;
}

static void
judge_values(struct upload *upload, struct sheet *sheet, const struct rows *rules)
{
	const struct rows *elements = upload->source->own.elements;

	for (size_t i = 0; i < sheet->element_count; i++) {
		struct sheet_element *element = &sheet->elements[i];
		struct upload_line *line = &upload->lines[i];
		const struct entry *entry = line->act == UPLOAD_CHANGED
						? entries_find(&upload->entries, element->code)
						: NULL;

		if (entry != NULL) {
			const char *fault = entry->error;
			struct sheet_cell new = cell_of(entry);

			if (fault == NULL && element->derived != NULL)
				fault = text_format(upload->arena,
				    "由%s合计，不在这里填写。请清空这一格。", element->derived);
			if (fault == NULL && entry->value != NULL)
				fault = upload_rule_breach(rows_text(elements, i, "type"), rules,
				    element->code, entry->value);
			line->act =
			    fault == NULL ? upload_compare(&element->now, &new) : UPLOAD_WRONG;
			if (fault != NULL)
				upload_refuse(upload, line->row, upload->value_column,
				    text_format(upload->arena, "“%s”%s", element->name, fault));
			else
				element->now = new;
		}
	}
}

static void
count(struct upload *upload, const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->element_count; i++) {
		upload->counts[upload->lines[i].act]++;
		upload->missing +=
		    sheet->elements[i].required && sheet->elements[i].now.state == SHEET_MISSING;
	}
	for (size_t i = 0; i < upload->part_count; i++)
		upload->counts[upload->parts[i].act]++;
}

static bool
is_wrong(const struct upload *upload, size_t element)
{
	return element != SHEET_NONE && upload->lines[element].act == UPLOAD_WRONG;
}

static void
add_finding(struct upload *upload, const struct check_finding *finding, size_t element)
{
	size_t row = element == SHEET_NONE ? 0 : upload->lines[element].row;

	add_fault(upload, (struct upload_fault){row, row == 0 ? 0 : upload->value_column,
			      finding->message, check_is_error(finding->kind), false});
}

/* The checks of the form, each at its cell.  They do not forbid a draft. */
static void
add_findings(struct upload *upload, const struct sheet *sheet)
{
	struct check_finding *findings;
	size_t count = check_sheet(&findings, upload->arena, sheet);

	for (size_t i = 0; i < count; i++) {
		const struct check_finding *finding = &findings[i];
		if (finding->kind == CHECK_MISSING || finding->explained ||
		    is_wrong(upload, finding->element) || is_wrong(upload, finding->other))
			continue;
		add_finding(upload, finding, finding->element);
		/* Either of the two may be what has to be mended. */
		if (check_is_error(finding->kind) && finding->other != SHEET_NONE &&
		    upload->lines[finding->other].row != 0)
			add_finding(upload, finding, finding->other);
	}
}

static int
compare_faults(const void *a, const void *b)
{
	const struct upload_fault *left = a, *right = b;

	if (left->row != right->row)
		return left->row < right->row ? -1 : 1;
	if (left->column != right->column)
		return left->column < right->column ? -1 : 1;
	return (int)right->blocking - (int)left->blocking;
}

void
upload_judge(struct upload *out, struct arena *arena, const struct table *table,
    struct template_source *source, const struct rows *rules)
{
	struct sheet *sheet = &source->own.sheet;

	*out = (struct upload){.arena = arena, .table = table, .source = source};
	out->lines = arena_new(arena, struct upload_line, sheet->element_count);
	if (table->sheet_count > 1)
		upload_note(out, text_format(arena, "文件有 %zu 个工作表，只读取了“%s”。",
				     table->sheet_count, table->sheet_name));
	find_heads(out);
	if (!out->blocked)
		find_stamp(out);
	if (!out->blocked)
		upload_part_heads(out);
	if (out->blocked)
		return;
	read_rows(out);
	make_entries(out);
	judge_values(out, sheet, rules);
	upload_part_judge(out, rules);
	own_return_lay_parts(&source->own, arena, &out->part_values);
	count(out, sheet);
	add_findings(out, sheet);
	if (out->fault_count > 1)
		qsort(out->faults, out->fault_count, sizeof(*out->faults), compare_faults);
}
