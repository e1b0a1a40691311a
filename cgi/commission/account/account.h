/* What the pages about accounts share. */
#ifndef COMMISSION_ACCOUNT_ACCOUNT_H
#define COMMISSION_ACCOUNT_ACCOUNT_H

#include "core/route.h"

/*
 * The page with a one-time code, as the answer to the POST that made it: the code is stored nowhere
 * but as a digest, so a page to be redirected to could not show it.  Sent again, such a POST is
 * refused (the login exists) or makes another code; the page itself is no-store like all others.
 */
enum status account_show_code(
    struct context *context, const char *account, const char *code) MUST_CHECK;

#endif
