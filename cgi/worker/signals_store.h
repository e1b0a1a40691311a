/* Signals as rows of the database. */
#ifndef WORKER_SIGNALS_STORE_H
#define WORKER_SIGNALS_STORE_H

#include "core/db.h"
#include "figure/signal.h"

/* The rows of a list that has been folded, of a QC centre or (0) of the commission. */
enum status signals_store_rows(struct db *db, const char *job, const char *centre,
    const struct figure_signals *signals) MUST_CHECK;

/* Which institutions were held against goals and thresholds, and miss them. */
enum status signals_store_common(
    struct db *db, const char *job, const struct figure_signals *signals) MUST_CHECK;

#endif
