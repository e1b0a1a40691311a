/* A submission as templates/_submission.html shows it, to the institution and to its commission. */
#ifndef DOSSIER_SUBMISSION_H
#define DOSSIER_SUBMISSION_H

#include "core/arena.h"
#include "core/rows.h"
#include "core/view.h"

/*
 * Sets sheets, each with its cells, from rows of submission_sheets and submission_cells (those of
 * one return after the other, in the sheets' order), and steps from submission_steps.  returns:
 * path below which the returns are, each by its id.
 */
void submission_view_sheets(struct view *view, struct arena *arena, const struct rows *sheets,
    const struct rows *cells, const char *returns);

/* Sets submissions from rows of submission_list_of; base: path below which they are. */
void submission_view_list(
    struct view *view, struct arena *arena, const struct rows *rows, const char *base);

#endif
