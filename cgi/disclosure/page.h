/* What the pages of the disclosure program share; their prototypes come from the table of routes.
 */
#ifndef DISCLOSURE_PAGE_H
#define DISCLOSURE_PAGE_H

#include "core/route.h"
#include "core/view.h"
#include "disclosure_page.h"

/* Pages of the catalogue, by what the code names (catalogue/entry.c). */
enum status catalogue_list_show(struct context *context, const char *code);
enum status catalogue_target_show(struct context *context, const char *code);
enum status catalogue_indicator_show(struct context *context, const char *code);
enum status catalogue_element_show(struct context *context, const char *code);

/* The layout's navigation and demo mark. */
void disclosure_decorate(struct context *context, struct view *view);

/* Tags of 《政府网站发展指引》 in the head of the page: one of them (content NULL: not set), or
 * those of a column. */
void disclosure_meta(struct view *view, const char *name, const char *content);
void disclosure_column(
    struct view *view, const char *name, const char *type, const char *description);

/* Adds what the page is besides, for programs: <link rel="alternate"> in its head. */
void disclosure_alternate(struct view *view, const char *type, const char *title, const char *url);

/* That of the catalogue, for its own page and for its entries. */
void disclosure_catalogue_column(struct view *view);

#endif
