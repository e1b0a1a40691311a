/*
 * Publishing and its preview: freezes the accepted returns of a period, hides small numbers,
 * compares institutions with cgi/measure, writes an edition.  All in one transaction that sees one
 * moment; then the files are put into their place, and last the edition is released for everybody
 * to see.
 */
#ifndef WORKER_PUBLISH_H
#define WORKER_PUBLISH_H

#include "core/db.h"

struct worker {
	struct db *db;
	struct db *reporter;  /* a second connection, for progress that shows at once */
	const char *archive;  /* ZHIHENG_EDITIONS: the directory of the editions' files */
	const char *key_path; /* ZHIHENG_KEY: the secret key that signs; NULL: none, nothing can be
				 published */
	const char *site;     /* ZHIHENG_SITE: "https://…" of the portal; "" */
	struct templates *templates; /* of ZHIHENG_TEMPLATES: the notice */
	const char *style;           /* of ZHIHENG_STATIC: its style sheet */
};

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
