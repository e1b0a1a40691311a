/* Where the numbers of a return that was filled in afterwards are from: templates/_backfill.html.
 */
#ifndef DOSSIER_BACKFILL_H
#define DOSSIER_BACKFILL_H

#include <stdbool.h>

struct arena;
struct rows;
struct view;

/*
 * Sets any_backfill and backfill_sources from rows of backfill_sources; files: path of the return's
 * files, each is below it by its id.
 */
void dossier_view_backfill(
    struct view *view, struct arena *arena, const struct rows *rows, const char *files);

#endif
