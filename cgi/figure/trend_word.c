#include "trend_word.h"

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"

#define SPAN_MAX 400 /* periods between the first and the last: a century of quarters */

static long
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : 0;
}

/* Periods of its length since the year 0. */
static long
place_of(const char *period)
{
	long year = 0;

	for (size_t i = 0; i < 4 && period[i] != '\0'; i++)
		year = 10 * year + digit(period[i]);
	if (text_equal(period, "") || period[4] == '\0')
		return year;
	return period[4] == 'Q' ? 4 * year + digit(period[5]) : 2 * year + digit(period[5]);
}

void
figure_trend_word_read(struct trend_test *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first, size_t count,
    const bool left_out[])
{
	long oldest = 0, newest = 0;
	struct trend_period *periods;

	for (size_t i = 0; i < count; i++) {
		long place = place_of(rows_text(rows, first + i, "period"));

		oldest = i == 0 || place < oldest ? place : oldest;
		newest = i == 0 || place > newest ? place : newest;
	}
	if (newest - oldest >= SPAN_MAX)
		oldest = newest - SPAN_MAX + 1;
	periods = arena_new(arena, struct trend_period, (size_t)(newest - oldest + 1));
	for (size_t i = 0; i < count; i++) {
		long place = place_of(rows_text(rows, first + i, "period"));
		const char *x = rows_text(rows, first + i, "numerator"),
			   *n = rows_text(rows, first + i, "denominator");
		struct trend_period *period;

		if (place < oldest)
			continue;
		period = &periods[place - oldest];
		period->has_counts = x != NULL && n != NULL && (left_out == NULL || !left_out[i]) &&
				     decimal_parse(&period->numerator, x) &&
				     decimal_parse(&period->denominator, n);
	}
	trend_test_compute(
	    out, definition->rule.kind, periods, count == 0 ? 0 : (size_t)(newest - oldest + 1));
}

/* What rising or falling means for this indicator. */
static const char *
quality_of(const struct figure_definition *definition, enum trend_word word)
{
	enum measure_direction direction = definition->rule.direction;

	if (direction == MEASURE_NEUTRAL)
		return "";
	return (direction == MEASURE_INCREASE) == (word == TREND_RISING) ? "（好转）" : "（变差）";
}

const char *
figure_trend_word(struct arena *arena, const struct figure_definition *definition,
    const struct trend_test *test, const char *unit)
{
	const char *p;

	switch (test->status) {
	case TREND_SHORT:
		return text_format(
		    arena, "有数值的可比%s不足 %d 个，不判断趋势。", unit, TREND_PERIODS);
	case TREND_FEW_EVENTS:
		return text_format(arena, "病例太少（不足 %d 例），不判断趋势。", TREND_EVENTS);
	case TREND_OK:
		break;
	default:
		return NULL;
	}
	p = test->probability < 0.001 ? "P < 0.001"
				      : text_format(arena, "P = %.3f", test->probability);
	if (test->word == TREND_NO_WORD)
		return text_format(
		    arena, "%zu 个%s的趋势：看不出持续上升或下降（%s）。", test->periods, unit, p);
	return text_format(arena, "%zu 个%s的趋势：持续%s%s，%s。", test->periods, unit,
	    test->word == TREND_RISING ? "上升" : "下降", quality_of(definition, test->word), p);
}
