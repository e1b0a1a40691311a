/* Files of evidence as templates/_files.html shows them, to the institution and to its commission.
 */
#ifndef DOSSIER_FILE_H
#define DOSSIER_FILE_H

#include <stddef.h>

#include "core/status.h"

struct arena;
struct context;
struct form;
struct rows;
struct view;

/*
 * Sets files from rows of evidence_list; base: path of the return's files, each is below it by its
 * id.  withdrawals: the form that takes them back, with a reason in withdraw.<id>; NULL: there is
 * none.
 */
void dossier_view_files(struct view *view, struct arena *arena, const struct rows *rows,
    const char *base, const struct form *withdrawals);

/*
 * Sends the file that the path names after its return.  statement: evidence_file of the program, $1
 * the return, $2 the file.  STATUS_MISSING: it is not there for who asks.
 */
enum status dossier_send_file(struct context *context, size_t statement) MUST_CHECK;

#endif
