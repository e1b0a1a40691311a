/* The tables of an edition against each other and against the arithmetic. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "edition/grade.h"
#include "verify.h"

/* Half of the last digit that files have, and what a machine may round otherwise. */
#define TOLERANCE 0.50001e-6

static void
report(struct verification *verification, const struct edition_fault *fault)
{
	verify_fault(verification, fault->file, fault->row, fault->column, fault->message);
}

static void
report_cell(struct verification *verification, const struct edition_table *table, size_t row,
    size_t column, const char *expected)
{
	struct arena *arena = verification->console->arena;
	const char *found = table->rows[row][column];

	verify_fault(verification, text_format(arena, "%s.csv", table->name), row + 2,
	    table->columns[column].name,
	    text_format(arena, "文件中为 %s，重新计算为 %s", found == NULL ? "空" : found,
		expected == NULL || expected[0] == '\0' ? "空" : expected));
}

/* ---- files ---------------------------------------------------------------------------------- */

/* The JSON must be what the CSV makes; the first line that differs is named. */
static void
check_json(struct verification *verification, const struct edition_table *table)
{
	struct arena *arena = verification->console->arena;
	const char *name = text_format(arena, "%s.json", table->name), *a, *b;
	struct buffer made = buffer_create(arena, 65536);
	size_t length, row = 1;
	char *found;

	if (!verify_read(&found, &length, verification, name))
		return;
	edition_table_json(&made, table);
	for (a = made.data, b = found; *a != '\0' && *a == *b; a++, b++)
		row += *a == '\n';
	if (*a != *b)
		verify_fault(verification, name, row, NULL,
		    text_format(arena, "与 %s.csv 不一致", table->name));
}

static bool
read_tables(struct verification *verification, struct edition *edition)
{
	bool good = true;

	for (size_t i = 0; i < EDITION_PART_COUNT; i++) {
		struct edition_table *table = &edition->parts[i];
		const char *name = text_format(edition->arena, "%s.csv", table->name);
		struct edition_fault fault;
		size_t length;
		char *data;

		if (!verify_read(&data, &length, verification, name)) {
			verify_fault(verification, name, 0, NULL, "没有这个文件");
			good = false;
		} else if (!edition_table_read(table, &fault, data, length)) {
			report(verification, &fault);
			good = false;
		} else {
			check_json(verification, table);
		}
	}
	if (good && edition->parts[EDITION_HEAD].count != 1) {
		verify_fault(verification, "edition.csv", 0, NULL, "应有一行");
		good = false;
	}
	return good;
}

/* ---- the arithmetic ------------------------------------------------------------------------- */

static bool
is_equal(const struct edition_table *table, size_t column, const char *found, const char *made)
{
	if (made != NULL && made[0] == '\0')
		made = NULL;
	if (found == NULL || made == NULL)
		return found == made;
	if (table->columns[column].kind != COLUMN_REAL)
		return strcmp(found, made) == 0;
	return fabs(strtod(found, NULL) - strtod(made, NULL)) <=
	       TOLERANCE + 1e-13 * fabs(strtod(made, NULL));
}

/* Compares the computed columns of a row that was computed anew with what it was before. */
static void
compare_row(
    struct verification *verification, struct edition_table *table, size_t row, const char **before)
{
	const char **after = table->rows[row];

	table->rows[row] = before;
	for (size_t i = 0; i < table->column_count; i++)
		if (!is_equal(table, i, before[i], after[i])) {
			const char *cell;

			table->rows[row] = after;
			cell = edition_table_cell(table, row, i);
			table->rows[row] = before;
			report_cell(verification, table, row, i, cell);
		}
}

static const char ***
copy_rows(struct edition_table *table)
{
	const char ***copy = arena_new(table->arena, const char **, table->count + 1);

	for (size_t row = 0; row < table->count; row++) {
		copy[row] = table->rows[row];
		table->rows[row] = arena_new(table->arena, const char *, table->column_count);
		memcpy(table->rows[row], copy[row], table->column_count * sizeof(**copy));
	}
	return copy;
}

static bool
has_key(const struct edition *edition, const struct edition_index *index, size_t result,
    const char *dimension, const char *key)
{
	static const char *const columns[][2] = {
	    {"county", "region_code"}, {"level", "level"}, {"kind", "kind"}};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (text_equal(dimension, columns[i][0]))
			return text_equal(edition_table_text(&edition->parts[EDITION_INSTITUTIONS],
					      index->institution[result], columns[i][1]),
			    key);
	return true;
}

/* What is shown of a sum's members is the sum, or less if some are hidden. */
static void
check_sum(struct verification *verification, struct edition *edition,
    const struct edition_index *index, size_t indicator, size_t group, const char *column)
{
	struct edition_table *groups = &edition->parts[EDITION_GROUPS];
	const struct edition_table *results = &edition->parts[EDITION_RESULTS];
	const char *text = edition_table_text(groups, group, column);
	struct decimal sum = {0}, value, total;
	bool hidden = false;

	if (text == NULL || !decimal_parse(&total, text))
		return;
	for (size_t i = 0; i < index->count[indicator]; i++) {
		size_t row = index->first[indicator] + i;
		const char *cell = edition_table_text(results, row, column);

		if (!has_key(edition, index, row, edition_table_text(groups, group, "dimension"),
			edition_table_text(groups, group, "key")) ||
		    text_equal(edition_table_text(results, row, "status"), "invalid"))
			continue;
		hidden = hidden || text_equal(edition_table_text(results, row, "hidden"), "t");
		if (cell != NULL && decimal_parse(&value, cell) && !decimal_add(&sum, sum, value))
			return;
	}
	if (decimal_compare(sum, total) > 0 || (!hidden && decimal_compare(sum, total) != 0))
		verify_fault(verification, "groups.csv", group + 2, column,
		    text_format(edition->arena, "文件中为 %s，各机构之和为 %.15g", text,
			decimal_to_double(sum)));
}

static void
check_hidden(struct verification *verification, const struct edition_table *table)
{
	static const char *const columns[] = {
	    "numerator", "denominator", "value", "lower", "upper"};
	struct arena *arena = table->arena;

	for (size_t row = 0; row < table->count; row++)
		for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
			if (text_equal(edition_table_text(table, row, "hidden"), "t") &&
			    edition_table_text(table, row, columns[i]) != NULL)
				verify_fault(verification,
				    text_format(arena, "%s.csv", table->name), row + 2, columns[i],
				    "应当隐藏");
}

/* Whether the sums of an indicator's groups are those of their members, as far as these are shown.
 */
static void
check_sums(struct verification *verification, struct edition *edition,
    const struct edition_index *index, size_t indicator)
{
	struct figure_definition definition;

	if (!edition_definition(&definition, &edition->parts[EDITION_INDICATORS], indicator))
		return;
	for (size_t i = 0; i < index->group_count[indicator]; i++) {
		size_t row = index->group_first[indicator] + i;

		check_sum(verification, edition, index, indicator, row, "numerator");
		if (measure_kind_has_denominator(definition.rule.kind))
			check_sum(verification, edition, index, indicator, row, "denominator");
	}
}

static void
check_indicator(struct verification *verification, struct edition *edition,
    const struct edition_index *index, size_t indicator, const char ***results,
    const char ***groups)
{
	struct figure_definition definition;

	if (!edition_definition(&definition, &edition->parts[EDITION_INDICATORS], indicator)) {
		verify_fault(verification, "indicators.csv", indicator + 2, NULL, "定义不完整");
		return;
	}
	edition_compute_results(edition, index, indicator, &definition);
	for (size_t i = 0; i < index->count[indicator]; i++)
		compare_row(verification, &edition->parts[EDITION_RESULTS],
		    index->first[indicator] + i, results[index->first[indicator] + i]);
	for (size_t i = 0; i < index->group_count[indicator]; i++) {
		size_t row = index->group_first[indicator] + i;

		edition_compute_group(edition, row, &definition);
		compare_row(verification, &edition->parts[EDITION_GROUPS], row, groups[row]);
	}
	check_sums(verification, edition, index, indicator);
}

/* ---- grades --------------------------------------------------------------------------------- */

/* Each row against the one that was made in its place. */
static void
compare_table(struct verification *verification, const struct edition_table *found,
    struct edition_table *made, size_t keys)
{
	struct arena *arena = made->arena;
	const char *name = text_format(arena, "%s.csv", found->name);

	for (size_t row = 0; row < found->count || row < made->count; row++) {
		bool same = row < found->count && row < made->count;

		for (size_t i = 0; same && i < keys; i++)
			same = text_equal(found->rows[row][i], made->rows[row][i]);
		if (!same) {
			verify_fault(verification, name, row + 2, made->columns[keys - 1].name,
			    "与重新计算的行不符：缺少、多余、重复，或者顺序不对");
			return;
		}
		compare_row(verification, made, row, found->rows[row]);
	}
}

/* Nobody is capped before somebody has decided, and said why. */
static void
check_decisions(struct verification *verification, const struct edition_table *points)
{
	static const char *const columns[] = {"decision", "decision_reason", "decided_on"};

	for (size_t row = 0; row < points->count; row++)
		for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
			if (edition_table_text(points, row, "cap") != NULL &&
			    edition_table_text(points, row, columns[i]) == NULL)
				verify_fault(verification, "grade_points.csv", row + 2, columns[i],
				    "封顶没有审议");
}

static void
check_grades(
    struct verification *verification, struct edition *edition, const struct edition_index *index)
{
	const struct edition_table points = edition->parts[EDITION_POINTS],
				   grades = edition->parts[EDITION_GRADES];
	struct edition_fault fault;

	if (!edition_grade_compute(&fault, edition, index)) {
		report(verification, &fault);
		return;
	}
	check_decisions(verification, &points);
	compare_table(verification, &points, &edition->parts[EDITION_POINTS], 2);
	compare_table(verification, &grades, &edition->parts[EDITION_GRADES], 1);
}

void
verify_content(struct verification *verification)
{
	struct edition edition = edition_create(verification->console->arena);
	struct edition_index index;
	struct edition_fault fault;
	const char ***results, ***groups, *method;

	if (!read_tables(verification, &edition))
		return;
	if (!edition_index_make(&index, &fault, &edition)) {
		report(verification, &fault);
		return;
	}
	check_hidden(verification, &edition.parts[EDITION_RESULTS]);
	check_hidden(verification, &edition.parts[EDITION_GROUPS]);
	method = edition_other_method(&edition);
	if (method != NULL) {
		/* Others of its figures would come out otherwise, and none of them be wrong. */
		printf("%s：按第 %s 版方法计算，本程序为第 " EDITION_METHOD
		       " 版：核对签名、文件和合计，不重新计算名次等数值\n",
		    verification->folder, method);
		for (size_t i = 0; i < edition.parts[EDITION_INDICATORS].count; i++)
			check_sums(verification, &edition, &index, i);
		return;
	}
	results = copy_rows(&edition.parts[EDITION_RESULTS]);
	groups = copy_rows(&edition.parts[EDITION_GROUPS]);
	for (size_t i = 0; i < edition.parts[EDITION_INDICATORS].count; i++)
		check_indicator(verification, &edition, &index, i, results, groups);
	check_grades(verification, &edition, &index);
}
