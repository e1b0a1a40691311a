/* What the pages of the ledger share: their side of it, the evidence that an item is opened from.
 */
#ifndef COMMISSION_LEDGER_LEDGER_H
#define COMMISSION_LEDGER_LEDGER_H

#include "core/form.h"
#include "core/route.h"
#include "core/view.h"
#include "dossier/ledger.h"

extern const struct ledger_side ledger_side;

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
