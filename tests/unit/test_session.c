#include "unit.h"

#include "core/db_private.h"
#include "fixture.h"

#define ZEROES "0000000000000000000000000000000000000000000000000000000000000000"

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return sodium_init() < 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static struct session
read_cookie(const char *cookie)
{
	const struct request_source source = {.method = "GET", .path = "/", .cookie = cookie};
	struct request request;
	struct session session;

	assert_int_equal(request_read(&request, arena, &source), STATUS_OK);
	session_read_cookie(&session, arena, &request);
	return session;
}

/* A result of text columns, with one row unless values is NULL. */
static struct rows *
make_rows(size_t count, char *const *names, const char *const *values)
{
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[8] = {0};

	for (size_t i = 0; i < count; i++)
		columns[i].name = names[i];
	assert_int_equal(PQsetResultAttrs(result, (int)count, columns), 1);
	for (int i = 0; values != NULL && i < (int)count; i++) {
		char value[100];

		if (values[i] != NULL)
			snprintf(value, sizeof(value), "%s", values[i]);
		assert_int_equal(PQsetvalue(result, 0, i, values[i] == NULL ? NULL : value,
				     values[i] == NULL ? -1 : (int)strlen(value)),
		    1);
	}
	return rows_create(arena, result, NULL, "test");
}

static void
test_session_new_token_is_random(void **state)
{
	const char *one = session_new_token(arena), *other = session_new_token(arena);

	(void)state;
	assert_int_equal(strspn(one, "0123456789abcdef"), 64);
	assert_int_equal(strlen(one), 64);
	assert_string_not_equal(one, other);
}

static void
test_session_digest_is_sha256_of_the_bytes(void **state)
{
	(void)state;
	assert_string_equal(session_digest(arena, ZEROES),
	    "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
	assert_null(session_digest(arena, "00"));
	assert_null(
	    session_digest(arena, "x000000000000000000000000000000000000000000000000000000000"
				  "000000"));
}

static void
test_session_csrf_belongs_to_its_token(void **state)
{
	const char *csrf = session_csrf(arena, ZEROES);
	const char *other = session_csrf(arena, session_new_token(arena));

	(void)state;
	assert_int_equal(strlen(csrf), 64);
	assert_string_equal(csrf, session_csrf(arena, ZEROES));
	assert_string_not_equal(csrf, other);
	assert_string_not_equal(csrf, session_digest(arena, ZEROES));
}

static void
test_session_read_cookie_takes_only_tokens(void **state)
{
	static const char *const cookies[] = {
	    NULL,
	    "zhiheng_session=",
	    "zhiheng_session=00",
	    "zhiheng_session=" ZEROES "0",
	    "zhiheng_session=z" ZEROES,
	    "other=" ZEROES,
	};
	struct session session = read_cookie("zhiheng_session=" ZEROES);

	(void)state;
	assert_string_equal(session.token, ZEROES);
	assert_string_equal(session.digest, session_digest(arena, ZEROES));
	assert_string_equal(session.csrf, session_csrf(arena, ZEROES));
	for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
		session = read_cookie(cookies[i]);
		assert_null(session.token);
		assert_null(session.digest);
		assert_string_equal(session.csrf, "");
		assert_false(session.signed_in);
	}
}

static void
test_session_csrf_matches(void **state)
{
	const char *csrf = session_csrf(arena, ZEROES);
	struct session session = read_cookie("zhiheng_session=" ZEROES);
	struct session nobody = read_cookie(NULL);
	struct pair pair = {"_csrf", csrf};
	struct request request = {.form = {&pair, 1}};

	(void)state;
	assert_true(session_csrf_matches(&session, &request));
	assert_false(session_csrf_matches(&nobody, &request));
	pair.value = session_csrf(arena, session_new_token(arena));
	assert_false(session_csrf_matches(&session, &request));
	pair.value = "";
	assert_false(session_csrf_matches(&session, &request));
	assert_false(session_csrf_matches(&nobody, &request));
	request.form.count = 0;
	assert_false(session_csrf_matches(&session, &request));
}

static void
test_session_accept_reads_the_row(void **state)
{
	static char *names[] = {"account_name", "organisation_name", "role", "account_id"};
	static const char *const values[] = {"张示例", "示例医院", "verifier", "7"};
	static const char *const roles[] = {"clerk", "verifier", NULL};
	struct session session = read_cookie("zhiheng_session=" ZEROES);

	(void)state;
	session_accept(&session, make_rows(4, names, values), roles);
	assert_true(session.signed_in);
	assert_string_equal(session.account_name, "张示例");
	assert_string_equal(session.organisation_name, "示例医院");
	assert_string_equal(session.role, "verifier");
	assert_string_equal(session.account_id, "7");
	assert_int_equal(session.role_bit, 2);
}

static void
test_session_accept_unknown_role_has_no_bit(void **state)
{
	static char *names[] = {"account_name", "role"};
	static const char *const values[] = {"张示例", "stranger"};
	static const char *const roles[] = {"clerk", "verifier", NULL};
	struct session session = read_cookie("zhiheng_session=" ZEROES);

	(void)state;
	session_accept(&session, make_rows(2, names, values), roles);
	assert_true(session.signed_in);
	assert_int_equal(session.role_bit, 0);
	assert_string_equal(session.organisation_name, "");
}

static void
test_session_accept_nobody(void **state)
{
	static char *names[] = {"account_name", "demo"};
	static const char *const values[] = {NULL, "t"};
	struct session session = read_cookie("zhiheng_session=" ZEROES);

	(void)state;
	session_accept(&session, make_rows(2, names, NULL), NULL);
	assert_false(session.signed_in);
	session_accept(&session, make_rows(2, names, values), NULL);
	assert_false(session.signed_in);
	assert_non_null(session.rows);
	assert_string_equal(session.account_name, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_session_new_token_is_random),
	    cmocka_unit_test(test_session_digest_is_sha256_of_the_bytes),
	    cmocka_unit_test(test_session_csrf_belongs_to_its_token),
	    cmocka_unit_test(test_session_read_cookie_takes_only_tokens),
	    cmocka_unit_test(test_session_csrf_matches),
	    cmocka_unit_test(test_session_accept_reads_the_row),
	    cmocka_unit_test(test_session_accept_unknown_role_has_no_bit),
	    cmocka_unit_test(test_session_accept_nobody),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
