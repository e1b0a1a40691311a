/* Workbooks that people fill in and send back: locked but for the cells to be filled in. */
#ifndef INSTITUTION_BOOK_H
#define INSTITUTION_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <xlsxwriter.h>

#include "core/buffer.h"
#include "core/status.h"

struct arena;

struct book {
	struct arena *arena;
	FILE *file; /* without a name: gone when it is closed */
	lxw_workbook *workbook;
	lxw_worksheet *sheet;
	lxw_format *title;
	lxw_format *head;
	lxw_format *text;
	lxw_format *past;
	lxw_format *open;
	lxw_format *shut; /* nothing is asked here */
};

/* One sheet, 填报; what it holds outside the arena ends with the request.  false, with a word on
 * standard error: no room. */
bool book_open(struct book *book, struct arena *arena);

/* Its bytes. */
enum status book_close(struct buffer *out, struct book *book) MUST_CHECK;

lxw_format *book_format(struct book *book, lxw_color_t background);

/* Text stays text whatever it begins with: only numbers become anything else.  From 0. */
void book_cell(struct book *book, size_t row, size_t column, const char *text, lxw_format *format,
    bool number);
void book_comment(struct book *book, size_t row, size_t column, const char *text);

/* A spreadsheet says at once what the upload would say later.  part: of a department or a month. */
void book_limit(struct book *book, size_t row, size_t column, const char *type, bool part);

/* Without a password: it keeps from slips, and people may look how it is made. */
void book_protect(struct book *book);

#endif
