/* What the pages of the ledger share: addresses, and the evidence that an item is opened from. */
#ifndef COMMISSION_LEDGER_LEDGER_H
#define COMMISSION_LEDGER_LEDGER_H

#include "core/form.h"
#include "core/route.h"
#include "core/view.h"

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

/* What the address of a new item names, looked up anew: the figures never come from the form. */
struct ledger_evidence {
	bool given;
	const char *institution; /* ids and codes as texts; NULL: not named */
	const char *programme;
	const char *period;
	const char *indicator;
	const char *institution_name;
	const char *figures; /* in words */
	const char *source;  /* what the numbers suggest */
	const char *content;
	const char *aim; /* NULL: nothing to suggest */
};

/* STATUS_MISSING: the address names what is not there. */
enum status ledger_evidence_load(struct ledger_evidence *out, struct context *context) MUST_CHECK;

#endif
