#include "unit.h"

#include "core/csv.h"
#include "with_arena.h"

static struct csv
read_good(const char *data)
{
	struct csv csv = {0};
	struct csv_fault fault = {0};

	if (csv_read(&csv, &fault, arena, data, strlen(data)) != STATUS_OK)
		fail_msg("line %zu, column %zu: %s", fault.line, fault.column, fault.message);
	return csv;
}

/* All rows as "line:cell|cell;", to compare at one glance. */
static const char *
shown(const struct csv *csv)
{
	struct buffer out = buffer_create(arena, 0);

	for (size_t i = 0; i < csv->count; i++) {
		buffer_append_format(&out, "%zu:", csv->rows[i].line);
		for (size_t j = 0; j < csv->rows[i].count; j++) {
			if (j > 0)
				buffer_append_char(&out, '|');
			buffer_append_text(&out, csv->rows[i].cells[j]);
		}
		buffer_append_char(&out, ';');
	}
	return out.data;
}

static void
assert_reads(const char *data, const char *expected)
{
	struct csv csv = read_good(data);

	assert_string_equal(shown(&csv), expected);
}

static void
test_csv_read_rows(void **state)
{
	(void)state;
	assert_reads("", "");
	assert_reads("a", "1:a;");
	assert_reads("a,b\nc,d\n", "1:a|b;2:c|d;");
	assert_reads("a,b\r\nc,d", "1:a|b;2:c|d;");
	assert_reads("\xef\xbb\xbf编号,名称\n1,示例医院\n", "1:编号|名称;2:1|示例医院;");
	assert_reads("\xef\xbb\xbf", "");
	assert_reads(",\n", "1:|;");
	assert_reads("a,", "1:a|;");
	assert_reads(" a ,\tb\n", "1: a |\tb;");
	assert_reads("a,b,c\nd\n", "1:a|b|c;2:d;");
}

static void
test_csv_read_skips_empty_lines(void **state)
{
	(void)state;
	assert_reads("\n\r\na\n\n\n\r\nb\n\n", "3:a;7:b;");
	assert_reads("\r\n\r\n", "");
	assert_reads("\"\"\n \n", "1:;2: ;");
	/* A CR alone is no line end. */
	assert_reads("a\n\rb\n\rc\n\rd\n\re", "1:a;2:\rb;3:\rc;4:\rd;5:\re;");
	assert_reads("a\rb\r", "1:a\rb\r;");
}

static void
test_csv_read_quotes(void **state)
{
	(void)state;
	assert_reads("\"a\",\"b,c\"\n", "1:a|b,c;");
	assert_reads("\"say \"\"hi\"\"\",\"\"\"\"\n", "1:say \"hi\"|\";");
	assert_reads("\"two\nlines\",x\ny\n", "1:two\nlines|x;3:y;");
	assert_reads("\"a\r\nb\"\r\n\"\"", "1:a\r\nb;3:;");
	assert_reads("\"\",\"\"", "1:|;");
}

static void
assert_fault(const char *data, size_t length, size_t line, size_t column)
{
	struct csv csv = {0};
	struct csv_fault fault = {0};

	assert_int_equal(csv_read(&csv, &fault, arena, data, length), STATUS_INPUT);
	assert_int_equal(fault.line, line);
	assert_int_equal(fault.column, column);
	assert_non_null(fault.message);
	assert_null(csv.rows);
}

#define FAULT(literal, line, column) assert_fault(literal, sizeof(literal) - 1, line, column)

static void
test_csv_read_names_faults(void **state)
{
	(void)state;
	FAULT("a,b\nc,d\"e\n", 2, 2);  /* a quote inside */
	FAULT("a\n\"x\ny\"z,b", 3, 1); /* text after the closing quote */
	FAULT("\"a\" ,b", 1, 1);       /* a space there */
	FAULT("a,b,\"c\nd\ne", 1, 3);  /* no closing quote */
	FAULT("\"", 1, 1);             /* nothing but */
	FAULT("\"\"\"", 1, 1);         /* doubled, not closed */
	FAULT("a,\"b\"\rc", 1, 2);     /* a CR after the closing quote */
	FAULT("a\0b\n", 1, 0);         /* a NUL */
	FAULT("a\nb\nc\xff\nd", 3, 0); /* not UTF-8 */
	FAULT("a\n\xe8\xb4", 2, 0);    /* cut off */
	FAULT("\xff\xfe"
	      "a\0,\0b\0",
	    1, 0);                            /* UTF-16 as spreadsheets write it */
	FAULT("\xb1\xe0\xba\xc5\n1\n", 1, 0); /* GB 18030 */
}

static void
test_csv_read_large(void **state)
{
	struct buffer data = buffer_create(arena, 0);
	struct csv csv;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buffer_append_format(&data, "%d,\"%d\"\"\",,\r\n", i, i * 2);
	csv = read_good(data.data);
	assert_int_equal(csv.count, 20000);
	assert_int_equal(csv.rows[19999].line, 20000);
	assert_int_equal(csv.rows[19999].count, 4);
	assert_string_equal(csv.rows[19999].cells[1], "39998\"");
	assert_string_equal(csv.rows[19999].cells[3], "");
}

static void
test_csv_column(void **state)
{
	struct csv csv = read_good("code,name,code\n1,2,3\n");
	struct csv none = {0};

	(void)state;
	assert_int_equal(csv_column(&csv, "code"), 0);
	assert_int_equal(csv_column(&csv, "name"), 1);
	assert_int_equal(csv_column(&csv, "nam"), -1);
	assert_int_equal(csv_column(&none, "name"), -1);
}

static const char *
appended(void (*append)(struct buffer *, const char *, bool), const char *cell)
{
	struct buffer out = buffer_create(arena, 0);

	append(&out, cell, false);
	return out.data;
}

static void
test_csv_append_quotes_when_needed(void **state)
{
	(void)state;
	assert_string_equal(appended(csv_append, "甲"), "甲");
	assert_string_equal(appended(csv_append, ""), "");
	assert_string_equal(appended(csv_append, "a,b"), "\"a,b\"");
	assert_string_equal(appended(csv_append, "a\"b"), "\"a\"\"b\"");
	assert_string_equal(appended(csv_append, "a\nb"), "\"a\nb\"");
	assert_string_equal(appended(csv_append, "a\r"), "\"a\r\"");
	assert_string_equal(appended(csv_append, " a"), "\" a\"");
	assert_string_equal(appended(csv_append, "a "), "\"a \"");
	assert_string_equal(appended(csv_append, "=1"), "=1");
}

static void
test_csv_append_safe(void **state)
{
	static const char *const formulas[] = {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1",
	    "\n=1", "=", "-", "+", "-1.", "-.5", "--1", "-1e5", "+8613800000000x", "＝1", "＋1",
	    "－1", "＠x", "=HYPERLINK(\"http://x\",\"y\")"};
	static const char *const harmless[] = {
	    "-5", "+5", "-5.25", "0", "12", "甲", "a=b", "", "'=1"};

	(void)state;
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		struct csv csv = read_good(appended(csv_append_safe, formulas[i]));

		assert_int_equal(csv.rows[0].count, 1);
		assert_int_equal(csv.rows[0].cells[0][0], '\'');
		assert_string_equal(csv.rows[0].cells[0] + 1, formulas[i]);
	}
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		assert_string_equal(appended(csv_append_safe, harmless[i]), harmless[i]);
}

static void
test_csv_append_is_read_again(void **state)
{
	static const char *const cells[] = {
	    "", "a", "\"", ",", "\n", "\r\n", " ", "\"\"", "a,\"b\"\n", "\xef\xbb\xbf", "示例"};
	size_t count = sizeof(cells) / sizeof(cells[0]);
	struct buffer out = buffer_create(arena, 0);
	struct csv csv;

	(void)state;
	for (size_t row = 0; row < count; row++) {
		for (size_t i = 0; i < count; i++)
			csv_append(&out, cells[(row + i) % count], i > 0);
		csv_end_row(&out);
	}
	csv = read_good(out.data);
	assert_int_equal(csv.count, count);
	for (size_t row = 0; row < count; row++) {
		assert_int_equal(csv.rows[row].count, count);
		for (size_t i = 0; i < count; i++)
			assert_string_equal(csv.rows[row].cells[i], cells[(row + i) % count]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_csv_read_rows),
	    cmocka_unit_test(test_csv_read_skips_empty_lines),
	    cmocka_unit_test(test_csv_read_quotes),
	    cmocka_unit_test(test_csv_read_names_faults),
	    cmocka_unit_test(test_csv_read_large),
	    cmocka_unit_test(test_csv_column),
	    cmocka_unit_test(test_csv_append_quotes_when_needed),
	    cmocka_unit_test(test_csv_append_safe),
	    cmocka_unit_test(test_csv_append_is_read_again),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
