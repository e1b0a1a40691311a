/* A department's indicators in a quarter, what was asked about them and answered. */
#ifndef INSTITUTION_DEPARTMENT_FIGURES_H
#define INSTITUTION_DEPARTMENT_FIGURES_H

#include "core/route.h"

struct view;

struct department_page {
	struct rows *row;
	struct rows *history;
	struct rows *quarters;
	size_t chosen;      /* of quarters */
	const char *period; /* NULL: there are no numbers by department yet */
	const char *period_label;
	struct rows *figures; /* these three only with a period */
	struct rows *months;
	struct rows *words;
};

/*
 * The department in the path in that quarter; NULL: the newest.  STATUS_MISSING: no such
 * department, or no numbers of that quarter.
 */
enum status department_load(
    struct department_page *out, struct context *context, const char *period) MUST_CHECK;

/*
 * Sets what the pages share: department (its name), period, period_label, before_label, year_label,
 * unaccepted, figures (each with its words), months, words of this quarter about none of them, and
 * earlier ones.
 */
void department_view(
    struct view *view, struct context *context, const struct department_page *page);

/* "/institution/department/12", and below it: a word and a quarter; NULL: none. */
const char *department_url(const struct context *context, const char *word, const char *period);

#endif
