/* zhiheng measure: points, composite and grade. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/text.h"
#include "measure.h"
#include "measure/grade.h"

static bool
read_cell(struct decimal *out, const struct cases *cases, size_t row, const char *column)
{
	return cases_decimal(out, cases, row, column, DECIMAL_PLACES) == CELL_NUMBER;
}

/* The indicator as its row describes it; one that cannot be read has no range and is invalid. */
static struct grade_indicator
read_indicator(const struct cases *cases, size_t row)
{
	struct grade_indicator indicator = {.direction = cases_direction(cases, row),
	    .safety = cases_is(cases, row, "safety", "1")};

	if (!cases_kind(&indicator.kind, cases, row) ||
	    !read_cell(&indicator.factor, cases, row, "multiplier") ||
	    !read_cell(&indicator.weight, cases, row, "weight") ||
	    !read_cell(&indicator.floor, cases, row, "floor_0pts") ||
	    !read_cell(&indicator.benchmark, cases, row, "benchmark_100pts") ||
	    !read_cell(&indicator.minimum_denominator, cases, row, "n_min"))
		return (struct grade_indicator){0};
	return indicator;
}

static bool
read_item(struct grade_item *out, const struct cases *cases, size_t row)
{
	enum cell x = cases_decimal(&out->numerator, cases, row, "x", DECIMAL_PLACES);
	enum cell n = cases_decimal(&out->denominator, cases, row, "n", DECIMAL_PLACES);

	out->has_numerator = x == CELL_NUMBER;
	out->has_denominator = n == CELL_NUMBER;
	return x != CELL_WRONG && n != CELL_WRONG;
}

/* The rows of one indicator: all its hospitals.  items[i] is row rows[i]. */
static struct grade_item *
compute_indicator(struct grade_peers *peers, struct grade_indicator *indicator, struct cases *cases,
    const size_t rows[], size_t count)
{
	struct grade_item *items = arena_new(cases->arena, struct grade_item, count);
	struct overdispersion_unit *units =
	    arena_new(cases->arena, struct overdispersion_unit, count);
	size_t *scratch = arena_new(cases->arena, size_t, count);

	*indicator = read_indicator(cases, rows[0]);
	for (size_t i = 0; i < count; i++)
		if (!read_item(&items[i], cases, rows[i])) {
			/* What is no number cannot be, either: a negative count says so. */
			items[i].has_numerator = true;
			items[i].numerator.units = -1;
			items[i].has_denominator = true;
			items[i].denominator.units = -1;
		}
	grade_compute_indicator(peers, items, count, indicator, units, scratch);
	return items;
}

static const char *
format_tenths(struct cases *cases, int tenths)
{
	return text_format(cases->arena, "%d.%d", tenths / 10, tenths % 10);
}

static const char *
format_hundredths(struct cases *cases, int hundredths)
{
	int size = hundredths < 0 ? -hundredths : hundredths;

	return text_format(
	    cases->arena, "%s%d.%02d", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

static void
set_items(struct cases *cases, const size_t rows[], size_t count)
{
	struct grade_indicator indicator;
	struct grade_peers peers;
	const struct grade_item *items = compute_indicator(&peers, &indicator, cases, rows, count);
	double factor = decimal_to_double(indicator.factor);

	for (size_t i = 0; i < count; i++) {
		const struct grade_item *item = &items[i];
		size_t row = rows[i];

		cases_set_text(cases, row, "status", grade_standing_name(item->standing));
		if (peers.eligible > 0)
			cases_set_number(cases, row, "theta_pooled", factor * peers.theta);
		if (item->standing <= GRADE_BELOW_MINIMUM)
			cases_set_number(cases, row, "value", item->value);
		if (item->standing != GRADE_ELIGIBLE)
			continue;
		cases_set_number(cases, row, "points_unclamped", item->points_unclamped);
		cases_set_text(cases, row, "points", format_tenths(cases, item->points_tenths));
		cases_set_text(cases, row, "z_status", grade_compared_name(item->compared));
		if (item->compared != GRADE_COMPARED)
			continue;
		cases_set_number(cases, row, "tau2", item->tau2_others);
		cases_set_number(cases, row, "theta_others", factor * item->theta_others);
		cases_set_number(cases, row, "df", item->df);
		cases_set_text(cases, row, "class_exact", funnel_class_name(item->exact));
		cases_set_number(cases, row, "z_signed", item->z);
		cases_set_text(
		    cases, row, "z_published", format_hundredths(cases, item->z_hundredths));
	}
}

static void
compute_composite(struct cases *cases)
{
	static const char *const keys[] = {"scenario", "indicator", NULL};

	cases_each_group(cases, keys, set_items);
}

/* The scheme of one scenario: hospitals by indicators, in the order of the file. */
struct board {
	size_t hospital_count;
	size_t indicator_count;
	const char **hospitals;
	const char **names; /* of the indicators */
	struct grade_indicator *indicators;
	struct grade_item *items; /* hospital_count * indicator_count */
};

/* The place of text among the first *count of list, appended if it is new. */
static size_t
find_or_add(const char *list[], size_t *count, const char *text)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(list[i], text) == 0)
			return i;
	list[*count] = text;
	return (*count)++;
}

static void
fill_indicator(
    struct board *board, struct cases *cases, const size_t rows[], size_t count, size_t place)
{
	size_t *own = arena_new(cases->arena, size_t, count), own_count = 0;
	const struct grade_item *items;
	struct grade_peers peers;

	for (size_t i = 0; i < count; i++)
		if (cases_is(cases, rows[i], "indicator", board->names[place]))
			own[own_count++] = rows[i];
	items = compute_indicator(&peers, &board->indicators[place], cases, own, own_count);
	for (size_t i = 0; i < own_count; i++) {
		size_t hospital = find_or_add(board->hospitals, &board->hospital_count,
		    cases_text(cases, own[i], "hospital"));

		board->items[hospital * board->indicator_count + place] = items[i];
	}
}

static struct board
read_board(struct cases *cases, const size_t rows[], size_t count)
{
	struct board board = {.hospitals = arena_new(cases->arena, const char *, count),
	    .names = arena_new(cases->arena, const char *, count)};
	size_t cells;

	for (size_t i = 0; i < count; i++) {
		find_or_add(
		    board.hospitals, &board.hospital_count, cases_text(cases, rows[i], "hospital"));
		find_or_add(
		    board.names, &board.indicator_count, cases_text(cases, rows[i], "indicator"));
	}
	cells = board.hospital_count * board.indicator_count;
	board.indicators = arena_new(cases->arena, struct grade_indicator, board.indicator_count);
	board.items = arena_new(cases->arena, struct grade_item, cells);
	for (size_t i = 0; i < cells; i++)
		board.items[i].standing = GRADE_NO_DATA;
	for (size_t place = 0; place < board.indicator_count; place++)
		fill_indicator(&board, cases, rows, count, place);
	return board;
}

/* The indicators that give the cap, with their z: "I1:-2.08", several joined by ";". */
static const char *
name_cap(struct cases *cases, const struct board *board, size_t hospital, enum grade cap)
{
	const char *source = "";

	for (size_t i = 0; cap != GRADE_A && i < board->indicator_count; i++) {
		const struct grade_item *item =
		    &board->items[hospital * board->indicator_count + i];

		if (grade_cap(&board->indicators[i], item, &grade_scheme_default) != cap)
			continue;
		source = text_format(cases->arena, "%s%s%s:%s", source, *source != '\0' ? ";" : "",
		    board->names[i], format_hundredths(cases, item->z_hundredths));
	}
	return source;
}

static void
set_result(struct cases *cases, size_t row, const struct grade_result *result)
{
	static const char *const grades[GRADE_COUNT] = {"A", "B", "C", "D"};
	static const char *const reasons[GRADE_REASON_COUNT] = {
	    [GRADE_GRADED] = "", [GRADE_COVERAGE] = "coverage", [GRADE_NO_SAFETY] = "no_safety"};

	cases_set_number(cases, row, "coverage", result->coverage);
	cases_set_text(
	    cases, row, "result", result->reason == GRADE_GRADED ? "graded" : "not_graded");
	cases_set_text(cases, row, "reason", reasons[result->reason]);
	cases_set_integer(cases, row, "n_graded", (int64_t)result->of);
	if (result->reason != GRADE_GRADED)
		return;
	cases_set_number(cases, row, "composite_unrounded", result->composite);
	cases_set_text(cases, row, "composite", format_tenths(cases, result->composite_tenths));
	cases_set_text(cases, row, "grade_before_cap", grades[result->band]);
	cases_set_text(cases, row, "cap", result->cap == GRADE_A ? "" : grades[result->cap]);
	cases_set_text(cases, row, "grade", grades[result->grade]);
	cases_set_integer(cases, row, "rank", (int64_t)result->rank);
	cases_set_number(cases, row, "se_composite", result->error);
}

static void
set_scenario(struct cases *cases, const size_t rows[], size_t count)
{
	struct board board = read_board(cases, rows, count);
	struct grade_result *results =
	    arena_new(cases->arena, struct grade_result, board.hospital_count);
	size_t *scratch = arena_new(cases->arena, size_t, board.hospital_count);

	for (size_t i = 0; i < board.hospital_count; i++)
		grade_compute_hospital(&results[i], board.indicators,
		    &board.items[i * board.indicator_count], board.indicator_count,
		    &grade_scheme_default);
	grade_rank(results, board.hospital_count, scratch);
	for (size_t i = 0; i < board.hospital_count; i++) {
		size_t row = cases_add_row(cases);

		cases_set_text(cases, row, "scenario", cases_text(cases, rows[0], "scenario"));
		cases_set_text(cases, row, "hospital", board.hospitals[i]);
		set_result(cases, row, &results[i]);
		if (results[i].reason == GRADE_GRADED)
			cases_set_text(
			    cases, row, "cap_source", name_cap(cases, &board, i, results[i].cap));
	}
}

static void
compute_summary(struct cases *cases)
{
	static const char *const keys[] = {"scenario", NULL};

	cases_each_group(cases, keys, set_scenario);
}

#define COMPOSITE_INPUTS                                                                           \
	COLUMNS("scenario", "hospital", "indicator", "weight", "direction", "kind", "multiplier",  \
	    "floor_0pts", "benchmark_100pts", "n_min", "safety", "x", "n")

const struct method grade_methods[] = {
    {.name = "composite",
	.inputs = COMPOSITE_INPUTS,
	.computed = COLUMNS("status", "value", "theta_pooled", "tau2", "theta_others", "df",
	    "class_exact", "z_status", "points_unclamped", "points", "z_signed", "z_published"),
	.compute = compute_composite},
    {.name = "composite_summary",
	.inputs = COMPOSITE_INPUTS,
	.computed = COLUMNS("scenario", "hospital", "coverage", "result", "reason",
	    "composite_unrounded", "composite", "grade_before_cap", "cap", "cap_source", "grade",
	    "rank", "n_graded", "se_composite"),
	.own_rows = true,
	.compute = compute_summary},
    {.name = NULL},
};
