/*
 * Counts as the database keeps them: NUMERIC(16,4), at most 12 digits before and 4 after the point.
 * Held as a whole number of ten-thousandths, so that sums, comparisons and ties are exact; floating
 * point begins only where a statistic is computed.
 *
 * decimal_parse_scaled keeps another number of places in the same struct.  Fractions of two columns
 * may then be compared as long as each column has one scale throughout.
 */
#ifndef MEASURE_DECIMAL_H
#define MEASURE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_PLACES     4
#define DECIMAL_PLACES_MAX 18

struct decimal {
	int64_t units; /* ten-thousandths, or 10^-places after decimal_parse_scaled */
};

/*
 * Reads an optional sign, ASCII digits and at most one point, in no locale; nothing else.
 * False, and *out untouched: empty, another character, more places than asked for that are not
 * zero, or beyond the range of int64_t.
 */
bool decimal_parse(struct decimal *out, const char *text);
bool decimal_parse_scaled(struct decimal *out, const char *text, unsigned places);

/* Digits after the point that matter (trailing zeros do not), 0 if text is not such a number. */
unsigned decimal_places(const char *text);

/* A whole number as a decimal of DECIMAL_PLACES; the number must lie within +/- 9.2e14. */
struct decimal decimal_from_integer(int64_t integer);

/* The nearest double; the scaled form divides by 10^places. */
double decimal_to_double(struct decimal decimal);
double decimal_to_double_scaled(struct decimal decimal, unsigned places);

/* No digit after the point: a count.  DECIMAL_PLACES only. */
bool decimal_is_whole(struct decimal decimal);

/* a + b; false, and *out untouched, if the sum leaves the range. */
bool decimal_add(struct decimal *out, struct decimal a, struct decimal b);

/* -1, 0 or 1 as a is less than, equal to or greater than b. */
int decimal_compare(struct decimal a, struct decimal b);

/*
 * -1, 0 or 1 as x1/n1 is less than, equal to or greater than x2/n2: x1*n2 against x2*n1 in 128
 * bits, exact for all values.  n1 and n2 must be positive.
 */
int decimal_compare_fractions(
    struct decimal x1, struct decimal n1, struct decimal x2, struct decimal n2);

#endif
