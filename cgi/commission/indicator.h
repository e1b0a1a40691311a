/* One indicator over institutions, as the page and its CSV both need it. */
#ifndef COMMISSION_INDICATOR_H
#define COMMISSION_INDICATOR_H

#include "core/route.h"
#include "result/peers.h"
#include "result/table.h"
#include "scope.h"

struct indicator {
	struct scope scope;
	const char *code;
	struct rows *head;
	struct rows *results;
	struct rows *arrivals;
	struct rows *quarters; /* not for a file */
	bool csv;
	struct result_definition definition;
	struct result_table table;
	const char *institution; /* id of the one the reader came for, or NULL */
};

/* What is said of one institution; texts are NULL where there is nothing to say. */
struct indicator_line {
	const char *rank; /* "3=" */
	const char *of;
	const char *value;
	const char *counts;
	const char *lower;
	const char *upper;
	const char *interval;
	const char *goal;
	const char *goal_verdict;
	const char *threshold_verdict;
	const char *baseline;
	const char *change;
	const char *why; /* without rank: the reason */
};

void indicator_line_read(struct indicator_line *out, const struct result_table *table, size_t unit);

/*
 * Sets caterpillar and funnel, lists of at most one chart, and note, in the view of a peer group
 * with the names id (that of its table's caption) and label.
 */
void indicator_show_charts(struct view *group, const struct indicator *indicator,
    const struct comparison_total *total, const struct result_peers *peers);

/*
 * Sets trend, an object or an empty list, out of the rows of trend_quarters: the control chart and
 * its quarters, for _trend.html.  whose: the region or the institution, for the title.
 */
void indicator_show_trend(struct context *context, struct view *view,
    const struct result_definition *definition, const struct rows *quarters, const char *whose);

/* Whether the peer is the one the reader came for. */
bool indicator_is_own(const struct indicator *indicator, const struct result_peer *peer);

/* The answer to ?format=csv. */
enum status indicator_csv(struct context *context, const struct indicator *indicator) MUST_CHECK;

#endif
