/* What the pages of the account program share; their prototypes come from the table of routes. */
#ifndef ACCOUNT_PAGE_H
#define ACCOUNT_PAGE_H

#include "account_page.h"
#include "core/route.h"
#include "core/view.h"

/* The layout's navigation: back to the work the account is for. */
void account_decorate(struct context *context, struct view *view);

/* First page of the work of an audience: "/institution/" or "/commission/". */
const char *account_work_url(const char *audience);

#endif
