#include "unit.h"

#include <string.h>

#include "core/arena.h"
#include "core/encoding.h"

static struct arena *arena;

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
	/* Half a character; a byte that begins none; UTF-16 with its NULs. */
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "\xd2", 1), STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena, "a\xff", 2), STATUS_INPUT);
	assert_int_equal(encoding_to_utf8(&text, &found, arena,
			     "\xff\xfe"
			     "a\0",
			     4),
	    STATUS_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_encoding_to_utf8_keeps_utf8),
	    cmocka_unit_test(test_encoding_to_utf8_drops_the_mark),
	    cmocka_unit_test(test_encoding_to_utf8_reads_gb18030),
	    cmocka_unit_test(test_encoding_to_utf8_refuses_the_rest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
