/* The cells of a posted return: what each says, or what is wrong with it. */
#ifndef INSTITUTION_ENTRY_H
#define INSTITUTION_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/request.h"

struct arena;

struct entry {
	const char *code;
	const char *typed; /* as it was sent; "" if only the box was ticked */
	bool ticked;       /* 不适用 */
	const char *state; /* value, not_applicable or missing */
	const char *value; /* of state value, as PostgreSQL reads it; else NULL */
	const char *error; /* Chinese, without the element's name; NULL: fine */
};

struct entries {
	struct entry *items; /* in order of code */
	size_t count;
	bool wrong; /* any has an error */
};

/*
 * values: element code and what was typed; ticks: codes whose 不适用 was sent.  What only the
 * catalogue knows (whole numbers, 0 or 1) is for institution.return_save to judge.
 */
void entries_read(struct entries *out, struct arena *arena, const struct pairs *values,
    const struct pairs *ticks);

/* What is wrong with a number as text_number leaves it, in Chinese; NULL: nothing. */
const char *entry_fault(const char *number);

/*
 * What the catalogue says of such a number, as institution.return_save would, in Chinese; NULL:
 * nothing.  type: integer, decimal or boolean; minimum: NULL if none is known.
 */
const char *entry_rule_breach(const char *type, const char *minimum, const char *number);

const struct entry *entries_find(const struct entries *entries, const char *code);

/* The columns of the save, as PostgreSQL arrays. */
const char *entries_codes(const struct entries *entries, struct arena *arena);
const char *entries_states(const struct entries *entries, struct arena *arena);
const char *entries_values(const struct entries *entries, struct arena *arena);

#endif
