#include "meet.h"

#include <math.h>
#include <stdlib.h>

#include "core/text.h"

__extension__ typedef __int128 wide_integer;

#define GOAL_MAX 1e12  /* NUMERIC(16,4) */
#define ONE      10000 /* units of one */

/* A shown value: factor x/n. */
struct shown {
	struct decimal x, n;
	int factor;
	bool known;
};

static struct shown
read_shown(
    const struct edition_table *results, size_t row, const struct figure_definition *definition)
{
	const char *x = edition_table_text(results, row, "numerator");
	const char *n = edition_table_text(results, row, "denominator");
	struct shown shown = {.n = decimal_from_integer(1), .factor = definition->factor};

	shown.known = !text_equal(edition_table_text(results, row, "hidden"), "t") && x != NULL &&
		      decimal_parse(&shown.x, x);
	if (measure_kind_has_denominator(definition->rule.kind))
		shown.known = shown.known && n != NULL && decimal_parse(&shown.n, n);
	shown.known = shown.known && shown.n.units > 0;
	return shown;
}

/* -1, 0, 1 as the value is below, at, above the bound. */
static int
compare_bound(const struct shown *shown, struct decimal bound)
{
	wide_integer value = (wide_integer)shown->factor * ONE * shown->x.units;
	wide_integer limit = (wide_integer)bound.units * shown->n.units;

	return (value > limit) - (value < limit);
}

/* -1, 0, 1 as the value is below, at, above the baseline of the row, both as files have them. */
static int
compare_baseline(const struct shown *shown, const struct edition_table *results, size_t row)
{
	double value = shown->factor * (decimal_to_double(shown->x) / decimal_to_double(shown->n));
	const char *baseline =
	    edition_table_cell(results, row, edition_table_column(results, "baseline"));
	double difference =
	    strtod(text_format(results->arena, "%.*f", EDITION_PLACES, value), NULL) -
	    strtod(baseline, NULL);

	return (difference > 0) - (difference < 0);
}

static const char *
verdict(const char *op, int comparison)
{
	static const struct {
		const char *op;
		bool below, at, above;
	} ops[] = {
	    {">=", false, true, true},
	    {"<=", true, true, false},
	    {"=", false, true, false},
	    {">", false, false, true},
	    {"<", true, false, false},
	    {"up", false, false, true},
	    {"down", true, false, false},
	};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (text_equal(ops[i].op, op))
			return (comparison < 0      ? ops[i].below
				   : comparison > 0 ? ops[i].above
						    : ops[i].at)
				   ? "t"
				   : "f";
	return NULL;
}

static const char *
meet_goal(const struct shown *shown, const char *goal, const char *direction)
{
	double value = goal == NULL ? -1 : strtod(goal, NULL);
	struct decimal bound;

	if (!(value >= 0 && value < GOAL_MAX) ||
	    (!text_equal(direction, "increase") && !text_equal(direction, "decrease")))
		return NULL;
	bound.units = llround(value * ONE);
	return verdict(
	    text_equal(direction, "increase") ? ">=" : "<=", compare_bound(shown, bound));
}

static const char *
meet_threshold(const struct shown *shown, const struct edition_table *indicators, size_t indicator,
    const struct edition_table *results, size_t row)
{
	const char *op = edition_table_text(indicators, indicator, "threshold_op");
	const char *bound = edition_table_text(indicators, indicator, "threshold_value");
	struct decimal limit;

	if (text_equal(op, "up") || text_equal(op, "down"))
		return edition_table_text(results, row, "baseline") == NULL
			   ? NULL
			   : verdict(op, compare_baseline(shown, results, row));
	if (bound == NULL || !decimal_parse(&limit, bound))
		return NULL;
	return verdict(op, compare_bound(shown, limit));
}

void
edition_meet(struct edition *edition, size_t row, size_t indicator,
    const struct figure_definition *definition)
{
	struct edition_table *results = &edition->parts[EDITION_RESULTS];
	const struct edition_table *indicators = &edition->parts[EDITION_INDICATORS];
	struct shown shown = read_shown(results, row, definition);

	edition_table_set(results, row, "goal_met",
	    shown.known ? meet_goal(&shown, edition_table_text(results, row, "goal"),
			      edition_table_text(indicators, indicator, "direction"))
			: NULL);
	edition_table_set(results, row, "threshold_met",
	    shown.known ? meet_threshold(&shown, indicators, indicator, results, row) : NULL);
}
