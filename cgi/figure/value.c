#include "value.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/text.h"

/* A value has at most 12 digits before the point: with a factor of 1000 and places this is wide. */
__extension__ typedef __int128 wide_integer;

const char *
figure_number(struct arena *arena, const char *numeric)
{
	size_t length;

	if (numeric == NULL || strchr(numeric, '.') == NULL)
		return numeric;
	length = strlen(numeric);
	while (numeric[length - 1] == '0')
		length--;
	if (numeric[length - 1] == '.')
		length--;
	return text_copy(arena, numeric, length);
}

const char *
figure_cell(struct arena *arena, const char *state, const char *value)
{
	if (state == NULL)
		return "—";
	if (text_equal(state, "value"))
		return figure_number(arena, value);
	return text_equal(state, "not_applicable") ? "不适用" : "未填";
}

/* units is the number times 10^places; not negative. */
static const char *
write_scaled(struct arena *arena, wide_integer units, int places)
{
	char digits[48];
	size_t at = sizeof(digits);
	int written = 0;

	do {
		if (places > 0 && written == places)
			digits[--at] = '.';
		/* Most numbers are short, and division of short ones is ten times as fast. */
		if (units <= UINT32_MAX) {
			digits[--at] = (char)('0' + (uint32_t)units % 10);
			units = (uint32_t)units / 10;
		} else {
			digits[--at] = (char)('0' + (int)(units % 10));
			units /= 10;
		}
		written++;
	} while (units > 0 || written <= places);
	return text_copy(arena, digits + at, sizeof(digits) - at);
}

static wide_integer
power_of_ten(int exponent)
{
	wide_integer power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* Half up: all our values are 0 or more. */
static const char *
divide(struct arena *arena, wide_integer numerator, wide_integer denominator, int places)
{
	wide_integer scaled = numerator * power_of_ten(places);

	return write_scaled(arena, (2 * scaled + denominator) / (2 * denominator), places);
}

const char *
figure_decimal(struct arena *arena, struct decimal decimal)
{
	return figure_number(arena, write_scaled(arena, decimal.units, DECIMAL_PLACES));
}

/* x.units is not negative, n.units positive. */
static const char *
value_of(struct arena *arena, const struct figure_definition *definition, struct decimal x,
    struct decimal n)
{
	if (definition->truth)
		return x.units > 0 ? "是" : "否";
	if (!measure_kind_has_denominator(definition->rule.kind))
		return figure_decimal(arena, x);
	return divide(
	    arena, (wide_integer)x.units * definition->factor, n.units, definition->places);
}

const char *
figure_value(struct arena *arena, const struct figure_definition *definition, const char *numerator,
    const char *denominator)
{
	bool fraction = measure_kind_has_denominator(definition->rule.kind);
	struct decimal x, n = decimal_from_integer(1);

	if (numerator == NULL || !decimal_parse(&x, numerator) || x.units < 0)
		return NULL;
	if (fraction && (denominator == NULL || !decimal_parse(&n, denominator) || n.units <= 0))
		return NULL;
	return value_of(arena, definition, x, n);
}

const char *
figure_total_value(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total)
{
	if (total->status != MEASURE_OK && total->status != MEASURE_PARTIAL)
		return NULL;
	return value_of(arena, definition, total->numerator, total->denominator);
}

const char *
figure_total_counts(struct arena *arena, const struct figure_definition *definition,
    const struct comparison_total *total)
{
	if (total->received == 0 || !measure_kind_has_denominator(definition->rule.kind))
		return NULL;
	return text_format(arena, "%s/%s", figure_decimal(arena, total->numerator),
	    figure_decimal(arena, total->denominator));
}

const char *
figure_bound(struct arena *arena, const struct figure_definition *definition, const char *numeric)
{
	struct decimal bound;

	if (numeric == NULL || !decimal_parse(&bound, numeric) || bound.units < 0)
		return NULL;
	if (definition->truth)
		return bound.units > 0 ? "是" : "否";
	return figure_number(arena, numeric);
}

const char *
figure_counts(struct arena *arena, const char *numerator, const char *denominator)
{
	if (numerator == NULL)
		return NULL;
	if (denominator == NULL)
		return figure_number(arena, numerator);
	return text_format(
	    arena, "%s/%s", figure_number(arena, numerator), figure_number(arena, denominator));
}

/* printf takes ten times as long, and is needed only where the double's last bits decide. */
const char *
figure_double(struct arena *arena, const struct figure_definition *definition, double value)
{
	double scaled = value * (double)power_of_ten(definition->places), whole = floor(scaled);
	double rest = scaled - whole;

	if (!(value >= 0 && scaled < 1e9) || fabs(rest - 0.5) < 1e-6)
		return text_format(arena, "%.*f", definition->places, value);
	return write_scaled(arena, (wide_integer)whole + (rest > 0.5), definition->places);
}

const char *
figure_interval(struct arena *arena, const struct figure_definition *definition, bool known,
    double lower, double upper)
{
	if (!known)
		return NULL;
	return text_join(arena, figure_double(arena, definition, lower), "～",
	    figure_double(arena, definition, upper), NULL);
}

static int
places_of(const char *decimal)
{
	const char *point = strchr(decimal, '.');

	return point == NULL ? 0 : (int)strlen(point + 1);
}

const char *
figure_change(struct arena *arena, const char *value, const char *base_value)
{
	struct decimal now, base;
	int places;
	int64_t difference;

	if (value == NULL || base_value == NULL || !decimal_parse(&now, value) ||
	    !decimal_parse(&base, base_value))
		return NULL;
	places =
	    places_of(value) > places_of(base_value) ? places_of(value) : places_of(base_value);
	difference = now.units - base.units;
	return text_format(arena, "%s%s",
	    difference > 0   ? "+"
	    : difference < 0 ? "-"
			     : "",
	    divide(arena, difference < 0 ? -difference : difference, power_of_ten(DECIMAL_PLACES),
		places));
}

const char *
figure_threshold(struct arena *arena, const struct figure_definition *definition, const char *op,
    const char *numeric)
{
	static const struct {
		const char *op;
		const char *words;
	} operators[] = {{">=", "不低于"}, {"<=", "不高于"}, {"=", "等于"}, {">", "高于"},
	    {"<", "低于"}, {"up", "较基线升高"}, {"down", "较基线降低"}};
	const char *bound = figure_bound(arena, definition, numeric);

	if (op == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (!text_equal(operators[i].op, op))
			continue;
		if (bound == NULL)
			return operators[i].words;
		return text_format(arena, "%s %s%s", operators[i].words, bound,
		    definition->truth ? "" : definition->unit);
	}
	return NULL;
}

const char *
figure_verdict(const char *boolean)
{
	if (boolean == NULL)
		return NULL;
	return boolean[0] == 't' ? "达到" : "未达到";
}

const char *
figure_goal_verdict(const char *boolean)
{
	if (boolean == NULL)
		return NULL;
	return boolean[0] == 't' ? "已实现" : "未实现";
}
