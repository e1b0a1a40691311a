/* What the pages of the commission program share; their prototypes come from the table of routes.
 */
#ifndef COMMISSION_PAGE_H
#define COMMISSION_PAGE_H

#include "commission_page.h"
#include "core/form.h"
#include "core/route.h"
#include "core/view.h"

/* Positions in the program's table of roles; the viewer's is the first, which no route names. */
#define ROLE_REVIEWER      (1u << 1)
#define ROLE_ADMINISTRATOR (1u << 2)

/* Handlers that decide: reviewers and administrators of the commission itself, not of a QC centre.
 */
bool commission_may_decide(const struct context *context);

/* Whether the one who asks sets things up: an administrator of the commission itself. */
bool commission_may_change(const struct context *context);

/* Whether it is a QC centre's: what it sees is of its specialty. */
bool commission_is_centre(const struct context *context);

/* The layout's navigation. */
void commission_decorate(struct context *context, struct view *view);

/* What the database refuses, in words (rules.c). */
extern const struct rule commission_rules[];

#endif
