/* The return that a request is about: its head, the rows of its form, and these as a sheet. */
#ifndef INSTITUTION_OWN_RETURN_H
#define INSTITUTION_OWN_RETURN_H

#include "core/form.h"
#include "core/route.h"
#include "entry.h"
#include "figure/sheet.h"
#include "part_value.h"

struct own_return {
	const struct rows *head;   /* one row of return_head */
	const struct rows *askers; /* of return_askers: whose programmes ask for it */
	const struct rows *elements;
	const struct rows *indicators;
	const struct rows *notes; /* of note_list: where the elements come from */
	const struct rows *parts; /* of return_parts: numbers of departments and months as saved */
	const struct rows *departments; /* of department_list */
	const struct rows *sources;     /* of backfill_sources */
	struct rows *progress;          /* one row of return_filing, where a page asks for it */
	struct sheet sheet;
};

/*
 * Loads the return whose id is the first segment of the path, in one round trip.  STATUS_MISSING:
 * no such return, or another institution's.
 */
enum status own_return_load(struct own_return *out, struct context *context) MUST_CHECK;

/* The same of another return than that of the request. */
enum status own_return_load_of(
    struct own_return *out, struct context *context, const char *id) MUST_CHECK;

/*
 * What a POST about a return begins with: loads it, reads the form into posted.  *read is
 * form_read's status.  STATUS_INPUT: the form does not say which save it was made from (*revision,
 * a member of posted).
 */
enum status own_return_read(struct own_return *out, enum status *read, struct context *context,
    struct form *form, void *posted, const char *const *revision) MUST_CHECK;

/* The parts of the sheet: those saved, and over them what was posted, if that is not NULL. */
void own_return_lay_parts(
    struct own_return *own, struct arena *arena, const struct part_values *posted);

/* Whether a posted text can be the number of a save or a version. */
bool own_return_is_revision(const char *text);

/* Why the return cannot be filled in by who asks, in Chinese; NULL: it can. */
const char *own_return_lock(const struct own_return *own, const struct context *context);

/* What of it may be filled in and until when, where that is not all until the period closes, in
 * Chinese; NULL: nothing to be said. */
const char *own_return_scope(const struct own_return *own, struct arena *arena);

/* What was filled in of a return. */
struct own_return_entry {
	const char *revision; /* the one it was made from */
	const struct entries *values;
	const struct part_values *parts;
	const char *source; /* typed, pasted, uploaded, machine */
	bool again;         /* an earlier one of the same page has had no answer */
};

/*
 * Saves that of the return in the path: rows of institution.return_save, or of return_enter if
 * there are parts (then with the column part).
 */
enum status own_return_save(
    struct rows **out, struct context *context, const struct own_return_entry *entry) MUST_CHECK;

#endif
