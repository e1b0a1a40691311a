/* A document on paper: HTML into PDF, by weasyprint in a process of its own. */
#ifndef WORKER_PRINT_H
#define WORKER_PRINT_H

#include <stdbool.h>

#include "core/buffer.h"
#include "core/status.h"

/*
 * Appends the PDF of html to out.  style: the path of its style sheet; the document itself can name
 * no other file.  The process has no network, little time and memory, and ends with this one; the
 * same html and style give the same bytes.  False, with the reason on standard error: there is
 * none.
 */
bool print_pdf(struct buffer *out, const struct buffer *html, const char *style) MUST_CHECK;

#endif
