/* The parts of posted values: one cell for an element and a department or a month. */
#ifndef INSTITUTION_PART_VALUE_H
#define INSTITUTION_PART_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/request.h"

struct arena;

struct part_value {
	const char *code;  /* element */
	const char *part;  /* department's id or month 2025-07 */
	const char *typed; /* as it was sent */
	const char *value; /* as PostgreSQL reads it; NULL: left empty */
	const char *error; /* Chinese, without the cell's name; NULL: fine */
};

struct part_values {
	struct part_value *items; /* in order of element and part */
	size_t count;
	bool wrong; /* any has an error */
};

/* posted: cells named "element.part"; whether these are asked is for institution.return_enter. */
void part_values_read(struct part_values *out, struct arena *arena, const struct pairs *posted);

/* What is wrong with a good number as a part of an element of that type, or NULL. */
const char *part_value_breach(const char *type, const char *number);

/* NULL: was not sent. */
struct part_value *part_values_find(
    const struct part_values *parts, const char *code, const char *part);

/* The columns of the save, as PostgreSQL arrays. */
const char *part_values_codes(const struct part_values *parts, struct arena *arena);
const char *part_values_names(const struct part_values *parts, struct arena *arena);
const char *part_values_values(const struct part_values *parts, struct arena *arena);

#endif
