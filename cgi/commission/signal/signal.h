/* The signals of a quarter, as the worker computed them, for the page and the rows of its list. */
#ifndef COMMISSION_SIGNAL_SIGNAL_H
#define COMMISSION_SIGNAL_SIGNAL_H

#include "commission/filter.h"
#include "commission/scope.h"
#include "core/list.h"
#include "figure/signal.h"

struct signal_page {
	struct context *context;
	struct list list;
	struct scope scope;
	struct filter filter;
	struct rows *institutions;
	struct rows *ledger;
	struct rows *head; /* one row, or none: nothing was computed yet */
	struct rows *job;  /* the newest computation: one row, or none */
	struct rows *rows; /* of the list, those that the filter leaves */
	struct rows *common;
	struct rows *words; /* what was dismissed */
	size_t *dismissed;  /* by row: row of words, FIGURE_SIGNAL_NONE: it stands */
	bool past;          /* those that were dismissed are asked for */
	size_t dismissed_count;
	const size_t *asked; /* rows of the kind asked for, gravest first */
	struct list_source source;
};

/* What the list shows of a signal, and what can be done to it. */
#define SIGNAL_COLUMNS      18
#define SIGNAL_ACTIONS      2
#define SIGNAL_PAST_ACTIONS 1
extern const struct list_column signal_columns[SIGNAL_COLUMNS];
extern const struct list_action signal_actions[SIGNAL_ACTIONS];
extern const struct list_action signal_past_actions[SIGNAL_PAST_ACTIONS];

/* The list's rows: page->asked, count of them. */
void signal_source(struct signal_page *page, size_t count);

/* Finds out which signals have been dismissed and have not grown since (word.c). */
void signal_match_words(struct signal_page *page);

/* The act of an action: dismiss, restore. */
enum status signal_dismiss(struct context *context, const struct list_work *work);
enum status signal_restore(struct context *context, const struct list_work *work);

/* A column of the rows that were chosen, as an array for SQL. */
const char *signal_column(const struct list_work *work, const char *column);

/*
 * The indicator that is spoken of; of what was dismissed all that were, with spaces between; NULL:
 * the signal is of the institution as a whole.
 */
const char *signal_word_codes(const struct signal_page *page, size_t row);

/* What there is of evidence, to be compared. */
double signal_cases(const struct signal_page *page, size_t row);

#endif
