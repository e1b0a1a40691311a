/*
 * /commission/institution/import: many institutions out of a CSV.  The first POST shows what would
 * happen and stores nothing; the text goes along in the page.  The second does it, all or nothing,
 * if it would still be the same.
 */
#include <stdlib.h>
#include <string.h>

#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/encoding.h"
#include "core/form.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "import_sheet.h"

#define FILE_MAXIMUM (1024 * 1024)
#define TEXT_MAXIMUM 500000 /* code points */
#define ARRAYS       11

struct import {
	const char *text;
	const char *digest;
	const char *day;
	const char *reason;
};

#define DAY                                                                                           \
	{                                                                                             \
		.name = "day", .label = "自哪天起",                                                   \
		.hint = "修改的内容自这天起有效，这天以前结束的报告期不变；" \
			"新增的机构自这天起报送，不填表示一直报送。有修改时必填。",                   \
		.kind = FIELD_DATE, .offset = offsetof(struct import, day)                            \
	}
#define REASON                                                                                     \
	{                                                                                          \
		.name = "reason", .label = "修改原因", .hint = "写明依据，有修改时必填。",         \
		.kind = FIELD_LONG_TEXT, .maximum = 500, .offset = offsetof(struct import, reason) \
	}

static const struct field fields[] = {
    {.name = "text",
	.label = "或者粘贴表格",
	.hint = "可以从表格软件中连同表头一起复制。",
	.kind = FIELD_LONG_TEXT,
	.maximum = TEXT_MAXIMUM,
	.offset = offsetof(struct import, text)},
    DAY,
    REASON,
};

static const struct field confirm_fields[] = {
    {.name = "text",
	.kind = FIELD_HIDDEN,
	.required = true,
	.maximum = TEXT_MAXIMUM,
	.offset = offsetof(struct import, text)},
    {.name = "digest",
	.kind = FIELD_HIDDEN,
	.required = true,
	.maximum = 32,
	.offset = offsetof(struct import, digest)},
    DAY,
    REASON,
};

static const struct {
	const char *action;
	const char *label;
} actions[] = {
    {"new", "新增"},
    {"changed", "修改"},
    {"unchanged", "不变"},
};

struct page {
	struct form *form;
	const char *text;
	const char *encoding; /* what the file was saved in, in words; NULL: pasted */
	struct institution_sheet sheet;
	struct rows *plan;    /* NULL: not made because of faults */
	struct rows *effects; /* what it would change in the periods that are open */
};

static struct view *
draw_form(struct context *context, const struct form *form)
{
	struct view *view = page_view(context, "批量导入机构");

	form_view(form, view);
	page_crumb(view, "医疗机构", "/commission/institution/");
	page_crumb(view, "批量导入", NULL);
	view_integer(view, "rows_maximum", SHEET_ROWS);
	return view;
}

static struct form *
new_form(struct context *context)
{
	return FORM(context, fields);
}

enum status
import_get(struct context *context)
{
	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	return page_show(
	    context, "commission/institution/import", draw_form(context, new_form(context)));
}

enum status
import_template_get(struct context *context)
{
	struct buffer csv = buffer_create(context->arena, 256);

	buffer_append_text(&csv, "\xef\xbb\xbf");
	for (size_t column = 0; column < SHEET_COLUMN_COUNT; column++)
		csv_append(&csv, institution_sheet_head((enum sheet_column)column), column > 0);
	csv_end_row(&csv);
	return page_file(context, "text/csv; charset=utf-8", "机构导入模板.csv", &csv);
}

/* The chosen file, else what was pasted; false with an error in the form if there is neither. */
static bool
read_text(struct page *page, struct context *context, const char *pasted)
{
	const struct part *file = request_file(context->request, "file");
	enum encoding encoding;
	char *text;

	page->text = pasted;
	if (file == NULL) {
		if (pasted == NULL)
			form_error(page->form, "text", "请选择文件，或粘贴表格。");
		return pasted != NULL;
	}
	if (file->length > FILE_MAXIMUM) {
		form_error(page->form, "text", "文件超过 1 MB，请分成几个文件导入。");
		return false;
	}
	if (encoding_to_utf8(&text, &encoding, context->arena, file->data, file->length) !=
	    STATUS_OK) {
		form_error(page->form, "text",
		    "文件不是 UTF-8、GB18030 或 UTF-16 编码的文本。"
		    "请在表格软件中另存为 CSV 格式后再上传。");
		return false;
	}
	page->text = text;
	page->encoding = encoding_name(encoding);
	return true;
}

/* ---- regions and the plan ------------------------------------------------------------------- */

static const char *
region_fault(const struct rows *known, const char *code)
{
	for (size_t row = 0; row < rows_count(known); row++) {
		if (!text_equal(rows_text(known, row, "code"), code))
			continue;
		return rows_flag(known, row, "inside") ? NULL
						       : "不在本辖区的市、县（区）之内，不能登记。";
	}
	return "没有这个行政区划代码，请核对。";
}

static enum status
check_regions(struct page *page, struct context *context)
{
	struct institution_sheet *sheet = &page->sheet;
	const char **codes = arena_new(context->arena, const char *, sheet->count + 1);
	struct rows *known;
	enum status status;

	for (size_t i = 0; i < sheet->count; i++)
		codes[i] = sheet->rows[i].institution.region;
	status = DB_ASK(
	    context->db, &known, IMPORT_REGIONS, text_array(context->arena, codes, sheet->count));
	for (size_t i = 0; status == STATUS_OK && i < sheet->count; i++) {
		const char *fault = codes[i] == NULL || strlen(codes[i]) != 6
					? NULL
					: region_fault(known, codes[i]);

		if (fault != NULL)
			institution_sheet_fault(sheet, &sheet->rows[i],
			    institution_sheet_head(SHEET_REGION), codes[i], fault);
	}
	return status;
}

/* The eleven arrays that import_plan takes. */
static void
fill_arrays(
    const char *values[ARRAYS], struct context *context, const struct institution_sheet *sheet)
{
	const char **items = arena_new(context->arena, const char *, sheet->count + 1);

	for (size_t array = 0; array < ARRAYS; array++) {
		for (size_t i = 0; i < sheet->count; i++) {
			const struct institution *one = &sheet->rows[i].institution;
			const char *const members[ARRAYS] = {
			    text_format(context->arena, "%zu", sheet->rows[i].line),
			    one->credit_code,
			    one->name,
			    one->region,
			    one->affiliation,
			    one->level,
			    one->grade,
			    one->kind,
			    one->specialist_type,
			    one->ownership,
			    one->beds,
			};

			items[i] = members[array];
		}
		values[array] = text_array(context->arena, items, sheet->count);
	}
}

static enum status
make_plan(struct page *page, struct context *context)
{
	const char *values[ARRAYS];
	enum status status;

	fill_arrays(values, context, &page->sheet);
	status = db_ask(context->db, &ASK_ARRAY(&page->plan, IMPORT_PLAN, values, ARRAYS), 1);
	/* Every good row has its line in the plan, in the same order. */
	for (size_t i = 0; status == STATUS_OK && i < rows_count(page->plan); i++) {
		struct sheet_row *row = &page->sheet.rows[i];

		if (text_equal(rows_text(page->plan, i, "action"), "taken"))
			institution_sheet_fault(&page->sheet, row,
			    institution_sheet_head(SHEET_CREDIT_CODE), row->institution.credit_code,
			    "这个代码已由其他地区登记，不能重复登记，请联系上级卫健委。");
		if (text_equal(rows_text(page->plan, i, "action"), "above"))
			institution_sheet_fault(&page->sheet, row,
			    institution_sheet_head(SHEET_AFFILIATION), row->institution.affiliation,
			    "这家机构隶属上级卫健委，隶属由上级修改；请填写现在的隶属。");
	}
	return status;
}

static enum status
judge(struct page *page, struct context *context)
{
	enum status status;

	institution_sheet_read(&page->sheet, context->arena, page->text);
	status = check_regions(page, context);
	if (status == STATUS_OK && page->sheet.fault_count == 0)
		status = make_plan(page, context);
	return status;
}

/* ---- what would happen ---------------------------------------------------------------------- */

static int
compare_faults(const void *a, const void *b)
{
	const struct sheet_fault *left = a, *right = b;

	return (left->line > right->line) - (left->line < right->line);
}

static enum status
show_faults(struct page *page, struct context *context)
{
	struct institution_sheet *sheet = &page->sheet;
	struct view *view;

	form_set(page->form, "text", page->text);
	form_error(page->form, "text",
	    text_format(context->arena, "表格有 %zu 处问题，一家机构都没有导入。请改正后重新提交。",
		sheet->fault_count));
	view = draw_form(context, page->form);
	view_text(view, "encoding", page->encoding);
	qsort(sheet->faults, sheet->fault_count, sizeof(*sheet->faults), compare_faults);
	view_list(view, "faults");
	for (size_t i = 0; i < sheet->fault_count; i++) {
		struct view *item = view_item(view, "faults");

		view_text(item, "line",
		    sheet->faults[i].line == 0
			? NULL
			: text_format(context->arena, "%zu", sheet->faults[i].line));
		view_text(item, "column", sheet->faults[i].column);
		view_text(item, "cell", sheet->faults[i].cell);
		view_text(item, "message", sheet->faults[i].message);
	}
	return page_show_again(context, "commission/institution/import_faults", view);
}

static void
show_plan_row(struct view *item, const struct page *page, size_t row, size_t counts[])
{
	const struct institution *institution = &page->sheet.rows[row].institution;

	page_row(item, page->plan, row);
	view_text(item, "name", institution->name);
	view_text(item, "credit_code", institution->credit_code);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (!text_equal(rows_text(page->plan, row, "action"), actions[i].action))
			continue;
		counts[i]++;
		view_text(item, "action_label", actions[i].label);
	}
}

static enum status
show_plan(const struct page *page, struct context *context, const struct import *input)
{
	size_t counts[sizeof(actions) / sizeof(actions[0])] = {0};
	struct form *form = FORM(context, confirm_fields);
	struct view *view;

	form_set(form, "text", page->text);
	form_set(form, "digest", rows_text(page->plan, 0, "digest"));
	form_set(form, "day", input->day);
	form_set(form, "reason", input->reason);
	view = draw_form(context, form);
	view_text(view, "encoding", page->encoding);
	view_list(view, "plan");
	for (size_t row = 0; row < rows_count(page->plan); row++)
		show_plan_row(view_item(view, "plan"), page, row, counts);
	view_integer(view, "new_count", (int64_t)counts[0]);
	view_integer(view, "changed_count", (int64_t)counts[1]);
	view_integer(view, "unchanged_count", (int64_t)counts[2]);
	view_flag(view, "anything", counts[0] + counts[1] > 0);
	page_rows(view, "effects", page->effects);
	return page_show(context, "commission/institution/import_plan", view);
}

/* The values of IMPORT_APPLY: the arrays, then what was confirmed. */
static void
fill_values(const char *values[], struct context *context, const struct page *page,
    const char *digest, const struct import *input)
{
	fill_arrays(values, context, &page->sheet);
	values[ARRAYS] = digest;
	values[ARRAYS + 1] = input->day;
	values[ARRAYS + 2] = input->reason;
}

static enum status
ask_effects(struct page *page, struct context *context, const struct import *input)
{
	const char *values[ARRAYS + 3];

	fill_values(values, context, page, rows_text(page->plan, 0, "digest"), input);
	return db_ask(
	    context->db, &ASK_ARRAY(&page->effects, IMPORT_EFFECTS, values, ARRAYS + 3), 1);
}

static bool
changes(const struct page *page)
{
	for (size_t i = 0; i < rows_count(page->plan); i++)
		if (text_equal(rows_text(page->plan, i, "action"), "changed"))
			return true;
	return false;
}

enum status
import_post(struct context *context)
{
	struct page page = {.form = new_form(context)};
	struct import input = {0};
	enum status status;

	if (!commission_may_change(context))
		return STATUS_FORBIDDEN;
	if (form_read(page.form, &input) != STATUS_OK || !read_text(&page, context, input.text))
		return page_show_again(
		    context, "commission/institution/import", draw_form(context, page.form));
	status = judge(&page, context);
	if (status != STATUS_OK)
		return status;
	if (page.sheet.fault_count == 0 && changes(&page) &&
	    (input.day == NULL || input.reason == NULL)) {
		form_error(page.form, input.day == NULL ? "day" : "reason",
		    "表中有已登记机构的修改，请填写自哪天起和修改原因。");
		form_set(page.form, "text", page.text);
		return page_show_again(
		    context, "commission/institution/import", draw_form(context, page.form));
	}
	context->reply->idle = true;
	if (page.sheet.fault_count > 0)
		return show_faults(&page, context);
	status = ask_effects(&page, context, &input);
	if (form_explains(page.form, context, status)) {
		form_set(page.form, "text", page.text);
		return page_show_again(
		    context, "commission/institution/import", draw_form(context, page.form));
	}
	return status == STATUS_OK ? show_plan(&page, context, &input) : status;
}

enum status
import_confirm_post(struct context *context)
{
	struct form *form = FORM(context, confirm_fields);
	struct page page = {.form = new_form(context)};
	const char *values[ARRAYS + 3];
	struct import input = {0};
	struct rows *done;
	enum status status;

	if (form_read(form, &input) != STATUS_OK)
		return page_show_again(
		    context, "commission/institution/import", draw_form(context, form));
	page.text = input.text;
	institution_sheet_read(&page.sheet, context->arena, page.text);
	if (page.sheet.fault_count > 0)
		return show_faults(&page, context);
	fill_values(values, context, &page, input.digest, &input);
	status = db_ask(context->db, &ASK_ARRAY(&done, IMPORT_APPLY, values, ARRAYS + 3), 1);
	if (form_explains(page.form, context, status)) {
		form_set(page.form, "text", page.text);
		return page_show_again(
		    context, "commission/institution/import", draw_form(context, page.form));
	}
	if (status != STATUS_OK)
		return status;
	return page_redirect(
	    context, text_format(context->arena,
			 "/commission/institution/?notice=imported&added=%s&changed=%s",
			 rows_text(done, 0, "added"), rows_text(done, 0, "changed")));
}
