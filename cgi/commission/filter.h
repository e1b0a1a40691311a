/* Which institutions a page shows: ?region=<code>&level=&kind=&ownership=. */
#ifndef COMMISSION_FILTER_H
#define COMMISSION_FILTER_H

#include "core/route.h"
#include "core/view.h"
#include "particulars.h"

/* These as rows of a table of parameters. */
#define FILTER_QUERY                                                                               \
	{.name = "region", .kind = VALUE_CODE},                                                    \
	    {.name = "level", .kind = VALUE_WORD, .choices = institution_levels},                  \
	    {.name = "kind", .kind = VALUE_WORD, .choices = institution_kinds},                    \
	{                                                                                          \
		.name = "ownership", .kind = VALUE_WORD, .choices = institution_ownerships         \
	}

struct filter {
	const char *region; /* as texts for statements; NULL: any */
	const char *level;
	const char *kind;
	const char *ownership;
};

struct filter filter_read(const struct context *context);

/* Whether it leaves anything out. */
bool filter_is_set(const struct filter *filter);

/*
 * Sets region_options, level_options, kind_options, ownership_options for _filter.html out of what
 * the rows have (columns region_code, region_name, level, kind, ownership), and filter_words.
 */
void filter_show(
    const struct filter *filter, struct arena *arena, struct view *view, const struct rows *rows);

/* "示中区、三级、公立" as chosen; NULL without a filter. */
const char *filter_words(const struct filter *filter, struct arena *arena, const struct rows *rows);

/* url with what is set. */
const char *filter_url(const struct filter *filter, struct arena *arena, const char *url);

#endif
