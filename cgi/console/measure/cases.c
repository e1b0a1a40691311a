#include "cases.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/csv.h"
#include "core/text.h"
#include "measure/order.h"

static size_t
column_index(const struct sheet *sheet, const char *column)
{
	for (size_t i = 0; i < sheet->width; i++)
		if (strcmp(sheet->columns[i], column) == 0)
			return i;
	assert(false && "a method sets only the columns it names");
	return 0;
}

const char *
sheet_text(const struct sheet *sheet, size_t row, const char *column)
{
	int index = csv_column(sheet->csv, column);

	assert(index >= 0);
	return sheet->trimmed[row * sheet->csv->rows[0].count + (size_t)index];
}

bool
sheet_is(const struct sheet *sheet, size_t row, const char *column, const char *text)
{
	return strcmp(sheet_text(sheet, row, column), text) == 0;
}

static bool
is_missing(const char *text)
{
	return *text == '\0' || strcmp(text, "NA") == 0 || strcmp(text, "N/A") == 0 ||
	       strcmp(text, "Not Available") == 0;
}

/* Length of a decimal number with optional exponent at the start of text, 0 if there is none. */
static size_t
number_length(const char *text)
{
	size_t sign = text[0] == '-' || text[0] == '+', digits, length, exponent;

	digits = strspn(text + sign, "0123456789");
	length = sign + digits;
	if (text[length] == '.') {
		size_t fraction = strspn(text + length + 1, "0123456789");

		digits += fraction;
		length += 1 + fraction;
	}
	if (digits == 0)
		return 0;
	if (text[length] != 'e' && text[length] != 'E')
		return length;
	exponent = length + 1;
	exponent += text[exponent] == '-' || text[exponent] == '+';
	digits = strspn(text + exponent, "0123456789");
	return digits > 0 ? exponent + digits : length;
}

enum cell
sheet_parse_number(double *out, const char *text)
{
	size_t length = number_length(text);
	double number, divisor;

	*out = 0;
	if (is_missing(text))
		return CELL_MISSING;
	if (length == 0)
		return CELL_WRONG;
	/* The program never calls setlocale: strtod reads a point. */
	number = strtod(text, NULL);
	if (text[length] == '/') {
		const char *rest = text + length + 1;

		if (number_length(rest) == 0 || rest[number_length(rest)] != '\0')
			return CELL_WRONG;
		divisor = strtod(rest, NULL);
		number /= divisor;
	} else if (text[length] != '\0') {
		return CELL_WRONG;
	}
	if (!isfinite(number))
		return CELL_WRONG;
	*out = number;
	return CELL_NUMBER;
}

enum cell
sheet_number(double *out, const struct sheet *sheet, size_t row, const char *column)
{
	return sheet_parse_number(out, sheet_text(sheet, row, column));
}

bool
sheet_multiplier(double *out, const struct sheet *sheet, size_t row)
{
	return sheet_number(out, sheet, row, "multiplier") == CELL_NUMBER && *out > 0 &&
	       *out <= MEASURE_COUNT_MAX;
}

enum cell
sheet_decimal(
    struct decimal *out, const struct sheet *sheet, size_t row, const char *column, unsigned places)
{
	const char *text = sheet_text(sheet, row, column);

	*out = (struct decimal){0};
	if (is_missing(text))
		return CELL_MISSING;
	return decimal_parse_scaled(out, text, places) ? CELL_NUMBER : CELL_WRONG;
}

unsigned
sheet_places(const struct sheet *sheet, const char *column, const size_t rows[], size_t count)
{
	unsigned most = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned places = decimal_places(sheet_text(sheet, rows[i], column));

		if (places > most && places <= DECIMAL_PLACES_MAX)
			most = places;
	}
	return most;
}

void
sheet_set_text(struct sheet *sheet, size_t row, const char *column, const char *text)
{
	assert(row < sheet->rows_out);
	sheet->computed[row * sheet->width + column_index(sheet, column)] = text;
}

void
sheet_set_number(struct sheet *sheet, size_t row, const char *column, double number)
{
	assert(isfinite(number));
	/* Adding 0 turns -0 into 0. */
	sheet_set_text(sheet, row, column, text_format(sheet->arena, "%.17g", number + 0.0));
}

void
sheet_set_integer(struct sheet *sheet, size_t row, const char *column, int64_t number)
{
	sheet_set_text(sheet, row, column, text_format(sheet->arena, "%lld", (long long)number));
}

void
sheet_set_flag(struct sheet *sheet, size_t row, const char *column, bool flag)
{
	sheet_set_text(sheet, row, column, flag ? "1" : "0");
}

void
sheet_set_status(struct sheet *sheet, size_t row, enum measure_status status)
{
	sheet_set_text(sheet, row, "status", measure_status_name(status));
}

size_t
sheet_add_row(struct sheet *sheet)
{
	if (sheet->rows_out == sheet->capacity) {
		size_t capacity = 2 * sheet->capacity + 64;
		const char **computed =
		    arena_new(sheet->arena, const char *, capacity * sheet->width);

		if (sheet->rows_out > 0)
			memcpy(computed, sheet->computed,
			    sheet->rows_out * sheet->width * sizeof(*computed));
		sheet->computed = computed;
		sheet->capacity = capacity;
	}
	for (size_t i = 0; i < sheet->width; i++)
		sheet->computed[sheet->rows_out * sheet->width + i] = "";
	return sheet->rows_out++;
}

struct grouping {
	const struct sheet *sheet;
	const char *const *keys;
};

static int
compare_keys(const void *context, size_t left, size_t right)
{
	const struct grouping *grouping = context;
	int order = 0;

	for (const char *const *key = grouping->keys; order == 0 && *key != NULL; key++)
		order = strcmp(sheet_text(grouping->sheet, left, *key),
		    sheet_text(grouping->sheet, right, *key));
	return order;
}

void
sheet_each_group(struct sheet *sheet, const char *const *keys,
    void (*handle)(struct sheet *sheet, const size_t rows[], size_t count))
{
	struct grouping grouping = {sheet, keys};
	size_t *rows = arena_new(sheet->arena, size_t, sheet->count + 1);
	size_t *sizes = arena_new(sheet->arena, size_t, sheet->count + 1);
	size_t *starts = arena_new(sheet->arena, size_t, sheet->count + 1);

	order_indices(rows, sheet->count, compare_keys, &grouping);
	/* Equals keep their order, so a group's first row is its smallest. */
	for (size_t start = 0, end; start < sheet->count; start = end) {
		for (end = start + 1; end < sheet->count; end++)
			if (compare_keys(&grouping, rows[start], rows[end]) != 0)
				break;
		starts[rows[start]] = start;
		sizes[rows[start]] = end - start;
	}
	for (size_t row = 0; row < sheet->count; row++)
		if (sizes[row] > 0)
			handle(sheet, &rows[starts[row]], sizes[row]);
}

enum measure_direction
sheet_direction(const struct sheet *sheet, size_t row)
{
	if (sheet_is(sheet, row, "direction", "higher_better"))
		return MEASURE_INCREASE;
	if (sheet_is(sheet, row, "direction", "lower_better"))
		return MEASURE_DECREASE;
	return MEASURE_NEUTRAL;
}

bool
sheet_kind(enum measure_kind *out, const struct sheet *sheet, size_t row)
{
	/* What other software calls them. */
	static const struct {
		const char *alias;
		const char *name;
	} aliases[] = {
	    {"prop", "proportion"}, {"oe", "ratio"}, {"sr", "ratio"}, {"median", "level"}};
	const char *name = sheet_text(sheet, row, "kind");

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (sheet_is(sheet, row, "kind", aliases[i].alias))
			name = aliases[i].name;
	return measure_kind_find(out, name);
}
