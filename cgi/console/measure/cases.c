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
column_index(const struct cases *cases, const char *column)
{
	for (size_t i = 0; i < cases->width; i++)
		if (strcmp(cases->columns[i], column) == 0)
			return i;
	assert(false && "a method sets only the columns it names");
	return 0;
}

const char *
cases_text(const struct cases *cases, size_t row, const char *column)
{
	int index = csv_column(cases->csv, column);

	assert(index >= 0);
	return cases->trimmed[row * cases->csv->rows[0].count + (size_t)index];
}

bool
cases_is(const struct cases *cases, size_t row, const char *column, const char *text)
{
	return strcmp(cases_text(cases, row, column), text) == 0;
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
cases_parse_number(double *out, const char *text)
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
cases_number(double *out, const struct cases *cases, size_t row, const char *column)
{
	return cases_parse_number(out, cases_text(cases, row, column));
}

bool
cases_multiplier(double *out, const struct cases *cases, size_t row)
{
	return cases_number(out, cases, row, "multiplier") == CELL_NUMBER && *out > 0 &&
	       *out <= MEASURE_COUNT_MAX;
}

enum cell
cases_decimal(
    struct decimal *out, const struct cases *cases, size_t row, const char *column, unsigned places)
{
	const char *text = cases_text(cases, row, column);

	*out = (struct decimal){0};
	if (is_missing(text))
		return CELL_MISSING;
	return decimal_parse_scaled(out, text, places) ? CELL_NUMBER : CELL_WRONG;
}

unsigned
cases_places(const struct cases *cases, const char *column, const size_t rows[], size_t count)
{
	unsigned most = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned places = decimal_places(cases_text(cases, rows[i], column));

		if (places > most && places <= DECIMAL_PLACES_MAX)
			most = places;
	}
	return most;
}

void
cases_set_text(struct cases *cases, size_t row, const char *column, const char *text)
{
	assert(row < cases->rows_out);
	cases->computed[row * cases->width + column_index(cases, column)] = text;
}

void
cases_set_number(struct cases *cases, size_t row, const char *column, double number)
{
	assert(isfinite(number));
	/* Adding 0 turns -0 into 0. */
	cases_set_text(cases, row, column, text_format(cases->arena, "%.17g", number + 0.0));
}

void
cases_set_integer(struct cases *cases, size_t row, const char *column, int64_t number)
{
	cases_set_text(cases, row, column, text_format(cases->arena, "%lld", (long long)number));
}

void
cases_set_flag(struct cases *cases, size_t row, const char *column, bool flag)
{
	cases_set_text(cases, row, column, flag ? "1" : "0");
}

void
cases_set_status(struct cases *cases, size_t row, enum measure_status status)
{
	cases_set_text(cases, row, "status", measure_status_name(status));
}

size_t
cases_add_row(struct cases *cases)
{
	if (cases->rows_out == cases->capacity) {
		size_t capacity = 2 * cases->capacity + 64;
		const char **computed =
		    arena_new(cases->arena, const char *, capacity * cases->width);

		if (cases->rows_out > 0)
			memcpy(computed, cases->computed,
			    cases->rows_out * cases->width * sizeof(*computed));
		cases->computed = computed;
		cases->capacity = capacity;
	}
	for (size_t i = 0; i < cases->width; i++)
		cases->computed[cases->rows_out * cases->width + i] = "";
	return cases->rows_out++;
}

struct grouping {
	const struct cases *cases;
	const char *const *keys;
};

static int
compare_keys(const void *context, size_t left, size_t right)
{
	const struct grouping *grouping = context;
	int order = 0;

	for (const char *const *key = grouping->keys; order == 0 && *key != NULL; key++)
		order = strcmp(cases_text(grouping->cases, left, *key),
		    cases_text(grouping->cases, right, *key));
	return order;
}

void
cases_each_group(struct cases *cases, const char *const *keys,
    void (*handle)(struct cases *cases, const size_t rows[], size_t count))
{
	struct grouping grouping = {cases, keys};
	size_t *rows = arena_new(cases->arena, size_t, cases->count + 1);
	size_t *sizes = arena_new(cases->arena, size_t, cases->count + 1);
	size_t *starts = arena_new(cases->arena, size_t, cases->count + 1);

	order_indices(rows, cases->count, compare_keys, &grouping);
	/* Equals keep their order, so a group's first row is its smallest. */
	for (size_t start = 0, end; start < cases->count; start = end) {
		for (end = start + 1; end < cases->count; end++)
			if (compare_keys(&grouping, rows[start], rows[end]) != 0)
				break;
		starts[rows[start]] = start;
		sizes[rows[start]] = end - start;
	}
	for (size_t row = 0; row < cases->count; row++)
		if (sizes[row] > 0)
			handle(cases, &rows[starts[row]], sizes[row]);
}

enum measure_direction
cases_direction(const struct cases *cases, size_t row)
{
	if (cases_is(cases, row, "direction", "higher_better"))
		return MEASURE_INCREASE;
	if (cases_is(cases, row, "direction", "lower_better"))
		return MEASURE_DECREASE;
	return MEASURE_NEUTRAL;
}

bool
cases_kind(enum measure_kind *out, const struct cases *cases, size_t row)
{
	/* What other software calls them. */
	static const struct {
		const char *alias;
		const char *name;
	} aliases[] = {
	    {"prop", "proportion"}, {"oe", "ratio"}, {"sr", "ratio"}, {"median", "level"}};
	const char *name = cases_text(cases, row, "kind");

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (cases_is(cases, row, "kind", aliases[i].alias))
			name = aliases[i].name;
	return measure_kind_find(out, name);
}
