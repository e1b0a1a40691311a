/* Files of evidence as templates/_files.html shows them, to the institution and to its commission.
 */
#ifndef RESULT_FILE_H
#define RESULT_FILE_H

#include <stdbool.h>

struct arena;
struct rows;
struct view;

/*
 * Sets files from rows of evidence_list; base: path of the return's files, each is below it by its
 * id. withdrawable: whether each has a form that takes it back.
 */
void result_view_files(struct view *view, struct arena *arena, const struct rows *rows,
    const char *base, bool withdrawable);

/* Where nginx finds a stored file: its internal location (deploy/nginx/portal.conf). */
const char *result_file_location(struct arena *arena, const char *stored_as);

#endif
