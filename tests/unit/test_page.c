#include "unit.h"

#include "core/db_private.h"
#include "core/resume.h"
#include "fixture.h"

#define ZEROES "0000000000000000000000000000000000000000000000000000000000000000"
#define COOKIE "zhiheng_session=" ZEROES

static void
decorate(struct context *context, struct view *view)
{
	struct view *item = view_item(view, "navigation");

	(void)context;
	view_text(item, "label", "报表");
	view_text(item, "url", "/account/example");
	view_flag(item, "current", true);
}

static struct program program;
static struct fixture fixture;

static int
set_up(void **state)
{
	(void)state;
	program = fixture_program();
	program.decorate = decorate;
	fixture_open(&fixture, &program);
	fixture_get(&fixture, "/account/", NULL);
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
head(void)
{
	struct buffer out = buffer_create(fixture.context.arena, 0);

	page_head(&fixture.context, &out);
	return out.data;
}

static const char *
body(void)
{
	return fixture.reply.body.data;
}

static void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL) {
		print_error("\"%s\" in:\n%s\n", part, text);
		fail();
	}
}

static void
use_cookie(void)
{
	const struct request_source source = {
	    .method = "GET", .path = "/account/", .cookie = COOKIE, .secure = true};

	assert_int_equal(fixture_request(&fixture, &source), STATUS_OK);
}

static void
test_page_show_in_the_layout(void **state)
{
	struct view *view;

	(void)state;
	use_cookie();
	fixture.session.signed_in = true;
	fixture.session.account_name = "张<示例>";
	fixture.session.organisation_name = "示例医院";
	view = page_view(&fixture.context, "标题");
	view_text(view, "advice", "一句话");
	view_list(view, "details");
	view_list(view, "offers");
	view_list(view, "restore");
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_OK);
	assert_int_equal(page_code(&fixture.context), 200);
	assert_contains(body(), "<title>标题 - 质衡</title>");
	assert_contains(body(), "<h1>标题</h1>");
	assert_contains(body(), "张&lt;示例&gt;");
	assert_contains(body(), "示例医院");
	assert_contains(body(), "<a href=\"/account/example\" aria-current=\"page\">报表</a>");
	assert_contains(body(), fixture.session.csrf);
	assert_contains(body(), fixture.request.id);
	assert_lacks(body(), "演示数据");
	assert_lacks(head(), "Set-Cookie");
}

static void
test_page_show_fails_on_an_unset_name(void **state)
{
	struct view *view = page_view(&fixture.context, "标题");

	(void)state;
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_INTERNAL);
	assert_int_equal(page_show(&fixture.context, "nowhere", view), STATUS_INTERNAL);
	assert_int_equal(fixture.reply.body.length, 0);
}

static void
test_page_view_gives_a_visitor_a_token(void **state)
{
	const char *line;

	(void)state;
	page_view(&fixture.context, "登录");
	assert_int_equal(strlen(fixture.session.token), 64);
	assert_string_equal(
	    fixture.session.csrf, session_csrf(fixture.context.arena, fixture.session.token));
	line = strstr(head(), "Set-Cookie: zhiheng_session=");
	assert_non_null(line);
	assert_memory_equal(
	    line + strlen("Set-Cookie: zhiheng_session="), fixture.session.token, 64);
	assert_contains(line, "; Path=/; Max-Age=36000; HttpOnly; SameSite=Lax\r\n");
	/* The real one of a sign-in stands alone. */
	page_cookie(&fixture.context, SESSION_COOKIE, ZEROES, SESSION_SECONDS);
	assert_lacks(head(), fixture.session.token);
	assert_contains(head(), ZEROES);
}

static void
test_page_head_is_strict(void **state)
{
	static const char *const lines[] = {
	    "Status: 200 OK\r\n",
	    "\r\nContent-Type: text/html; charset=utf-8\r\n",
	    "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
	    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
	    "base-uri 'none'; frame-ancestors 'none'\r\n",
	    "\r\nX-Content-Type-Options: nosniff\r\n",
	    "\r\nCache-Control: no-store\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_contains(head(), lines[i]);
	assert_lacks(head(), "Strict-Transport-Security");
	assert_string_equal(head() + strlen(head()) - 4, "\r\n\r\n");
	use_cookie();
	page_cookie(&fixture.context, "x", "", 0);
	assert_contains(head(), "\r\nStrict-Transport-Security: ");
	assert_contains(
	    head(), "Set-Cookie: x=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure\r\n");
}

static void
test_page_header_replaces(void **state)
{
	(void)state;
	page_header(&fixture.context, "Cache-Control", "public, max-age=60");
	page_header(&fixture.context, "cache-control", "public, max-age=90");
	assert_contains(head(), "\r\ncache-control: public, max-age=90\r\n");
	assert_lacks(head(), "max-age=60");
	assert_lacks(head(), "no-store");
	page_reset(&fixture.context);
	program.session_statement = SESSION_NONE;
	assert_contains(head(), "\r\nX-Accel-Expires: 2\r\nCache-Control: no-cache\r\n");
	fixture.reply.status = STATUS_MISSING;
	assert_lacks(head(), "X-Accel-Expires");
}

static void
test_page_is_local(void **state)
{
	static const char *const local[] = {"/", "/a?b=c&d=//e", "/region/990100/"};
	static const char *const foreign[] = {"", "a", "//host/", "/\\host", "http://host/",
	    "/a\r\nSet-Cookie: x", "/a b", "/a\\b", "javascript:x"};

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		assert_true(page_is_local(local[i]));
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		assert_false(page_is_local(foreign[i]));
}

static void
test_page_redirect(void **state)
{
	(void)state;
	assert_int_equal(page_redirect(&fixture.context, "/account/?notice=saved"), STATUS_OK);
	assert_int_equal(page_code(&fixture.context), 303);
	assert_contains(head(), "Status: 303 See Other\r\nLocation: /account/?notice=saved\r\n");
	page_reset(&fixture.context);
	assert_int_equal(page_redirect(&fixture.context, "//elsewhere"), STATUS_INTERNAL);
	assert_lacks(head(), "Location");
}

static void
test_page_file(void **state)
{
	struct buffer content = buffer_create(fixture.context.arena, 0);

	(void)state;
	buffer_append_text(&content, "a,b\r\n");
	assert_int_equal(
	    page_file(&fixture.context, "text/csv; charset=utf-8", "排名 1.csv", &content),
	    STATUS_OK);
	assert_string_equal(body(), "a,b\r\n");
	assert_contains(
	    head(), "\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Length: 5\r\n");
	assert_contains(head(), "Content-Disposition: attachment; "
				"filename*=UTF-8''%E6%8E%92%E5%90%8D%201.csv\r\n");
}

static void
test_page_notice(void **state)
{
	static const struct notice notices[] = {{"saved", "已保存。"}, {NULL, NULL}};
	struct view *view = page_view(&fixture.context, "标题");

	(void)state;
	view_text(view, "advice", "");
	view_list(view, "details");
	view_list(view, "offers");
	view_list(view, "restore");
	fixture_get(&fixture, "/account/", "notice=saved");
	page_notice(&fixture.context, view, notices);
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_OK);
	assert_contains(body(), "已保存。");
	fixture_get(&fixture, "/account/", "notice=saved");
	fixture.request.method = METHOD_POST;
	page_notice(&fixture.context, view, notices);
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_OK);
	assert_lacks(body(), "zh-notice");
	fixture_get(&fixture, "/account/", "notice=other");
	page_notice(&fixture.context, view, notices);
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_OK);
	assert_lacks(body(), "zh-notice");
}

static void
test_page_fail_draws_every_error(void **state)
{
	(void)state;
	for (enum status status = STATUS_INPUT; status < STATUS_COUNT; status++) {
		if (status == STATUS_LOGIN)
			continue;
		page_reset(&fixture.context);
		fixture.reply.location = "/elsewhere";
		page_header(&fixture.context, "X-Old", "1");
		page_detail(&fixture.context, "补充说明。");
		page_fail(&fixture.context, status);
		assert_int_equal(page_code(&fixture.context), status_code(status));
		assert_contains(head(), status_http(status));
		assert_contains(head(), "\r\nCache-Control: no-store\r\n");
		assert_lacks(head(), "X-Old");
		assert_contains(body(), status_title(status));
		assert_contains(body(), status_advice(status));
		assert_contains(body(), "补充说明。");
		assert_contains(body(), fixture.request.id);
		assert_contains(body(), "</html>");
	}
}

static void
test_page_fail_offers_what_was_typed(void **state)
{
	static const struct route closed = {"/x", METHOD_POST, ROLE_ANY, DB_WRITE, NULL, NULL};
	static const struct route open = {"/x", METHOD_POST, ROLE_PUBLIC, DB_WRITE, NULL, NULL};

	(void)state;
	use_cookie();
	fixture_post(&fixture, "/institution/return/7", "_csrf=old&note=%22a%26b%22");
	fixture.context.route = &closed;
	page_fail(&fixture.context, STATUS_BUSY);
	assert_contains(body(), "action=\"/institution/return/7\"");
	assert_contains(body(), "name=\"_restore\" value=\"again\"");
	assert_contains(body(), "name=\"note\" value=\"&quot;a&amp;b&quot;\"");
	assert_lacks(body(), "value=\"old\"");
	page_fail(&fixture.context, STATUS_FORBIDDEN);
	assert_contains(body(), "_restore");
	page_fail(&fixture.context, STATUS_MISSING);
	assert_lacks(body(), "_restore");
	fixture.context.route = &open;
	page_fail(&fixture.context, STATUS_BUSY);
	assert_lacks(body(), "_restore");
	fixture.context.route = &closed;
	fixture_post(&fixture, "/institution/return/7", "_csrf=old");
	page_fail(&fixture.context, STATUS_BUSY);
	assert_lacks(body(), "_restore");
}

static void
test_page_fail_without_templates(void **state)
{
	struct templates *empty;

	(void)state;
	assert_int_equal(templates_load(&empty, "tests/unit/templates", "form"), STATUS_OK);
	fixture.context.templates = empty;
	page_fail(&fixture.context, STATUS_BUSY);
	fixture.context.templates = fixture.templates;
	templates_free(empty);
	assert_contains(head(), "Status: 503 ");
	assert_contains(body(), "<!doctype html>");
	assert_contains(body(), "数据库暂时无法连接");
	assert_contains(body(), fixture.request.id);
	assert_contains(body(), "</html>");
}

static void
test_page_fail_login_get_redirects(void **state)
{
	(void)state;
	fixture_get(&fixture, "/institution/return/7", "tab=2&x=%E7%94%B2");
	page_fail(&fixture.context, STATUS_LOGIN);
	assert_contains(head(), "Status: 303 See Other\r\nLocation: /account/sign-in?next="
				"%2Finstitution%2Freturn%2F7%3Ftab%3D2%26x%3D%25E7%2594%25B2\r\n");
}

static void
test_page_fail_login_post_keeps_the_form(void **state)
{
	(void)state;
	fixture_post(
	    &fixture, "/institution/return/甲", "_csrf=old&value.X1=1%2B2&note=%22a%26b%22");
	page_fail(&fixture.context, STATUS_LOGIN);
	assert_contains(head(), "Status: 401 ");
	assert_contains(body(), "action=\"/account/sign-in\"");
	assert_contains(body(), "name=\"resume_path\" value=\"/institution/return/%E7%94%B2\"");
	assert_contains(
	    body(), "name=\"resume_body\" value=\"value.X1=1%2B2&amp;note=%22a%26b%22\"");
	assert_contains(body(), fixture.session.csrf);
	assert_lacks(body(), "_csrf%3D");
	assert_lacks(body(), "value=\"old\"");
}

static void
test_page_rows_flags_and_texts(void **state)
{
	static char *names[] = {"message", "yes"};
	static char *cells[2][2] = {{"甲", "t"}, {"乙", "f"}};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[2] = {{.name = names[0]}, {.name = names[1], .typid = 16}};
	struct view *view = page_view(&fixture.context, "标题");

	(void)state;
	assert_int_equal(PQsetResultAttrs(result, 2, columns), 1);
	for (int row = 0; row < 2; row++) {
		for (int column = 0; column < 2; column++)
			PQsetvalue(result, row, column, cells[row][column],
			    (int)strlen(cells[row][column]));
	}
	view_text(view, "advice", "");
	view_list(view, "restore");
	view_list(view, "offers");
	page_rows(view, "details", rows_create(fixture.context.arena, result, NULL, "test"));
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_OK);
	assert_contains(body(), "<p>甲</p>\n<p>乙</p>");
}

/* ---- after a failure of the database -------------------------------------------------------- */

static void
test_page_answers_failed(void **state)
{
	struct buffer nothing = buffer_create(fixture.context.arena, 1);
	struct view *view = page_view(&fixture.context, "标题");

	(void)state;
	fixture.context.db->failure = STATUS_BUSY;
	assert_int_equal(page_show(&fixture.context, "error", view), STATUS_BUSY);
	assert_int_equal(page_show_again(&fixture.context, "error", view), STATUS_BUSY);
	assert_int_equal(page_show_alone(&fixture.context, "error", view), STATUS_BUSY);
	assert_int_equal(page_redirect(&fixture.context, "/account/"), STATUS_BUSY);
	assert_int_equal(page_json(&fixture.context, &nothing), STATUS_BUSY);
	assert_int_equal(page_file(&fixture.context, "text/plain", "a.txt", &nothing), STATUS_BUSY);
	assert_null(fixture.reply.location);
	page_fail(&fixture.context, STATUS_BUSY);
	assert_int_equal(page_code(&fixture.context), 503);
	assert_contains(body(), "系统暂时不可用");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_page_show_in_the_layout, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_show_fails_on_an_unset_name, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_view_gives_a_visitor_a_token, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_head_is_strict, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_header_replaces, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_is_local, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_redirect, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_file, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_notice, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_fail_draws_every_error, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_fail_offers_what_was_typed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_fail_without_templates, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_fail_login_get_redirects, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_page_fail_login_post_keeps_the_form, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_rows_flags_and_texts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_page_answers_failed, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
