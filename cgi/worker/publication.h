/*
 * Publishing and its preview: freezes the accepted returns of a period, hides small numbers,
 * compares institutions with cgi/measure, writes an edition.  All in one transaction that sees one
 * moment; then the files are put into their place, and last the edition is released for everybody
 * to see.
 */
#ifndef WORKER_PUBLICATION_H
#define WORKER_PUBLICATION_H

#include "edition/compute.h"
#include "worker.h"

/*
 * STATUS_OK: done and committed.  STATUS_BUSY: the database went away, the job is to be done anew.
 * Any other: nothing was written; *sentence says why, in Chinese, if it is known.
 */
enum status publication_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job, bool preview) MUST_CHECK;

/*
 * Brings to their end editions that were written, but not released, before the worker ended, and
 * removes what it left of others.
 */
enum status publication_resume(const struct worker *worker, struct arena *arena) MUST_CHECK;

/* ---- the steps ------------------------------------------------------------------------------- */

#define PUBLICATION_QUARTERS 4

/* One edition or preview in the making: what the steps hand to each other. */
struct publication {
	struct db *db; /* the transaction that sees one moment */
	const struct worker *worker;
	struct arena *arena;
	const char *job;
	bool preview;            /* to be looked at, not an edition */
	const struct rows *head; /* publish_head */
	const char *programme;
	const char *period;
	size_t quarter_count; /* of the period */
	const char *quarters[PUBLICATION_QUARTERS];
	const struct rows *returns;      /* frozen */
	const struct rows *institutions; /* publish_institutions, row by row as in edition */
	const struct rows *values;       /* publish_values of the period */
	const char *pooled;              /* ids of the editions of the periods before */
	const struct rows *parts[PUBLICATION_QUARTERS]; /* of its quarters; values, if it is one */
	struct comparison_unit *units; /* counts of the rows of results before any is hidden */
	struct edition edition;
	struct edition_index index;
	char digest[65]; /* over returns, results and groups; hexadecimal */
};

/* Percent and a word for the commission's page; done: what part of all of the step's. */
void publication_report(const struct publication *publication, int from, int to, size_t done,
    size_t all, const char *step);

/* Head, indicators, institutions and the given columns of the results. */
enum status publication_load(const char **sentence, struct publication *publication) MUST_CHECK;

/* The sums of all groups, then what of sums and results is hidden (edition/mask). */
enum status publication_suppress(struct publication *publication) MUST_CHECK;

/* Everything else, grades last, and the digest. */
enum status publication_compute(struct publication *publication) MUST_CHECK;

/* Rows into the database: of an edition with its frozen inputs, or of a preview. */
enum status publication_store(struct publication *publication) MUST_CHECK;
enum status publication_store_preview(struct publication *publication) MUST_CHECK;

/* Appends the notice (通报) of the edition as written to the database, a PDF. */
enum status publication_print_notice(
    struct buffer *out, const char **sentence, struct publication *publication) MUST_CHECK;

/* The files into the archive's staging place, their list and the signed manifest's seal. */
enum status publication_write_files(
    const char **sentence, struct publication *publication) MUST_CHECK;

#endif
