/*
 * A request after it was checked at the door: known method, well-formed UTF-8 without NUL, sizes
 * within limits.  Handlers see nothing rawer than this.
 */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "multipart.h"
#include "status.h"

struct arena;

/* Programs that speak to us send bodies of their own kinds, to paths below this one. */
#define REQUEST_MACHINE "/api/"

enum body_kind { BODY_FORM, BODY_JSON, BODY_CSV };

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER, METHOD_COUNT };

struct pair {
	const char *name;
	const char *value;
};

struct pairs {
	struct pair *items;
	size_t count;
};

/* What the web server hands over, as the CGI variables of RFC 3875 name it.  NULL: not given. */
struct request_source {
	const char *method;
	const char *path; /* decoded, DOCUMENT_URI of nginx */
	const char *query;
	const char *cookie;
	const char *if_none_match;
	const char *content_type;
	const char *authorization;   /* HTTP_AUTHORIZATION */
	const char *idempotency_key; /* HTTP_IDEMPOTENCY_KEY */
	const char *client;          /* REMOTE_ADDR */
	const char *id;              /* REQUEST_ID: 32 hexadecimal digits of nginx */
	bool secure;                 /* came by HTTPS */
	const char *body;
	size_t body_length;
	bool body_refused; /* larger than the gateway takes, or cut off: body is not there */
};

struct request {
	enum method method;
	const char *path;
	const char *query_string; /* as it came, for links back; "" if none */
	struct pairs query;
	struct pairs form; /* urlencoded or the plain fields of multipart */
	struct multipart files;
	struct pairs cookies;
	bool is_machine;           /* the path is below REQUEST_MACHINE */
	enum body_kind body_kind;  /* JSON and CSV only from machines: well-formed UTF-8 */
	const char *body;          /* of these; NULL otherwise */
	const char *authorization; /* "" if none, as the following */
	const char *idempotency_key;
	const char *if_none_match; /* tags of pages that the asker has; "" if none */
	const char *client;
	const char *id;
	bool secure;
};

/*
 * STATUS_INPUT: bad UTF-8, NUL, a broken escape, more than 5,000 pairs, an unknown body type;
 * STATUS_METHOD: neither GET, HEAD nor POST.  *out is filled as far as it was readable, so that an
 * error page can be drawn.
 */
enum status request_read(
    struct request *out, struct arena *arena, const struct request_source *source) MUST_CHECK;

/* application/x-www-form-urlencoded text.  STATUS_INPUT as above. */
enum status request_pairs(
    struct pairs *out, struct arena *arena, const char *data, size_t length) MUST_CHECK;

/* The first value of that name, or NULL. */
const char *pairs_get(const struct pairs *pairs, const char *name);

/* A query parameter that is not empty, or fallback. */
const char *request_query(const struct request *request, const char *name, const char *fallback);

/* The uploaded file of that field, or NULL when none was chosen. */
const struct part *request_file(const struct request *request, const char *name);

#endif
