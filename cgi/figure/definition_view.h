/* Where a formula is from and who confirmed it, on a page: for templates/_definition.html. */
#ifndef FIGURE_DEFINITION_VIEW_H
#define FIGURE_DEFINITION_VIEW_H

#include "definition.h"

struct view;

/*
 * Sets basis_label, confirmed_on, confirmed_by, confirmed_source (columns of the row) and barred, a
 * sentence: why the public sees no ranks; NULL: it may.
 */
void figure_definition_show(
    struct view *view, const struct rows *rows, size_t row, enum comparison_bar bar);

#endif
