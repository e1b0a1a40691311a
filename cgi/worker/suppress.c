/* Sums of groups, and the mask over sums and results. */
#include <assert.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/text.h"
#include "edition/mask.h"
#include "figure/table.h"
#include "figure/value.h"
#include "publication.h"
#include "worker_query.h"

/* How institutions are grouped: columns of publish_institutions; rank: place in mask_cell.groups.
 */
static const struct dimension {
	const char *name;
	const char *key; /* NULL: all together */
	const char *label;
	size_t rank;
} dimensions[MASK_GROUPS] = {
    {"region", NULL, NULL, 3},
    {"county", "region_code", "region_name", 0},
    {"level", "level", "level_label", 2},
    {"kind", "kind", "kind_label", 1},
};

struct suppression {
	struct publication *publication;
	struct mask mask;
	size_t (*groups)[MASK_GROUPS]; /* by row of results */
	size_t *group_rows;            /* row of groups, by group of the mask */
	size_t *cells;                 /* by row of results */
	const char **elements;         /* codes by number */
	size_t element_count;
	size_t at[PUBLICATION_QUARTERS]; /* how far parts were read */
	const char *year_quarters[PUBLICATION_QUARTERS];
};

/* ---- sums ----------------------------------------------------------------------------------- */

static struct comparison_unit
read_unit(const struct edition_table *results, size_t row)
{
	const char *x = edition_table_text(results, row, "numerator");
	const char *n = edition_table_text(results, row, "denominator");
	struct comparison_unit unit = {0};

	unit.has_numerator = x != NULL && decimal_parse(&unit.numerator, x);
	unit.has_denominator = n != NULL && decimal_parse(&unit.denominator, n);
	unit.complete = text_equal(edition_table_text(results, row, "coverage"), "complete");
	return unit;
}

static const char *
key_of(const struct suppression *suppression, const struct dimension *dimension, size_t row)
{
	const struct publication *publication = suppression->publication;

	return dimension->key == NULL ? ""
				      : rows_text(publication->institutions,
					    publication->index.institution[row], dimension->key);
}

/* The sum of the rows first ... first + count - 1 that have the key of row. */
static void
add_group(struct suppression *suppression, const struct figure_definition *definition,
    const struct dimension *dimension, size_t row, size_t first, size_t count)
{
	struct publication *publication = suppression->publication;
	struct edition_table *table = &publication->edition.parts[EDITION_GROUPS];
	const struct edition_table *results = &publication->edition.parts[EDITION_RESULTS];
	struct arena *arena = publication->arena;
	struct comparison_unit *members = arena_new(arena, struct comparison_unit, count);
	const char *key = key_of(suppression, dimension, row), **cells;
	size_t group = mask_group(&suppression->mask, definition->rule.kind, dimension->rank);
	struct comparison_total total;
	size_t member_count = 0;

	for (size_t i = first; i < first + count; i++) {
		if (!text_equal(key_of(suppression, dimension, i), key))
			continue;
		suppression->groups[i][dimension->rank] = group;
		if (!text_equal(edition_table_text(results, i, "coverage"), "not_applicable"))
			members[member_count++] = publication->units[i];
	}
	comparison_aggregate(&total, members, member_count, &definition->rule);
	suppression->group_rows[group] = table->count;
	cells = edition_table_add(table);
	cells[0] = results->rows[first][0];
	cells[1] = dimension->name;
	cells[2] = key;
	cells[3] = dimension->key == NULL
		       ? "全部"
		       : rows_text(publication->institutions, publication->index.institution[row],
			     dimension->label);
	cells[4] = text_format(arena, "%zu", member_count);
	cells[5] = text_format(arena, "%zu", total.received);
	cells[6] = "f";
	cells[7] = total.received > 0 ? figure_decimal(arena, total.numerator) : NULL;
	cells[8] = total.received > 0 && measure_kind_has_denominator(definition->rule.kind)
		       ? figure_decimal(arena, total.denominator)
		       : NULL;
	cells[9] = measure_status_name(total.status);
}

static void
add_groups(
    struct suppression *suppression, size_t indicator, const struct figure_definition *definition)
{
	const struct publication *publication = suppression->publication;
	size_t first = publication->index.first[indicator];
	size_t count = publication->index.count[indicator];

	for (size_t d = 0; d < MASK_GROUPS; d++) {
		for (size_t i = first; i < first + count; i++)
			suppression->groups[i][dimensions[d].rank] = MASK_NONE;
		for (size_t i = first; i < first + count; i++)
			if (suppression->groups[i][dimensions[d].rank] == MASK_NONE)
				add_group(suppression, definition, &dimensions[d], i, first, count);
	}
}

/* ---- what the mask must know ---------------------------------------------------------------- */

static size_t
element_number(struct suppression *suppression, const char *code)
{
	size_t i = 0;

	while (i < suppression->element_count && !text_equal(suppression->elements[i], code))
		i++;
	if (i == suppression->element_count)
		suppression->elements[suppression->element_count++] = code;
	return i;
}

/* The element if an indicator of the edition has it, or MASK_NONE. */
static size_t
element_find(const struct suppression *suppression, const char *code)
{
	for (size_t i = 0; code != NULL && i < suppression->element_count; i++)
		if (text_equal(suppression->elements[i], code))
			return i;
	return MASK_NONE;
}

static size_t
quarter_number(const struct suppression *suppression, const char *quarter)
{
	size_t q = 0;

	while (q < PUBLICATION_QUARTERS && !text_equal(suppression->year_quarters[q], quarter))
		q++;
	return q;
}

/* The row of a result in rows of the same order; *at follows. */
static size_t
find_row(const struct rows *rows, size_t *at, const char *const *result)
{
	size_t code = rows_index(rows, "indicator_code"), id = rows_index(rows, "institution_id");

	for (size_t row = *at; row < rows_count(rows); row++) {
		if (text_equal(rows_cell(rows, row, id), result[1]) &&
		    text_equal(rows_cell(rows, row, code), result[0])) {
			*at = row + 1;
			return row;
		}
	}
	return MASK_NONE;
}

/* The quarters of one result as units, those that have counts. */
static void
add_units(struct suppression *suppression, struct mask_cell *cell, size_t row, size_t numerator,
    size_t denominator)
{
	struct publication *publication = suppression->publication;
	const struct edition_table *results = &publication->edition.parts[EDITION_RESULTS];
	size_t institution = publication->index.institution[row];

	for (size_t q = 0; q < publication->quarter_count; q++) {
		const struct rows *part = publication->parts[q];
		size_t found = find_row(part, &suppression->at[q], results->rows[row]);
		size_t quarter = quarter_number(suppression, publication->quarters[q]);
		const char *x, *n;
		struct decimal value;

		if (found == MASK_NONE)
			continue;
		x = rows_text(part, found, "numerator");
		n = rows_text(part, found, "denominator");
		if (x == NULL || !decimal_parse(&value, x))
			continue;
		cell->numerators[cell->count] =
		    mask_unit(&suppression->mask, numerator, institution, quarter, value);
		if (denominator != MASK_NONE) {
			if (n == NULL || !decimal_parse(&value, n))
				continue;
			cell->denominators[cell->count] =
			    mask_unit(&suppression->mask, denominator, institution, quarter, value);
		}
		cell->count++;
	}
}

static void
add_cells(
    struct suppression *suppression, size_t indicator, const struct figure_definition *definition)
{
	struct publication *publication = suppression->publication;
	const struct edition_table *indicators = &publication->edition.parts[EDITION_INDICATORS];
	enum measure_kind kind = definition->rule.kind;
	bool divided = measure_kind_has_denominator(kind);
	size_t numerator =
	    element_number(suppression, edition_table_text(indicators, indicator, "numerator"));
	size_t denominator = divided ? element_number(suppression,
					   edition_table_text(indicators, indicator, "denominator"))
				     : MASK_NONE;

	for (size_t i = 0; i < publication->index.count[indicator]; i++) {
		size_t row = publication->index.first[indicator] + i;
		const struct comparison_unit *unit = &publication->units[row];
		struct mask_cell cell = {
		    .kind = kind, .numerator = unit->numerator, .denominator = unit->denominator};

		cell.counts = rate_check(kind, unit->has_numerator ? &unit->numerator : NULL,
				  unit->has_denominator ? &unit->denominator : NULL) == MEASURE_OK;
		for (size_t g = 0; g < MASK_GROUPS; g++)
			cell.groups[g] = suppression->groups[row][g];
		if (cell.counts)
			add_units(suppression, &cell, row, numerator, denominator);
		suppression->cells[row] = mask_cell(&suppression->mask, &cell);
	}
}

/* ---- earlier editions ----------------------------------------------------------------------- */

static uint64_t
equation_number(const struct rows *rows, size_t row, const char *what)
{
	uint64_t number = UINT64_C(0xcbf29ce484222325);
	const char *const texts[] = {
	    rows_text(rows, row, "edition_id"), rows_text(rows, row, "indicator_code"), what};

	/* FNV-1a. */
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (const char *c = texts[i]; *c != '\0'; c++)
			number = (number ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
	return number | UINT64_C(1) << 63;
}

static void
add_earlier_unit(struct mask *mask, size_t unit, const struct rows *rows, size_t row, bool own,
    struct decimal value, const char *const equations[])
{
	bool hidden = rows_flag(rows, row, "hidden"), single = rows_flag(rows, row, "single");

	/* A denominator is hidden for its own sake only if it is small. */
	if (hidden && own)
		mask_old_hidden(mask, unit, value);
	else if (!hidden && single)
		mask_old_shown(mask, unit, value);
	else if (!hidden)
		mask_old_equation(
		    mask, unit, equation_number(rows, row, rows_text(rows, row, "institution_id")));
	for (size_t i = 0; equations[i] != NULL; i++)
		mask_old_equation(mask, unit, equation_number(rows, row, equations[i]));
}

/* The shown sums that the row's institution stands in, ended by NULL. */
static const char *const *
read_equations(struct arena *arena, const struct rows *rows, size_t row)
{
	static const char *const columns[] = {"region_key", "county_key", "level_key", "kind_key"};
	const char **equations = arena_new(arena, const char *, 5);
	size_t count = 0;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *key = rows_text(rows, row, columns[i]);

		if (key != NULL)
			equations[count++] = text_format(arena, "%s %s", columns[i], key);
	}
	return equations;
}

static void
add_earlier_row(struct suppression *suppression, const struct rows *rows, size_t row)
{
	struct publication *publication = suppression->publication;
	size_t institution =
	    edition_institution(&publication->edition, rows_text(rows, row, "institution_id"));
	size_t quarter = quarter_number(suppression, rows_text(rows, row, "quarter"));
	const char *const *equations = read_equations(publication->arena, rows, row);
	static const char *const columns[][2] = {
	    {"numerator_element", "numerator"}, {"denominator_element", "denominator"}};

	assert(quarter < PUBLICATION_QUARTERS);
	for (size_t i = 0; i < 2; i++) {
		size_t element = element_find(suppression, rows_text(rows, row, columns[i][0]));
		const char *text = rows_text(rows, row, columns[i][1]);
		struct decimal value;

		if (element == MASK_NONE || text == NULL || !decimal_parse(&value, text) ||
		    institution == publication->edition.parts[EDITION_INSTITUTIONS].count)
			continue;
		add_earlier_unit(&suppression->mask,
		    mask_unit(&suppression->mask, element, institution, quarter, value), rows, row,
		    i == 0 || value.units < suppression->mask.threshold.units, value, equations);
	}
}

static enum status
add_earlier(struct suppression *suppression)
{
	struct publication *publication = suppression->publication;
	struct rows *rows;
	enum status status = DB_ASK(
	    publication->db, &rows, PUBLISH_EARLIER, publication->programme, publication->period);

	for (size_t row = 0; status == STATUS_OK && row < rows_count(rows); row++)
		add_earlier_row(suppression, rows, row);
	return status;
}

/* ---- the outcome ---------------------------------------------------------------------------- */

static void
clear(struct edition_table *table, size_t row, const char *const columns[])
{
	edition_table_set(table, row, "hidden", "t");
	for (size_t i = 0; columns[i] != NULL; i++)
		edition_table_set(table, row, columns[i], NULL);
}

/* Counts that cannot be are in no sum; small ones among them are hidden all the same. */
static bool
is_small_fault(const struct suppression *suppression, size_t row)
{
	const struct mask *mask = &suppression->mask;
	const struct mask_cell *cell = &mask->cells[suppression->cells[row]];
	const struct comparison_unit *unit = &suppression->publication->units[row];
	int64_t m = mask->threshold.units;

	return !cell->counts && measure_kind_has_denominator(cell->kind) &&
	       ((unit->has_numerator && unit->numerator.units > 0 && unit->numerator.units < m) ||
		   (unit->has_denominator && unit->denominator.units > 0 &&
		       unit->denominator.units < m));
}

static void
apply(struct suppression *suppression)
{
	static const char *const result_columns[] = {
	    "numerator", "denominator", "baseline", "goal_met", "threshold_met", NULL};
	static const char *const group_columns[] = {"numerator", "denominator", NULL};
	struct edition *edition = &suppression->publication->edition;
	const struct mask *mask = &suppression->mask;

	for (size_t row = 0; row < edition->parts[EDITION_RESULTS].count; row++)
		if (mask->cells[suppression->cells[row]].flag != MASK_SHOWN ||
		    is_small_fault(suppression, row))
			clear(&edition->parts[EDITION_RESULTS], row, result_columns);
	for (size_t i = 0; i < mask->group_count; i++) {
		if (mask->groups[i].flag == MASK_SHOWN)
			continue;
		clear(&edition->parts[EDITION_GROUPS], suppression->group_rows[i], group_columns);
		edition_table_set(&edition->parts[EDITION_GROUPS], suppression->group_rows[i],
		    "status", figure_status_name(FIGURE_SUPPRESSED));
	}
}

static enum status
add_indicators(struct suppression *suppression)
{
	struct publication *publication = suppression->publication;
	const struct edition_table *indicators = &publication->edition.parts[EDITION_INDICATORS];

	for (size_t i = 0; i < indicators->count; i++) {
		struct figure_definition definition;

		if (!edition_definition(&definition, indicators, i))
			return STATUS_INTERNAL;
		if (publication->index.count[i] == 0)
			continue;
		add_groups(suppression, i, &definition);
		add_cells(suppression, i, &definition);
	}
	return STATUS_OK;
}

enum status
publication_suppress(struct publication *publication)
{
	struct edition *edition = &publication->edition;
	struct arena *arena = publication->arena;
	size_t rows = edition->parts[EDITION_RESULTS].count;
	size_t elements = 2 * edition->parts[EDITION_INDICATORS].count;
	struct suppression suppression = {.publication = publication,
	    .groups = arena_allocate(arena, rows + 1, sizeof(size_t[MASK_GROUPS])),
	    .group_rows = arena_new(arena, size_t, MASK_GROUPS * rows + 1),
	    .cells = arena_new(arena, size_t, rows + 1),
	    .elements = arena_new(arena, const char *, elements + 1)};
	enum status status;

	publication_report(publication, 45, 60, 0, 1, "核查小数");
	suppression.mask = mask_create(arena,
	    decimal_from_integer(rows_integer(publication->head, 0, "small_below")),
	    edition->parts[EDITION_INSTITUTIONS].count, elements, PUBLICATION_QUARTERS);
	for (size_t q = 0; q < PUBLICATION_QUARTERS; q++)
		suppression.year_quarters[q] =
		    text_format(arena, "%.4sQ%zu", publication->period, q + 1);
	publication->units = arena_new(arena, struct comparison_unit, rows + 1);
	for (size_t row = 0; row < rows; row++)
		publication->units[row] = read_unit(&edition->parts[EDITION_RESULTS], row);
	status = add_indicators(&suppression);
	if (status == STATUS_OK)
		status = add_earlier(&suppression);
	if (status != STATUS_OK)
		return status;
	mask_solve(&suppression.mask);
	apply(&suppression);
	return STATUS_OK;
}
