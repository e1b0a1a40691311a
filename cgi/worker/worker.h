/* What the jobs of the worker have in common. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <signal.h>

#include "core/db.h"

struct worker {
	struct db *db;
	struct db *reporter;  /* a second connection, for progress that shows at once */
	struct db *writer;    /* a third, that stores while the first counts */
	const char *archive;  /* ZHIHENG_EDITIONS: the directory of the editions' files */
	const char *key_path; /* ZHIHENG_KEY: the secret key that signs; NULL: none, nothing can be
				 published */
	const char *site;     /* ZHIHENG_SITE: "https://…" of the portal; "" */
	struct templates *templates;           /* of ZHIHENG_TEMPLATES: the notice */
	const char *style;                     /* of ZHIHENG_STATIC: its style sheet */
	const volatile sig_atomic_t *stopping; /* not 0: to end soon, a long job too */
};

/* One question in a transaction of its own. */
enum status worker_run_alone(
    const struct worker *worker, struct arena *arena, const struct ask *ask) MUST_CHECK;

/*
 * What a long job computes: it reads in one transaction of worker->db and stores in one of
 * worker->writer, which is committed if all went well and nothing that was read is in doubt.
 */
enum status worker_run_computation(const struct worker *worker, struct arena *arena,
    enum status (*compute)(void *context), void *context) MUST_CHECK;

/* A column of rows first ... first + count - 1 as an array for SQL. */
const char *worker_array(
    struct arena *arena, const struct rows *rows, const char *column, size_t first, size_t count);

/* Percent and words for the page of a job, seen at once.  Whether it works does not matter. */
void worker_report(const struct worker *worker, struct arena *arena, const char *job, int percent,
    const char *words);

#endif
