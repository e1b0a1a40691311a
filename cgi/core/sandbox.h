/* What a process gives up before it does dangerous work, or becomes a program that does. */
#ifndef CORE_SANDBOX_H
#define CORE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct sandbox_limits {
	size_t memory_mebibytes; /* address space; not held under sanitizers, which need more */
	size_t cpu_seconds;
	size_t file_mebibytes; /* of each file that it writes */
	size_t files;          /* open at a time */
};

/* These limits, no core file, no new privileges.  False: one could not be set. */
bool sandbox_limit(const struct sandbox_limits *limits);

/* From here on no socket, program, process or file to write can be opened.  Needs no privilege; not
 * under sanitizers, which start a process of their own. */
bool sandbox_close(void);

/* From here on no socket can be opened, by the programs that this one becomes or starts either. */
bool sandbox_close_network(void);

#endif
