/* What an act of the register would change, shown before it is done. */
#ifndef COMMISSION_INSTITUTION_EFFECT_H
#define COMMISSION_INSTITUTION_EFFECT_H

#include "core/db.h"
#include "core/route.h"
#include "core/template.h"

/* The crumbs down to the page of an institution; present: INSTITUTION_LOAD. */
void institution_crumbs(struct context *context, struct view *view, const struct rows *present);

/*
 * Shows a template with the periods that would change; effects: digest, period_label (NULL: none
 * would), before, after, past.  The digest goes along in the page's form as effect: sent again, it
 * says that this was seen.
 */
enum status institution_effect_show(struct context *context, const char *template,
    struct view *view, const struct rows *effects) MUST_CHECK;

#endif
