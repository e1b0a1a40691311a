/* The charts of one peer group: every interval side by side, and the funnel. */
#ifndef FIGURE_PEER_CHART_H
#define FIGURE_PEER_CHART_H

#include "peers.h"

struct view;

/*
 * Columns of the table's rows: institution_name (NULL: one that is not named), peer_group_label,
 * own (the one the reader came for), shown (others are left out of the drawings, not of the
 * limits). Columns of head, row head_row: threshold_op, threshold_value, denominator_name.
 */
struct peer_chart {
	const struct figure_peers *peers;
	const struct rows *head;
	size_t head_row;
	const char *centre_label; /* "全辖区合计值 3.20%"; NULL: no line */
	double centre;
	const char *own_label; /* "所选机构", "本机构" */
	const bool *drawn;     /* units that are drawn, of those shown; NULL: all of them */
};

/*
 * Sets caterpillar and funnel, lists of at most one chart, in the view of a peer group whose table
 * has the id peers-<first>.
 */
void peer_chart_show(struct view *group, const struct peer_chart *chart);

/* The institution's name, or "同组机构" for one that is not named. */
const char *peer_chart_name(const struct figure_table *table, size_t unit);

#endif
