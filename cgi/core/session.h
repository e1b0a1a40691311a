/*
 * Who is asking.  The cookie holds a random token; the database only its SHA-256; the CSRF token is
 * a keyed digest of the same token, so it needs no store.
 */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include <stdbool.h>

#include "status.h"

struct arena;
struct request;
struct rows;

#define SESSION_COOKIE      "zhiheng_session"
#define SESSION_TOKEN_BYTES 32
#define SESSION_SECONDS     (10 * 60 * 60) /* one working day; the database holds the same limit */

struct session {
	bool signed_in;
	const char *token;        /* hexadecimal, from the cookie; NULL if none */
	const char *digest;       /* hexadecimal SHA-256 of the token's bytes; NULL if no token */
	bool fresh;               /* the token was made in this request: to be set as a cookie */
	const char *csrf;         /* hexadecimal; "" without a token */
	const char *account_name; /* the following are "" when not signed in */
	const char *organisation_name;
	const char *role;
	const char *account_id;  /* for the log; "" also when session_load does not select it */
	unsigned role_bit;       /* 1 << position in the program's roles; 0 if none of them */
	const struct rows *rows; /* the row of session_load, for what else a program selects */
};

/* Reads the cookie; all texts are set, account and role to "".  A token that is not 64 hexadecimal
 * digits counts as none. */
void session_read_cookie(struct session *out, struct arena *arena, const struct request *request);

/* The same for a program: "Authorization: Bearer" and a token of session_new_machine_token. */
void session_read_bearer(struct session *out, struct arena *arena, const struct request *request);

/*
 * Fills the rest from the one row (or none) of the program's session_load statement (which takes no
 * values: the setting zhiheng.session says whose): account_name,
 * organisation_name, role, and what the program likes.  The layout shows role_name and demo, the
 * log account_id, if these are selected.  A row whose account_name is NULL is nobody's: not signed
 * in.
 */
void session_accept(struct session *session, const struct rows *rows, const char *const *roles);

/* Constant-time comparison of the form's _csrf field. */
bool session_csrf_matches(const struct session *session, const struct request *request);

/* A new random token; and its digest as the database stores it.  Both hexadecimal. */
char *session_new_token(struct arena *arena);
char *session_digest(struct arena *arena, const char *token);

/* The same for programs: another form and another digest, so that neither passes for the other. */
char *session_new_machine_token(struct arena *arena);
char *session_machine_digest(struct arena *arena, const char *token);

/* The CSRF token that belongs to a session token. */
char *session_csrf(struct arena *arena, const char *token);

#endif
