/* zhiheng measure: points, composite and grade. */
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/text.h"
#include "measure.h"
#include "measure/grade.h"

static bool
read_cell(struct decimal *out, const struct sheet *sheet, size_t row, const char *column)
{
	return sheet_decimal(out, sheet, row, column, DECIMAL_PLACES) == CELL_NUMBER;
}

/* The indicator as its row describes it; one that cannot be read has no range and is invalid. */
static struct grade_indicator
read_indicator(const struct sheet *sheet, size_t row)
{
	struct grade_indicator indicator = {.direction = sheet_direction(sheet, row),
	    .safety = sheet_is(sheet, row, "safety", "1")};

	if (!sheet_kind(&indicator.kind, sheet, row) ||
	    !read_cell(&indicator.factor, sheet, row, "multiplier") ||
	    !read_cell(&indicator.weight, sheet, row, "weight") ||
	    !read_cell(&indicator.floor, sheet, row, "floor_0pts") ||
	    !read_cell(&indicator.benchmark, sheet, row, "benchmark_100pts") ||
	    !read_cell(&indicator.minimum_denominator, sheet, row, "n_min"))
		return (struct grade_indicator){0};
	return indicator;
}

static bool
read_item(struct grade_item *out, const struct sheet *sheet, size_t row)
{
	enum cell x = sheet_decimal(&out->numerator, sheet, row, "x", DECIMAL_PLACES);
	enum cell n = sheet_decimal(&out->denominator, sheet, row, "n", DECIMAL_PLACES);

	out->has_numerator = x == CELL_NUMBER;
	out->has_denominator = n == CELL_NUMBER;
	return x != CELL_WRONG && n != CELL_WRONG;
}

/* The rows of one indicator: all its hospitals.  items[i] is row rows[i]. */
static struct grade_item *
compute_indicator(struct grade_peers *peers, struct grade_indicator *indicator, struct sheet *sheet,
    const size_t rows[], size_t count)
{
	struct grade_item *items = arena_new(sheet->arena, struct grade_item, count);
	struct overdispersion_unit *units =
	    arena_new(sheet->arena, struct overdispersion_unit, count);
	size_t *scratch = arena_new(sheet->arena, size_t, count);

	*indicator = read_indicator(sheet, rows[0]);
	for (size_t i = 0; i < count; i++)
		if (!read_item(&items[i], sheet, rows[i])) {
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
format_tenths(struct sheet *sheet, int tenths)
{
	return text_format(sheet->arena, "%d.%d", tenths / 10, tenths % 10);
}

static const char *
format_hundredths(struct sheet *sheet, int hundredths)
{
	int size = hundredths < 0 ? -hundredths : hundredths;

	return text_format(
	    sheet->arena, "%s%d.%02d", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

static void
set_items(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct grade_indicator indicator;
	struct grade_peers peers;
	const struct grade_item *items = compute_indicator(&peers, &indicator, sheet, rows, count);

	for (size_t i = 0; i < count; i++) {
		const struct grade_item *item = &items[i];
		size_t row = rows[i];

		sheet_set_text(sheet, row, "status", grade_standing_name(item->standing));
		if (peers.eligible > 0)
			sheet_set_number(sheet, row, "theta_pooled",
			    decimal_to_double(indicator.factor) * peers.theta);
		if (item->standing <= GRADE_BELOW_MINIMUM)
			sheet_set_number(sheet, row, "value", item->value);
		if (item->standing != GRADE_ELIGIBLE)
			continue;
		sheet_set_number(sheet, row, "tau2", peers.tau2);
		sheet_set_number(sheet, row, "points_unclamped", item->points_unclamped);
		sheet_set_text(sheet, row, "points", format_tenths(sheet, item->points_tenths));
		if (!item->z_known)
			continue;
		sheet_set_number(sheet, row, "z_signed", item->z);
		sheet_set_text(
		    sheet, row, "z_published", format_hundredths(sheet, item->z_hundredths));
	}
}

static void
compute_composite(struct sheet *sheet)
{
	static const char *const keys[] = {"scenario", "indicator", NULL};

	sheet_each_group(sheet, keys, set_items);
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
    struct board *board, struct sheet *sheet, const size_t rows[], size_t count, size_t place)
{
	size_t *own = arena_new(sheet->arena, size_t, count), own_count = 0;
	const struct grade_item *items;
	struct grade_peers peers;

	for (size_t i = 0; i < count; i++)
		if (sheet_is(sheet, rows[i], "indicator", board->names[place]))
			own[own_count++] = rows[i];
	items = compute_indicator(&peers, &board->indicators[place], sheet, own, own_count);
	for (size_t i = 0; i < own_count; i++) {
		size_t hospital = find_or_add(board->hospitals, &board->hospital_count,
		    sheet_text(sheet, own[i], "hospital"));

		board->items[hospital * board->indicator_count + place] = items[i];
	}
}

static struct board
read_board(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct board board = {.hospitals = arena_new(sheet->arena, const char *, count),
	    .names = arena_new(sheet->arena, const char *, count)};
	size_t cells;

	for (size_t i = 0; i < count; i++) {
		find_or_add(
		    board.hospitals, &board.hospital_count, sheet_text(sheet, rows[i], "hospital"));
		find_or_add(
		    board.names, &board.indicator_count, sheet_text(sheet, rows[i], "indicator"));
	}
	cells = board.hospital_count * board.indicator_count;
	board.indicators = arena_new(sheet->arena, struct grade_indicator, board.indicator_count);
	board.items = arena_new(sheet->arena, struct grade_item, cells);
	for (size_t i = 0; i < cells; i++)
		board.items[i].standing = GRADE_NO_DATA;
	for (size_t place = 0; place < board.indicator_count; place++)
		fill_indicator(&board, sheet, rows, count, place);
	return board;
}

/* The indicators that give the cap, with their z: "I1:-2.08", several joined by ";". */
static const char *
name_cap(struct sheet *sheet, const struct board *board, size_t hospital, enum grade cap)
{
	const char *source = "";

	for (size_t i = 0; cap != GRADE_A && i < board->indicator_count; i++) {
		const struct grade_item *item =
		    &board->items[hospital * board->indicator_count + i];

		if (grade_cap(&board->indicators[i], item, &grade_scheme_default) != cap)
			continue;
		source = text_format(sheet->arena, "%s%s%s:%s", source, *source != '\0' ? ";" : "",
		    board->names[i], format_hundredths(sheet, item->z_hundredths));
	}
	return source;
}

static void
set_result(struct sheet *sheet, size_t row, const struct grade_result *result)
{
	static const char *const grades[GRADE_COUNT] = {"A", "B", "C", "D"};
	static const char *const reasons[GRADE_REASON_COUNT] = {
	    [GRADE_GRADED] = "", [GRADE_COVERAGE] = "coverage", [GRADE_NO_SAFETY] = "no_safety"};

	sheet_set_number(sheet, row, "coverage", result->coverage);
	sheet_set_text(
	    sheet, row, "result", result->reason == GRADE_GRADED ? "graded" : "not_graded");
	sheet_set_text(sheet, row, "reason", reasons[result->reason]);
	sheet_set_integer(sheet, row, "n_graded", (int64_t)result->of);
	if (result->reason != GRADE_GRADED)
		return;
	sheet_set_number(sheet, row, "composite_unrounded", result->composite);
	sheet_set_text(sheet, row, "composite", format_tenths(sheet, result->composite_tenths));
	sheet_set_text(sheet, row, "grade_before_cap", grades[result->band]);
	sheet_set_text(sheet, row, "cap", result->cap == GRADE_A ? "" : grades[result->cap]);
	sheet_set_text(sheet, row, "grade", grades[result->grade]);
	sheet_set_integer(sheet, row, "rank", (int64_t)result->rank);
	sheet_set_number(sheet, row, "se_composite", result->error);
}

static void
set_scenario(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct board board = read_board(sheet, rows, count);
	struct grade_result *results =
	    arena_new(sheet->arena, struct grade_result, board.hospital_count);
	size_t *scratch = arena_new(sheet->arena, size_t, board.hospital_count);

	for (size_t i = 0; i < board.hospital_count; i++)
		grade_compute_hospital(&results[i], board.indicators,
		    &board.items[i * board.indicator_count], board.indicator_count,
		    &grade_scheme_default);
	grade_rank(results, board.hospital_count, scratch);
	for (size_t i = 0; i < board.hospital_count; i++) {
		size_t row = sheet_add_row(sheet);

		sheet_set_text(sheet, row, "scenario", sheet_text(sheet, rows[0], "scenario"));
		sheet_set_text(sheet, row, "hospital", board.hospitals[i]);
		set_result(sheet, row, &results[i]);
		if (results[i].reason == GRADE_GRADED)
			sheet_set_text(
			    sheet, row, "cap_source", name_cap(sheet, &board, i, results[i].cap));
	}
}

static void
compute_summary(struct sheet *sheet)
{
	static const char *const keys[] = {"scenario", NULL};

	sheet_each_group(sheet, keys, set_scenario);
}

#define COMPOSITE_INPUTS                                                                           \
	COLUMNS("scenario", "hospital", "indicator", "weight", "direction", "kind", "multiplier",  \
	    "floor_0pts", "benchmark_100pts", "n_min", "safety", "x", "n")

const struct method grade_methods[] = {
    {.name = "composite",
	.inputs = COMPOSITE_INPUTS,
	.computed = COLUMNS("status", "value", "theta_pooled", "tau2", "points_unclamped", "points",
	    "z_signed", "z_published"),
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
