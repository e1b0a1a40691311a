/* What all pages of one edition share: which edition, its head, its rows in words. */
#ifndef DISCLOSURE_EDITION_H
#define DISCLOSURE_EDITION_H

#include "core/db.h"
#include "core/page.h"
#include "figure/definition.h"

/* What is asked for: /region/<region>/<period>/[<number>/][<section>/<key>[/indicator/<code>]]. */
struct edition_address {
	const char *region;
	const char *period;
	const char *number;  /* NULL: the newest */
	const char *section; /* "indicator", "institution", ...; NULL: the period's own page */
	const char *key;     /* indicator code or institution id; NULL: the section has none */
	const char *code;    /* indicator of an institution; NULL: all of them */
	const char *option;  /* a value of the query that a statement takes, or NULL */
};

/* The address out of the path; section as above, after it "*" are taken as key and code. */
struct edition_address edition_address(const struct context *context, const char *section);

/* The first values of a statement about the edition. */
#define EDITION_OF(address) (address)->region, (address)->period, (address)->number

/*
 * Asks for the head of the edition and what the page asks about it in one round trip; the first
 * question is for what the page is about (one row if the address has a key).  STATUS_MISSING with
 * what is nearest if there is no such edition or key.
 */
enum status edition_load(struct rows **head, struct context *context,
    const struct edition_address *address, const struct ask asks[], size_t count) MUST_CHECK;

#define EDITION_LOAD(head, context, address, asks)                                                 \
	edition_load((head), (context), (address), (asks), sizeof(asks) / sizeof((asks)[0]))

/* View of a page of the edition: title (of an address with a section: also the last crumb), crumbs,
 * object edition, csv_url.  Says how long the page may be kept. */
struct view *edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address);

/* The rows as a file named after edition and key. */
enum status edition_csv(struct context *context, const struct edition_address *address,
    const struct rows *head, const struct page_column *columns, const struct rows *rows) MUST_CHECK;

/* Path inside the edition, with its number if that was asked for; section NULL: its first page. */
const char *edition_url(struct context *context, const struct edition_address *address,
    const char *section, const char *key);

/* The page of one number: an indicator of an institution. */
const char *edition_number_url(struct context *context, const struct edition_address *address,
    const char *institution, const char *indicator);

/*
 * Sets numerator, denominator, value_text, interval, status_text of a result or group row, with the
 * columns of the row itself.
 */
void edition_value(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct figure_definition *definition);

/* Sets rank_text, ranked, rank_interval, alike, unranked, goal_text of a result row. */
void edition_rank(struct context *context, struct view *item, const struct rows *rows, size_t row);

/*
 * The group of a row in a list of groups: a new item of list, named by column, when the row's
 * column differs from that of the row before; else current.
 */
struct view *edition_group(struct view *view, const char *list, const char *column,
    const struct rows *rows, size_t row, struct view *current);

/*
 * Sets caterpillar and funnel, each a chart or an empty list, in the view of the peer group of rows
 * first ... end - 1 of indicator_results; indicator and groups: rows of indicator_head and
 * indicator_groups.
 */
void edition_chart(struct context *context, struct view *group, const struct rows *indicator,
    const struct rows *groups, const struct rows *rows, size_t first, size_t end);

/*
 * Sets trend: an object of drawing (a chart or an empty list) and periods, or an empty list if
 * there is nothing before.  rows: of edition_trend, newest first; whose: in the chart's title.
 */
void edition_trend(struct context *context, struct view *view,
    const struct edition_address *address, const struct rows *definition, const struct rows *rows,
    const char *whose);

/* Whether the page was asked for as a file: ?format=csv. */
bool edition_wants_csv(const struct context *context);

#endif
