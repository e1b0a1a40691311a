/* What institution and commission say to each other about a return: the page of either side. */
#ifndef DOSSIER_MESSAGE_H
#define DOSSIER_MESSAGE_H

#include "core/page.h"
#include "core/query.h"
#include "core/route.h"
#include "core/view.h"

/* The return that is spoken about. */
struct message_subject {
	const struct rows *head;     /* one row */
	const struct rows *elements; /* code, name */
	const char *url;             /* of the page */
	bool may_write;              /* shown the form; the database decides all the same */
};

/* What differs between the two sides. */
struct message_side {
	size_t list; /* statement message_list: $1 the return */
	size_t add;  /* statement message_add: $1 the return, $2 element or *, $3 words */
	/* The return that the path names; STATUS_MISSING: it is not there for who asks. */
	enum status (*load)(struct message_subject *out, struct context *context);
	/* Crumbs, and what the template names besides. */
	void (*complete)(
	    struct context *context, struct view *view, const struct message_subject *subject);
	const char *template;
};

extern const struct notice dossier_message_notices[];

/* What the page's address may ask. */
#define MESSAGE_QUERY                                                                              \
	{.name = "element", .kind = VALUE_CODE}, PARAMETER_NOTICE(dossier_message_notices),        \
	{                                                                                          \
		0                                                                                  \
	}

enum status dossier_message_get(
    struct context *context, const struct message_side *side) MUST_CHECK;
enum status dossier_message_post(
    struct context *context, const struct message_side *side) MUST_CHECK;

#endif
