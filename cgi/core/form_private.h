/* What the two files of the form module share; nobody else includes it. */
#ifndef CORE_FORM_PRIVATE_H
#define CORE_FORM_PRIVATE_H

#include "form.h"

/* One field of one request. */
struct entry {
	const struct field *field;
	const struct choice *choices;
	size_t choice_count;
	const char *typed;   /* as it came, to be shown again; NULL: nothing */
	struct texts chosen; /* of FIELD_MANY */
	const char *error;   /* the first one; NULL: none */
	size_t times;        /* how often the name was posted */
};

struct fault {
	const char *anchor; /* id of the control; NULL: none */
	const char *message;
};

struct form {
	struct context *context;
	struct entry *entries;
	size_t count;
	struct fault *faults;
	size_t fault_count;
	size_t fault_capacity;
	struct pair *cells; /* of all FIELD_MAPs, whole names, sorted */
	size_t cell_count;
};

/*
 * form_check.c: checks what was typed into a field other than FIELD_MANY, FIELD_FLAG, FIELD_MAP.
 * *out becomes the normalised text, NULL if nothing was typed.  Returns what is wrong with it as a
 * sentence, or NULL.
 */
const char *form_check(const char **out, struct arena *arena, const struct entry *entry);

/* The same for one cell of a FIELD_MAP and for a choice. */
const char *form_check_cell(
    const char **out, struct arena *arena, const struct field *field, const char *typed);
bool form_is_choice(const struct entry *entry, const char *value);

#endif
