/* zhiheng measure: intervals of one row each, and sums over components. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/text.h"
#include "measure.h"
#include "measure/interval.h"
#include "measure/rate.h"

static void
set_interval(struct cases *cases, size_t row, const struct interval *interval)
{
	cases_set_number(cases, row, "lower", interval->lower);
	cases_set_number(cases, row, "upper", interval->upper);
}

/* Reads x and n; INVALID if one is no number, NO_DATA if one is missing. */
static enum measure_status
read_counts(const struct cases *cases, size_t row, double *x, double *n)
{
	enum cell x_cell = cases_number(x, cases, row, "x");
	enum cell n_cell = cases_number(n, cases, row, "n");

	if (x_cell == CELL_WRONG || n_cell == CELL_WRONG || *x < 0 || *n < 0)
		return MEASURE_INVALID;
	return x_cell == CELL_MISSING || n_cell == CELL_MISSING ? MEASURE_NO_DATA : MEASURE_OK;
}

static void
compute_wilson(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		double x, n, confidence;
		struct interval interval;
		enum measure_status status = read_counts(cases, row, &x, &n);

		if (cases_number(&confidence, cases, row, "conf") != CELL_NUMBER)
			status = MEASURE_INVALID;
		if (status == MEASURE_OK)
			status = interval_wilson(&interval, x, n, confidence);
		cases_set_status(cases, row, status);
		if (status != MEASURE_OK)
			continue;
		cases_set_number(cases, row, "p", interval.value);
		set_interval(cases, row, &interval);
	}
}

static const struct {
	const char *name;
	enum measure_status (*compute)(
	    struct interval *out, double x, double n, double multiplier, double confidence);
} rate_intervals[] = {{"byar", interval_byar}, {"hybrid", interval_rate},
    {"garwood", interval_garwood}, {"midp", interval_midp}};

static enum measure_status
compute_rate_row(struct interval *out, const struct cases *cases, size_t row)
{
	double x, n, multiplier, confidence;
	enum measure_status status = read_counts(cases, row, &x, &n);

	if (cases_number(&multiplier, cases, row, "multiplier") != CELL_NUMBER ||
	    cases_number(&confidence, cases, row, "conf") != CELL_NUMBER)
		return MEASURE_INVALID;
	if (status != MEASURE_OK)
		return status;
	for (size_t i = 0; i < sizeof(rate_intervals) / sizeof(rate_intervals[0]); i++)
		if (cases_is(cases, row, "method", rate_intervals[i].name))
			return rate_intervals[i].compute(out, x, n, multiplier, confidence);
	return MEASURE_INVALID;
}

static void
compute_rate(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		struct interval interval;
		enum measure_status status = compute_rate_row(&interval, cases, row);

		cases_set_status(cases, row, status);
		if (status != MEASURE_OK && status != MEASURE_NO_INTERVAL)
			continue;
		cases_set_number(cases, row, "value", interval.value);
		if (status == MEASURE_OK)
			set_interval(cases, row, &interval);
	}
}

/* Takes text apart at every separator; at least one part, trimmed. */
static size_t
split(const char ***parts, struct arena *arena, const char *text, char separator)
{
	size_t count = 1;

	for (const char *cursor = text; *cursor != '\0'; cursor++)
		count += *cursor == separator;
	*parts = arena_new(arena, const char *, count);
	for (size_t i = 0; i < count; i++) {
		const char *end = strchr(text, separator);
		size_t length = end != NULL ? (size_t)(end - text) : strlen(text);

		(*parts)[i] = text_trim(arena, text_copy(arena, text, length));
		text += length + 1;
	}
	return count;
}

static enum measure_status
read_values(struct rate_moments *out, struct arena *arena, const char *data)
{
	const char **parts;
	size_t count = split(&parts, arena, data, ';');
	double *values = arena_new(arena, double, count);

	if (*data == '\0')
		return MEASURE_NO_DATA;
	for (size_t i = 0; i < count; i++)
		if (cases_parse_number(&values[i], parts[i]) != CELL_NUMBER)
			return MEASURE_INVALID;
	*out = rate_moments_of(values, count);
	return MEASURE_OK;
}

/* One "n;mean;sd"; the deviation of a single measurement may be left out. */
static enum measure_status
read_summary(struct rate_moments *out, struct arena *arena, const char *data)
{
	const char **parts;
	enum cell mean, deviation;

	if (*data == '\0')
		return MEASURE_NO_DATA;
	if (split(&parts, arena, data, ';') != 3 ||
	    cases_parse_number(&out->count, parts[0]) != CELL_NUMBER || out->count < 0)
		return MEASURE_INVALID;
	mean = cases_parse_number(&out->mean, parts[1]);
	deviation = cases_parse_number(&out->deviation, parts[2]);
	if (out->count <= 0)
		return MEASURE_NO_DATA;
	if (mean != CELL_NUMBER || deviation == CELL_WRONG || out->deviation < 0 ||
	    (deviation == CELL_MISSING && out->count > 1))
		return MEASURE_INVALID;
	return MEASURE_OK;
}

static enum measure_status
read_groups(struct rate_moments *out, struct arena *arena, const char *data)
{
	const char **parts;
	size_t count = split(&parts, arena, data, '|'), given = 0;
	struct rate_moments *groups = arena_new(arena, struct rate_moments, count);

	for (size_t i = 0; i < count; i++) {
		enum measure_status status = read_summary(&groups[given], arena, parts[i]);

		if (status == MEASURE_INVALID)
			return status;
		given += status == MEASURE_OK;
	}
	*out = rate_moments_pool(groups, given);
	return given > 0 ? MEASURE_OK : MEASURE_NO_DATA;
}

static void
compute_mean(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		const char *data = cases_text(cases, row, "data");
		struct rate_moments moments = {0};
		struct interval interval;
		double confidence;
		enum measure_status status = MEASURE_INVALID;

		if (cases_is(cases, row, "kind", "raw"))
			status = read_values(&moments, cases->arena, data);
		else if (cases_is(cases, row, "kind", "summary"))
			status = read_summary(&moments, cases->arena, data);
		else if (cases_is(cases, row, "kind", "combine"))
			status = read_groups(&moments, cases->arena, data);
		if (cases_number(&confidence, cases, row, "conf") != CELL_NUMBER)
			status = MEASURE_INVALID;
		if (status == MEASURE_OK)
			status = interval_mean(&interval, &moments, confidence);
		cases_set_status(cases, row, status);
		if (status == MEASURE_NO_DATA)
			cases_set_integer(cases, row, "n", 0);
		if (status != MEASURE_OK && status != MEASURE_NO_INTERVAL)
			continue;
		cases_set_number(cases, row, "n", moments.count);
		cases_set_number(cases, row, "mean", moments.mean);
		if (status == MEASURE_OK) {
			cases_set_number(cases, row, "sd", moments.deviation);
			set_interval(cases, row, &interval);
		}
	}
}

/* One "x;n"; nothing at all, or one of the two, is a cell that did not come. */
static enum measure_status
read_component(struct rate_cell *out, struct arena *arena, const char *text, unsigned places)
{
	const char **parts;

	*out = (struct rate_cell){0};
	if (*text == '\0')
		return MEASURE_OK;
	if (split(&parts, arena, text, ';') != 2)
		return MEASURE_INVALID;
	out->has_numerator = *parts[0] != '\0';
	out->has_denominator = *parts[1] != '\0';
	if ((out->has_numerator && !decimal_parse_scaled(&out->numerator, parts[0], places)) ||
	    (out->has_denominator && !decimal_parse_scaled(&out->denominator, parts[1], places)))
		return MEASURE_INVALID;
	return MEASURE_OK;
}

/* The most places that any number in the components has. */
static unsigned
component_places(struct arena *arena, const char *components)
{
	unsigned most = 0;
	const char **parts, **numbers;
	size_t count = split(&parts, arena, components, '|');

	for (size_t i = 0; i < count; i++) {
		size_t width = split(&numbers, arena, parts[i], ';');

		for (size_t j = 0; j < width; j++)
			if (decimal_places(numbers[j]) > most)
				most = decimal_places(numbers[j]);
	}
	return most < DECIMAL_PLACES_MAX ? most : DECIMAL_PLACES_MAX;
}

static struct rate_sum
sum_components(struct cases *cases, size_t row, unsigned places)
{
	const char **parts;
	size_t count = split(&parts, cases->arena, cases_text(cases, row, "components"), '|');
	struct rate_cell *cells = arena_new(cases->arena, struct rate_cell, count);
	enum measure_kind kind;
	bool readable = cases_kind(&kind, cases, row);

	for (size_t i = 0; i < count; i++)
		if (read_component(&cells[i], cases->arena, parts[i], places) != MEASURE_OK)
			readable = false;
	if (!readable)
		return (struct rate_sum){.status = MEASURE_INVALID};
	return rate_sum_cells(kind, cells, count);
}

static void
compute_aggregation(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		unsigned places =
		    component_places(cases->arena, cases_text(cases, row, "components"));
		struct rate_sum sum = sum_components(cases, row, places);
		double multiplier, x, n;

		if (!cases_multiplier(&multiplier, cases, row))
			sum.status = MEASURE_INVALID;
		cases_set_status(cases, row, sum.status);
		if (sum.status != MEASURE_OK && sum.status != MEASURE_PARTIAL)
			continue;
		x = decimal_to_double_scaled(sum.numerator, places);
		n = decimal_to_double_scaled(sum.denominator, places);
		cases_set_number(cases, row, "x_total", x);
		cases_set_number(cases, row, "n_total", n);
		cases_set_number(cases, row, "value", multiplier * x / n);
	}
}

const struct method interval_methods[] = {
    {.name = "wilson",
	.inputs = COLUMNS("case", "x", "n", "conf"),
	.computed = COLUMNS("status", "p", "lower", "upper"),
	.compute = compute_wilson},
    {.name = "byar_poisson",
	.inputs = COLUMNS("case", "method", "x", "n", "multiplier", "conf"),
	.computed = COLUMNS("status", "value", "lower", "upper"),
	.compute = compute_rate},
    {.name = "exact_poisson",
	.inputs = COLUMNS("case", "method", "x", "n", "multiplier", "conf"),
	.computed = COLUMNS("status", "value", "lower", "upper"),
	.compute = compute_rate},
    {.name = "mean_ci",
	.inputs = COLUMNS("case", "kind", "data", "conf"),
	.computed = COLUMNS("status", "n", "mean", "sd", "lower", "upper"),
	.compute = compute_mean},
    {.name = "aggregation",
	.inputs = COLUMNS("case", "kind", "multiplier", "components"),
	.computed = COLUMNS("status", "x_total", "n_total", "value"),
	.compute = compute_aggregation},
    {.name = NULL},
};
