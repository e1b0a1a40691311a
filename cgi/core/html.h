/* Escaping for HTML and for URLs. */
#ifndef CORE_HTML_H
#define CORE_HTML_H

#include <stddef.h>

#include "buffer.h"

struct arena;

/* Appends text with & < > " ' escaped: safe as element text and in double-quoted attributes. */
void html_escape(struct buffer *out, const char *text, size_t length);

/* Percent-encodes everything but RFC 3986 unreserved characters. */
char *html_url_encode(struct arena *arena, const char *text);

/*
 * A path out of segments, each percent-encoded, ended by NULL:
 * html_url_path(arena, "region", code, period, NULL) gives "/region/<code>/<period>".
 */
char *html_url_path(struct arena *arena, const char *first, ...) __attribute__((sentinel));

/* path?name=value with the value percent-encoded; "&" if path has a query already. */
char *html_url_query(struct arena *arena, const char *path, const char *name, const char *value);

#endif
