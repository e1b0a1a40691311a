/* The key of a form, and what it is claimed with. */
#include "unit.h"

#include <string.h>

#include "core/once.h"
#include "core/resume.h"
#include "fixture.h"

static enum status
never(struct context *context)
{
	(void)context;
	fail();
	return STATUS_OK;
}

static const struct route routes[] = {
    {"/act", METHOD_POST, ROLE_ANY, DB_WRITE, never, NULL},
    {"/open", METHOD_POST, ROLE_PUBLIC, DB_WRITE, never, NULL},
};

static const struct claim claim = {1, 2};

static const struct program program = {
    .name = "account",
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .claim = &claim,
};

#define KEY "00112233445566778899aabbccddeeff"

static struct fixture fixture;

static int
set_up(void **state)
{
	(void)state;
	fixture_open(&fixture, &program);
	fixture.context.route = &routes[0];
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_close(&fixture);
	return 0;
}

/* The digest that a body posted to this address is claimed with; NULL: it claims nothing. */
static const char *
digest_of(const char *path, const char *query, const char *body)
{
	fixture.request.path = path;
	fixture.request.query_string = query;
	assert_int_equal(
	    request_pairs(&fixture.request.form, fixture.context.arena, body, strlen(body)),
	    STATUS_OK);
	once_read(&fixture.context);
	return fixture.context.once.digest;
}

static void
test_once_read_same_and_other(void **state)
{
	const char *first = digest_of("/act", "", "_once=" KEY "&a=1&b=23");

	(void)state;
	assert_non_null(first);
	assert_string_equal(fixture.context.once.key, KEY);
	assert_string_equal(digest_of("/act", "", "_csrf=another&a=1&b=23&_once=" KEY), first);
	assert_string_not_equal(digest_of("/act", "", "_once=" KEY "&a=12&b=3"), first);
	assert_string_not_equal(digest_of("/act", "", "_once=" KEY "&a=1&b=2&b=3"), first);
	assert_string_not_equal(digest_of("/act", "", "_once=" KEY "&b=23&a=1"), first);
	assert_string_not_equal(
	    digest_of("/act", "period=2025Q3", "_once=" KEY "&a=1&b=23"), first);
	assert_string_not_equal(digest_of("/act/2", "", "_once=" KEY "&a=1&b=23"), first);
}

static void
test_once_read_files(void **state)
{
	struct part part = {"file", "a.pdf", NULL, "one", 3};
	const char *first;

	(void)state;
	fixture.request.files = (struct multipart){&part, 1};
	first = digest_of("/act", "", "_once=" KEY);
	part.data = "two";
	assert_string_not_equal(digest_of("/act", "", "_once=" KEY), first);
	part.data = "one";
	assert_string_equal(digest_of("/act", "", "_once=" KEY), first);
}

static void
test_once_is_missing(void **state)
{
	static const char *const bad[] = {"a=1", "_once=", "_once=" KEY "0",
	    "_once=00112233445566778899AABBCCDDEEFF", "_once=0011"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(digest_of("/act", "", bad[i]));
		assert_true(once_is_missing(&fixture.context));
	}
	assert_non_null(digest_of("/act", "", "_once=" KEY));
	assert_false(once_is_missing(&fixture.context));
	/* What is open to all claims nothing, nor what is only to be shown again. */
	assert_null(digest_of("/act", "", "_once=" KEY "&" RESUME_RESTORE "=1"));
	assert_false(once_is_missing(&fixture.context));
	fixture.context.route = &routes[1];
	assert_null(digest_of("/open", "", "_once=" KEY));
	assert_false(once_is_missing(&fixture.context));
}

static void
test_once_key_new_or_kept(void **state)
{
	char first[64];

	(void)state;
	(void)digest_of("/act", "", "_once=" KEY);
	assert_int_equal(strlen(once_key(&fixture.context)), 32);
	snprintf(first, sizeof(first), "%s", once_key(&fixture.context));
	assert_string_not_equal(once_key(&fixture.context), first);
	assert_string_not_equal(first, KEY);
	/* Whether it was received is not known: the same key is sent again. */
	(void)digest_of("/act", "", "_once=" KEY "&" RESUME_RESTORE "=again");
	assert_string_equal(once_key(&fixture.context), KEY);
	(void)digest_of("/act", "", "_once=" KEY);
	fixture.context.reply->status = STATUS_BUSY;
	assert_string_equal(once_key(&fixture.context), KEY);
}

static void
test_once_answer_leads_on(void **state)
{
	static const struct {
		const char *first;
		const char *then;
	} answers[] = {
	    {"/a/1", "/a/1?notice=once"},
	    {"/a/1?notice=saved", "/a/1?notice=once"},
	    {"/a/?notice=saved&added=1", "/a/?added=1&notice=once"},
	    {"/a/?state=x&notice=saved", "/a/?state=x&notice=once"},
	    {"/a#row.1", "/a?notice=once#row.1"},
	    {"/a?notice=saved#row.1", "/a?notice=once#row.1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		fixture.context.once = (struct once){KEY, "", true, answers[i].first};
		assert_int_equal(once_answer(&fixture.context), STATUS_OK);
		assert_string_equal(fixture.context.reply->location, answers[i].then);
	}
}

static void
test_once_word(void **state)
{
	(void)state;
	fixture.context.once = (struct once){KEY, "", true, "=saved"};
	assert_string_equal(once_word(&fixture.context), "saved");
	fixture.context.once.answer = "/a";
	assert_null(once_word(&fixture.context));
	fixture.context.once = (struct once){KEY, "", false, NULL};
	assert_null(once_word(&fixture.context));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_once_read_same_and_other, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_once_read_files, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_once_is_missing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_once_key_new_or_kept, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_once_answer_leads_on, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_once_word, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
