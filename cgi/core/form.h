/*
 * A posted form, read by its table of fields into a struct.  Whatever is wrong becomes a sentence
 * at its field; all that was typed is shown again.
 *
 * The struct's members: const char * for all kinds (checked and normalised text, NULL when left
 * empty) but FIELD_FLAG (bool), FIELD_MANY (struct texts) and FIELD_MAP (struct pairs).
 */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"
#include "route.h"
#include "status.h"
#include "template.h"

enum field_kind {
	FIELD_TEXT,      /* one line, trimmed; maximum = code points */
	FIELD_LONG_TEXT, /* several lines; maximum = code points */
	FIELD_SECRET,    /* a password: not trimmed, never shown again */
	FIELD_INTEGER,   /* whole number between minimum and maximum; full-width, 1,234 accepted */
	FIELD_DECIMAL,   /* the same with up to 4 decimals */
	FIELD_DATE,      /* 2025-07-01, a real day */
	FIELD_CHOICE,    /* one of choices */
	FIELD_MANY,      /* any of choices, repeated names */
	FIELD_FLAG,      /* a check box */
	FIELD_HIDDEN,    /* carried along, as text, not trimmed; no label */
	FIELD_MAP,       /* name.<key> for any key: the cells of a table, trimmed; several lines
			  * if maximum is more than 200 */
	FIELD_KIND_COUNT
};

struct choice {
	const char *value;
	const char *label;
};

struct field {
	const char *name;
	const char *label; /* Chinese, as on the form */
	const char *hint;  /* NULL if none */
	enum field_kind kind;
	bool required;
	long long minimum; /* of a number */
	long long maximum; /* of a number (both 0: any of up to 12 digits that is not negative);
			    * code points of a text or of one cell of a map (0: 200) */
	const struct choice *choices; /* ended by a NULL value; or filled by form_choices */
	size_t offset;                /* of the member in the handler's struct */
};

struct texts {
	const char *const *items;
	size_t count;
};

struct form; /* fields with what was typed and what is wrong */

/*
 * An empty form to be shown by a GET, and its values before the user changes them.
 * fields must outlive the form.
 */
struct form *form_create(struct context *context, const struct field *fields, size_t count);
#define FORM(context, fields) form_create((context), (fields), sizeof(fields) / sizeof((fields)[0]))

void form_set(struct form *form, const char *name, const char *value);
void form_set_many(struct form *form, const char *name, const struct texts *values);

/* Replaces the choices of a field for this request (regions, institutions): count items. */
void form_choices(struct form *form, const char *name, const struct choice *choices, size_t count);

/*
 * Reads the posted fields into out (the handler's struct) and normalises.  STATUS_INPUT when any
 * field has an error; show the form again then.  Unknown and repeated names are errors of the form.
 * A form restored after an expired session is STATUS_INPUT too, with a word that nothing is saved
 * yet.
 */
enum status form_read(struct form *form, void *out) MUST_CHECK;

/* Adds a sentence to a field, to a cell of a map ("value.X12"), or (NULL) to the form as a whole.
 */
void form_error(struct form *form, const char *field, const char *message);
bool form_has_errors(const struct form *form);

/*
 * The answer of a POST, out of the form that was read and the status of what was done with it:
 *
 *	status = form_read(form, &input);
 *	if (status == STATUS_OK)
 *		status = DB_ASK(...);
 *	if (form_refuses(form, context, status))
 *		return show(context, form);
 *	return status == STATUS_OK ? page_redirect(context, next) : status;
 *
 * Whether the form is to be shown again, with what was typed: it has errors, or a rule of the
 * program explains what the database refused.  The reply then has its status.  Anything else goes
 * up, and what was done leads on by 303, or to a page of its own (a code that is shown once).
 */
bool form_refuses(struct form *form, struct context *context, enum status status);

/*
 * After a failed write: if the program's rules explain the breach, adds the sentence, begins the
 * transaction anew for reading and returns true; the handler then shows the form again.  If the
 * rule's field is a FIELD_MAP, the key of the cell is the error's detail.
 */
bool form_explains(struct form *form, struct context *context, enum status status);

/*
 * Sets in view: "errors" (list of message, anchor), and for each field an object of its name with
 * name, id, label, hint, value, error, required, checked, options (list of value, label, selected).
 * FIELD_MAP fields have none: their page builds the cells itself from form_map_value.
 */
void form_view(const struct form *form, struct view *view);

/* The same of one field, set in view itself: an item of a list of fields. */
void form_view_field(const struct form *form, struct view *view, const char *name);

/* What was typed in the cell name.key, or NULL if the form was not posted or the cell not there. */
const char *form_map_value(const struct form *form, const char *name, const char *key);

/*
 * Checks what was typed in a cell as if it were a field of its own: a number in a table.  field's
 * label stands in the sentence.  *out: normalised, NULL if empty; gives what is wrong, or NULL.
 * Not for FIELD_MANY, FIELD_FLAG, FIELD_MAP.
 */
const char *form_check_as(
    const char **out, struct arena *arena, const struct field *field, const char *typed);

/* What is wrong with that cell, or NULL. */
const char *form_map_error(const struct form *form, const char *name, const char *key);

#endif
