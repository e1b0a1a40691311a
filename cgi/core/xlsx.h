/*
 * A workbook for spreadsheets (XLSX, ISO/IEC 29500), row after row: libxlsxwriter keeps finished
 * rows in a temporary file, so memory does not grow with the table.  The same rows give the same
 * bytes.
 *
 * Every sheet has a head row, which stays in sight and is repeated on paper, a filter over it, and
 * columns as wide as what is in them.  Text stays text: nothing in a cell ever becomes a formula, a
 * link or a date, whatever it begins with.
 */
#ifndef CORE_XLSX_H
#define CORE_XLSX_H

#include <stddef.h>

#include "buffer.h"
#include "status.h"

struct arena;

enum xlsx_kind {
	XLSX_TEXT,
	XLSX_NUMBER /* plain decimal numbers become numbers shown with the digits they have;
		       anything else in the column stays text */
};

struct xlsx_column {
	const char *title;
	enum xlsx_kind kind;
};

struct xlsx;

/* A new workbook; what it holds outside the arena ends with the request.  Never NULL. */
struct xlsx *xlsx_create(struct arena *arena);

/*
 * Begins the next sheet with the titles of columns[count] as its head.  name: at most 31
 * characters, other ones than [ ] : * ? / \ (these become blanks), each name once.  columns live
 * until xlsx_end.
 */
void xlsx_sheet(
    struct xlsx *xlsx, const char *name, const struct xlsx_column columns[], size_t count);

/* Appends a row of as many cells as the sheet has columns; NULL and "" are empty cells. */
void xlsx_row(struct xlsx *xlsx, const char *const cells[]);

/*
 * Ends the workbook, which must have a sheet, and appends its bytes to out.  STATUS_INTERNAL,
 * logged: no room for temporary files, or more rows or columns than a sheet can have.
 */
enum status xlsx_end(struct buffer *out, struct xlsx *xlsx) MUST_CHECK;

#endif
