/* The switch of totals and trends: by the register of the period, or, ?register=now, by that of
 * today. */
#ifndef COMMISSION_AS_NOW_H
#define COMMISSION_AS_NOW_H

#include <stdbool.h>

#include "core/query.h"
#include "core/route.h"
#include "core/view.h"

#define AS_NOW_QUERY                                                                               \
	{                                                                                          \
		.name = "register", .kind = VALUE_WORD, .words = "now"                             \
	}

bool as_now(const struct context *context);

/* The same for a statement. */
const char *as_now_value(const struct context *context);

/* For the notes of a file. */
const char *as_now_words(const struct context *context);

/* Sets what the partial _as_now needs: as_now, as_now_url. */
void as_now_show(struct context *context, struct view *view);

#endif
