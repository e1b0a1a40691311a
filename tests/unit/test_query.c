/* What an address may ask, and what is said of what it may not. */
#include "unit.h"

#include <string.h>

#include "core/form.h"
#include "core/page.h"
#include "core/query.h"
#include "fixture.h"
#include "with_arena.h"

static const struct choice colours[] = {{"red", "红"}, {"blue", "蓝"}, {0}};
static const struct notice notices[] = {{"saved", "已保存。"}, {0}};

static const struct query known[] = {
    {.name = "q", .kind = VALUE_TEXT, .maximum = 4},
    {.name = "format", .kind = VALUE_WORD, .words = "csv xlsx"},
    {.name = "colour", .kind = VALUE_WORD, .choices = colours},
    {.name = "programme", .kind = VALUE_ID},
    {.name = "code", .kind = VALUE_CODE},
    {.name = "period", .kind = VALUE_PERIOD},
    {.name = "on", .kind = VALUE_DATE},
    {.name = "next", .kind = VALUE_PATH},
    PARAMETER_PAGE,
    PARAMETER_NOTICE(notices),
    {0},
};

static const char *
fault(const struct query *table, const char *raw, bool is_public)
{
	struct request request = {.query_string = raw};

	assert_int_equal(request_pairs(&request.query, arena, raw, strlen(raw)), STATUS_OK);
	return query_fault(arena, table, &request, is_public);
}

static void
test_query_fault_takes_what_fits(void **state)
{
	static const char *const good[] = {"", "q=%E7%94%B2%E4%B9%99", "format=csv", "format=xlsx",
	    "colour=blue", "programme=12", "code=NIT-2025_A.1:*", "period=2025", "period=2025Q4",
	    "period=2025H2", "period=2025-12", "on=2024-02-29", "next=/a/b?c=d", "page=1",
	    "page=10000", "notice=saved", "notice=once",
	    "q=&format=&programme=&page=&on=", "page=2&q=a&format=csv"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(fault(known, good[i], false));
	assert_null(fault(NULL, "notice=once", false));
}

static void
test_query_fault_names_what_does_not(void **state)
{
	static const struct {
		const char *raw;
		const char *said;
	} bad[] = {
	    {"x=1", "“x”是本页没有的"},
	    {"x=", "“x”是本页没有的"},
	    {"Page=1", "“Page”是本页没有的"},
	    {"page=1&page=1", "“page”出现了两次"},
	    {"page=&page=2", "“page”出现了两次"},
	    {"page=0", "应为 1 到 10000 的整数"},
	    {"page=01", "应为 1 到 10000 的整数"},
	    {"page=10001", "不能是“10001”"},
	    {"page=-1", "应为 1 到 10000 的整数"},
	    {"format=pdf", "只能是以下之一：csv xlsx"},
	    {"format=cs", "只能是以下之一：csv xlsx"},
	    {"format=csv+xlsx", "只能是以下之一：csv xlsx"},
	    {"colour=green", "不在可选范围内"},
	    {"notice=lost", "不在可选范围内"},
	    {"programme=0", "应为编号"},
	    {"programme=007", "应为编号"},
	    {"code=a/b", "应为编码"},
	    {"code=a%20b", "应为编码"},
	    {"period=2025Q5", "应为报告期"},
	    {"period=2025-13", "应为报告期"},
	    {"period=2025Q33", "应为报告期"},
	    {"on=2023-02-29", "应为日期"},
	    {"next=//evil.example", "应为本网站的页面路径"},
	    {"q=12345", "不能超过 4 个字"},
	    {"notice=once&notice=once", "“notice”出现了两次"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *said = fault(known, bad[i].raw, false);

		assert_non_null(said);
		assert_contains(said, bad[i].said);
		assert_contains(said, "请从页面上的链接");
	}
	assert_non_null(fault(NULL, "page=1", false));
}

/* The web server's cache knows the raw texts only: two spellings of one thing would be two. */
static void
test_query_fault_public_takes_one_spelling(void **state)
{
	(void)state;
	assert_null(fault(known, "page=2&q=%E7%94%B2&next=%2Fa", true));
	assert_non_null(fault(known, "p%61ge=2", true));
	assert_non_null(fault(known, "page=%32", true));
	assert_non_null(fault(known, "page=1&q=a&code=%41", true));
	assert_non_null(fault(NULL, "notice=once", true));
	assert_null(fault(known, "p%61ge=2", false));
	/* As messengers pass an address on. */
	assert_null(fault(known, "page=2&from=singlemessage&isappinstalled=0", true));
	assert_non_null(fault(known, "from=singlemessage", false));
}

static void
test_query_has_text(void **state)
{
	struct request request = {.query_string = "q="};

	(void)state;
	assert_int_equal(request_pairs(&request.query, arena, "q=", 2), STATUS_OK);
	assert_false(query_has_text(known, &request));
	assert_int_equal(request_pairs(&request.query, arena, "q=a", 3), STATUS_OK);
	assert_true(query_has_text(known, &request));
	assert_int_equal(request_pairs(&request.query, arena, "code=a", 6), STATUS_OK);
	assert_false(query_has_text(known, &request));
}

static void
test_query_refuse_says_which(void **state)
{
	struct request request = {.query_string = "code=X9"};
	struct reply reply = {0};
	struct context context = {.arena = arena, .request = &request, .reply = &reply};

	(void)state;
	assert_int_equal(request_pairs(&request.query, arena, "code=X9", 7), STATUS_OK);
	assert_int_equal(query_refuse(&context, "code"), STATUS_INPUT);
	assert_int_equal(reply.detail_count, 1);
	assert_non_null(strstr(reply.details[0], "“code”不能是“X9”"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_query_fault_takes_what_fits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_query_fault_names_what_does_not, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_query_fault_public_takes_one_spelling, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_query_has_text, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_query_refuse_says_which, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
