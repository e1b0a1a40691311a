/* The parts of a workbook: XML files in a ZIP archive, read piece by piece. */
#ifndef IMPORTER_ARCHIVE_H
#define IMPORTER_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"

struct archive;

/* NULL with a fault in the report: not an archive, or one that cannot be read. */
struct archive *archive_open(struct report *report, const char *data, size_t length);
void archive_close(struct archive *archive);

/* What a reader of one part is called with.  Names come without their prefix; attributes are pairs
 * of name and value ended by NULL. */
struct archive_reader {
	void *state;
	void (*start)(void *state, const char *name, const char **attributes);
	void (*end)(void *state, const char *name);
	void (*text)(void *state, const char *text, size_t length);
	/* Asked between pieces; NULL: never. */
	bool (*enough)(void *state);
};

/*
 * Reads one part to its end.  False with a fault in the report: damaged, encrypted, no XML, with a
 * document type (entities could stand there), unpacking to more than any template could; also if
 * the report has failed meanwhile.  A part that is not there is read as empty if optional.
 */
bool archive_read(
    struct archive *archive, const char *name, bool optional, const struct archive_reader *reader);

/* Value of the attribute, or NULL; its prefix does not count. */
const char *archive_attribute(const char **attributes, const char *name);

#endif
