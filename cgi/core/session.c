#include "session.h"

#include <sodium.h>

#include <string.h>

#include "arena.h"
#include "db.h"
#include "request.h"
#include "text.h"

#define TOKEN_DIGITS  (2 * (size_t)SESSION_TOKEN_BYTES)
#define MACHINE_BEGIN "zhiheng_"
#define BEARER        "Bearer "

static char *
to_hex(struct arena *arena, const unsigned char *bytes, size_t count)
{
	char *out = arena_new(arena, char, 2 * count + 1);

	return sodium_bin2hex(out, 2 * count + 1, bytes, count);
}

/* The bytes of a token; false if it is not one. */
static bool
from_hex(unsigned char bytes[SESSION_TOKEN_BYTES], const char *token)
{
	size_t length;

	return strlen(token) == TOKEN_DIGITS &&
	       sodium_hex2bin(
		   bytes, SESSION_TOKEN_BYTES, token, TOKEN_DIGITS, NULL, &length, NULL) == 0 &&
	       length == SESSION_TOKEN_BYTES;
}

char *
session_new_token(struct arena *arena)
{
	unsigned char bytes[SESSION_TOKEN_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	return to_hex(arena, bytes, sizeof(bytes));
}

char *
session_digest(struct arena *arena, const char *token)
{
	unsigned char bytes[SESSION_TOKEN_BYTES], digest[crypto_hash_sha256_BYTES];

	if (!from_hex(bytes, token))
		return NULL;
	crypto_hash_sha256(digest, bytes, sizeof(bytes));
	return to_hex(arena, digest, sizeof(digest));
}

char *
session_new_machine_token(struct arena *arena)
{
	return text_format(arena, MACHINE_BEGIN "%s", session_new_token(arena));
}

char *
session_machine_digest(struct arena *arena, const char *token)
{
	unsigned char bytes[SESSION_TOKEN_BYTES], digest[crypto_hash_sha256_BYTES];

	if (!text_starts_with(token, MACHINE_BEGIN) ||
	    !from_hex(bytes, token + strlen(MACHINE_BEGIN)))
		return NULL;
	/* Of the whole text: a cookie's digest is of the bytes alone. */
	crypto_hash_sha256(digest, (const unsigned char *)token, strlen(token));
	return to_hex(arena, digest, sizeof(digest));
}

char *
session_csrf(struct arena *arena, const char *token)
{
	static const unsigned char purpose[] = "zhiheng csrf";
	unsigned char key[SESSION_TOKEN_BYTES], digest[crypto_generichash_BYTES];

	if (!from_hex(key, token))
		return NULL;
	crypto_generichash(digest, sizeof(digest), purpose, sizeof(purpose), key, sizeof(key));
	return to_hex(arena, digest, sizeof(digest));
}

static const struct session nobody = {
    .csrf = "", .account_name = "", .organisation_name = "", .role = "", .account_id = ""};

void
session_read_bearer(struct session *out, struct arena *arena, const struct request *request)
{
	*out = nobody;
	if (text_starts_with(request->authorization, BEARER))
		out->digest =
		    session_machine_digest(arena, request->authorization + strlen(BEARER));
}

void
session_read_cookie(struct session *out, struct arena *arena, const struct request *request)
{
	const char *token = pairs_get(&request->cookies, SESSION_COOKIE);
	unsigned char bytes[SESSION_TOKEN_BYTES];

	*out = nobody;
	if (token == NULL || !from_hex(bytes, token))
		return;
	out->token = token;
	out->digest = session_digest(arena, token);
	out->csrf = session_csrf(arena, token);
}

static const char *
column_or_empty(const struct rows *rows, const char *column)
{
	const char *text = rows_has_column(rows, column) ? rows_text(rows, 0, column) : NULL;

	return text == NULL ? "" : text;
}

void
session_accept(struct session *session, const struct rows *rows, const char *const *roles)
{
	session->rows = rows;
	if (rows_count(rows) != 1 || rows_text(rows, 0, "account_name") == NULL)
		return;
	session->signed_in = true;
	session->account_name = rows_text(rows, 0, "account_name");
	session->organisation_name = column_or_empty(rows, "organisation_name");
	session->role = column_or_empty(rows, "role");
	session->account_id = column_or_empty(rows, "account_id");
	for (unsigned i = 0; roles != NULL && roles[i] != NULL; i++) {
		if (strcmp(roles[i], session->role) == 0)
			session->role_bit = 1u << i;
	}
}

bool
session_csrf_matches(const struct session *session, const struct request *request)
{
	const char *given = pairs_get(&request->form, "_csrf");
	size_t length = strlen(session->csrf);

	/* Without a token there is nothing a form could have been given. */
	return given != NULL && length > 0 && strlen(given) == length &&
	       sodium_memcmp(given, session->csrf, length) == 0;
}
