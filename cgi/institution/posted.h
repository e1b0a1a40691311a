/* What a form of a return sends, and the form shown again when it cannot be saved. */
#ifndef INSTITUTION_POSTED_H
#define INSTITUTION_POSTED_H

#include "core/form.h"
#include "core/page.h"
#include "entry.h"
#include "part_value.h"
#include "return_view.h"

#define RETURN_CELL_POINTS                                                                         \
	60 /* more than any number needs; what is longer is shown again, cut by nobody */

struct return_posted {
	const char *revision; /* the one its form was made from; NULL if it was none */
	const char *action;
	const char *back; /* code of the element that the check page led from, or NULL */
	const char *source;
	bool again; /* the page has had no answer to an earlier save */
	struct pairs values;
	struct pairs ticks;
	struct pairs parts;
	/* What return_posted_read makes of these. */
	struct entries entries;
	struct part_values values_by_part;
};

/* Fields of its cells: values, ticks of what does not apply, parts. */
#define RETURN_CELL_FIELDS                                                                         \
	{.name = "value",                                                                          \
	    .label = "数据项",                                                                     \
	    .kind = FIELD_MAP,                                                                     \
	    .maximum = RETURN_CELL_POINTS,                                                         \
	    .offset = offsetof(struct return_posted, values)},                                     \
	    {.name = "na",                                                                         \
		.label = "不适用",                                                                 \
		.kind = FIELD_MAP,                                                                 \
		.offset = offsetof(struct return_posted, ticks)},                                  \
	{                                                                                          \
		.name = "part", .label = "各科室或各月的数字", .kind = FIELD_MAP,                  \
		.maximum = RETURN_CELL_POINTS, .offset = offsetof(struct return_posted, parts)     \
	}

/* STATUS_INPUT: something is wrong with a cell or with the form; STATUS_MISSING: with the path. */
enum status return_posted_read(
    struct return_posted *posted, struct context *context, struct form *form) MUST_CHECK;

/*
 * Saves it: rows of institution.return_save, or of return_enter if there are parts (then with the
 * column part).  source: typed or pasted.
 */
enum status return_posted_save(struct rows **out, struct context *context,
    const struct return_posted *posted, const char *source) MUST_CHECK;

/* Whether its rows say that it was saved, or that two people changed the same cell. */
bool return_posted_is_saved(const struct rows *rows);
bool return_posted_is_conflict(const struct rows *rows);

/* The part that a row of trouble is about, NULL: the value as a whole. */
const char *return_posted_part(const struct rows *rows, size_t row);

/* What stands in the way of a row, as a sentence without the element's name. */
const char *return_posted_trouble(struct arena *arena, const struct rows *rows, size_t row);

/* The check page, at the row that the clerk came from if there was one. */
const char *return_posted_check_url(struct context *context, const char *back);

/* The page of a form, with all names of its template but errors. */
struct view *return_page(
    struct context *context, const struct own_return *own, const struct return_shown *shown);

/* The form with everything that was typed; trouble: the rows of a save, NULL if none. */
enum status return_show_again(struct context *context, struct form *form,
    struct return_posted *posted, const struct rows *trouble, enum status why) MUST_CHECK;

/* What went well before the form is shown. */
extern const struct notice return_notices[];

#endif
