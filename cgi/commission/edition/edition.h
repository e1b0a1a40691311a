/* What the pages of publishing share. */
#ifndef COMMISSION_EDITION_EDITION_H
#define COMMISSION_EDITION_EDITION_H

#include "core/form.h"

/*
 * The page of programme and period of the query.  form: what was posted and refused, with or
 * without a reason; NULL for a fresh page.
 */
enum status edition_show(
    struct context *context, struct form *form, bool asks_reason, enum status outcome) MUST_CHECK;

#endif
