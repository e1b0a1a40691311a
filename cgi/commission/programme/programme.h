/* What the pages about one programme share. */
#ifndef COMMISSION_PROGRAMME_PROGRAMME_H
#define COMMISSION_PROGRAMME_PROGRAMME_H

#include "core/form.h"
#include "core/route.h"
#include "core/view.h"

/* The programme of the route's first "*"; STATUS_MISSING if the session has nothing to do with it.
 */
enum status programme_load(struct rows **out, struct context *context) MUST_CHECK;

/* Whether the one who asks may change it: an administrator of the commission whose programme it is.
 */
bool programme_may_change(const struct context *context, const struct rows *programme);

/* Sets programme (object of its columns), programme_url, may_change and the crumbs; label NULL: the
 * page is the programme's own. */
void programme_show(
    struct context *context, struct view *view, const struct rows *programme, const char *label);

/* /commission/programme/<id> and what follows, for links and redirects. */
const char *programme_url(struct context *context, const struct rows *programme, const char *rest);

/* After a write: whether another programme has fixed what an element means; then form says which.
 */
bool programme_clash(struct form *form, struct context *context);

#endif
