/* What is wrong in the files that the operator loads, each with its place. */
#ifndef CONSOLE_FAULT_H
#define CONSOLE_FAULT_H

#include <stddef.h>

#define FAULT_SHOWN 50

struct faults {
	size_t count;
};

/*
 * Prints "file:line:column: message" on standard error, the first FAULT_SHOWN of them.  column is
 * the number of the cell in its row, from 1, or 0 for the whole row (then left out).
 */
void fault_add(struct faults *faults, const char *file, size_t line, size_t column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
