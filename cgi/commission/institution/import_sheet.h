/* A CSV of institutions, line by line, with what is wrong at which line and column. */
#ifndef COMMISSION_INSTITUTION_IMPORT_SHEET_H
#define COMMISSION_INSTITUTION_IMPORT_SHEET_H

#include "commission/particulars.h"
#include "core/csv.h"

enum sheet_column {
	SHEET_CREDIT_CODE,
	SHEET_NAME,
	SHEET_REGION,
	SHEET_AFFILIATION,
	SHEET_LEVEL,
	SHEET_GRADE,
	SHEET_KIND,
	SHEET_SPECIALIST_TYPE,
	SHEET_OWNERSHIP,
	SHEET_BEDS,
	SHEET_COLUMN_COUNT
};

#define SHEET_ROWS 3000 /* at most, without the head */

struct sheet_row {
	size_t line;
	struct institution institution;
	bool wrong; /* has a fault */
};

struct sheet_fault {
	size_t line;        /* 0: the file as a whole */
	const char *column; /* head of the column; "" for the whole line */
	const char *cell;   /* what stands there; "" if nothing */
	const char *message;
};

struct institution_sheet {
	struct arena *arena;
	struct sheet_row *rows;
	size_t count;
	struct sheet_fault *faults;
	size_t fault_count;
	size_t fault_capacity;
};

/* The heads of the columns in their order. */
const char *institution_sheet_head(enum sheet_column column);

/* Reads the text (UTF-8), cells parted by commas or, as pasted from a spreadsheet, by tabs. */
void institution_sheet_read(struct institution_sheet *out, struct arena *arena, const char *text);

/* Adds a fault to a row (NULL: to the file). */
void institution_sheet_fault(struct institution_sheet *sheet, struct sheet_row *row,
    const char *column, const char *cell, const char *message);

#endif
