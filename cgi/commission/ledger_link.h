/* Addresses of the ledger, for its pages and for those whose numbers lead to it. */
#ifndef COMMISSION_LEDGER_LINK_H
#define COMMISSION_LEDGER_LINK_H

#include "core/route.h"

struct arena;
struct rows;

/* /commission/ledger/<id>, and /page if it is not NULL. */
const char *ledger_url(const struct context *context, const char *id, const char *page);

/*
 * The address that opens an item from numbers: 列入台账.  indicator NULL: about the return as a
 * whole; source: what it is opened for, NULL for what the numbers suggest.
 */
const char *ledger_new_url(struct arena *arena, const char *institution, const char *programme,
    const char *period, const char *indicator, const char *source);

/* Where the numbers of an item stand: of a row with institution_id, programme_id, period,
 * indicator_code, return_id; NULL if it was not seen in numbers. */
const char *ledger_evidence_url(struct arena *arena, const struct rows *rows, size_t row);

#endif
