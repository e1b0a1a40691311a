#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "worker/print.h"

/* Fonts cut to the letters used would note when that was; a run takes more than a second. */
static void
test_print_same_html_gives_same_bytes(void **state)
{
	static const char letters[] = "* { font-family: 'AR PL SungtiL GB' }"; /* a small font */
	struct arena *arena = arena_create();
	struct buffer html = buffer_create(arena, 256), first = buffer_create(arena, 0),
		      second = buffer_create(arena, 0);
	char style[] = "/tmp/zhiheng-style-XXXXXX";
	int file = mkstemp(style);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, letters, sizeof(letters) - 1), sizeof(letters) - 1);
	assert_int_equal(close(file), 0);
	buffer_append_text(&html, "<!doctype html><html lang=\"zh-CN\"><head><title>通报</title>"
				  "</head><body><h1>关于医疗质量的通报</h1><p>合计 12.5 %</p>"
				  "</body></html>");
	assert_true(print_pdf(&first, &html, style));
	assert_true(print_pdf(&second, &html, style));
	assert_int_equal(remove(style), 0);
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.data, second.data, first.length);
	arena_destroy(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_print_same_html_gives_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
