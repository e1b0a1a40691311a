/* The parts of posted values: one cell for an element and a department or a month. */
#ifndef INSTITUTION_PART_H
#define INSTITUTION_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "core/request.h"

struct arena;

struct portion {
	const char *code;  /* element */
	const char *part;  /* department's id or month 2025-07 */
	const char *typed; /* as it was sent */
	const char *value; /* as PostgreSQL reads it; NULL: left empty */
	const char *error; /* Chinese, without the cell's name; NULL: fine */
};

struct portions {
	struct portion *items; /* in order of element and part */
	size_t count;
	bool wrong; /* any has an error */
};

/* posted: cells named "element.part"; whether these are asked is for institution.return_enter. */
void portions_read(struct portions *out, struct arena *arena, const struct pairs *posted);

/* What is wrong with a good number as a part of an element of that type, or NULL. */
const char *portion_breach(const char *type, const char *number);

/* NULL: was not sent. */
struct portion *portions_find(const struct portions *parts, const char *code, const char *part);

/* The columns of the save, as PostgreSQL arrays. */
const char *portions_codes(const struct portions *parts, struct arena *arena);
const char *portions_names(const struct portions *parts, struct arena *arena);
const char *portions_values(const struct portions *parts, struct arena *arena);

#endif
