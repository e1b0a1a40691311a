/* What the pages of the institution program share; their prototypes come from the table of routes.
 */
#ifndef INSTITUTION_PAGE_H
#define INSTITUTION_PAGE_H

#include "core/route.h"
#include "core/view.h"
#include "institution_page.h"

/* The largest posted body: a file of evidence with what surrounds it. */
#define EVIDENCE_FILE_MAXIMUM ((size_t)10 * 1024 * 1024)
#define EVIDENCE_BODY_MAXIMUM (EVIDENCE_FILE_MAXIMUM + (size_t)64 * 1024)

/* Bits of the roles in the order of main.c. */
#define ROLE_CLERK    (1u << 0)
#define ROLE_VERIFIER (1u << 1)
#define ROLE_LEADER   (1u << 2)
#define ROLE_MACHINE  (1u << 3) /* a program with a token */

/* Path of a page of the return in the request: "/institution/return/12" and, if not "", "/" page.
 */
const char *institution_return_url(struct context *context, const char *page);

/* Crumbs down to a page of that return, of whose period head tells; label NULL: the return itself.
 */
void institution_return_crumbs(
    struct context *context, struct view *view, const struct rows *head, const char *label);

/* What the database refuses, in words (rules.c). */
extern const struct rule institution_rules[];

/* The layout's navigation. */
void institution_decorate(struct context *context, struct view *view);

#endif
