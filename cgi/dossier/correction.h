/* What a correction changes: old and new side by side, as institution and commission see it. */
#ifndef DOSSIER_CORRECTION_H
#define DOSSIER_CORRECTION_H

#include "core/arena.h"
#include "core/rows.h"
#include "core/view.h"

/* Sets changes (name, unit, old, new) and any_change from rows of return_changes, for
 * _changes.html. */
void correction_view_changes(struct view *view, struct arena *arena, const struct rows *changes);

/*
 * Sets corrections from rows of correction_list, each with its items (as changes) from rows of
 * correction_items.  Gives the id of the one that waits for its decision, or NULL.
 */
const char *correction_view_list(
    struct view *view, struct arena *arena, const struct rows *list, const struct rows *items);

#endif
