#include "unit.h"

#include "core/request.h"
#include "core/text.h"
#include "with_arena.h"

#define FORM "application/x-www-form-urlencoded"

static enum status
get(struct request *out, const char *path, const char *query)
{
	const struct request_source source = {.method = "GET", .path = path, .query = query};

	return request_read(out, arena, &source);
}

static enum status
post(struct request *out, const char *type, const char *body, size_t length)
{
	const struct request_source source = {
	    .method = "POST",
	    .path = "/x",
	    .content_type = type,
	    .body = body,
	    .body_length = length,
	};

	return request_read(out, arena, &source);
}

static void
test_request_read_decodes_query(void **state)
{
	struct request request;

	(void)state;
	assert_int_equal(
	    get(&request, "/catalogue/", "q=%E5%87%BA%E9%99%A2+A%2Bb&empty=&bare&&q=2"), STATUS_OK);
	assert_int_equal(request.method, METHOD_GET);
	assert_string_equal(request.path, "/catalogue/");
	assert_int_equal(request.query.count, 4);
	assert_string_equal(pairs_get(&request.query, "q"), "出院 A+b");
	assert_string_equal(pairs_get(&request.query, "empty"), "");
	assert_string_equal(pairs_get(&request.query, "bare"), "");
	assert_null(pairs_get(&request.query, "none"));
	assert_string_equal(request_query(&request, "empty", "else"), "else");
	assert_string_equal(request_query(&request, "q", "else"), "出院 A+b");
	assert_string_equal(request.query_string, "q=%E5%87%BA%E9%99%A2+A%2Bb&empty=&bare&&q=2");
}

static void
test_request_read_refuses_malformed_query(void **state)
{
	static const char *const queries[] = {
	    "a=%",
	    "a=%4",
	    "a=%zz",
	    "a=%00",
	    "%00=a",
	    "a=%ff",
	    "a=%ed%a0%80",
	    "a=%c0%af",
	    "a=\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct request request;

		assert_int_equal(get(&request, "/x", queries[i]), STATUS_INPUT);
		assert_string_equal(request.path, "/x");
		assert_string_equal(request.query_string, "");
		assert_int_equal(strlen(request.id), 32);
	}
}

/* What the web server sent is gone when the log line is written. */
static void
test_request_read_copies_id(void **state)
{
	char id[] = "00112233445566778899aabbccddeeff";
	const struct request_source source = {.method = "GET", .path = "/", .id = id};
	struct request request;

	(void)state;
	assert_int_equal(request_read(&request, arena, &source), STATUS_OK);
	memset(id, 'x', sizeof(id));
	assert_string_equal(request.id, "00112233445566778899aabbccddeeff");
}

static void
test_request_read_refuses_path(void **state)
{
	static const char *const paths[] = {NULL, "", "x", "*", "/\xff"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct request request;

		assert_int_equal(get(&request, paths[i], NULL), STATUS_INPUT);
		assert_string_equal(request.path, "/");
	}
}

static void
test_request_read_methods(void **state)
{
	static const struct {
		const char *name;
		enum method method;
		enum status status;
	} cases[] = {
	    {"GET", METHOD_GET, STATUS_OK},
	    {"HEAD", METHOD_HEAD, STATUS_OK},
	    {"POST", METHOD_POST, STATUS_OK},
	    {"PUT", METHOD_OTHER, STATUS_METHOD},
	    {"get", METHOD_OTHER, STATUS_METHOD},
	    {NULL, METHOD_OTHER, STATUS_METHOD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct request_source source = {.method = cases[i].name, .path = "/"};
		struct request request;

		assert_int_equal(request_read(&request, arena, &source), cases[i].status);
		assert_int_equal(request.method, cases[i].method);
	}
}

static void
test_request_read_form(void **state)
{
	static const char body[] = "name=%E7%94%B2&note=a%0D%0Ab&name=2";
	struct request request;

	(void)state;
	assert_int_equal(post(&request, FORM "; charset=UTF-8", body, sizeof(body) - 1), STATUS_OK);
	assert_int_equal(request.form.count, 3);
	assert_string_equal(pairs_get(&request.form, "name"), "甲");
	assert_string_equal(pairs_get(&request.form, "note"), "a\r\nb");
	assert_int_equal(post(&request, NULL, NULL, 0), STATUS_OK);
	assert_int_equal(request.form.count, 0);
}

static void
test_request_read_refuses_body(void **state)
{
	struct request request;
	const struct request_source refused = {
	    .method = "POST", .path = "/x", .content_type = FORM, .body_refused = true};

	(void)state;
	assert_int_equal(post(&request, "application/json", "{}", 2), STATUS_INPUT);
	assert_int_equal(post(&request, "text/plain", "a=b", 3), STATUS_INPUT);
	assert_int_equal(post(&request, NULL, "a=b", 3), STATUS_INPUT);
	assert_int_equal(post(&request, FORM "x", "a=b", 3), STATUS_INPUT);
	assert_int_equal(post(&request, FORM, "a=%00", 5), STATUS_INPUT);
	assert_int_equal(post(&request, FORM, "a=b\0c", 5), STATUS_INPUT);
	assert_int_equal(post(&request, "multipart/form-data", "a=b", 3), STATUS_INPUT);
	assert_int_equal(request_read(&request, arena, &refused), STATUS_INPUT);
}

static void
test_request_read_limits_pairs(void **state)
{
	char *body = arena_new(arena, char, 4 * 5001 + 1);
	struct request request;

	(void)state;
	for (size_t i = 0; i < 5001; i++)
		memcpy(body + 4 * i, "a=b&", 4);
	assert_int_equal(post(&request, FORM, body, 4 * 5000 - 1), STATUS_OK);
	assert_int_equal(request.form.count, 5000);
	assert_int_equal(post(&request, FORM, body, 4 * 5001 - 1), STATUS_INPUT);
}

static void
test_request_read_multipart(void **state)
{
	static const char body[] = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
				   "甲\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; "
				   "filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n"
				   "1,\xff\r\n--x\r\nContent-Disposition: form-data; "
				   "name=\"none\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
	struct request request;

	(void)state;
	assert_int_equal(
	    post(&request, "multipart/form-data; boundary=x", body, sizeof(body) - 1), STATUS_OK);
	assert_int_equal(request.form.count, 1);
	assert_string_equal(pairs_get(&request.form, "title"), "甲");
	assert_non_null(request_file(&request, "file"));
	assert_int_equal(request_file(&request, "file")->length, 3);
	assert_null(request_file(&request, "none"));
	assert_null(request_file(&request, "title"));
}

static void
test_request_read_cookies(void **state)
{
	const struct request_source source = {
	    .method = "GET",
	    .path = "/",
	    .cookie = "a=1; zhiheng_session=abc;b=x=y; broken; bad=\xff; a=2",
	};
	struct request request;

	(void)state;
	assert_int_equal(request_read(&request, arena, &source), STATUS_OK);
	assert_string_equal(pairs_get(&request.cookies, "a"), "1");
	assert_string_equal(pairs_get(&request.cookies, "zhiheng_session"), "abc");
	assert_string_equal(pairs_get(&request.cookies, "b"), "x=y");
	assert_null(pairs_get(&request.cookies, "broken"));
	assert_null(pairs_get(&request.cookies, "bad"));
}

static void
test_request_read_id_is_checked(void **state)
{
	struct request_source source = {
	    .method = "GET", .path = "/", .id = "0123456789abcdef0123456789abcdef"};
	struct request request;

	(void)state;
	assert_int_equal(request_read(&request, arena, &source), STATUS_OK);
	assert_string_equal(request.id, source.id);
	source.id = "0123456789abcdef0123456789abcde\n";
	assert_int_equal(request_read(&request, arena, &source), STATUS_OK);
	assert_string_not_equal(request.id, source.id);
	assert_int_equal(strspn(request.id, "0123456789abcdef"), 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_request_read_decodes_query),
	    cmocka_unit_test(test_request_read_refuses_malformed_query),
	    cmocka_unit_test(test_request_read_copies_id),
	    cmocka_unit_test(test_request_read_refuses_path),
	    cmocka_unit_test(test_request_read_methods),
	    cmocka_unit_test(test_request_read_form),
	    cmocka_unit_test(test_request_read_refuses_body),
	    cmocka_unit_test(test_request_read_limits_pairs),
	    cmocka_unit_test(test_request_read_multipart),
	    cmocka_unit_test(test_request_read_cookies),
	    cmocka_unit_test(test_request_read_id_is_checked),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
