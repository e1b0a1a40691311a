#include "unit.h"

#include <stdlib.h>

#include <libpq-fe.h>

#include "core/db_private.h"
#include "core/page_table.h"
#include "core/text.h"
#include "fixture.h"
#include "workbook.h"

static struct program program;
static struct fixture fixture;

static const struct xlsx_column columns[] = {{"医疗机构", XLSX_TEXT}, {"指标值", XLSX_NUMBER}};

static int
set_up(void **state)
{
	(void)state;
	program = fixture_program();
	fixture_open(&fixture, &program);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static struct page_table
sample(size_t rows)
{
	struct arena *arena = fixture.context.arena;
	struct page_table table = page_table_create(arena, columns, 2);

	for (size_t i = 0; i < rows; i++)
		page_table_add(&table, (const char *const[]){text_format(arena, "=示例%zu", i),
					   i % 2 == 0 ? "1.50" : NULL});
	return table;
}

static const char *
head(void)
{
	struct buffer out = buffer_create(fixture.context.arena, 0);

	page_head(&fixture.context, &out);
	return out.data;
}

static void
test_format_of_the_query(void **state)
{
	(void)state;
	fixture_get(&fixture, "/account/", NULL);
	assert_int_equal(page_format(&fixture.context), PAGE_HTML);
	fixture_get(&fixture, "/account/", "format=csv");
	assert_int_equal(page_format(&fixture.context), PAGE_CSV);
	fixture_get(&fixture, "/account/", "format=xlsx");
	assert_int_equal(page_format(&fixture.context), PAGE_XLSX);
	fixture_get(&fixture, "/account/", "format=exe");
	assert_int_equal(page_format(&fixture.context), PAGE_HTML);
}

static void
test_csv(void **state)
{
	struct page_table table = sample(2);

	(void)state;
	assert_int_equal(
	    page_table_send(&fixture.context, PAGE_CSV, "排名", &table, NULL), STATUS_OK);
	assert_string_equal(fixture.reply.body.data,
	    "\xef\xbb\xbf医疗机构,指标值\r\n\"'=示例0\",1.50\r\n\"'=示例1\",\r\n");
	assert_contains(head(), "\r\nContent-Type: text/csv; charset=utf-8\r\n");
	assert_contains(head(), "filename*=UTF-8''%E6%8E%92%E5%90%8D.csv\r\n");
	table = sample(0);
	assert_int_equal(
	    page_table_send(&fixture.context, PAGE_CSV, "排名", &table, NULL), STATUS_OK);
	assert_string_equal(fixture.reply.body.data, "\xef\xbb\xbf医疗机构,指标值\r\n");
}

static void
test_xlsx_with_facts(void **state)
{
	static const struct page_fact facts[] = {
	    {"报告期", "2025年第二季度"}, {"县（区）", NULL}, {"级别", "三级"}, {0}};
	struct page_table table = sample(200);
	struct arena *arena = fixture.context.arena;
	const char *part;

	(void)state;
	assert_int_equal(
	    page_table_send(&fixture.context, PAGE_XLSX, "排名", &table, facts), STATUS_OK);
	assert_contains(head(), "\r\nContent-Type: application/"
				"vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n");
	assert_contains(head(), "filename*=UTF-8''%E6%8E%92%E5%90%8D.xlsx\r\n");
	part = workbook_part(arena, &fixture.reply.body, "xl/worksheets/sheet1.xml");
	assert_contains(
	    part, "<is><t>=示例199</t></is></c><c r=\"B201\" s=\"2\"/></row></sheetData>");
	part = workbook_part(arena, &fixture.reply.body, "xl/worksheets/sheet2.xml");
	assert_contains(part, "2025年第二季度");
	assert_contains(part, "三级");
	assert_null(strstr(part, "县（区）"));
}

static void
test_rows_of_a_statement(void **state)
{
	static const struct page_column wanted[] = {
	    {"met", "达到"}, {"value", "数值"}, {"name", "名称"}, {0}};
	PGresAttDesc described[] = {{.name = (char[]){"name"}, .typid = 25},
	    {.name = (char[]){"value"}, .typid = 1700}, {.name = (char[]){"met"}, .typid = 16}};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	struct rows *rows;

	(void)state;
	assert_true(PQsetResultAttrs(result, 3, described));
	assert_true(PQsetvalue(result, 0, 0, (char[]){"示例"}, 6));
	assert_true(PQsetvalue(result, 0, 1, (char[]){"1.5"}, 3));
	assert_true(PQsetvalue(result, 0, 2, (char[]){"t"}, 1));
	rows = rows_create(fixture.context.arena, result, NULL, "test");
	assert_int_equal(page_csv(&fixture.context, "a.csv", wanted, rows), STATUS_OK);
	assert_string_equal(
	    fixture.reply.body.data, "\xef\xbb\xbf达到,数值,名称\r\n是,1.5,示例\r\n");
	assert_int_equal(page_xlsx(&fixture.context, "a.xlsx", wanted, rows), STATUS_OK);
	assert_contains(
	    workbook_part(fixture.context.arena, &fixture.reply.body, "xl/worksheets/sheet1.xml"),
	    "<is><t>是</t></is></c><c r=\"B2\" s=\"3\"><v>1.5</v></c>");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_format_of_the_query, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_csv, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_xlsx_with_facts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_rows_of_a_statement, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("page_table", tests, NULL, NULL);
}
