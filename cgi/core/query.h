/*
 * The parameters of an address.  Each route names those that its page knows; whatever else is
 * asked, or asked twice, or does not fit, is answered with what is wrong, never taken for nothing.
 * A name without a value, as a form sends what was left empty, is as good as absent.
 */
#ifndef CORE_QUERY_H
#define CORE_QUERY_H

#include <stdbool.h>

#include "request.h"
#include "status.h"

struct arena;
struct choice;
struct context;
struct notice;

enum query_kind {
	VALUE_TEXT,   /* free text; maximum = code points (0: 100) */
	VALUE_WORD,   /* one of words, choices or notices */
	VALUE_NUMBER, /* whole number from minimum to maximum */
	VALUE_ID,     /* id of a record */
	VALUE_CODE, /* letters, digits, "-", "_", ".", ":" and "*"; maximum = characters (0: 60) */
	VALUE_PERIOD, /* 2025, 2025H1, 2025Q3 or 2025-07 */
	VALUE_DATE,   /* 2025-07-01 */
	VALUE_PATH,   /* of a page of this site */
	VALUE_KIND_COUNT
};

struct query {
	const char *name;
	const char *label; /* of a list's filter, Chinese (list.h); else NULL */
	enum query_kind kind;
	long long minimum;
	long long maximum;
	const char *words;            /* with a space between: "csv xlsx" */
	const struct choice *choices; /* ended by a NULL value */
	const struct notice *notices; /* ended by a NULL code */
};

/* Rows that many tables have. */
#define PARAMETER_PAGE                                                                             \
	{                                                                                          \
		.name = "page", .kind = VALUE_NUMBER, .minimum = 1, .maximum = 10000               \
	}
#define PARAMETER_FORMAT                                                                           \
	{                                                                                          \
		.name = "format", .kind = VALUE_WORD, .words = "csv xlsx"                          \
	}
#define PARAMETER_NOTICE(table)                                                                    \
	{                                                                                          \
		.name = "notice", .kind = VALUE_WORD, .notices = (table)                           \
	}

/* Value of notice on every page: the form had been received before (once.h). */
#define NOTICE_ONCE "once"

/*
 * What is wrong with the parameters of a request, as a sentence for whoever asked; NULL: nothing.
 * known is ended by a NULL name; NULL: the page knows none.  is_public: the web server keeps the
 * page by the raw texts of what it knows, so names, and values but those of free texts, must stand
 * there as they are.
 */
const char *query_fault(
    struct arena *arena, const struct query *known, const struct request *request, bool is_public);

/* The same sentence for a value that only the page itself could judge. */
const char *query_refusal(struct arena *arena, const struct query *query, const char *value);

/*
 * What a handler answers when the value of a parameter fits but names nothing that its page has:
 * STATUS_INPUT, and a sentence on the page.
 */
enum status query_refuse(struct context *context, const char *name) MUST_CHECK;

/* Whether a free text was given: such pages are too many to be kept. */
bool query_has_text(const struct query *known, const struct request *request);

#endif
