/*
 * The results of a whole region: every indicator of a programme in one period, peer group by peer
 * group, as the commission's pages would show them.  One transaction counts and sees one
 * moment, another stores all of it or nothing; in memory are the counts of one indicator and what
 * one peer group takes.
 */
#ifndef WORKER_REGION_H
#define WORKER_REGION_H

#include "figure/peers.h"
#include "worker.h"

/*
 * STATUS_OK: done and committed.  STATUS_BUSY: the database went away or the worker is to end, the
 * job is to be done anew.  Any other: nothing was written; *sentence says why, in Chinese, if it is
 * known.
 */
enum status region_run(const char **sentence, const struct worker *worker, struct arena *arena,
    const char *job) MUST_CHECK;

/* Where a peer group belongs. */
struct region_place {
	const char *programme;
	const char *period;
	const char *indicator;
	const char *peer_group;
};

/* Sends one peer group to be stored; its answer is still to be received.  Memory of arena is used.
 */
void region_store(struct db *db, struct arena *arena, const struct region_place *place,
    const struct figure_peers *peers);

#endif
