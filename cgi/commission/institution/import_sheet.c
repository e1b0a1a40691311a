#include "import_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/credit_code.h"
#include "core/text.h"

#define BEDS_MAXIMUM    20000
#define NAME_MAXIMUM    100
#define TYPE_MAXIMUM    20
#define REGION_LENGTH   6
#define FAULTS_AT_FIRST 16

static const char *const heads[SHEET_COLUMN_COUNT] = {
    [SHEET_CREDIT_CODE] = "统一社会信用代码",
    [SHEET_NAME] = "机构名称",
    [SHEET_REGION] = "县区代码",
    [SHEET_AFFILIATION] = "隶属",
    [SHEET_LEVEL] = "级别",
    [SHEET_GRADE] = "等次",
    [SHEET_KIND] = "类别",
    [SHEET_SPECIALIST_TYPE] = "专科类型",
    [SHEET_OWNERSHIP] = "所有制",
    [SHEET_BEDS] = "床位数",
};

const char *
institution_sheet_head(enum sheet_column column)
{
	return heads[column];
}

void
institution_sheet_fault(struct institution_sheet *sheet, struct sheet_row *row, const char *column,
    const char *cell, const char *message)
{
	if (sheet->fault_count == sheet->fault_capacity) {
		size_t capacity = sheet->fault_capacity * 2 + FAULTS_AT_FIRST;
		struct sheet_fault *faults = arena_new(sheet->arena, struct sheet_fault, capacity);

		if (sheet->fault_count > 0)
			memcpy(faults, sheet->faults, sheet->fault_count * sizeof(*faults));
		sheet->faults = faults;
		sheet->fault_capacity = capacity;
	}
	if (row != NULL)
		row->wrong = true;
	sheet->faults[sheet->fault_count++] =
	    (struct sheet_fault){row == NULL ? 0 : row->line, column, cell, message};
}

/* A word or a code of choices, or the beginning of a word (综合, 甲); NULL if it is none. */
static const char *
find_choice(const struct choice *choices, const char *cell)
{
	for (; choices->value != NULL; choices++) {
		if (text_equal(cell, choices->value) || text_starts_with(choices->label, cell))
			return choices->value;
	}
	return NULL;
}

static const char *
list_choices(struct arena *arena, const struct choice *choices)
{
	const char *words = choices->label;

	for (choices++; choices->value != NULL; choices++)
		words = text_format(arena, "%s、%s", words, choices->label);
	return words;
}

static const char *
read_choice(struct institution_sheet *sheet, struct sheet_row *row, enum sheet_column column,
    const struct choice *choices, const char *cell, bool required)
{
	const char *value;

	if (cell == NULL) {
		if (required)
			institution_sheet_fault(sheet, row, heads[column], "",
			    text_format(sheet->arena, "没有填写，应为：%s。",
				list_choices(sheet->arena, choices)));
		return NULL;
	}
	value = find_choice(choices, cell);
	if (value == NULL)
		institution_sheet_fault(sheet, row, heads[column], cell,
		    text_format(
			sheet->arena, "不认识，应为：%s。", list_choices(sheet->arena, choices)));
	return value;
}

static void
check_name(struct institution_sheet *sheet, struct sheet_row *row, const char *cell)
{
	size_t length = cell == NULL ? 0 : text_code_points(cell);

	if (length < 2 || length > NAME_MAXIMUM)
		institution_sheet_fault(sheet, row, heads[SHEET_NAME], cell == NULL ? "" : cell,
		    "机构名称须为 2 至 100 个字。");
}

static void
check_region(struct institution_sheet *sheet, struct sheet_row *row, const char *cell)
{
	if (cell == NULL || strlen(cell) != REGION_LENGTH ||
	    strspn(cell, "0123456789") != REGION_LENGTH)
		institution_sheet_fault(sheet, row, heads[SHEET_REGION], cell == NULL ? "" : cell,
		    "县区代码须为 6 位数字。");
}

static void
check_beds(struct institution_sheet *sheet, struct sheet_row *row, const char *cell)
{
	int64_t beds;

	if (cell == NULL || !text_to_id(&beds, cell) || beds > BEDS_MAXIMUM)
		institution_sheet_fault(sheet, row, heads[SHEET_BEDS], cell == NULL ? "" : cell,
		    "床位数须为 0 至 20000 的整数，没有床位填 0。");
}

/* Line breaks and control characters come in quoted cells. */
static void
check_characters(struct institution_sheet *sheet, struct sheet_row *row, enum sheet_column column,
    const char *cell)
{
	for (; cell != NULL && *cell != '\0'; cell++) {
		if ((unsigned char)*cell < ' ' || *cell == 0x7f) {
			institution_sheet_fault(
			    sheet, row, heads[column], "", "含有换行或不能显示的字符，请删去。");
			return;
		}
	}
}

static void
read_row(struct institution_sheet *sheet, struct sheet_row *row,
    const char *const cells[SHEET_COLUMN_COUNT])
{
	struct institution *institution = &row->institution;
	const char *type = cells[SHEET_SPECIALIST_TYPE], *fault;

	for (size_t column = 0; column < SHEET_COLUMN_COUNT; column++)
		check_characters(sheet, row, (enum sheet_column)column, cells[column]);
	institution->credit_code = credit_code_normalise(
	    sheet->arena, cells[SHEET_CREDIT_CODE] == NULL ? "" : cells[SHEET_CREDIT_CODE]);
	fault = credit_code_fault(sheet->arena, institution->credit_code);
	if (fault != NULL)
		institution_sheet_fault(
		    sheet, row, heads[SHEET_CREDIT_CODE], institution->credit_code, fault);
	institution->name = cells[SHEET_NAME];
	check_name(sheet, row, institution->name);
	institution->region =
	    cells[SHEET_REGION] == NULL ? NULL : text_number(sheet->arena, cells[SHEET_REGION]);
	check_region(sheet, row, institution->region);
	institution->affiliation = read_choice(sheet, row, SHEET_AFFILIATION,
	    institution_affiliations, cells[SHEET_AFFILIATION], true);
	fault = institution_affiliation_fault(institution);
	if (fault != NULL)
		institution_sheet_fault(
		    sheet, row, heads[SHEET_AFFILIATION], cells[SHEET_AFFILIATION], fault);
	institution->level =
	    read_choice(sheet, row, SHEET_LEVEL, institution_levels, cells[SHEET_LEVEL], true);
	institution->grade =
	    read_choice(sheet, row, SHEET_GRADE, institution_grades, cells[SHEET_GRADE], false);
	institution->kind =
	    read_choice(sheet, row, SHEET_KIND, institution_kinds, cells[SHEET_KIND], true);
	institution->ownership = read_choice(
	    sheet, row, SHEET_OWNERSHIP, institution_ownerships, cells[SHEET_OWNERSHIP], true);
	institution->beds =
	    cells[SHEET_BEDS] == NULL ? NULL : text_number(sheet->arena, cells[SHEET_BEDS]);
	check_beds(sheet, row, institution->beds);
	institution->specialist_type = type;
	if (type != NULL && text_code_points(type) > TYPE_MAXIMUM)
		institution_sheet_fault(
		    sheet, row, heads[SHEET_SPECIALIST_TYPE], type, "专科类型最多 20 个字。");
	fault = institution_grade_fault(institution);
	if (fault != NULL)
		institution_sheet_fault(sheet, row, heads[SHEET_GRADE], cells[SHEET_GRADE], fault);
	fault = institution->kind == NULL ? NULL : institution_specialist_fault(institution);
	if (fault != NULL)
		institution_sheet_fault(
		    sheet, row, heads[SHEET_SPECIALIST_TYPE], type == NULL ? "" : type, fault);
}

/* ---- the table ------------------------------------------------------------------------------ */

/* What is copied out of a spreadsheet has tabs between its cells. */
static const char *
tabs_to_commas(struct arena *arena, const char *text)
{
	size_t first = strcspn(text, "\n"), length = strlen(text);
	struct buffer out;

	if (memchr(text, '\t', first) == NULL)
		return text;
	out = buffer_create(arena, length + length / 8);
	while (*text != '\0') {
		size_t cell = strcspn(text, "\t\r\n");

		csv_append(&out, text_copy(arena, text, cell), false);
		text += cell;
		if (*text == '\0')
			break;
		buffer_append_char(&out, *text == '\t' ? ',' : *text);
		text++;
	}
	return out.data;
}

static bool
is_empty(struct arena *arena, const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (text_trim(arena, row->cells[i])[0] != '\0')
			return false;
	}
	return true;
}

/* Where each column stands in the file; false if one is missing or a head is unknown. */
static bool
read_heads(
    struct institution_sheet *sheet, const struct csv_row *row, int place[SHEET_COLUMN_COUNT])
{
	bool good = true;

	for (size_t column = 0; column < SHEET_COLUMN_COUNT; column++)
		place[column] = -1;
	for (size_t i = 0; i < row->count; i++) {
		const char *head = text_trim(sheet->arena, row->cells[i]);
		size_t column = 0;

		while (column < SHEET_COLUMN_COUNT && !text_equal(head, heads[column]))
			column++;
		if (column == SHEET_COLUMN_COUNT || place[column] >= 0) {
			institution_sheet_fault(sheet, NULL, head, "",
			    column == SHEET_COLUMN_COUNT
				? "表头中有不认识的列，请删去或改为模板中的列名。"
				: "表头中这一列出现了两次，请删去一列。");
			good = false;
			continue;
		}
		place[column] = (int)i;
	}
	for (size_t column = 0; column < SHEET_COLUMN_COUNT; column++) {
		if (place[column] >= 0)
			continue;
		institution_sheet_fault(
		    sheet, NULL, heads[column], "", "表头中缺少这一列，第一行应为模板中的列名。");
		good = false;
	}
	return good;
}

static void
read_cells(struct institution_sheet *sheet, const struct csv_row *from,
    const int place[SHEET_COLUMN_COUNT])
{
	struct sheet_row *row = &sheet->rows[sheet->count++];
	const char *cells[SHEET_COLUMN_COUNT];

	row->line = from->line;
	for (size_t column = 0; column < SHEET_COLUMN_COUNT; column++) {
		size_t at = (size_t)place[column];
		const char *cell = at < from->count ? text_trim(sheet->arena, from->cells[at]) : "";

		cells[column] = cell[0] == '\0' ? NULL : cell;
	}
	if (from->count > SHEET_COLUMN_COUNT)
		institution_sheet_fault(
		    sheet, row, "", "", "这一行的格数比表头多，请检查有没有多出的逗号。");
	read_row(sheet, row, cells);
}

static int
compare_codes(const void *a, const void *b)
{
	const struct sheet_row *const *left = a, *const *right = b;
	int order = strcmp((*left)->institution.credit_code, (*right)->institution.credit_code);

	return order != 0 ? order
			  : ((*left)->line > (*right)->line) - ((*left)->line < (*right)->line);
}

static void
find_duplicates(struct institution_sheet *sheet)
{
	struct sheet_row **rows = arena_new(sheet->arena, struct sheet_row *, sheet->count + 1);

	for (size_t i = 0; i < sheet->count; i++)
		rows[i] = &sheet->rows[i];
	qsort(rows, sheet->count, sizeof(*rows), compare_codes);
	for (size_t i = 1; i < sheet->count; i++) {
		const char *code = rows[i]->institution.credit_code;

		if (code[0] != '\0' && text_equal(code, rows[i - 1]->institution.credit_code))
			institution_sheet_fault(sheet, rows[i], heads[SHEET_CREDIT_CODE], code,
			    text_format(sheet->arena, "与第 %zu 行重复，同一机构只能出现一次。",
				rows[i - 1]->line));
	}
}

void
institution_sheet_read(struct institution_sheet *out, struct arena *arena, const char *text)
{
	int place[SHEET_COLUMN_COUNT];
	struct csv_fault fault;
	struct csv csv;

	*out = (struct institution_sheet){.arena = arena};
	text = tabs_to_commas(arena, text);
	if (csv_read(&csv, &fault, arena, text, strlen(text)) != STATUS_OK) {
		struct sheet_row row = {.line = fault.line};

		institution_sheet_fault(out, &row,
		    fault.column == 0 ? "" : text_format(arena, "第 %zu 列", fault.column), "",
		    fault.message);
		return;
	}
	if (csv.count == 0 || !read_heads(out, &csv.rows[0], place))
		return;
	if (csv.count - 1 > SHEET_ROWS) {
		institution_sheet_fault(out, NULL, "", "",
		    text_format(arena, "一次最多导入 %d 行，现在有 %zu 行，请分几次导入。",
			SHEET_ROWS, csv.count - 1));
		return;
	}
	out->rows = arena_new(arena, struct sheet_row, csv.count);
	for (size_t i = 1; i < csv.count; i++) {
		if (!is_empty(arena, &csv.rows[i]))
			read_cells(out, &csv.rows[i], place);
	}
	find_duplicates(out);
	if (out->count == 0)
		institution_sheet_fault(
		    out, NULL, "", "", "文件只有表头，没有机构。请从第二行起填写。");
}
