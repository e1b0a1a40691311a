/* The ledger item that a request is about. */
#ifndef INSTITUTION_LEDGER_LEDGER_H
#define INSTITUTION_LEDGER_LEDGER_H

#include "core/route.h"

/* Its row of ledger_head, by the first segment of the path; STATUS_MISSING: none, or another's. */
enum status ledger_load(struct rows **out, struct context *context) MUST_CHECK;

/* /institution/ledger/<id> of the request, and /page if it is not NULL. */
const char *ledger_url(const struct context *context, const char *page);

/* 303 to the item with ?notice=. */
enum status ledger_return(struct context *context, const char *notice) MUST_CHECK;

#endif
