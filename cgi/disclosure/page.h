/* The handlers of the disclosure program, and what its pages share. */
#ifndef DISCLOSURE_PAGE_H
#define DISCLOSURE_PAGE_H

#include "core/route.h"
#include "core/view.h"

enum status home_get(struct context *context);
enum status method_get(struct context *context);
enum status catalogue_get(struct context *context);
enum status catalogue_entry_get(struct context *context);
enum status region_get(struct context *context);
enum status region_redirect_get(struct context *context);
enum status period_get(struct context *context);
enum status indicator_get(struct context *context);
enum status institution_get(struct context *context);
enum status number_get(struct context *context);
enum status grade_get(struct context *context);
enum status compare_get(struct context *context);
enum status find_get(struct context *context);
enum status bulletin_get(struct context *context);
enum status text_large_get(struct context *context);
enum status text_standard_get(struct context *context);

enum status api_editions_get(struct context *context);
enum status api_edition_get(struct context *context);
enum status api_table_get(struct context *context);
enum status api_key_get(struct context *context);
enum status feed_get(struct context *context);
enum status sitemap_get(struct context *context);
enum status robots_get(struct context *context);
enum status verify_get(struct context *context);

/* Pages of the catalogue, by what the code names (catalogue_entry.c). */
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

/* Appends one item to the breadcrumb; url NULL: the page itself. */
void disclosure_crumb(struct view *view, const char *label, const char *url);

#endif
