/*
 * A form that could not be taken is not lost.
 *
 * If its session had expired, a sign-in form comes instead of the refusal and carries what was
 * typed: templates/sign_in.html posts resume_path and resume_body to /account/sign-in, and the
 * account program offers to post resume_body to resume_path with _restore=1 and the new _csrf.
 * After other failures the error page itself has a button that posts the fields with
 * _restore=again.
 *
 * A request with _restore never writes: route_dispatch makes its transaction read only, and
 * form_read has the form shown again with a word that nothing has been saved.
 */
#ifndef CORE_RESUME_H
#define CORE_RESUME_H

#include "route.h"
#include "status.h"

#define RESUME_SIGN_IN "/account/sign-in"

/* Names that core reads itself; no form has them as fields of its own. */
#define RESUME_CSRF    "_csrf"
#define RESUME_RESTORE "_restore"
#define RESUME_LOGIN   "1"     /* value of _restore after signing in */
#define RESUME_AGAIN   "again" /* and out of an error page */

/* The sign-in form in place of the refused POST, status 401. */
enum status resume_show(struct context *context) MUST_CHECK;

/* Sets "restore" for templates/error.html: the object with what was typed, or nothing. */
void resume_offer(struct context *context, struct view *view, enum status status);

/* Whether a posted name is core's own: _csrf, _restore, _once. */
bool resume_is_own(const char *name);

/* The path of a request as a URL has it, and its query if it has one. */
char *resume_path(struct context *context);
char *resume_url(struct context *context);

/* The fields of the posted form, urlencoded, without core's own names but _once: it may have been
 * received. */
char *resume_body(struct context *context);

#endif
