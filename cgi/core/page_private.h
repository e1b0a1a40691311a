/* What the files of the page module share; nobody else includes it. */
#ifndef CORE_PAGE_PRIVATE_H
#define CORE_PAGE_PRIVATE_H

#include "page.h"

/* page_view; decorated: with what the program adds to the layout, which may ask the database. */
struct view *page_view_plain(struct context *context, const char *title, bool decorated);

#endif
