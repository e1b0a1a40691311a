/*
 * The table that `zhiheng measure` works on: cells by column name, read as numbers without any
 * locale, and the computed cells beside them.  An empty cell is no value; so is NA, N/A and
 * "Not Available", as statistics programs write them.
 */
#ifndef CONSOLE_MEASURE_CASES_H
#define CONSOLE_MEASURE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "measure/decimal.h"
#include "measure/rate.h"

struct arena;
struct csv;
struct sheet;

enum cell {
	CELL_NUMBER,
	CELL_MISSING,
	CELL_WRONG, /* something that is not a number */
};

struct sheet {
	struct arena *arena;
	const struct csv *csv;
	const char *const *columns; /* computed columns, ended by NULL */
	size_t width;               /* how many they are */
	size_t count;               /* rows of input */
	const char **trimmed;       /* their cells without white space around */
	const char **computed;      /* rows_out * width cells, "" until set */
	size_t rows_out;
	size_t capacity; /* rows that computed has room for, if rows are added */
};

/* Text of an input cell, trimmed; asserts that the column exists. */
const char *sheet_text(const struct sheet *sheet, size_t row, const char *column);

bool sheet_is(const struct sheet *sheet, size_t row, const char *column, const char *text);

/* Text to a finite number: digits with point and exponent, or a fraction "446/16028". */
enum cell sheet_parse_number(double *out, const char *text);
enum cell sheet_number(double *out, const struct sheet *sheet, size_t row, const char *column);

/* The column "multiplier": above 0 and small enough that no figure overflows. */
bool sheet_multiplier(double *out, const struct sheet *sheet, size_t row);

/* As a decimal of so many places; WRONG also if it does not fit. */
enum cell sheet_decimal(struct decimal *out, const struct sheet *sheet, size_t row,
    const char *column, unsigned places);

/* The most places that a column uses in the rows of the group. */
unsigned sheet_places(
    const struct sheet *sheet, const char *column, const size_t rows[], size_t count);

void sheet_set_text(struct sheet *sheet, size_t row, const char *column, const char *text);
void sheet_set_number(struct sheet *sheet, size_t row, const char *column, double number);
void sheet_set_integer(struct sheet *sheet, size_t row, const char *column, int64_t number);
void sheet_set_flag(struct sheet *sheet, size_t row, const char *column, bool flag);
void sheet_set_status(struct sheet *sheet, size_t row, enum measure_status status);

/* A new row of output, for methods whose rows are not those of the input; its number. */
size_t sheet_add_row(struct sheet *sheet);

/*
 * Calls handle once for every group of rows with equal texts in the key columns (ended by NULL),
 * groups and rows in the order of the file.
 */
void sheet_each_group(struct sheet *sheet, const char *const *keys,
    void (*handle)(struct sheet *sheet, const size_t rows[], size_t count));

/* "higher_better", "lower_better" or anything else. */
enum measure_direction sheet_direction(const struct sheet *sheet, size_t row);

/* The kinds' own names, and "prop", "oe", "sr" and "median".  False if none. */
bool sheet_kind(enum measure_kind *out, const struct sheet *sheet, size_t row);

#endif
