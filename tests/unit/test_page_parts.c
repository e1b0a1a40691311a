/* What pages are put together from, as their partials render it. */
#include "unit.h"

#include "core/db.h"
#include "core/page_parts.h"
#include "core/template.h"
#include "fixture.h"

static const struct route routes[] = {
    {"/list/", METHOD_GET, ROLE_PUBLIC, DB_READ, NULL, NULL},
};

static const struct program program = {
    .name = "account",
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .session_statement = SESSION_NONE,
};

static struct fixture fixture;
static struct request request;
static struct view *view;

static int
set_up(void **state)
{
	(void)state;
	fixture_open(&fixture, &program);
	request = (struct request){.path = "/list/"};
	fixture.context.request = &request;
	view = view_create(fixture.context.arena);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

static void
ask(const char *query)
{
	assert_int_equal(
	    request_pairs(&request.query, fixture.context.arena, query, strlen(query)), STATUS_OK);
}

static const char *
render(const char *partial)
{
	struct buffer out = buffer_create(fixture.context.arena, 0);

	assert_int_equal(
	    template_render(&out, fixture.context.templates, partial, view), STATUS_OK);
	return out.data;
}

static void
test_page_crumb_last_is_current(void **state)
{
	(void)state;
	page_crumb(view, "列表 <1>", "/list/");
	page_crumb(view, "条目", NULL);
	assert_contains(render("_breadcrumb"), "<a href=\"/list/\">列表 &lt;1&gt;</a>");
	assert_contains(render("_breadcrumb"), "<span aria-current=\"page\">条目</span>");
}

static void
test_page_query_tab_keeps_the_rest(void **state)
{
	(void)state;
	ask("name=%E7%94%B2&state=open&page=3&notice=saved&empty=");
	page_query_tab(&fixture.context, view, "state", NULL, "全部", 12);
	page_query_tab(&fixture.context, view, "state", "open", "待办", 5);
	assert_contains(render("_tabs"), "<a href=\"/list/?name=%E7%94%B2\">全部（12）</a>");
	assert_contains(render("_tabs"),
	    "<a href=\"/list/?name=%E7%94%B2&amp;state=open\" aria-current=\"page\">待办（5）</a>");
}

static void
test_page_number_and_limits(void **state)
{
	(void)state;
	assert_int_equal(page_number(&fixture.context), 1);
	assert_string_equal(page_skip(&fixture.context), "0");
	assert_string_equal(page_limit(&fixture.context), "201");
	ask("page=3");
	assert_int_equal(page_number(&fixture.context), 3);
	assert_string_equal(page_skip(&fixture.context), "400");
}

static void
test_page_paginate_links(void **state)
{
	const char *html;

	(void)state;
	ask("name=a&page=2");
	page_paginate(&fixture.context, view, PAGE_ROWS + 1);
	html = render("_pagination");
	assert_contains(html, "href=\"/list/?name=a&amp;page=1\"");
	assert_contains(html, "href=\"/list/?name=a&amp;page=3\"");
	assert_contains(html, "第 2 页");
}

static void
test_page_paginate_one_page_has_none(void **state)
{
	(void)state;
	page_paginate(&fixture.context, view, PAGE_ROWS);
	assert_null(strstr(render("_pagination"), "zh-pages"));
}

static void
test_page_paginate_of_knows_the_last(void **state)
{
	const char *html;

	(void)state;
	page_paginate_of(&fixture.context, view, "/list/?name=a", 5, 5);
	html = render("_pagination");
	assert_contains(html, "href=\"/list/?name=a&amp;page=4\"");
	assert_contains(html, "第 5 页，共 5 页");
	assert_null(strstr(html, "rel=\"next\""));
	page_paginate_of(&fixture.context, view, "/list/", 1, 1);
	assert_null(strstr(render("_pagination"), "zh-pages"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_page_crumb_last_is_current, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_query_tab_keeps_the_rest, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_number_and_limits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_paginate_links, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_paginate_one_page_has_none, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_paginate_of_knows_the_last, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
