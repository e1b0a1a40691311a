/* Counties by indicators: sums of numerators over sums of denominators, held against the threshold.
 */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "figure/value.h"
#include "matrix.h"
#include "measure/goal.h"

static size_t
find_county(const struct matrix *matrix, const char *code)
{
	size_t i = 0;

	while (i < matrix->row_count && !text_equal(matrix->rows[i].id, code))
		i++;
	return i;
}

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(((const struct matrix_row *)a)->id, ((const struct matrix_row *)b)->id);
}

static void
read_rows(struct matrix *matrix)
{
	const struct rows *rows = matrix->results;

	matrix->rows = arena_new(matrix->arena, struct matrix_row, rows_count(rows));
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *code = rows_text(rows, i, "region_code");

		if (!rows_flag(rows, i, "shown") || find_county(matrix, code) < matrix->row_count)
			continue;
		matrix->rows[matrix->row_count++] = (struct matrix_row){
		    .id = code, .name = rows_text(rows, i, "region_name"), .shown = true};
	}
	qsort(matrix->rows, matrix->row_count, sizeof(*matrix->rows), compare_codes);
}

/* Only a number on the better side can be met by a sum. */
static enum matrix_shade
judge(const struct matrix *matrix, const struct matrix_column *column,
    const struct comparison_total *total)
{
	const struct comparison_rule *rule = &column->definition.rule;
	const char *op = rows_text(matrix->indicators, column->row, "threshold_op");
	const char *value = rows_text(matrix->indicators, column->row, "threshold_value");
	struct goal_rule goal = {.kind = rule->kind,
	    .direction = rule->direction,
	    .factor = decimal_from_integer(column->definition.factor),
	    .confidence = rule->confidence};
	struct goal_distance distance;

	if (!text_equal(op, rule->direction == MEASURE_INCREASE ? ">=" : "<=") || value == NULL ||
	    !decimal_parse(&goal.goal, value) || !measure_kind_has_denominator(rule->kind))
		return MATRIX_NOT_JUDGED;
	goal_distance_compute(&distance, &goal, &total->numerator, &total->denominator);
	if (distance.status != MEASURE_OK && distance.status != MEASURE_NO_INTERVAL)
		return MATRIX_NOT_JUDGED;
	return distance.met ? MATRIX_MET : MATRIX_NOT_MET;
}

static void
read_cell(const struct matrix *matrix, const struct matrix_column *column, struct matrix_cell *cell,
    const struct comparison_total *total)
{
	const struct figure_definition *definition = &column->definition;

	*cell = (struct matrix_cell){.asked = true,
	    .value = figure_total_value(matrix->arena, definition, total),
	    .why = total->status == MEASURE_UNAVAILABLE ? "不汇总" : "无数据",
	    .interval = figure_interval(
		matrix->arena, definition, total->interval_known, total->lower, total->upper),
	    .detail = text_format(matrix->arena, "%zu/%zu 家", total->received, total->expected),
	    .numerator = total->numerator,
	    .denominator = total->denominator};
	cell->sortable = cell->value != NULL;
	cell->shade = cell->value == NULL ? MATRIX_ABSENT : judge(matrix, column, total);
}

void
matrix_read_counties(struct matrix *matrix)
{
	read_rows(matrix);
	for (size_t i = 0; i < matrix->column_count; i++) {
		struct matrix_column *column = &matrix->columns[i];
		struct figure_group *groups;
		size_t count;

		column->cells = arena_new(matrix->arena, struct matrix_cell, matrix->row_count);
		for (size_t row = 0; row < matrix->row_count; row++)
			column->cells[row].shade = MATRIX_ABSENT;
		if (column->table.count == 0)
			continue;
		count = figure_table_group(&groups, &column->table, "region_code");
		for (size_t j = 0; j < count; j++) {
			size_t place = find_county(matrix, groups[j].key);
			struct matrix_row *row = &matrix->rows[place];

			read_cell(matrix, column, &column->cells[place], &groups[j].total);
			row->with_data += groups[j].total.received;
			row->asked += groups[j].total.expected;
		}
	}
}
