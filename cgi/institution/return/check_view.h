/* What stands between a return and its submission, as its template wants it. */
#ifndef INSTITUTION_RETURN_CHECK_VIEW_H
#define INSTITUTION_RETURN_CHECK_VIEW_H

#include "core/form.h"
#include "institution/verdict.h"

/*
 * Sets faults, warnings (of an element each, with their words), empties, groups of all values.
 * editable: whether fields are linked to; form: what was typed, or NULL.
 */
void check_view(struct view *view, struct context *context, const struct own_return *own,
    const struct verdict *verdict, bool editable, const struct form *form);

#endif
