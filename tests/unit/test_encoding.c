#include "unit.h"

#include <string.h>

#include "core/encoding.h"
#include "with_arena.h"

static void
test_encoding_to_utf8_keeps_utf8(void **state)
{
	enum encoding found = ENCODING_GB18030;
	char *text;

	(void)state;
	assert_int_equal(
	    encoding_to_utf8(&text, &found, arena, "医院,1", strlen("医院,1")), STATUS_OK);
	assert_int_equal(found, ENCODING_UTF8);
	assert_string_equal(text, "医院,1");
}

static void
test_encoding_to_utf8_drops_the_mark(void **state)
{
	enum encoding found;
	char *text;

	(void)state;
	assert_int_equal(encoding_to_utf8(&text, &found, arena,
			     "\xef\xbb\xbf"
			     "a",
			     4),
	    STATUS_OK);
	assert_string_equal(text, "a");
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "", 0), STATUS_OK);
	assert_string_equal(text, "");
}

static void
test_encoding_to_utf8_reads_gb18030(void **state)
{
	/* 医院 in two bytes each, then 㐀 (U+3400) in four. */
	static const char typed[] = "\xd2\xbd\xd4\xba,\x81\x39\xee\x39";
	enum encoding found = ENCODING_UTF8;
	char *text;

	(void)state;
	assert_int_equal(
	    encoding_to_utf8(&text, &found, arena, typed, sizeof(typed) - 1), STATUS_OK);
	assert_int_equal(found, ENCODING_GB18030);
	assert_string_equal(text, "医院,㐀");
}

static void
test_encoding_to_utf8_refuses_the_rest(void **state)
{
	enum encoding found;
	char *text;

	(void)state;
	/* Half a character; a byte that begins none; a NUL; UTF-16 cut off; half of a pair. */
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "\xd2", 1), STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "a\xff", 2), STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "a\0b", 3), STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena,
			     "\xff\xfe"
			     "a\0b",
			     5),
	    STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena,
			     "\xff\xfe"
			     "a\0\0\0",
			     6),
	    STATUS_INPUT);
	assert_int_equal(
	    encoding_to_utf8(&text, &found, arena, "\xff\xfe\x00\xd8", 4), STATUS_INPUT);
}

static void
test_encoding_to_utf8_reads_utf16(void **state)
{
	enum encoding found = ENCODING_UTF8;
	char *text;

	(void)state;
	assert_int_equal(
	    encoding_to_utf8(&text, &found, arena, "\xff\xfe\x3b\x53\x09\x00", 6), STATUS_OK);
	assert_int_equal(found, ENCODING_UTF16);
	assert_string_equal(text, "医\t");
	/* 𠮷 is a pair. */
	assert_int_equal(
	    encoding_to_utf8(&text, &found, arena, "\xfe\xff\xd8\x42\xdf\xb7", 6), STATUS_OK);
	assert_string_equal(text, "𠮷");
	assert_string_equal(encoding_name(found), "UTF-16");
}

static void
test_encoding_bad_byte_finds_the_first(void **state)
{
	(void)state;
	assert_int_equal(encoding_bad_byte(arena, "ab\xff", 3), 2);
	/* 医 in GB18030, then none: as UTF-8 it would end at once. */
	assert_int_equal(encoding_bad_byte(arena, "\xd2\xbd,\xff", 4), 3);
	assert_int_equal(encoding_bad_byte(arena, "医院,\xff\xff", 9), 7);
	assert_int_equal(encoding_bad_byte(arena, "a\0b", 3), 1);
	assert_int_equal(encoding_bad_byte(arena, "\xff\xfe\x3b\x53\x09", 5), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_encoding_to_utf8_keeps_utf8),
	    cmocka_unit_test(test_encoding_to_utf8_drops_the_mark),
	    cmocka_unit_test(test_encoding_to_utf8_reads_gb18030),
	    cmocka_unit_test(test_encoding_to_utf8_refuses_the_rest),
	    cmocka_unit_test(test_encoding_to_utf8_reads_utf16),
	    cmocka_unit_test(test_encoding_bad_byte_finds_the_first),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
