/* What the files of the list module share; nobody else includes it. */
#ifndef CORE_LIST_PRIVATE_H
#define CORE_LIST_PRIVATE_H

#include "list.h"
#include "view.h"

#define LIST_NONE "none" /* value of notice: no row was chosen */

/* Asks for the rows from skip on, limit of them at most; ids NULL: all that match. */
enum status list_load_part(
    struct list *list, const char *ids, int64_t skip, int64_t limit) MUST_CHECK;

/* The same out of the list's source. */
void list_compute_part(struct list *list, const char *ids, size_t skip, size_t limit);

/* Answers with the list's rows as they are now. */
enum status list_send_rows(const struct list *list, enum page_format format, const char *name,
    const struct page_fact facts[]) MUST_CHECK;

/* Sets the heads and the rows with their cells, for _list_heads.html and _list_cells.html. */
void list_show_heads(const struct list *list, struct view *view, bool sorting);
void list_show_rows(const struct list *list, struct view *view);

/* The row of that filter in the table of parameters. */
const struct query *list_filter(const struct list *list, const char *name);

/* The action of that name that whoever asks may do; NULL: none. */
const struct list_action *list_action(const struct list *list, const char *name);

/* The text of a row's heading. */
const char *list_row_name(const struct list *list, size_t row);

#endif
