/* One indicator over institutions, as the page and its files both need it. */
#ifndef COMMISSION_INDICATOR_INDICATOR_H
#define COMMISSION_INDICATOR_INDICATOR_H

#include "commission/filter.h"
#include "commission/scope.h"
#include "core/page_table.h"
#include "figure/peers.h"

struct indicator {
	struct scope scope;
	struct filter filter;
	const char *code;
	const char *group;       /* the peer group asked for, or NULL */
	const char *institution; /* id of the one the reader came for, or NULL */
	enum page_format format;
	struct rows *head;
	struct rows *results;
	struct rows *arrivals;
	struct rows *quarters;
	struct figure_definition definition;
	struct figure_table table; /* chosen: those within the filter */
	size_t chosen_count;
	struct comparison_total total;  /* of the chosen ones */
	struct comparison_total region; /* of all */
};

/* How institutions are summed: the titles of the tables, and the column that makes the groups. */
struct indicator_grouping {
	const char *title;
	const char *head; /* of the first column */
	const char *key;
	const char *label; /* the column with the words */
	bool by_key;       /* else in the order of the rows, which is that of levels */
};

#define INDICATOR_GROUPINGS 5
extern const struct indicator_grouping indicator_groupings[INDICATOR_GROUPINGS];

/* The groups of one way, in their order; fewer than two are none. */
size_t indicator_group(struct figure_group **out, const struct indicator *indicator,
    const struct indicator_grouping *grouping);

/* The word of a group, in Chinese. */
const char *indicator_group_label(const struct indicator *indicator,
    const struct indicator_grouping *grouping, const struct figure_group *group);

/* Whether the peer group at positions first ... end of the table's order is asked for: it has
 * chosen institutions, and ?group= does not name another. */
bool indicator_group_shown(const struct indicator *indicator, size_t first, size_t end);

/* The answer to ?format=csv and xlsx: &table=groups, &table=quarters, else the ranking. */
enum status indicator_file(struct context *context, const struct indicator *indicator) MUST_CHECK;

#endif
