/*
 * The decision which quarters fix the centre and limits of a control chart (基准期), as a form:
 * for the page of a commission and that of an institution.
 */
#ifndef DOSSIER_FREEZE_H
#define DOSSIER_FREEZE_H

#include "core/form.h"

struct rows;

struct freeze {
	const char *first; /* both NULL: no quarters any more */
	const char *last;
	const char *reason;
};

/* A form of these fields; quarters: the rows that the chart is drawn from. */
struct form *freeze_form(struct context *context, const struct rows *quarters);

/* Sets the fields, url of the form, back_url, and decisions: rows of ..._baselines. */
void freeze_show(struct view *view, const struct form *form, const char *url, const char *back_url,
    const struct rows *decisions);

#endif
