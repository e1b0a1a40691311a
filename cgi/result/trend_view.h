/* Quarters of an indicator on a page: the control chart and its table, for templates/_trend.html.
 */
#ifndef RESULT_TREND_VIEW_H
#define RESULT_TREND_VIEW_H

#include "trend.h"

struct view;

/*
 * Sets trend, an object or an empty list, out of rows with the columns of result_trend_read and
 * period, period_label.  whose: the region or the institution, for the title.
 */
void result_trend_show(struct view *view, struct arena *arena,
    const struct result_definition *definition, const struct rows *quarters, const char *whose);

#endif
