/* One indicator over institutions, as the page and its files both need it. */
#ifndef COMMISSION_INDICATOR_INDICATOR_H
#define COMMISSION_INDICATOR_INDICATOR_H

#include "commission/filter.h"
#include "commission/scope.h"
#include "core/list.h"
#include "core/page_table.h"
#include "figure/improved.h"
#include "figure/peers.h"
#include "figure/similar.h"

/* One in the ranking. */
struct indicator_place {
	size_t group; /* of those shown */
	size_t index; /* of the group's peers */
};

struct indicator {
	struct context *context;
	struct list list; /* the ranking */
	struct scope scope;
	struct filter filter;
	const char *code;
	const char *group;       /* the peer group asked for, or NULL */
	const char *institution; /* id of the one the reader came for, or NULL */
	struct rows *head;
	struct rows *results;
	struct rows *arrivals;
	struct rows *areas;      /* baselines and goals of regions */
	struct rows *computed;   /* of when the results are */
	struct rows *thresholds; /* besides that of the head */
	struct rows *quarters;
	struct rows *steps;     /* of similar peer groups */
	struct rows *decisions; /* on the baseline of the region's chart */
	struct figure_definition definition;
	struct figure_table table; /* chosen: those within the filter */
	size_t chosen_count;
	struct comparison_total total;  /* of the chosen ones */
	struct comparison_total region; /* of all */
	struct figure_peers *groups;    /* those shown */
	size_t group_count;
	struct indicator_place *places; /* the chosen ones in them */
	size_t place_count;
	struct figure_improved *improved; /* by unit of the table */
	struct figure_similar *similar;   /* the same */
	struct list_source source;
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

/*
 * Sets area_goal, area_verdict, area_so_far, area_base, area_period of a region, or (NULL) of the
 * one that the whole page is of; whether a goal is approved.
 */
bool indicator_goal_show(struct view *view, const struct indicator *indicator, const char *region,
    const struct comparison_total *total);

/* The verdict and the goal alone. */
const char *indicator_goal_verdict(const struct indicator *indicator, const char *region,
    const struct comparison_total *total, const char **goal);

/* Its group, and the peer itself, of places[index]. */
const struct figure_peers *indicator_peers_of(const struct indicator *indicator, size_t index);
const struct figure_peer *indicator_peer_of(const struct indicator *indicator, size_t index);

/* The make of the list's source: page is the indicator. */
const struct rows *indicator_ranking_rows(const void *page, const size_t indices[], size_t count);

/* The list of those ranked: STATUS_INPUT if the query says what it has not. */
enum status indicator_ranking(struct indicator *indicator) MUST_CHECK;

/* Sets the groups that the list's page has, each with its table and its charts. */
void indicator_ranking_show(struct view *view, const struct indicator *indicator);

extern const struct query indicator_query[];

/* The answer to ?format=csv and xlsx: &table=groups, &table=quarters, else the ranking. */
enum status indicator_file(struct context *context, const struct indicator *indicator) MUST_CHECK;

#endif
