/* What the pages of publishing share. */
#ifndef COMMISSION_EDITION_EDITION_H
#define COMMISSION_EDITION_EDITION_H

#include "core/form.h"
#include "core/view.h"

/*
 * The page of programme and period of the query.  form: what was posted and refused, with or
 * without a reason; NULL for a fresh page.
 */
enum status edition_show(
    struct context *context, struct form *form, bool asks_reason, enum status outcome) MUST_CHECK;

extern const char edition_home[]; /* /commission/edition/ */

/* Crumbs to a page of this name below it. */
void edition_crumbs(struct view *view, const char *label);

#endif
