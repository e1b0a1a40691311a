/*
 * What a handler answers: a page, a redirect, a file.  The reply is built whole, then sent.  None
 * of these answers out of a transaction that has failed (db.h): they return its failure instead.
 */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "route.h"
#include "status.h"
#include "template.h"

#define REPLY_HEADERS 16
#define REPLY_DETAILS 4
#define REPLY_OFFERS  6

/* A way on from an error page. */
struct offer {
	const char *label;
	const char *url;
};

struct reply {
	enum status status;
	bool unchanged; /* 304: whoever asks has just this page */
	bool keep;      /* commit although the status is not OK */
	bool failed;    /* an error page: shown whatever the database says */
	bool idle;      /* nothing was done: the same may be sent again (once.h) */
	bool passing;   /* not to be kept by the web server, whatever the page says */
	const char
	    *word; /* what the page that answers a repetition itself wants to know (once.h) */
	const char *location; /* 303 See Other to there; NULL: no redirect */
	const char *content_type;
	const char *headers[REPLY_HEADERS]; /* whole lines without CRLF */
	size_t header_count;
	const char *details[REPLY_DETAILS]; /* further sentences of an error page, in Chinese */
	size_t detail_count;
	struct offer offers[REPLY_OFFERS];
	size_t offer_count;
	struct buffer body;
};

/* An empty reply of status 200. */
void page_reset(struct context *context);

/*
 * A view with what the layout needs: title, session, csrf, demo mark, request id.  A visitor
 * without a token gets one, so that the sign-in form has its CSRF token too.
 */
struct view *page_view(struct context *context, const char *title);

/*
 * Renders template ("institution/return") inside the layout as the reply; status 200, or what
 * reply->status says.  The view gets the name body.
 */
enum status page_show(struct context *context, const char *template, struct view *view) MUST_CHECK;

/* The same without the layout: a template that is a whole document. */
enum status page_show_alone(
    struct context *context, const char *template, struct view *view) MUST_CHECK;

/* As page_show for a form shown again with errors: the reply's status is 422's HTTP cousin, 400. */
enum status page_show_again(
    struct context *context, const char *template, struct view *view) MUST_CHECK;

/* As page_show_again, but what was written stays: a refused sign-in is counted. */
enum status page_show_kept(
    struct context *context, const char *template, struct view *view) MUST_CHECK;

/* Whether url is a path of this site, for ?next= and the like: one leading slash, nothing odd. */
bool page_is_local(const char *url);

/* 303 See Other: the answer to every successful POST.  url: local. */
enum status page_redirect(struct context *context, const char *url) MUST_CHECK;

/* The same to a page that says what was done: ?notice=code (page_notice). */
enum status page_redirect_notice(
    struct context *context, const char *url, const char *code) MUST_CHECK;

/* A file to be saved under filename (UTF-8), for example "text/csv; charset=utf-8". */
enum status page_file(struct context *context, const char *content_type, const char *filename,
    const struct buffer *content) MUST_CHECK;

/*
 * A file that lies outside the program, sent by nginx from its internal location (X-Accel-Redirect)
 * to be saved under filename: once the program has found that the one who asks may have it.
 */
enum status page_stored_file(struct context *context, const char *content_type,
    const char *filename, const char *location) MUST_CHECK;

/* A column of a CSV or XLSX file: of rows, and its heading. */
struct page_column {
	const char *name;
	const char *title;
};

/* Rows as a CSV file that spreadsheets open: UTF-8 with a byte order mark, columns ended by a NULL
 * name.  SQL NULL is an empty cell, a boolean 是 or 否. */
enum status page_csv(struct context *context, const char *filename,
    const struct page_column *columns, const struct rows *rows) MUST_CHECK;

/*
 * The same as a workbook, whose filename ends in ".xlsx"; columns that are numbers in PostgreSQL
 * are numbers there.  At most PAGE_COLUMNS columns in either (assert).  Tables that were computed:
 * core/page_table.h.
 */
#define PAGE_COLUMNS 64
enum status page_xlsx(struct context *context, const char *filename,
    const struct page_column *columns, const struct rows *rows) MUST_CHECK;

/* JSON for a program; status 200, or what reply->status says. */
enum status page_json(struct context *context, const struct buffer *content) MUST_CHECK;

/*
 * Sets a header, replacing one of the same name.  Without a Cache-Control of its own a page of a
 * program with sessions is "no-store", any other "no-cache" and kept by nginx for a moment.
 */
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

/*
 * Sets "notice" to the sentence for ?notice=code out of a table ended by a NULL code; else, and in
 * answers to POST, absent.
 */
void page_notice(struct context *context, struct view *view, const struct notice *notices);

/* Adds a sentence to the error page that will follow if the handler fails. */
void page_detail(struct context *context, const char *sentence);

/* Adds a link to it; of more than REPLY_OFFERS the first are shown. */
void page_offer(struct context *context, const char *label, const char *url);

/* Lets browsers and nginx keep a page that everybody may see for so many seconds, as text. */
void page_keep(struct context *context, const char *seconds);

/*
 * Gives a page that everybody may see its tag, and answers 304 if whoever asks has that page.  For
 * programs without sessions, at the end of each request.
 */
void page_tag(struct context *context);

/*
 * The error page; the only place that draws one.  For STATUS_LOGIN it is the way to sign in: from a
 * GET a redirect, from a POST the form that brings back what was typed (resume.h).
 */
void page_fail(struct context *context, enum status status);

/* The reply's status code, for the log: 303 for a redirect. */
int page_code(const struct context *context);

/* Appends the whole head of the reply as CGI (RFC 3875) has it, security headers included. */
void page_head(const struct context *context, struct buffer *out);

#endif
