/* The FastCGI side: accepts, hands over to route_dispatch, sends, logs one line per request. */
#ifndef CORE_GATEWAY_H
#define CORE_GATEWAY_H

#include "route.h"

/*
 * The main loop of a program.  Environment: ZHIHENG_DATABASE (libpq connection string),
 * ZHIHENG_TEMPLATES (directory).  Returns the process's exit status.
 */
int gateway_run(const struct program *program);

#endif
