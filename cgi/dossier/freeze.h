/*
 * The decision which quarters fix the centre and limits of a control chart (基准期), as a form:
 * for the page of a commission and that of an institution.
 */
#ifndef DOSSIER_FREEZE_H
#define DOSSIER_FREEZE_H

#include "core/form.h"
#include "core/status.h"

struct rows;

struct freeze {
	const char *first; /* both NULL: no quarters any more */
	const char *last;
	const char *reason;
};

/* The chart of an indicator whose quarters are to be fixed, and where its page stands. */
struct freeze_subject {
	const char *template;
	const char *list_url; /* of all results */
	const char *back_url; /* of the indicator's */
	const char *url;      /* of the form */
	struct rows *head;    /* one row: name, indicator_code */
	struct rows *quarters;
	struct rows *decisions; /* rows of ..._baselines */
};

/* STATUS_MISSING if there is no such indicator, or no quarter of it. */
enum status freeze_found(const struct freeze_subject *subject);

/* The page with a new form, or with the one that was refused. */
enum status freeze_get(struct context *context, const struct freeze_subject *subject);
enum status freeze_show(
    struct context *context, const struct freeze_subject *subject, const struct form *form);

/* A form of these fields; quarters: the rows that the chart is drawn from. */
struct form *freeze_form(struct context *context, const struct rows *quarters);

#endif
