/* A submission as templates/_submission.html shows it, to the institution and to its commission. */
#ifndef DOSSIER_SUBMISSION_H
#define DOSSIER_SUBMISSION_H

#include "core/arena.h"
#include "core/rows.h"
#include "core/view.h"

/* What its statements gave: cells are those of one return after the other, in the sheets' order. */
struct submission_rows {
	struct rows *head;
	struct rows *sheets;
	struct rows *cells;
	struct rows *steps;
};

/* Sets all of _submission.html; program: path below which its returns and submissions are. */
void submission_view(struct view *view, struct arena *arena, const struct submission_rows *rows,
    const char *program);

/* Sets submissions from rows of submission_list_of; base: path below which they are. */
void submission_view_list(
    struct view *view, struct arena *arena, const struct rows *rows, const char *base);

#endif
