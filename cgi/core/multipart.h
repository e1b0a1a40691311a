/* multipart/form-data (RFC 7578) bodies: the form of a page with a file input. */
#ifndef CORE_MULTIPART_H
#define CORE_MULTIPART_H

#include <stddef.h>

#include "status.h"

struct arena;

struct part {
	const char *name;
	const char *filename;     /* NULL: an ordinary field */
	const char *content_type; /* NULL when not said */
	const char *data;         /* NUL after the last byte, not counted */
	size_t length;
};

struct multipart {
	struct part *parts;
	size_t count;
};

/* STATUS_INPUT: no boundary, no closing boundary, a part without a name, more than 2,000 parts. */
enum status multipart_read(struct multipart *out, struct arena *arena, const char *content_type,
    const char *body, size_t length) MUST_CHECK;

#endif
