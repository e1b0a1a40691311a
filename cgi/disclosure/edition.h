/* What all pages of one edition share: which edition, its head, its rows in words. */
#ifndef DISCLOSURE_EDITION_H
#define DISCLOSURE_EDITION_H

#include "core/db.h"
#include "core/page.h"

/* Who asks for what: the address's region and period, and ?edition=N (NULL: the newest). */
struct edition_address {
	const char *region;
	const char *period;
	const char *number;
	const char *key; /* indicator code or institution id; NULL on the period's page */
};

struct edition_address edition_address(const struct context *context);

/* One more statement about the edition; its values are those of the address, in order. */
void edition_send(struct context *context, size_t statement, const struct edition_address *address);

/*
 * The head of the edition, asked first and received first.  STATUS_MISSING with a word of advice if
 * there is none.
 */
enum status edition_receive(struct rows **head, struct context *context) MUST_CHECK;

/* View of a page of the edition: title, crumbs down to the period, object edition, csv_url. */
struct view *edition_view(struct context *context, const char *title, const struct rows *head,
    const struct edition_address *address);

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

/* Whether the page was asked for as a file: ?format=csv. */
bool edition_wants_csv(const struct context *context);

#endif
