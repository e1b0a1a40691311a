/*
 * A form that was sent after its session had expired is not lost: instead of the refusal comes a
 * sign-in form that carries what was typed, and after signing in the form is back, not yet saved.
 *
 * templates/sign_in.html posts resume_path and resume_body to /account/sign-in.  The account
 * program then offers to post resume_body to resume_path with _restore=1 and the new _csrf, and
 * form_read shows the form again with a word that nothing has been saved.
 */
#ifndef CORE_RESUME_H
#define CORE_RESUME_H

#include "route.h"
#include "status.h"

#define RESUME_SIGN_IN "/account/sign-in"

/* Names that core reads itself; no form has them as fields of its own. */
#define RESUME_CSRF    "_csrf"
#define RESUME_RESTORE "_restore"

/* The sign-in form in place of the refused POST, status 401. */
enum status resume_show(struct context *context) MUST_CHECK;

/* The path of a request as a URL has it, and its query if it has one. */
char *resume_path(struct context *context);
char *resume_url(struct context *context);

/* The fields of the posted form, urlencoded, without core's own names. */
char *resume_body(struct context *context);

#endif
