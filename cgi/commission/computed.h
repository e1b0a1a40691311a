/* Of when the figures of a page are that the worker computed, and having them computed anew. */
#ifndef COMMISSION_COMPUTED_H
#define COMMISSION_COMPUTED_H

#include "core/route.h"
#include "core/rows.h"
#include "core/view.h"
#include "scope.h"

/* Among what the page asks: its figures and this are of one snapshot. */
#define COMPUTED_ASK(rows, scope)                                                                  \
	ASK((rows), COMPUTED_STATE, (scope)->programme_id, (scope)->period)

/* Sets the object "computed" of the partial _computed. */
void computed_show(struct context *context, struct view *view, const struct rows *state,
    const struct scope *scope);

/* The same for the notes of a file: "2025-10-21 09:30，其后接受报表 3 份，未计入". */
const char *computed_words(struct arena *arena, const struct rows *state);

#endif
