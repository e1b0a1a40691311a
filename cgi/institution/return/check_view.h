/* What stands between a return and its submission, as its template wants it. */
#ifndef INSTITUTION_RETURN_CHECK_VIEW_H
#define INSTITUTION_RETURN_CHECK_VIEW_H

#include "core/form.h"
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

/*
 * Sets faults, warnings (of an element each, with their words), empties, groups of all values.
 * editable: whether fields are linked to; form: what was typed, or NULL.
 */
void check_view(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict, bool editable, const struct form *form);

#endif
