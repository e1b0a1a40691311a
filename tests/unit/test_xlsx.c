#include "unit.h"

#include "core/text.h"
#include "core/xlsx.h"
#include "workbook.h"

#define SHEET "xl/worksheets/sheet1.xml"

static struct arena *arena;

static const struct xlsx_column columns[] = {{"医疗机构", XLSX_TEXT}, {"指标值", XLSX_NUMBER}};

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static struct buffer
book_of(const char *name, const char *first, const char *second)
{
	struct xlsx *xlsx = xlsx_create(arena);
	struct buffer out = buffer_create(arena, 0);

	xlsx_sheet(xlsx, name, columns, 2);
	xlsx_row(xlsx, (const char *const[]){first, second});
	assert_int_equal(xlsx_end(&out, xlsx), STATUS_OK);
	return out;
}

static const char *
sheet_of(const char *first, const char *second)
{
	struct buffer book = book_of("数据", first, second);

	return workbook_part(arena, &book, SHEET);
}

static void
assert_in(const char *text, const char *part)
{
	assert_non_null(text);
	if (strstr(text, part) == NULL) {
		print_error("no \"%s\" in:\n%s\n", part, text);
		fail();
	}
}

static void
test_head_stays_in_sight(void **state)
{
	const char *sheet = sheet_of("示例医院", "1");

	(void)state;
	assert_in(sheet, "<is><t>医疗机构</t></is>");
	assert_in(sheet, "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
			 "state=\"frozen\"/>");
	assert_in(sheet, "<autoFilter ref=\"A1:B2\"/>");
	assert_in(sheet, "paperSize=\"9\"");
}

static void
test_number_has_the_digits_it_was_written_with(void **state)
{
	struct buffer book = book_of("数据", "示例医院", "12.30");

	(void)state;
	assert_in(workbook_part(arena, &book, SHEET), "<v>12.3</v>");
	assert_in(workbook_part(arena, &book, "xl/styles.xml"), "formatCode=\"0.00\"");
	book = book_of("数据", "示例医院", "+0.5");
	assert_in(workbook_part(arena, &book, SHEET), "<v>0.5</v>");
	assert_in(workbook_part(arena, &book, "xl/styles.xml"), "formatCode=\"+0.0\"");
	assert_in(sheet_of("", "-3"), "<v>-3</v>");
	assert_in(sheet_of("", "0"), "<v>0</v>");
}

static void
test_what_is_no_plain_number_stays_text(void **state)
{
	static const char *const cells[] = {"3=", "1～9", "007", "1e5", "0x10", "1.", ".5", "-",
	    "12345678901234567890", "0.12345678901", "不适用", "1 2", "nan", "inf"};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		assert_in(sheet_of("示例医院", cells[i]),
		    text_format(arena, "<is><t>%s</t></is>", cells[i]));
}

static void
test_text_never_becomes_a_formula(void **state)
{
	static const char *const cells[] = {"=1+1", "+1", "-1", "@SUM(A1)", "{=1}"};

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		const char *sheet = sheet_of(cells[i], "=1+1");

		assert_in(sheet, text_format(arena, "<is><t>%s</t></is>", cells[i]));
		assert_in(sheet, "<c r=\"B2\" s=\"2\" t=\"inlineStr\"><is><t>=1+1</t></is></c>");
		assert_null(strstr(sheet, "<f>"));
		assert_null(strstr(sheet, "<hyperlink"));
	}
}

static void
test_empty_cells_and_odd_characters(void **state)
{
	const char *sheet = sheet_of(NULL, "");

	(void)state;
	assert_in(sheet, "<c r=\"A2\" s=\"2\"/><c r=\"B2\" s=\"2\"/>");
	assert_in(sheet_of("a<b>&\"c\"", NULL), "<is><t>a&lt;b&gt;&amp;\"c\"</t></is>");
	assert_in(sheet_of("a\001b\x1f", NULL), "a b ");
}

static void
test_long_text_is_cut_between_characters(void **state)
{
	struct buffer long_text = buffer_create(arena, 0);
	const char *sheet;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 33000; i++)
		buffer_append_text(&long_text, "质");
	sheet = sheet_of(long_text.data, NULL);
	for (const char *at = strstr(sheet, "质"); at != NULL; at = strstr(at + 3, "质"))
		count++;
	assert_int_equal(count, 32767);
}

static void
test_names_of_sheets_are_made_to_fit(void **state)
{
	struct buffer book =
	    book_of("2025/Q2: [一]*?'质量安全改进目标各指标在各医疗机构的结果与名次一览表", "", "");

	(void)state;
	assert_in(workbook_part(arena, &book, "xl/workbook.xml"),
	    "<sheet name=\"2025 Q2   一    质量安全改进目标各指标在各医疗机\"");
}

static void
test_same_rows_same_bytes(void **state)
{
	struct buffer first = book_of("数据", "示例医院", "12.30");
	struct buffer second = book_of("数据", "示例医院", "12.30");

	(void)state;
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.data, second.data, first.length);
}

static void
test_too_wide_is_refused(void **state)
{
	struct xlsx *xlsx = xlsx_create(arena);
	struct buffer out = buffer_create(arena, 0);
	struct xlsx_column *many = arena_new(arena, struct xlsx_column, 16385);

	(void)state;
	for (size_t i = 0; i < 16385; i++)
		many[i].title = "列";
	xlsx_sheet(xlsx, "数据", many, 16385);
	xlsx_row(xlsx, (const char *const[]){"x"});
	assert_int_equal(xlsx_end(&out, xlsx), STATUS_INTERNAL);
	assert_int_equal(out.length, 0);
}

static void
test_workbook_that_is_not_ended(void **state)
{
	(void)state;
	xlsx_sheet(xlsx_create(arena), "数据", columns, 2);
	arena_reset(arena); /* the sanitizer would see what is left */
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_head_stays_in_sight, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_number_has_the_digits_it_was_written_with, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_what_is_no_plain_number_stays_text, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_text_never_becomes_a_formula, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_empty_cells_and_odd_characters, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_long_text_is_cut_between_characters, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_names_of_sheets_are_made_to_fit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_same_rows_same_bytes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_too_wide_is_refused, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_workbook_that_is_not_ended, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("xlsx", tests, NULL, NULL);
}
