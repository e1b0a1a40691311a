/* The handlers of the account program, and what its pages share. */
#ifndef ACCOUNT_PAGE_H
#define ACCOUNT_PAGE_H

#include "core/route.h"
#include "core/view.h"

enum status home_get(struct context *context);
enum status home_end_others_post(struct context *context);
enum status sign_in_get(struct context *context);
enum status sign_in_post(struct context *context);
enum status sign_out_post(struct context *context);
enum status activate_get(struct context *context);
enum status activate_post(struct context *context);
enum status confirm_get(struct context *context);
enum status confirm_post(struct context *context);
enum status password_get(struct context *context);
enum status password_post(struct context *context);

/* The layout's navigation: back to the work the account is for. */
void account_decorate(struct context *context, struct view *view);

/* First page of the work of an audience: "/institution/" or "/commission/". */
const char *account_work_url(const char *audience);

#endif
