/*
 * Publishing and its preview: freezes the accepted returns of a period, hides small numbers,
 * compares institutions with cgi/measure, writes an edition.  All in one transaction that sees one
 * moment; then the files are put into their place, and last the edition is released for everybody
 * to see.
 */
#ifndef WORKER_PUBLISH_H
#define WORKER_PUBLISH_H

#include "worker.h"

/*
 * STATUS_OK: done and committed.  STATUS_BUSY: the database went away, the job is to be done anew.
 * Any other: nothing was written; *sentence says why, in Chinese, if it is known.
 */
enum status publish_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job, bool preview) MUST_CHECK;

/*
 * Brings to their end editions that were written, but not released, before the worker ended, and
 * removes what it left of others.
 */
enum status publish_resume(const struct worker *worker, struct arena *arena) MUST_CHECK;

#endif
