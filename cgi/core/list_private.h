/* What the files of the list module share; nobody else includes it. */
#ifndef CORE_LIST_PRIVATE_H
#define CORE_LIST_PRIVATE_H

#include "list.h"
#include "view.h"

/* The rows of one answer: skip and limit; ids NULL: all that match. */
void list_send_part(const struct list *list, const char *ids, int64_t skip, int64_t limit);

/* Appends the heads and the cells, for _list_table.html; faults NULL: none. */
void list_show_heads(const struct list *list, struct view *view, bool sorting);
void list_show_rows(
    const struct list *list, struct view *view, size_t count, const char *const *faults);

/* The action of that name that whoever asks may do; NULL: none. */
const struct list_action *list_action(const struct list *list, const char *name);

/* The text of a row's heading. */
const char *list_row_name(const struct list *list, size_t row);

#endif
