/* Quarters of an indicator on a page: the control chart and its table, for templates/_trend.html.
 */
#ifndef FIGURE_TREND_VIEW_H
#define FIGURE_TREND_VIEW_H

#include "core/page_table.h"
#include "trend.h"

struct view;

struct figure_trend_page {
	const char *whose;            /* the region or the institution, for the title */
	const struct rows *decisions; /* on the chart's baseline, newest first */
	const char *freeze_url;       /* where they are taken, or NULL */
};

/*
 * Sets trend, an object or an empty list, out of rows with the columns of figure_trend_read and
 * period, period_label.
 */
void figure_trend_show(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *quarters,
    const struct figure_trend_page *page);

/* The same quarters as a table to be saved; code and name: of the indicator. */
struct page_table figure_trend_table(struct arena *arena,
    const struct figure_definition *definition, const char *code, const char *name,
    const struct rows *quarters, const struct rows *decisions);

#endif
