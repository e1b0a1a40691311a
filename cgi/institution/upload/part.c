#include "part.h"

#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "institution/table_file.h"

#define PARTS_AT_FIRST 64

/* ---- heads ---------------------------------------------------------------------------------- */

/* The place in source->parts of what a head names; part_count: there is none. */
static size_t
find_part(const struct upload *upload, const char *head)
{
	const struct template_source *source = upload->source;

	for (size_t part = 0; part < source->part_count; part++) {
		if (text_equal(template_part_head(upload->arena, source, part), head))
			return part;
	}
	return source->part_count;
}

static bool
has_numbers(const struct upload *upload, size_t column)
{
	for (size_t i = 0; i < upload->table->cell_count; i++) {
		const struct table_cell *cell = &upload->table->cells[i];

		if (cell->column == column && cell->row > upload->head_row &&
		    text_trim(upload->arena, cell->text)[0] != '\0')
			return true;
	}
	return false;
}

static void
take_strange(struct upload *upload, const struct table_cell *cell, const char *head)
{
	/* GBK has no 䶮: such a head is lost on the way, and nothing with it. */
	if (!has_numbers(upload, cell->column))
		upload_note(upload,
		    text_format(upload->arena,
			"表头“%s”不是本院现有的科室或本期的月份；这一列没有数字，已略过。", head));
	else if (text_starts_with(head, TEMPLATE_MONTH))
		upload_refuse(upload, cell->row, cell->column,
		    "不是本报告期的月份，或本报表没有按月填写的数据项。请改正表头，或删除这一列。");
	else
		upload_refuse(upload, cell->row, cell->column,
		    "不是本院现有的科室，或本报表没有分科室填写的数据项。"
		    "科室改名后请重新下载模板，或改正表头、删除这一列。");
}

static void
take_head(struct upload *upload, const struct table_cell *cell, const char *head)
{
	size_t part = find_part(upload, head);

	if (part == upload->source->part_count) {
		take_strange(upload, cell, head);
		return;
	}
	for (size_t i = 0; i < upload->column_count; i++) {
		if (upload->columns[i].part == part) {
			upload_refuse(upload, cell->row, cell->column,
			    "这个科室或月份出现了两列，无法判断以哪一列为准。请删除多余的列。");
			return;
		}
	}
	upload->columns[upload->column_count++] = (struct upload_column){cell->column, part};
}

void
upload_part_heads(struct upload *upload)
{
	const struct table *table = upload->table;

	upload->columns =
	    arena_new(upload->arena, struct upload_column, upload->source->part_count + 1);
	for (size_t i = 0; i < table->cell_count && table->cells[i].row <= upload->head_row; i++) {
		const struct table_cell *cell = &table->cells[i];
		const char *head = text_trim(upload->arena, cell->text);

		/* Columns of other heads are people's own notes. */
		if (cell->row == upload->head_row &&
		    (text_starts_with(head, TEMPLATE_MONTH) ||
			text_starts_with(head, TEMPLATE_DEPARTMENT)))
			take_head(upload, cell, head);
	}
}

/* ---- cells ---------------------------------------------------------------------------------- */

static struct upload_part *
add_part(struct upload *upload)
{
	if (upload->part_count == upload->part_capacity) {
		size_t capacity = upload->part_capacity * 2 + PARTS_AT_FIRST;
		struct upload_part *parts = arena_new(upload->arena, struct upload_part, capacity);

		if (upload->part_count > 0)
			memcpy(parts, upload->parts, upload->part_count * sizeof(*parts));
		upload->parts = parts;
		upload->part_capacity = capacity;
	}
	return &upload->parts[upload->part_count++];
}

static void
take_part(struct upload *upload, size_t element, const struct upload_column *where,
    const struct table_cell *cell)
{
	const char *text = text_trim(upload->arena, cell->text);
	const char *fault = table_cell_fault(cell);
	struct upload_part *part;

	if (text[0] == '\0' && fault == NULL)
		return;
	if (fault == NULL && !template_part_asked(upload->source, element, where->part))
		fault = "这一项不按这一列填写，请清空这一格。";
	else if (fault == NULL && text_equal(text, "不适用"))
		fault = "各科室、各月的格不能填“不适用”。没有这项业务的科室留空；"
			"全院都没有的，在“本期”一列填“不适用”。";
	part = add_part(upload);
	*part = (struct upload_part){.element = element,
	    .where = where,
	    .row = cell->row,
	    .act = fault == NULL ? UPLOAD_CHANGED : UPLOAD_WRONG,
	    .typed = text_equal(text, "未填") ? "" : text,
	    .formula = cell->formula,
	    .hidden = cell->hidden};
	if (fault != NULL)
		upload_refuse(upload, cell->row, cell->column, fault);
}

void
upload_part_read(struct upload *upload, size_t element, size_t row)
{
	for (size_t i = 0; i < upload->column_count; i++) {
		const struct table_cell *cell =
		    table_find(upload->table, row, upload->columns[i].column);

		if (cell != NULL)
			take_part(upload, element, &upload->columns[i], cell);
	}
}

/* ---- judging -------------------------------------------------------------------------------- */

static const char *
name_part(const struct upload *upload, const struct upload_part *part)
{
	return upload->source->parts[part->where->part]->part;
}

static const char *
code_of(const struct upload *upload, size_t element)
{
	return upload->source->own.sheet.elements[element].code;
}

/* The parts as the form would post them. */
static void
make_portions(struct upload *upload)
{
	struct pairs pairs = {.items = arena_new(upload->arena, struct pair, upload->part_count)};

	for (size_t i = 0; i < upload->part_count; i++) {
		const struct upload_part *part = &upload->parts[i];

		if (part->act == UPLOAD_CHANGED)
			pairs.items[pairs.count++] = (struct pair){
			    text_format(upload->arena, "%s.%s", code_of(upload, part->element),
				name_part(upload, part)),
			    part->typed};
	}
	part_values_read(&upload->part_values, upload->arena, &pairs);
}

static struct sheet_cell
cell_of(const char *number)
{
	struct sheet_cell cell = {.state = SHEET_MISSING};

	if (number != NULL && decimal_parse(&cell.value, number))
		cell = (struct sheet_cell){SHEET_VALUE, cell.value, number};
	return cell;
}

static void
judge_part(struct upload *upload, struct upload_part *part)
{
	const struct template_source *source = upload->source;
	const char *code = code_of(upload, part->element), *name = name_part(upload, part);
	const struct part_value *part_value = part_values_find(&upload->part_values, code, name);
	const struct part_value *stored = part_values_find(&source->asked.stored, code, name);
	struct sheet_cell now, new;
	const char *fault;

	if (part->act != UPLOAD_CHANGED || part_value == NULL)
		return;
	fault = part_value->error;
	if (fault == NULL)
		fault = part_value_breach(
		    rows_text(source->own.elements, part->element, "type"), part_value->value);
	if (fault != NULL) {
		part->act = UPLOAD_WRONG;
		upload_refuse(upload, part->row, part->where->column,
		    text_format(upload->arena, "“%s”%s%s",
			source->own.sheet.elements[part->element].name,
			template_part_head(upload->arena, source, part->where->part), fault));
		return;
	}
	now = cell_of(stored == NULL ? NULL : stored->value);
	new = cell_of(part_value->value);
	part->act = upload_compare(&now, &new);
}

/* The total of an element with parts, saved or in the file. */
static void
judge_total(struct upload *upload, size_t element, const struct sheet_cell *was,
    const struct sheet_cell *made, const struct rows *rules)
{
	const struct template_source *source = upload->source;
	struct sheet_element *at = &upload->source->own.sheet.elements[element];
	struct upload_line *line = &upload->lines[element];
	const char *fault =
	    asked_parts_fault(upload->arena, made, entries_find(&upload->entries, at->code));

	if (fault == NULL && made->state == SHEET_VALUE)
		fault = upload_rule_breach(
		    rows_text(source->own.elements, element, "type"), rules, at->code, made->text);
	if (fault != NULL) {
		line->act = UPLOAD_WRONG;
		upload_refuse(upload, line->row, upload->value_column,
		    text_format(upload->arena, "“%s”%s", at->name, fault));
		return;
	}
	line->act = upload_compare(was, made);
	line->typed = made->text == NULL ? "" : made->text;
	line->not_applicable = false;
	line->made = true;
	at->now = *made;
}

/* How many numbers of the element stand in the file; *wrong: one of them cannot be taken. */
static size_t
count_parts(const struct upload *upload, size_t element, bool *wrong)
{
	size_t count = 0;

	*wrong = false;
	for (size_t i = 0; i < upload->part_count; i++) {
		if (upload->parts[i].element != element)
			continue;
		count++;
		*wrong = *wrong || upload->parts[i].act == UPLOAD_WRONG;
	}
	return count;
}

static void
judge_element(struct upload *upload, size_t element, const struct rows *rules)
{
	const struct template_source *source = upload->source;
	struct sheet_element *at = &upload->source->own.sheet.elements[element];
	const struct rows *rows = source->own.elements;
	enum upload_act act = upload->lines[element].act;
	struct sheet_cell made, was = cell_of(rows_text(rows, element, "value"));
	bool wrong, any = asked_parts_total(
			&made, upload->arena, &source->asked, &upload->part_values, at->code);
	size_t count = count_parts(upload, element, &wrong);

	if (text_equal(rows_text(rows, element, "state"), "not_applicable"))
		was.state = SHEET_NOT_APPLICABLE;
	if (upload->lines[element].row == 0 || act == UPLOAD_WRONG || wrong)
		return;
	if (any)
		at->parts_wanted = NULL;
	/* Emptied parts take a total with them that is not typed in their place. */
	if (any || (count > 0 && act == UPLOAD_BLANK))
		judge_total(upload, element, &was, &made, rules);
}

void
upload_part_judge(struct upload *upload, const struct rows *rules)
{
	make_portions(upload);
	for (size_t i = 0; i < upload->part_count; i++)
		judge_part(upload, &upload->parts[i]);
	for (size_t i = 0; i < upload->source->own.sheet.element_count; i++) {
		if (part_way(&upload->source->asked, code_of(upload, i)) != PART_NONE)
			judge_element(upload, i, rules);
	}
}
