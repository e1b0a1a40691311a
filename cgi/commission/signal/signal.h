/* The signals of a quarter, as the page and the rows of its list both need them. */
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
	struct rows *indicators;
	struct rows *ledger;
	struct figure_signals signals;
	const size_t *asked; /* those of the kind asked for, gravest first */
	struct list_source source;
};

/* What the list shows of a signal, and what can be done to it. */
#define SIGNAL_COLUMNS 13
#define SIGNAL_ACTIONS 1
extern const struct list_column signal_columns[SIGNAL_COLUMNS];
extern const struct list_action signal_actions[SIGNAL_ACTIONS];

/* The list's rows: page->asked, count of them. */
void signal_source(struct signal_page *page, size_t count);

#endif
