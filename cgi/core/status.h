/* The outcome of everything that can fail.  Small and closed: a new cause maps to one of these. */
#ifndef CORE_STATUS_H
#define CORE_STATUS_H

enum status {
	STATUS_OK,
	STATUS_INPUT,     /* the request is malformed or breaks a rule: 400 */
	STATUS_LOGIN,     /* no valid session: 401 with the sign-in form */
	STATUS_FORBIDDEN, /* signed in, but not allowed; or a bad CSRF token: 403 */
	STATUS_MISSING,   /* no such page or record, or not yours to know of: 404 */
	STATUS_METHOD,    /* the path exists, the method does not: 405 */
	STATUS_CONFLICT,  /* somebody else was quicker, or the state does not allow it: 409 */
	STATUS_BUSY,      /* the database is away; try again: 503 */
	STATUS_INTERNAL,  /* our mistake: 500 */
	STATUS_COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status line, for example "404 Not Found". */
const char *status_http(enum status status);

/* The HTTP status code, for example 404. */
int status_code(enum status status);

/* The heading and the advice of the error page, in Chinese. */
const char *status_title(enum status status);
const char *status_advice(enum status status);

#endif
