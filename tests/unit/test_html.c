#include "unit.h"

#include "core/html.h"
#include "with_arena.h"

static const char *
escaped(const char *text)
{
	struct buffer out = buffer_create(arena, 0);

	html_escape(&out, text, strlen(text));
	return out.data;
}

static void
test_html_escape(void **state)
{
	(void)state;
	assert_string_equal(escaped(""), "");
	assert_string_equal(escaped("质衡 abc"), "质衡 abc");
	assert_string_equal(escaped("<"), "&lt;");
	assert_string_equal(escaped("<b a=\"1\" c='2'>&amp;</b>x"),
	    "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;x");
}

static void
test_html_escape_appends_no_more_than_length(void **state)
{
	struct buffer out = buffer_create(arena, 0);

	(void)state;
	buffer_append_text(&out, "=");
	html_escape(&out, "a<b<c", 3);
	assert_string_equal(out.data, "=a&lt;b");
	assert_int_equal(out.length, 7);
}

static void
test_html_url_encode(void **state)
{
	(void)state;
	assert_string_equal(html_url_encode(arena, "AZaz09-._~"), "AZaz09-._~");
	assert_string_equal(
	    html_url_encode(arena, "a b/c?d&e=f#%+"), "a%20b%2Fc%3Fd%26e%3Df%23%25%2B");
	assert_string_equal(html_url_encode(arena, "质"), "%E8%B4%A8");
	assert_string_equal(html_url_encode(arena, "\"'<>"), "%22%27%3C%3E");
}

static void
test_html_url_path(void **state)
{
	(void)state;
	assert_string_equal(
	    html_url_path(arena, "region", "990100", "2025Q3", NULL), "/region/990100/2025Q3");
	assert_string_equal(
	    html_url_path(arena, "catalogue", "a/../b", NULL), "/catalogue/a%2F..%2Fb");
	assert_string_equal(html_url_path(arena, "region", "990100", "", NULL), "/region/990100/");
}

static void
test_html_url_query(void **state)
{
	const char *url = html_url_query(arena, "/catalogue/", "q", "出院 & 入院");

	(void)state;
	assert_string_equal(url, "/catalogue/?q=%E5%87%BA%E9%99%A2%20%26%20%E5%85%A5%E9%99%A2");
	assert_string_equal(html_url_query(arena, "/a?b=c", "d", "e=f"), "/a?b=c&d=e%3Df");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_html_escape),
	    cmocka_unit_test(test_html_escape_appends_no_more_than_length),
	    cmocka_unit_test(test_html_url_encode),
	    cmocka_unit_test(test_html_url_path),
	    cmocka_unit_test(test_html_url_query),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
