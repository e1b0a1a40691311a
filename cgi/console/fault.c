#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

void
fault_add(
    struct faults *faults, const char *file, size_t line, size_t column, const char *format, ...)
{
	va_list arguments;

	faults->count++;
	if (faults->count == FAULT_SHOWN + 1)
		fprintf(stderr, "further faults are not shown\n");
	if (faults->count > FAULT_SHOWN)
		return;
	fprintf(stderr, "%s:", file);
	if (line > 0)
		fprintf(stderr, "%zu:", line);
	if (column > 0)
		fprintf(stderr, "%zu:", column);
	fputc(' ', stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
