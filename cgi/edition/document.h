/* The files of an edition, each made from its tables alone. */
#ifndef EDITION_DOCUMENT_H
#define EDITION_DOCUMENT_H

#include "content.h"
#include "core/status.h"

struct edition_document {
	const char *name;
	const char *title; /* Chinese */
	const char *media_type;
	struct buffer content;
};

/* The address of the site, "https://…" without a slash at its end, or "" if it is not known. */
enum status edition_documents(struct edition_document **out, size_t *count, struct edition *edition,
    const char *site) MUST_CHECK;

/* Interchange formats (edition/exchange.c). */
void edition_jsonld(struct buffer *out, const struct edition *edition, const char *site);
void edition_fhir(struct buffer *out, const struct edition *edition);
void edition_adx(struct buffer *out, const struct edition *edition);

#endif
