/* Files of evidence as templates/_files.html shows them, to the institution and to its commission.
 */
#ifndef DOSSIER_FILE_H
#define DOSSIER_FILE_H

struct arena;
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

/* Where nginx finds a stored file: its internal location (deploy/nginx/portal.conf). */
const char *dossier_file_location(struct arena *arena, const char *stored_as);

#endif
