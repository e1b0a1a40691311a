/* The indicators of a programme in one period, as its list and the preview of an edition show them.
 */
#ifndef COMMISSION_OVERVIEW_H
#define COMMISSION_OVERVIEW_H

#include "core/route.h"
#include "core/view.h"

struct rows;
struct scope;

/* Sets "indicators", the rows of the table in _overview.html, from the rows of indicator_overview.
 */
void overview_show(
    struct context *context, struct view *view, const struct rows *rows, const struct scope *scope);

#endif
