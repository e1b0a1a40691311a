#include "unit.h"

#include <sodium.h>

#include "core/arena.h"
#include "core/password.h"

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	return sodium_init() < 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void
test_password_verify_accepts_its_password_only(void **state)
{
	const char *hash = password_hash(arena, "正确-horse-battery");

	(void)state;
	assert_true(password_verify(hash, "正确-horse-battery"));
	assert_false(password_verify(hash, "正确-horse-batterY"));
	assert_false(password_verify(hash, ""));
	assert_false(password_verify("no hash at all", "正确-horse-battery"));
	assert_false(password_verify(NULL, "正确-horse-battery"));
}

static void
test_password_hash_names_method_and_costs(void **state)
{
	const char *hash = password_hash(arena, "x");

	(void)state;
	assert_non_null(strstr(hash, "$argon2id$"));
	assert_non_null(strstr(hash, "m=19456,t=2,p=1"));
	assert_string_not_equal(hash, password_hash(arena, "x"));
	assert_false(password_is_outdated(hash));
}

static void
test_password_is_outdated_after_other_costs(void **state)
{
	char hash[crypto_pwhash_STRBYTES];

	(void)state;
	assert_int_equal(crypto_pwhash_str(hash, "x", 1, 1, crypto_pwhash_MEMLIMIT_MIN), 0);
	assert_true(password_verify(hash, "x"));
	assert_true(password_is_outdated(hash));
}

static void
test_password_new_code_form(void **state)
{
	const char *code = password_new_code(arena);

	(void)state;
	assert_int_equal(strlen(code), 19);
	assert_true(code[4] == '-' && code[9] == '-' && code[14] == '-');
	assert_int_equal(strspn(code, "23456789ABCDEFGHJKMNPQRSTVWXYZ-"), 19);
	assert_string_not_equal(code, password_new_code(arena));
	assert_non_null(password_code_digest(arena, code));
}

static void
test_password_code_digest_ignores_writing(void **state)
{
	/* sha256 of ABCDEFGHJKMNPQRS */
	unsigned char expected[crypto_hash_sha256_BYTES];
	char hex[2 * crypto_hash_sha256_BYTES + 1];

	(void)state;
	crypto_hash_sha256(expected, (const unsigned char *)"ABCDEFGHJKMNPQRS", 16);
	sodium_bin2hex(hex, sizeof(hex), expected, sizeof(expected));
	assert_string_equal(password_code_digest(arena, "ABCD-EFGH-JKMN-PQRS"), hex);
	assert_string_equal(password_code_digest(arena, " abcdefgh jkmn-pqrs "), hex);
}

static void
test_password_code_digest_refuses_other_text(void **state)
{
	(void)state;
	assert_null(password_code_digest(arena, ""));
	assert_null(password_code_digest(arena, "ABCD-EFGH-JKMN-PQR"));
	assert_null(password_code_digest(arena, "ABCD-EFGH-JKMN-PQRST"));
	assert_null(password_code_digest(arena, "ABCD-EFGH-JKMN-PQR0"));
	assert_null(password_code_digest(arena, "ABCD-EFGH-JKMN-PQR甲"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_password_verify_accepts_its_password_only),
	    cmocka_unit_test(test_password_hash_names_method_and_costs),
	    cmocka_unit_test(test_password_is_outdated_after_other_costs),
	    cmocka_unit_test(test_password_new_code_form),
	    cmocka_unit_test(test_password_code_digest_ignores_writing),
	    cmocka_unit_test(test_password_code_digest_refuses_other_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
