#include "decimal.h"

#include <assert.h>
#include <stddef.h>

__extension__ typedef __int128 wide_integer;

#define DECIMAL_ONE 10000 /* 10^DECIMAL_PLACES */

static const double power_of_ten[DECIMAL_PLACES_MAX + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* Appends a digit towards the sign; false on overflow. */
static bool
append_digit(int64_t *units, int digit, bool negative)
{
	return !__builtin_mul_overflow(*units, 10, units) &&
	       !__builtin_add_overflow(*units, negative ? -digit : digit, units);
}

bool
decimal_parse_scaled(struct decimal *out, const char *text, unsigned places)
{
	int64_t units = 0;
	bool negative = *text == '-', any = false;
	unsigned place = 0;

	assert(places <= DECIMAL_PLACES_MAX);
	if (*text == '-' || *text == '+')
		text++;
	for (; is_digit(*text); text++, any = true)
		if (!append_digit(&units, *text - '0', negative))
			return false;
	if (*text == '.')
		for (text++; is_digit(*text); text++, any = true) {
			if (place == places) {
				if (*text != '0')
					return false;
				continue;
			}
			if (!append_digit(&units, *text - '0', negative))
				return false;
			place++;
		}
	if (!any || *text != '\0')
		return false;
	for (; place < places; place++)
		if (!append_digit(&units, 0, negative))
			return false;
	out->units = units;
	return true;
}

bool
decimal_parse(struct decimal *out, const char *text)
{
	return decimal_parse_scaled(out, text, DECIMAL_PLACES);
}

unsigned
decimal_places(const char *text)
{
	unsigned places = 0, significant = 0;

	while (*text != '\0' && *text != '.')
		text++;
	if (*text == '\0')
		return 0;
	for (text++; is_digit(*text); text++) {
		places++;
		if (*text != '0')
			significant = places;
	}
	return *text == '\0' ? significant : 0;
}

struct decimal
decimal_from_integer(int64_t integer)
{
	assert(integer <= INT64_MAX / DECIMAL_ONE && integer >= INT64_MIN / DECIMAL_ONE);
	return (struct decimal){integer * DECIMAL_ONE};
}

double
decimal_to_double_scaled(struct decimal decimal, unsigned places)
{
	assert(places <= DECIMAL_PLACES_MAX);
	return (double)decimal.units / power_of_ten[places];
}

double
decimal_to_double(struct decimal decimal)
{
	return decimal_to_double_scaled(decimal, DECIMAL_PLACES);
}

bool
decimal_is_whole(struct decimal decimal)
{
	return decimal.units % DECIMAL_ONE == 0;
}

bool
decimal_add(struct decimal *out, struct decimal a, struct decimal b)
{
	int64_t sum;

	if (__builtin_add_overflow(a.units, b.units, &sum))
		return false;
	out->units = sum;
	return true;
}

int
decimal_compare(struct decimal a, struct decimal b)
{
	return (a.units > b.units) - (a.units < b.units);
}

int
decimal_compare_fractions(
    struct decimal x1, struct decimal n1, struct decimal x2, struct decimal n2)
{
	wide_integer left = (wide_integer)x1.units * n2.units;
	wide_integer right = (wide_integer)x2.units * n1.units;

	assert(n1.units > 0 && n2.units > 0);
	return (left > right) - (left < right);
}
