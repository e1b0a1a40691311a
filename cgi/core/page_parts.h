/*
 * What pages of every program are put together from: crumbs, tabs, options of a select, pages of a
 * long list, and copies of columns.  Each sets what the partial of its name needs.
 */
#ifndef CORE_PAGE_PARTS_H
#define CORE_PAGE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "form.h"
#include "route.h"
#include "view.h"

/* One of the links that lead through a program. */
struct link {
	const char *label;
	const char *url;
	unsigned roles; /* bits of those who see it; 0: everybody */
};

/*
 * The layout's navigation, ended by a NULL label: current is the longest that the path begins with,
 * the first if there is none.
 */
void page_navigation(struct context *context, struct view *view, const struct link *links);

/* _breadcrumb: appends a crumb; url NULL: the page itself. */
void page_crumb(struct view *view, const char *label, const char *url);

/* _tabs: appends a tab that leads to url, with how many it holds. */
void page_tab(struct view *view, const char *label, const char *url, int64_t count, bool current);

/*
 * The same for a tab that sets a parameter of the query (value NULL: leaves it out), current if it
 * has that value now.
 */
void page_query_tab(struct context *context, struct view *view, const char *name, const char *value,
    const char *label, int64_t count);

/*
 * Options of a select, a list of value, label, selected: one; those of choices (ended by a NULL
 * value); those of the columns value and label of rows.  The latter two make the list empty first.
 */
void page_option(
    struct view *view, const char *list, const char *value, const char *label, bool selected);
void page_options(
    struct view *view, const char *list, const struct choice *choices, const char *chosen);
void page_options_of(
    struct view *view, const char *list, const struct rows *rows, const char *chosen);

/* The same rows as the choices of a form's field. */
void page_choices(
    struct context *context, struct form *form, const char *field, const struct rows *rows);

/* Rows per page of the longer lists, and which page is asked for (from 1). */
#define PAGE_ROWS 200
#define PAGE_LAST 10000
int64_t page_number(const struct context *context);

/* The same two as texts for a statement's OFFSET and LIMIT: one row more than are shown. */
const char *page_skip(const struct context *context);
const char *page_limit(const struct context *context);

/*
 * _pagination: for a list of which row_count rows came, one more than are shown if there is a next
 * page.  Links keep the other parameters of the query.
 */
void page_paginate(struct context *context, struct view *view, size_t row_count);

/* The same where it is known how many pages there are; links are url with the page. */
void page_paginate_of(
    struct context *context, struct view *view, const char *url, int64_t page, int64_t pages);

/* The path asked for with this parameter replaced (value NULL: left out), without page, notice. */
const char *page_url_with(const struct context *context, const char *name, const char *value);

/* Columns of a row as names of view: view_columns(item, rows, row, "code", "name"). */
#define view_columns(view, rows, row, ...)                                                         \
	page_columns_copy(view, rows, row, (const char *const[]){__VA_ARGS__, NULL})
void page_columns_copy(
    struct view *view, const struct rows *rows, size_t row, const char *const *columns);

#endif
