/*
 * Reads a table that a stranger sent: a workbook (XLSX) or a text (CSV, tabs) into plain lines.
 * A program of its own, without database, network or files, because libzip, expat and this code
 * then fail alone.  One file on standard input; on standard output, TAB between the fields:
 *
 *   rows 1                        form of these lines
 *   file KIND ENCODING            xlsx, or text with UTF-8, GB18030 or UTF-16
 *   sheet NAME COUNT              the sheet that was read, of how many
 *   cell ROW COLUMN FLAGS TEXT    cells with content, by row, then column, from 1
 *   merge ROW COLUMN ROW COLUMN   an area of merged cells
 *   fault ROW COLUMN WORDS        why it could not be read (0: no certain place); instead of the
 * end end CELLS                     everything was read
 *
 * FLAGS: n number, s text, b truth (0 or 1), e error value, d date, p percentage; then f for the
 * stored result of a formula, h for a hidden row or column.  In NAME and TEXT \\ \n \r \t stand for
 * these characters; other control characters become U+FFFD.
 */
#ifndef IMPORTER_IMPORTER_H
#define IMPORTER_IMPORTER_H

#include <stddef.h>

#include "core/buffer.h"

#define IMPORT_ROWS    5000 /* at most, of which any cell has content */
#define IMPORT_COLUMNS 256
#define IMPORT_CELLS   60000
#define IMPORT_TEXT    2000 /* bytes of one cell; what is longer is cut */

/* The lines for a file. */
struct buffer import_read(struct arena *arena, const char *data, size_t length);

#endif
