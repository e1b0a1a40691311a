/*
 * The lists of signals (figure/signal.h), one of a commission and quarter.  What changes them is
 * noted by the database; the worker queues the lists concerned and computes each as of one moment,
 * in one transaction that stores all of it or nothing.
 */
#ifndef WORKER_SIGNALS_H
#define WORKER_SIGNALS_H

#include "worker.h"

/*
 * STATUS_OK: done and committed.  STATUS_BUSY: the database went away or the worker is to end, the
 * job is to be done anew.  Any other: nothing was written; *sentence says why, in Chinese, if it is
 * known.
 */
enum status signals_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job) MUST_CHECK;

/* Queues the lists that are out of date; between jobs. */
enum status signals_watch(const struct worker *worker, struct arena *arena) MUST_CHECK;

#endif
