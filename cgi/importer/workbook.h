/* What stands beside the cells of a workbook: which sheets there are, texts, number formats. */
#ifndef IMPORTER_WORKBOOK_H
#define IMPORTER_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"

#define WORKBOOK_SHEET "填报" /* name of the template's sheet */

struct workbook {
	struct report *report;
	const char *sheet_name;
	const char *sheet_part; /* name in the archive */
	size_t sheet_count;
	const char **texts; /* shared by all cells */
	size_t text_count;
	char *formats; /* of each style: n, d (date) or p (percentage) */
	size_t format_count;
};

/* The template's sheet if there is one of its name, else the first that is not hidden.  False with
 * a fault in the report. */
bool workbook_open(struct workbook *out, struct archive *archive, struct report *report);

/* Reads the cells of its sheet into the report. */
void worksheet_read(const struct workbook *workbook, struct archive *archive);

/* A piece of text appended; false: longer than any cell may be. */
bool workbook_gather(struct buffer *text, const char *piece, size_t length);

#endif
