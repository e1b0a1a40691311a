#include "unit.h"

#include "core/db.h"
#include "fixture.h"

static enum status
never(struct context *context)
{
	(void)context;
	fail();
	return STATUS_OK;
}

static const struct route routes[] = {
    {"/", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/catalogue/", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/catalogue/search", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/catalogue/*", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/region/*/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/return/#/sample/*", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/both", METHOD_GET, ROLE_PUBLIC, DB_READ, never, NULL},
    {"/both", METHOD_POST, ROLE_PUBLIC, DB_WRITE, never, NULL},
    {"/send", METHOD_POST, ROLE_PUBLIC, DB_WRITE, never, NULL},
};

static const struct program program = {
    .name = "account",
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .session_statement = SESSION_NONE,
};

static struct fixture fixture;
static const char *segments[ROUTE_SEGMENTS];
static int64_t ids[ROUTE_SEGMENTS];

/* Nobody listens there: every transaction fails to begin. */
static int
set_up(void **state)
{
	(void)state;
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

static const char *
find(const char *path, enum method method, bool *elsewhere)
{
	struct route_match match = route_find(&program, fixture.context.arena, path, method);

	*elsewhere = match.elsewhere;
	memcpy(segments, match.segments, sizeof(segments));
	memcpy(ids, match.ids, sizeof(ids));
	return match.route == NULL ? NULL : match.route->path;
}

static void
test_route_find_exact(void **state)
{
	bool elsewhere;

	(void)state;
	assert_string_equal(find("/", METHOD_GET, &elsewhere), "/");
	assert_string_equal(find("/catalogue/", METHOD_GET, &elsewhere), "/catalogue/");
	assert_string_equal(find("/catalogue/search", METHOD_GET, &elsewhere), "/catalogue/search");
	assert_string_equal(find("/both", METHOD_HEAD, &elsewhere), "/both");
	assert_false(elsewhere);
}

static void
test_route_find_segments(void **state)
{
	bool elsewhere;

	(void)state;
	assert_string_equal(find("/catalogue/NIT-2025-01", METHOD_GET, &elsewhere), "/catalogue/*");
	assert_string_equal(segments[0], "NIT-2025-01");
	assert_null(segments[1]);
	assert_string_equal(find("/region/990100/2025Q3/indicator/甲*", METHOD_GET, &elsewhere),
	    "/region/*/*/indicator/*");
	assert_string_equal(segments[0], "990100");
	assert_string_equal(segments[1], "2025Q3");
	assert_string_equal(segments[2], "甲*");
}

static void
test_route_find_nothing(void **state)
{
	static const char *const paths[] = {
	    "",
	    "/catalogue",
	    "/catalogue/a/",
	    "/catalogue/a/b",
	    "//",
	    "/region/1/2/indicator/",
	    "/region//2/indicator/3",
	    "/region/1/2/indicators/3",
	    "/both/",
	    "/bot",
	    "/bothh",
	    "both",
	};
	bool elsewhere;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_null(find(paths[i], METHOD_GET, &elsewhere));
		assert_false(elsewhere);
	}
}

static void
test_route_find_ids(void **state)
{
	static const char *const paths[] = {
	    "/return/0/sample/a",
	    "/return/01/sample/a",
	    "/return/-1/sample/a",
	    "/return/+1/sample/a",
	    "/return/1 /sample/a",
	    "/return/1.0/sample/a",
	    "/return/a/sample/a",
	    "/return//sample/a",
	    "/return/99999999999999999999/sample/a",
	};
	bool elsewhere;

	(void)state;
	assert_string_equal(
	    find("/return/12/sample/007", METHOD_GET, &elsewhere), "/return/#/sample/*");
	assert_string_equal(segments[0], "12");
	assert_int_equal(ids[0], 12);
	assert_string_equal(segments[1], "007");
	assert_int_equal(ids[1], 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_null(find(paths[i], METHOD_GET, &elsewhere));
}

static void
test_route_find_other_method(void **state)
{
	bool elsewhere;

	(void)state;
	assert_null(find("/send", METHOD_GET, &elsewhere));
	assert_true(elsewhere);
	assert_null(find("/catalogue/x", METHOD_POST, &elsewhere));
	assert_true(elsewhere);
}

static const char *
dispatch(const struct request_source *source)
{
	struct buffer head = buffer_create(fixture.context.arena, 0);

	route_dispatch(&fixture.context, source);
	page_head(&fixture.context, &head);
	assert_contains(fixture.reply.body.data, fixture.context.request->id);
	return head.data;
}

static void
test_route_dispatch_missing(void **state)
{
	const struct request_source source = {.method = "GET", .path = "/nowhere"};

	(void)state;
	assert_contains(dispatch(&source), "Status: 404 ");
	assert_contains(fixture.reply.body.data, "没有找到这个页面");
	assert_contains(fixture.reply.body.data, "</html>");
}

static void
test_route_dispatch_method(void **state)
{
	static const struct {
		const char *path;
		const char *method;
		const char *allow;
	} cases[] = {
	    {"/send", "GET", "\r\nAllow: POST\r\n"},
	    {"/send", "HEAD", "\r\nAllow: POST\r\n"},
	    {"/catalogue/", "POST", "\r\nAllow: GET, HEAD\r\n"},
	    {"/both", "DELETE", "\r\nAllow: GET, HEAD, POST\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct request_source source = {
		    .method = cases[i].method, .path = cases[i].path};
		const char *head = dispatch(&source);

		assert_contains(head, "Status: 405 ");
		assert_contains(head, cases[i].allow);
	}
}

static void
test_route_dispatch_input(void **state)
{
	const struct request_source query = {.method = "GET", .path = "/", .query = "a=%00"};
	const struct request_source body = {
	    .method = "POST", .path = "/send", .content_type = "text/plain", .body_refused = true};

	(void)state;
	assert_contains(dispatch(&query), "Status: 400 ");
	assert_contains(dispatch(&body), "Status: 400 ");
	assert_contains(fixture.reply.body.data, "6 MiB");
}

static void
test_route_dispatch_without_database(void **state)
{
	const struct request_source get = {.method = "GET", .path = "/"};
	const struct request_source post = {.method = "POST", .path = "/send"};

	(void)state;
	assert_contains(dispatch(&get), "Status: 503 ");
	assert_contains(dispatch(&post), "\r\nRetry-After: ");
	assert_contains(fixture.reply.body.data, "系统暂时不可用");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_route_find_exact, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_find_segments, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_find_nothing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_find_ids, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_find_other_method, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_dispatch_missing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_dispatch_method, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_route_dispatch_input, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_route_dispatch_without_database, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
