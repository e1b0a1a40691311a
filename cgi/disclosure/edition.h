/* What all pages of one edition share: which edition, its head, its rows in words. */
#ifndef DISCLOSURE_EDITION_H
#define DISCLOSURE_EDITION_H

#include "core/db.h"
#include "core/page.h"

/* What is asked for: the address's region and period, and ?edition=N (NULL: the newest). */
struct edition_address {
	const char *region;
	const char *period;
	const char *number;
	const char *section; /* "indicator", "institution"; NULL: the period's own page */
	const char *key;     /* indicator code or institution id; NULL on the period's page */
};

struct edition_address edition_address(const struct context *context, const char *section);

/*
 * Asks for the head of the edition and for the rows of count statements about it, whose values are
 * those of the address in order, in one round trip: rows[0] is the head, rows[1] what the page is
 * about (one row if the address has a key), and so on.  STATUS_MISSING with a word of advice if
 * there is no such edition or key.
 */
enum status edition_load(struct rows *rows[], struct context *context,
    const struct edition_address *address, const size_t statements[], size_t count) MUST_CHECK;

/* View of a page of the edition: title (of an address with a key: also the last crumb), crumbs,
 * object edition, csv_url. */
struct view *edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address);

/* The rows as a file named after edition and key. */
enum status edition_csv(struct context *context, const struct edition_address *address,
    const struct rows *head, const struct page_column *columns, const struct rows *rows) MUST_CHECK;

/* Path inside the edition, carrying ?edition=N along if it was asked for; section NULL: its
 * first page. */
const char *edition_url(struct context *context, const struct edition_address *address,
    const char *section, const char *key);

/*
 * Sets numerator, denominator, value_text, interval, status_text of a result or group row, with the
 * columns of the row itself.
 */
void edition_value(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct rows *definition, size_t definition_row);

/* Sets rank_text, unranked, goal_text of a result row. */
void edition_rank(struct context *context, struct view *item, const struct rows *rows, size_t row);

/*
 * The group of a row in a list of groups: a new item of list, named by column, when the row's
 * column differs from that of the row before; else current.
 */
struct view *edition_group(struct view *view, const char *list, const char *column,
    const struct rows *rows, size_t row, struct view *current);

/*
 * Sets caterpillar, a chart or an empty list, in the view of the peer group of rows first ... end -
 * 1 of indicator_results; indicator and groups: rows of indicator_head and indicator_groups.
 */
void edition_chart(struct context *context, struct view *group, const struct rows *indicator,
    const struct rows *groups, const struct rows *rows, size_t first, size_t end);

/* Whether the page was asked for as a file: ?format=csv. */
bool edition_wants_csv(const struct context *context);

#endif
