#include "grade.h"

#include <math.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "figure/grade_view.h"
#include "figure/value.h"

#define NUMBER_MAX 1000000000000 /* before the point: NUMERIC(16,4) */

struct grading {
	struct edition *edition;
	const struct edition_index *index;
	size_t *indicators;         /* row of indicators, by rule */
	struct edition_table given; /* points as they came, with the decisions on caps */
	struct figure_grade_scheme scheme;
	struct figure_grades grades;
	const struct figure_grade_group **groups; /* by row of institutions; NULL: in none */
	const struct figure_grade_unit **units;
};

/* ---- what is given -------------------------------------------------------------------------- */

/* A decimal between two whole numbers, both allowed. */
static bool
is_between(
    const struct edition_table *table, size_t row, const char *column, int64_t least, int64_t most)
{
	const char *text = edition_table_text(table, row, column);
	struct decimal decimal;

	return text != NULL && decimal_parse(&decimal, text) &&
	       decimal_compare(decimal, decimal_from_integer(least)) >= 0 &&
	       decimal_compare(decimal, decimal_from_integer(most)) <= 0;
}

static bool
check_scheme(struct edition_fault *fault, const struct edition_table *scheme)
{
	static const struct {
		const char *column;
		int64_t least, most;
	} ranges[] = {{"band_a", 0, 100}, {"band_b", 0, 100}, {"band_c", 0, 100},
	    {"cap_b", -1000, 0}, {"cap_c", -1000, 0}, {"coverage_of_3", 1, 3}};

	if (scheme->count > 1)
		return edition_table_refuse(fault, scheme, 1, NULL, "至多一行");
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (!is_between(scheme, 0, ranges[i].column, ranges[i].least, ranges[i].most))
			return edition_table_refuse(
			    fault, scheme, 0, ranges[i].column, "不是评价方案可以有的数");
	return true;
}

/* The rules come in the order of indicators, each once. */
static bool
check_rules(struct edition_fault *fault, struct grading *grading)
{
	const struct edition_table *rules = &grading->edition->parts[EDITION_RULES];
	const struct edition_table *indicators = &grading->edition->parts[EDITION_INDICATORS];
	struct figure_definition definition;
	size_t at = 0;

	for (size_t row = 0; row < rules->count; row++) {
		while (at < indicators->count &&
		       !text_equal(indicators->rows[at][0], rules->rows[row][0]))
			at++;
		if (at == indicators->count)
			return edition_table_refuse(fault, rules, row, "indicator_code",
			    "指标不在指标表中、重复，或者行的顺序不对");
		if (!edition_definition(&definition, indicators, at) || definition.factor <= 0)
			return edition_table_refuse(fault, indicators, at, NULL, "定义不完整");
		if (!is_between(rules, row, "weight", 0, 1000))
			return edition_table_refuse(
			    fault, rules, row, "weight", "不是评价方案可以有的数");
		if (!is_between(rules, row, "floor", 0, NUMBER_MAX))
			return edition_table_refuse(
			    fault, rules, row, "floor", "不是评价方案可以有的数");
		if (!is_between(rules, row, "benchmark", 0, NUMBER_MAX))
			return edition_table_refuse(
			    fault, rules, row, "benchmark", "不是评价方案可以有的数");
		grading->indicators[row] = at++;
	}
	return true;
}

static bool
check_institutions(struct edition_fault *fault, const struct edition_table *institutions)
{
	for (size_t row = 0; row < institutions->count; row++)
		if (institutions->rows[row][0] == NULL)
			return edition_table_refuse(
			    fault, institutions, row, "institution_id", "不能为空");
	return true;
}

static bool
check_vetoes(struct edition_fault *fault, const struct edition_table *grades)
{
	for (size_t row = 0; row < grades->count; row++) {
		const char *veto = edition_table_text(grades, row, "veto");

		if (veto != NULL && (strlen(veto) != 1 || strchr("BCD", veto[0]) == NULL ||
					edition_table_text(grades, row, "veto_document") == NULL))
			return edition_table_refuse(
			    fault, grades, row, "veto", "应为 B、C、D，并有文号");
	}
	return true;
}

/* ---- rows of what cgi/figure reads ---------------------------------------------------------- */

/* The named columns of a table. */
static const struct rows *
rows_of(const struct edition_table *table, const char *const names[], size_t columns)
{
	const char **cells = arena_new(table->arena, const char *, table->count *columns + 1);

	for (size_t row = 0; row < table->count; row++)
		for (size_t i = 0; i < columns; i++)
			cells[row * columns + i] = edition_table_text(table, row, names[i]);
	return rows_make(table->arena, names, columns, cells, table->count);
}

static void
read_scheme(struct grading *grading)
{
	static const char *const head_names[] = {
	    "band_a", "band_b", "band_c", "cap_b", "cap_c", "coverage_of_3"};
	static const char *const names[] = {"indicator_code", "weight", "floor", "benchmark",
	    "safety", "name", "kind", "unit", "factor", "direction", "minimum_denominator",
	    "required"};
	enum { COLUMNS = sizeof(names) / sizeof(names[0]), OWN = 5 };
	struct edition *edition = grading->edition;
	const struct edition_table *rules = &edition->parts[EDITION_RULES];
	const struct edition_table *indicators = &edition->parts[EDITION_INDICATORS];
	const char **cells = arena_new(edition->arena, const char *, rules->count *COLUMNS + 1);

	for (size_t row = 0; row < rules->count; row++)
		for (size_t i = 0; i < COLUMNS; i++)
			cells[row * COLUMNS + i] = i < OWN
						       ? edition_table_text(rules, row, names[i])
						       : edition_table_text(indicators,
							     grading->indicators[row], names[i]);
	figure_grade_scheme_read(&grading->scheme, edition->arena,
	    rows_of(&edition->parts[EDITION_SCHEME], head_names,
		sizeof(head_names) / sizeof(head_names[0])),
	    0, rows_make(edition->arena, names, COLUMNS, cells, rules->count), 0, rules->count);
	for (size_t row = 0; row < rules->count; row++)
		grading->scheme.indicators[row].definition.rule.bar =
		    edition_bar(indicators, grading->indicators[row]);
}

static bool
is_hidden(const struct edition *edition, size_t result)
{
	return text_equal(
	    edition_table_text(&edition->parts[EDITION_RESULTS], result, "hidden"), "t");
}

/* Results of the scheme's indicators; a hidden one has no counts, whatever stands beside it. */
static const struct rows *
read_values(struct grading *grading)
{
	static const char *const names[] = {"indicator_code", "institution_id", "coverage",
	    "numerator", "denominator", "earlier", "peer_group"};
	enum { COLUMNS = sizeof(names) / sizeof(names[0]), GROUP = COLUMNS - 1 };
	struct edition *edition = grading->edition;
	const struct edition_table *results = &edition->parts[EDITION_RESULTS];
	const char **cells = arena_new(edition->arena, const char *, results->count *COLUMNS + 1);
	size_t count = 0;

	for (size_t k = 0; k < edition->parts[EDITION_RULES].count; k++) {
		size_t indicator = grading->indicators[k];

		for (size_t i = 0; i < grading->index->count[indicator]; i++, count++) {
			size_t row = grading->index->first[indicator] + i;
			const char **line = &cells[count * COLUMNS];

			for (size_t c = 0; c < GROUP; c++)
				if (edition_table_has(results, names[c]))
					line[c] = edition_table_text(results, row, names[c]);
			if (is_hidden(edition, row))
				line[3] = line[4] = NULL;
			line[GROUP] = edition_table_text(&edition->parts[EDITION_INSTITUTIONS],
			    grading->index->institution[row], "peer_group");
		}
	}
	return rows_make(edition->arena, names, COLUMNS, cells, count);
}

static const struct rows *
read_vetoes(const struct edition_table *grades)
{
	static const char *const names[] = {"institution_id", "cap", "document"};
	const char **cells = arena_new(grades->arena, const char *, grades->count * 3 + 1);
	size_t count = 0;

	for (size_t row = 0; row < grades->count; row++) {
		if (edition_table_text(grades, row, "veto") == NULL)
			continue;
		cells[3 * count] = grades->rows[row][0];
		cells[3 * count + 1] = edition_table_text(grades, row, "veto");
		cells[3 * count++ + 2] = edition_table_text(grades, row, "veto_document");
	}
	return rows_make(grades->arena, names, 3, cells, count);
}

/* The decisions on caps, each with the counts of its result; NULL: from before there were any. */
static const struct rows *
read_decisions(struct grading *grading)
{
	static const char *const names[] = {"indicator_code", "institution_id", "cap", "decision",
	    "decision_reason", "decided_on", "numerator", "denominator"};
	enum { COLUMNS = sizeof(names) / sizeof(names[0]), OWN = 6 };
	const struct edition_table *given = &grading->given;
	const struct edition_table *results = &grading->edition->parts[EDITION_RESULTS];
	const char **cells = arena_new(given->arena, const char *, given->count *COLUMNS + 1);
	size_t count = 0;

	if (!edition_table_has(given, "decision"))
		return NULL;
	for (size_t row = 0; row < given->count; row++) {
		const char **line = &cells[count * COLUMNS];
		size_t result = 0;

		if (edition_table_text(given, row, "decision") == NULL)
			continue;
		while (result < results->count &&
		       !(text_equal(results->rows[result][0], given->rows[row][0]) &&
			   text_equal(results->rows[result][1], given->rows[row][1])))
			result++;
		if (result == results->count)
			continue;
		for (size_t c = 0; c < COLUMNS; c++)
			line[c] = c < OWN ? edition_table_text(given, row, names[c])
					  : edition_table_text(results, result, names[c]);
		count++;
	}
	return rows_make(given->arena, names, COLUMNS, cells, count);
}

/* ---- what is computed ----------------------------------------------------------------------- */

static const char *
letter(enum grade grade, enum grade none)
{
	return grade == none ? NULL : figure_grade_letter(grade);
}

static void
write_decision(struct grading *grading, size_t row, size_t decision)
{
	static const char *const names[] = {"decision", "decision_reason", "decided_on"};

	if (decision == FIGURE_GRADE_NONE)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		edition_table_set(&grading->edition->parts[EDITION_POINTS], row, names[i],
		    rows_text(grading->grades.decisions, decision, names[i]));
}

static void
write_point(struct grading *grading, size_t rule, size_t result)
{
	struct edition *edition = grading->edition;
	struct arena *arena = edition->arena;
	struct edition_table *points = &edition->parts[EDITION_POINTS];
	size_t institution = grading->index->institution[result], row = points->count;
	const struct figure_grade_unit *unit = grading->units[institution];
	const struct grade_item *item = &unit->items[rule];
	const struct grade_indicator *indicator = &grading->scheme.rules[rule];
	double factor = decimal_to_double(indicator->factor);

	edition_table_add(points);
	edition_table_set(
	    points, row, "indicator_code", edition->parts[EDITION_RULES].rows[rule][0]);
	edition_table_set(points, row, "institution_id",
	    edition->parts[EDITION_INSTITUTIONS].rows[institution][0]);
	edition_table_set(points, row, "status",
	    figure_status_name(
		is_hidden(edition, result) ? FIGURE_SUPPRESSED : unit->statuses[rule]));
	if (item->standing != GRADE_ELIGIBLE)
		return;
	edition_table_set(points, row, "points", figure_grade_tenths(arena, item->points_tenths));
	edition_table_set(
	    points, row, "points_error", edition_real(arena, true, sqrt(item->variance)));
	if (!indicator->safety || item->compared == GRADE_NOT_COMPARED)
		return;
	edition_table_set(points, row, "compared", grade_compared_name(item->compared));
	if (item->compared != GRADE_COMPARED)
		return;
	edition_table_set(
	    points, row, "theta", edition_real(arena, true, factor * item->theta_others));
	edition_table_set(
	    points, row, "tau", edition_real(arena, true, factor * sqrt(item->tau2_others)));
	edition_table_set(points, row, "df", edition_real(arena, true, item->df));
	if (edition_table_has(points, "periods_used"))
		edition_table_set(
		    points, row, "periods_used", text_format(arena, "%zu", item->periods));
	edition_table_set(points, row, "exact", funnel_class_name(item->exact));
	edition_table_set(points, row, "z", figure_grade_hundredths(arena, item->z_hundredths));
	edition_table_set(points, row, "cap",
	    letter(grade_cap(indicator, item, &grading->scheme.scheme), GRADE_A));
	write_decision(grading, row, unit->decisions[rule]);
}

/* Ids with spaces between, in the order of rank; NULL: none. */
static const char *
list_alike(struct grading *grading, const struct figure_grade_group *group,
    const struct figure_grade_unit *unit)
{
	struct arena *arena = grading->edition->arena;
	size_t *alike = arena_new(arena, size_t, group->count);
	size_t count = figure_grade_alike(alike, group, (size_t)(unit - group->units));
	struct buffer list = buffer_create(arena, 64);

	for (size_t i = 0; i < count; i++)
		buffer_append_format(
		    &list, "%s%s", i == 0 ? "" : " ", group->units[alike[i]].institution);
	return count == 0 ? NULL : list.data;
}

static void
write_graded(struct grading *grading, size_t row, size_t institution)
{
	struct edition_table *grades = &grading->edition->parts[EDITION_GRADES];
	struct arena *arena = grading->edition->arena;
	const struct figure_grade_unit *unit = grading->units[institution];
	const struct figure_grade_group *group = grading->groups[institution];
	const struct grade_result *result = &unit->result;
	bool ranked = result->rank > 0;

	edition_table_set(
	    grades, row, "composite", figure_grade_tenths(arena, result->composite_tenths));
	edition_table_set(grades, row, "error", edition_real(arena, true, result->error));
	edition_table_set(grades, row, "band", figure_grade_letter(result->band));
	edition_table_set(grades, row, "safety_cap", letter(result->cap, GRADE_A));
	edition_table_set(
	    grades, row, "cap_text", figure_grade_cap_text(arena, &grading->grades, unit));
	edition_table_set(grades, row, "grade", figure_grade_letter(result->grade));
	edition_table_set(grades, row, "alike", list_alike(grading, group, unit));
	if (!ranked)
		return;
	edition_table_set(grades, row, "rank", text_format(arena, "%zu", result->rank));
	edition_table_set(grades, row, "ranked", text_format(arena, "%zu", result->of));
	edition_table_set(grades, row, "tied", unit->tied ? "t" : "f");
}

/* Who has no result of the scheme's indicators has a unit as well: without anything eligible. */
static void
write_grade(struct grading *grading, size_t institution)
{
	struct edition_table *grades = &grading->edition->parts[EDITION_GRADES];
	struct arena *arena = grading->edition->arena;
	const struct figure_grade_unit *unit = grading->units[institution];
	enum grade_reason reason = unit == NULL ? GRADE_COVERAGE : unit->result.reason;
	struct decimal eligible = {0}, points = {0}, all = {0};
	size_t row = institution;

	for (size_t k = 0; k < grading->scheme.count; k++) {
		int64_t weight = grading->scheme.rules[k].weight.units;

		all.units += weight;
		if (unit == NULL || unit->items[k].standing != GRADE_ELIGIBLE)
			continue;
		eligible.units += weight;
		points.units += weight * unit->items[k].points_tenths / 10;
	}
	edition_table_set(grades, row, "status", figure_grade_reason_name(reason));
	edition_table_set(grades, row, "eligible_weight", figure_decimal(arena, eligible));
	edition_table_set(grades, row, "weight", figure_decimal(arena, all));
	edition_table_set(grades, row, "coverage",
	    edition_real(
		arena, true, all.units == 0 ? 0 : (double)eligible.units / (double)all.units));
	if (reason != GRADE_GRADED)
		return;
	edition_table_set(grades, row, "weighted_points", figure_decimal(arena, points));
	write_graded(grading, row, institution);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* One row for each institution, with its veto. */
static void
make_rows(const struct edition *edition, struct edition_table *grades)
{
	const struct edition_table *institutions = &edition->parts[EDITION_INSTITUTIONS];
	const struct edition_table given = *grades;

	*grades = edition_table_create(given.arena, given.name, given.title, given.columns);
	for (size_t i = 0; i < institutions->count; i++) {
		edition_table_add(grades);
		edition_table_set(grades, i, "institution_id", institutions->rows[i][0]);
		for (size_t row = 0; row < given.count; row++) {
			if (!text_equal(given.rows[row][0], institutions->rows[i][0]))
				continue;
			edition_table_set(
			    grades, i, "veto", edition_table_text(&given, row, "veto"));
			edition_table_set(grades, i, "veto_document",
			    edition_table_text(&given, row, "veto_document"));
		}
	}
}

static void
find_units(struct grading *grading)
{
	const struct edition_table *institutions = &grading->edition->parts[EDITION_INSTITUTIONS];

	grading->units = arena_new(
	    grading->edition->arena, const struct figure_grade_unit *, institutions->count + 1);
	grading->groups = arena_new(
	    grading->edition->arena, const struct figure_grade_group *, institutions->count + 1);
	for (size_t i = 0; i < institutions->count; i++)
		grading->units[i] = figure_grade_find(
		    &grading->groups[i], &grading->grades, institutions->rows[i][0]);
}

bool
edition_grade_compute(
    struct edition_fault *fault, struct edition *edition, const struct edition_index *index)
{
	struct edition_table *points = &edition->parts[EDITION_POINTS],
			     *grades = &edition->parts[EDITION_GRADES];
	size_t rules = edition->parts[EDITION_RULES].count;
	struct grading grading = {.edition = edition,
	    .index = index,
	    .indicators = arena_new(edition->arena, size_t, rules + 1),
	    .given = *points};

	*points = edition_table_create(points->arena, points->name, points->title, points->columns);
	if (edition->parts[EDITION_SCHEME].count == 0) {
		grades->count = 0;
		return rules == 0 || edition_table_refuse(fault, &edition->parts[EDITION_RULES], 0,
					 NULL, "没有评价方案，却有它的指标");
	}
	if (!check_scheme(fault, &edition->parts[EDITION_SCHEME]) ||
	    !check_rules(fault, &grading) || !check_vetoes(fault, grades) ||
	    !check_institutions(fault, &edition->parts[EDITION_INSTITUTIONS]))
		return false;
	read_scheme(&grading);
	make_rows(edition, grades);
	figure_grade_compute(&grading.grades, edition->arena, &grading.scheme,
	    read_values(&grading), read_vetoes(grades), read_decisions(&grading));
	find_units(&grading);
	for (size_t k = 0; k < rules; k++) {
		size_t indicator = grading.indicators[k];

		for (size_t i = 0; i < index->count[indicator]; i++)
			write_point(&grading, k, index->first[indicator] + i);
	}
	for (size_t i = 0; i < edition->parts[EDITION_INSTITUTIONS].count; i++)
		write_grade(&grading, i);
	return true;
}
