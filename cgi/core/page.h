/* What a handler answers: a page, a redirect, a file.  The reply is built whole, then sent. */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "route.h"
#include "status.h"
#include "template.h"

#define REPLY_HEADERS 16

struct reply {
	enum status status;
	const char *content_type;
	const char *headers[REPLY_HEADERS]; /* whole lines without CRLF */
	size_t header_count;
	struct buffer body;
};

/* A view with what the layout needs: title, session, csrf, demo mark, request id. */
struct view *page_view(struct context *context, const char *title);

/* Renders template inside the layout as the reply; status 200, or what reply->status says. */
enum status page_show(struct context *context, const char *template, const struct view *view)
    MUST_CHECK;

/* The same for a form shown again with errors: the reply's status is 422's HTTP cousin, 400. */
enum status page_show_again(
    struct context *context, const char *template, const struct view *view) MUST_CHECK;

/* 303 See Other: the answer to every successful POST. */
enum status page_redirect(struct context *context, const char *url) MUST_CHECK;

/* A file to be saved under filename (UTF-8), for example "text/csv; charset=utf-8". */
enum status page_file(struct context *context, const char *content_type, const char *filename,
    const struct buffer *content) MUST_CHECK;

void page_header(struct context *context, const char *name, const char *value);

/* A cookie for the whole site: HttpOnly, SameSite=Lax, Secure over HTTPS.  seconds 0 removes it. */
void page_cookie(struct context *context, const char *name, const char *value, long seconds);

/* Every row of rows becomes an item of the list name; its columns are the item's names. */
void page_rows(struct view *view, const char *name, const struct rows *rows);

/* The columns of one row as names of view itself. */
void page_row(struct view *view, const struct rows *rows, size_t row);

struct notice {
	const char *code; /* value of the query parameter "notice" */
	const char *message;
};

/* Sets "notice" to the sentence for ?notice=code out of a table ended by a NULL code; else absent. */
void page_notice(struct context *context, struct view *view, const struct notice *notices);

/* The error page; the only place that draws one. */
void page_fail(struct context *context, enum status status);

#endif
