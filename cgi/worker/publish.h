/*
 * Publishing: freezes the accepted returns of a period, compares institutions with cgi/measure,
 * writes an edition.  All in one transaction that sees one moment.
 */
#ifndef WORKER_PUBLISH_H
#define WORKER_PUBLISH_H

#include "core/db.h"

struct arena;

/*
 * Does the publish job of that id and marks it done.  On failure nothing is written; *sentence then
 * says why in Chinese where the commission can do something about it, else it stays NULL.
 */
enum status publish_run(
    const char **sentence, struct db *db, struct arena *arena, const char *job) MUST_CHECK;

#endif
