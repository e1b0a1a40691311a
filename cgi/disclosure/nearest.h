/* What to offer instead of a page that is not there. */
#ifndef DISCLOSURE_NEAREST_H
#define DISCLOSURE_NEAREST_H

#include "edition.h"

/* All give STATUS_MISSING with sentences and links, or the status of a database that failed. */

/* No such edition.  period and number NULL: the region has none at all. */
enum status nearest_edition(
    struct context *context, const char *region, const char *period, const char *number);

/* The edition is there, but has no such indicator or institution. */
enum status nearest_key(struct context *context, const struct edition_address *address);

/* The catalogue has no such code. */
enum status nearest_code(struct context *context, const char *code);

#endif
