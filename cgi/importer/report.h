/* The lines that the importer writes. */
#ifndef IMPORTER_REPORT_H
#define IMPORTER_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct report {
	struct arena *arena;
	struct buffer lines;
	size_t cells;
	bool failed; /* a fault stands there: nothing more is written */
};

struct report report_begin(struct arena *arena);
void report_file(struct report *report, const char *kind, const char *encoding);
void report_sheet(struct report *report, const char *name, size_t count);

/* An empty text that is no formula's is no content and leaves no line. */
void report_cell(
    struct report *report, size_t row, size_t column, const char *flags, const char *text);
void report_merge(struct report *report, const size_t corners[4]);

/* The first fault counts. */
void report_fault(struct report *report, size_t row, size_t column, const char *words);
void report_end(struct report *report);

#endif
