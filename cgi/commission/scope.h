/* Programme and period that a page is about: ?programme=<id>&period=<2025Q3>. */
#ifndef COMMISSION_SCOPE_H
#define COMMISSION_SCOPE_H

#include "core/route.h"
#include "core/view.h"

/* Both as rows of a table of parameters. */
#define SCOPE_QUERY                                                                                \
	{.name = "programme", .kind = VALUE_ID},                                                   \
	{                                                                                          \
		.name = "period", .kind = VALUE_PERIOD                                             \
	}

struct scope {
	const char *programme_id; /* as text for statements */
	const char *period;
	const char *programme_name;
	const char *period_label;
	bool empty;           /* no programme has a period that was opened */
	const char *redirect; /* the period asked for is not one of the programme's: go there */
	struct rows *choices;
	const char *which; /* a value of the statement of the choices */
	bool pending;
};

enum scope_kind {
	SCOPE_RETURNS,  /* what has returns of its own; begins with the newest quarter */
	SCOPE_QUARTERS, /* quarters; begins with the newest that has accepted returns */
	SCOPE_RESULTS   /* all periods; begins with the newest quarter that has accepted returns */
};

/*
 * Sets programme_id and period: those of the query, or those to begin with.  In the first case the
 * choices are not asked for yet but by scope_ask, in one round trip with what the page asks.
 */
enum status scope_open(struct scope *out, struct context *context, enum scope_kind kind) MUST_CHECK;

/*
 * What the page asks about programme and period.  STATUS_MISSING: no such programme.  Check
 * redirect afterwards.
 */
enum status scope_ask(
    struct scope *scope, struct context *context, const struct ask asks[], size_t count) MUST_CHECK;

#define SCOPE_ASK_ALL(scope, context, asks)                                                        \
	scope_ask((scope), (context), (asks), sizeof(asks) / sizeof((asks)[0]))

/* Sets programme_name, period_label, programme_options, period_options (value, label, selected). */
void scope_show(const struct scope *scope, struct view *view);

/* path?programme=…&period=… */
const char *scope_url(const struct scope *scope, struct arena *arena, const char *path);

#endif
