/* What the importer gives up before it looks at a file. */
#ifndef IMPORTER_SANDBOX_H
#define IMPORTER_SANDBOX_H

#include <stdbool.h>

/* Limits on memory, time, files and processes; no new privileges.  False: one could not be set. */
bool sandbox_limit(void);

/* From here on no socket, program, process or file to write can be opened.  Needs no privilege. */
bool sandbox_close(void);

#endif
