/* What the pages of the ledger share: their side of it, the addresses of the item in the path. */
#ifndef INSTITUTION_LEDGER_LEDGER_H
#define INSTITUTION_LEDGER_LEDGER_H

#include "core/route.h"
#include "dossier/ledger.h"

extern const struct ledger_side ledger_side;

/* /institution/ledger/<id> of the request, and /page if it is not NULL. */
const char *ledger_url(const struct context *context, const char *page);

/* 303 to the item with ?notice=. */
enum status ledger_return(struct context *context, const char *notice) MUST_CHECK;

#endif
