/* What the checks say of an own return: what stands between it and its submission. */
#ifndef INSTITUTION_VERDICT_H
#define INSTITUTION_VERDICT_H

#include "dossier/check.h"
#include "institution/own_return.h"

struct verdict {
	const struct check_finding *findings;
	size_t count;
	size_t errors;
	size_t unexplained; /* warnings without words */
};

struct verdict verdict_reach(struct arena *arena, const struct own_return *own);

/* Key of a finding's explanation: the element's code, "*" for the return as a whole. */
const char *verdict_key(const struct sheet *sheet, const struct check_finding *finding);

#endif
