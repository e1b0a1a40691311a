/* The form of a return as its template wants it. */
#ifndef INSTITUTION_RETURN_VIEW_H
#define INSTITUTION_RETURN_VIEW_H

#include "asked_parts.h"
#include "core/template.h"
#include "own_return.h"

/* What one field shows. */
struct return_field {
	const char *typed; /* in the input */
	bool ticked;
	bool sent;         /* by the form shown again: stays a field, even beside parts */
	const char *error; /* NULL: none */
	const char *note;  /* NULL: none; about a value that somebody else changed */
};

/* What the whole form shows. */
struct return_shown {
	const struct return_field *fields; /* one for each element of the sheet */
	const struct asked_parts *asked;
	const struct part_values *posted; /* NULL: parts as saved */
};

/*
 * Sets what the tables of elements need: groups (of tables of elements, with their rates), filled,
 * count, missing, copied, reasons, faults (errors of check_sheet but for empty fields) and faulty
 * (any), wants_departments, needs_departments.
 */
void return_view(struct view *view, struct arena *arena, const struct own_return *own,
    const struct return_shown *shown);

#endif
