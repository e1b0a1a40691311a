#include "unit.h"

#include "core/text.h"
#include "with_arena.h"

static void
test_text_copy_and_format(void **state)
{
	(void)state;
	assert_string_equal(text_copy(arena, "abcdef", 3), "abc");
	assert_string_equal(text_copy(arena, NULL, 0), "");
	assert_string_equal(text_format(arena, "%s-%03d", "甲", 7), "甲-007");
	assert_string_equal(text_join(arena, "甲", "", "-007", NULL), "甲-007");
	assert_string_equal(text_join(arena, "0123456789abcdef", "0123456789abcdef", "!", NULL),
	    "0123456789abcdef0123456789abcdef!");
}

static void
test_text_equal_knows_absent(void **state)
{
	(void)state;
	assert_true(text_equal("a", "a"));
	assert_false(text_equal("a", "ab"));
	assert_false(text_equal("a", NULL));
	assert_false(text_equal(NULL, ""));
	assert_true(text_equal(NULL, NULL));
	assert_true(text_starts_with("abc", "ab"));
	assert_true(text_starts_with("abc", ""));
	assert_false(text_starts_with("ab", "abc"));
}

static void
test_text_is_utf8_accepts(void **state)
{
	static const char *const good[] = {"", "plain", "质衡", "\x7f", "\xc2\x80", "\xdf\xbf",
	    "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
	    "\xf4\x8f\xbf\xbf", "a\xf0\x9f\x98\x80z"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_utf8(good[i], strlen(good[i])));
}

static void
test_text_is_utf8_refuses(void **state)
{
	static const char *const bad[] = {"\x80", "\xbf", "a\x80",  /* a continuation alone */
	    "\xc0\x80", "\xc1\xbf",                                 /* overlong, two bytes */
	    "\xe0\x80\x80", "\xe0\x9f\xbf",                         /* overlong, three */
	    "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",                 /* overlong, four */
	    "\xed\xa0\x80", "\xed\xbf\xbf",                         /* surrogates */
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe", /* past U+10FFFF */
	    "\xc2", "\xe8\xb4", "\xf0\x9f\x98", "\xe8", "\xf0",     /* cut off */
	    "\xc2 ", "\xe8\xb4 ", "\xf0\x9f\x98 ", "\xe8 \xb4",     /* broken off */
	    "\xd6\xca\xba\xe2"};                                    /* 质衡 in GB 18030 */

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
	assert_false(text_is_utf8("a\0b", 3));
	assert_false(text_is_utf8("\0", 1));
	/* What lies behind the length does not count. */
	assert_false(text_is_utf8("\xe8\xb4\xa8", 2));
	assert_true(text_is_utf8("a\xff", 1));
}

static void
test_text_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_code_points(""), 0);
	assert_int_equal(text_code_points("abc"), 3);
	assert_int_equal(text_code_points("质衡x"), 3);
	assert_int_equal(text_code_points("\xf0\x9f\x98\x80"), 1);
}

static void
test_text_trim(void **state)
{
	(void)state;
	assert_string_equal(text_trim(arena, ""), "");
	assert_string_equal(text_trim(arena, " \t\r\n\v\f"), "");
	assert_string_equal(text_trim(arena, "\u3000\u00a0 甲 乙\u3000\n\u00a0"), "甲 乙");
	assert_string_equal(text_trim(arena, "\u3000"), "");
	/* Characters that share bytes with the spaces stay whole. */
	assert_string_equal(text_trim(arena, "à"), "à");
	assert_string_equal(text_trim(arena, "\u3001"), "\u3001");
	assert_string_equal(text_trim(arena, "\u2000"), "\u2000");
}

struct number_case {
	const char *typed;
	const char *expected;
};

static void
test_text_number_normalises(void **state)
{
	static const struct number_case cases[] = {
	    {"0", "0"},
	    {" 12 ", "12"},
	    {"\u3000１２３\u3000", "123"},
	    {"-5", "-5"},
	    {"+5", "+5"},
	    {"－５．２５", "-5.25"},
	    {"＋7", "+7"},
	    {"\u22123", "-3"},
	    {"3。5", "3.5"},
	    {"1,234", "1234"},
	    {"1，234", "1234"},
	    {"１，２３４，５６７．８９", "1234567.89"},
	    {"12,345", "12345"},
	    {"-123,456.5", "-123456.5"},
	    {".5", "0.5"},
	    {"-.5", "-0.5"},
	    {"007", "007"},
	    {"99999999999999999999999999", "99999999999999999999999999"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(text_number(arena, cases[i].typed), cases[i].expected);
}

static void
test_text_number_leaves_what_is_none(void **state)
{
	/* Each is returned as typed: nothing is guessed. */
	static const char *const cases[] = {"", "-", "+", ".", ",", "5.", "1,23", "1,2345",
	    "1234,567", ",123", "1,", "1,,234", "1,234,", "0,123", "1.234,5", "1.234,567", "1、234",
	    "1.2.3", "--5", "5-", "1 234", "1e5", "0x1F", "NaN", "十二", "12%", "12人", "１２人",
	    "Ⅴ", "1\xef\xbc", "３，４"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(text_number(arena, cases[i]), cases[i]);
	assert_string_equal(text_number(arena, " 1,23\u3000"), "1,23");
}

static void
test_text_to_id(void **state)
{
	static const char *const bad[] = {
	    "", "-1", "+1", " 1", "1 ", "1.0", "1a", "a", "1234567890123456789", "１"};
	int64_t id = -7;

	(void)state;
	assert_true(text_to_id(&id, "0"));
	assert_int_equal(id, 0);
	assert_true(text_to_id(&id, "999999999999999999"));
	assert_true(id == INT64_C(999999999999999999));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		id = -7;
		assert_false(text_to_id(&id, bad[i]));
		assert_int_equal(id, -7);
	}
}

static void
test_text_array_quotes(void **state)
{
	const char *const items[] = {"a", NULL, "", "NULL", "x,y", "{z}", "q\"q", "b\\", "甲 乙"};

	(void)state;
	assert_string_equal(text_array(arena, NULL, 0), "{}");
	assert_string_equal(text_array(arena, items, 9),
	    "{\"a\",NULL,\"\",\"NULL\",\"x,y\",\"{z}\",\"q\\\"q\",\"b\\\\\",\"甲 乙\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_copy_and_format),
	    cmocka_unit_test(test_text_equal_knows_absent),
	    cmocka_unit_test(test_text_is_utf8_accepts),
	    cmocka_unit_test(test_text_is_utf8_refuses),
	    cmocka_unit_test(test_text_code_points),
	    cmocka_unit_test(test_text_trim),
	    cmocka_unit_test(test_text_number_normalises),
	    cmocka_unit_test(test_text_number_leaves_what_is_none),
	    cmocka_unit_test(test_text_to_id),
	    cmocka_unit_test(test_text_array_quotes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
