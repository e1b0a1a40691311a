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
struct cases;

enum cell {
	CELL_NUMBER,
	CELL_MISSING,
	CELL_WRONG, /* something that is not a number */
};

struct cases {
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
const char *cases_text(const struct cases *cases, size_t row, const char *column);

bool cases_is(const struct cases *cases, size_t row, const char *column, const char *text);

/* Text to a finite number: digits with point and exponent, or a fraction "446/16028". */
enum cell cases_parse_number(double *out, const char *text);
enum cell cases_number(double *out, const struct cases *cases, size_t row, const char *column);

/* The column "multiplier": above 0 and small enough that no figure overflows. */
bool cases_multiplier(double *out, const struct cases *cases, size_t row);

/* As a decimal of so many places; WRONG also if it does not fit. */
enum cell cases_decimal(struct decimal *out, const struct cases *cases, size_t row,
    const char *column, unsigned places);

/* The most places that a column uses in the rows of the group. */
unsigned cases_places(
    const struct cases *cases, const char *column, const size_t rows[], size_t count);

void cases_set_text(struct cases *cases, size_t row, const char *column, const char *text);
void cases_set_number(struct cases *cases, size_t row, const char *column, double number);
void cases_set_integer(struct cases *cases, size_t row, const char *column, int64_t number);
void cases_set_flag(struct cases *cases, size_t row, const char *column, bool flag);
void cases_set_status(struct cases *cases, size_t row, enum measure_status status);

/* A new row of output, for methods whose rows are not those of the input; its number. */
size_t cases_add_row(struct cases *cases);

/*
 * Calls handle once for every group of rows with equal texts in the key columns (ended by NULL),
 * groups and rows in the order of the file.
 */
void cases_each_group(struct cases *cases, const char *const *keys,
    void (*handle)(struct cases *cases, const size_t rows[], size_t count));

/* "higher_better", "lower_better" or anything else. */
enum measure_direction cases_direction(const struct cases *cases, size_t row);

/* The kinds' own names, and "prop", "oe", "sr" and "median".  False if none. */
bool cases_kind(enum measure_kind *out, const struct cases *cases, size_t row);

#endif
