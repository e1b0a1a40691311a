/* From the rows of matrix_cells to columns of judged cells in the order asked for. */
#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/value.h"
#include "matrix.h"
#include "measure/order.h"

/* ---- institutions --------------------------------------------------------------------------- */

static size_t
place_of(const struct rows *rows, size_t row)
{
	return (size_t)rows_integer(rows, row, "place") - 1;
}

static void
read_rows(struct matrix *matrix)
{
	const struct rows *rows = matrix->results;

	for (size_t i = 0; i < rows_count(rows); i++) {
		if (place_of(rows, i) >= matrix->row_count)
			matrix->row_count = place_of(rows, i) + 1;
	}
	matrix->rows = arena_new(matrix->arena, struct matrix_row, matrix->row_count);
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct matrix_row *row = &matrix->rows[place_of(rows, i)];

		if (row->id != NULL)
			continue;
		*row = (struct matrix_row){.id = rows_text(rows, i, "institution_id"),
		    .name = rows_text(rows, i, "institution_name"),
		    .region_name = rows_text(rows, i, "region_name"),
		    .group = rows_text(rows, i, "peer_group"),
		    .group_label = rows_text(rows, i, "peer_group_label"),
		    .shown = rows_flag(rows, i, "shown")};
	}
}

static enum matrix_shade
shade_of(const struct figure_peer *peer)
{
	static const enum matrix_shade shades[FUNNEL_QUALITY_COUNT] = {
	    [FUNNEL_WORSE_998] = MATRIX_WORSE_998,
	    [FUNNEL_WORSE_95] = MATRIX_WORSE_95,
	    [FUNNEL_AS_EXPECTED] = MATRIX_AS_EXPECTED,
	    [FUNNEL_BETTER_95] = MATRIX_BETTER_95,
	    [FUNNEL_BETTER_998] = MATRIX_BETTER_998,
	    [FUNNEL_NOT_JUDGED] = MATRIX_NOT_JUDGED,
	};

	return peer->funnel == NULL ? MATRIX_NOT_JUDGED : shades[peer->quality];
}

static void
read_cell(struct matrix_column *column, struct matrix_row *row, struct matrix_cell *cell,
    const struct figure_peer *peer)
{
	const struct figure_table *table = &column->table;
	const struct comparison_unit *unit = &table->units[peer->unit];
	struct figure_line line;

	figure_line_read_value(&line, table, peer->unit);
	*cell = (struct matrix_cell){.asked = true,
	    .value = line.value,
	    .interval = line.interval,
	    .why = figure_status_text(table->statuses[peer->unit]),
	    .shade = line.value == NULL ? MATRIX_ABSENT : shade_of(peer),
	    .sortable = line.value != NULL,
	    .numerator = unit->numerator,
	    .denominator = unit->denominator};
	if (line.rank != NULL) {
		const char *interval = figure_rank_interval(table->arena, peer);

		cell->detail = text_format(table->arena, "%s/%s", line.rank, line.of);
		if (interval != NULL)
			cell->detail =
			    text_format(table->arena, "%s（%s）", cell->detail, interval);
	}
	if (table->statuses[peer->unit] == FIGURE_NOT_APPLICABLE)
		return;
	row->asked++;
	row->with_data += line.value != NULL;
}

/* One column: its rows of SQL stand together, from first to end. */
static void
read_column(struct matrix *matrix, struct matrix_column *column, size_t first, size_t end)
{
	struct figure_table *table = &column->table;
	bool *chosen = arena_new(matrix->arena, bool, end - first);
	size_t next;

	figure_table_compare(
	    table, matrix->arena, &column->definition, matrix->results, first, end - first);
	for (size_t i = 0; i < table->count; i++)
		chosen[i] = rows_flag(matrix->results, first + i, "shown");
	table->chosen = chosen;
	figure_table_total(&column->total, table, NULL);
	for (size_t start = 0; start < table->count && !matrix->counties; start = next) {
		struct figure_peers peers;

		next = figure_peers_end(table, start);
		figure_peers_read(&peers, table, start, next - start);
		for (size_t i = 0; i < peers.count; i++) {
			size_t place = place_of(matrix->results, first + peers.peers[i].unit);

			read_cell(
			    column, &matrix->rows[place], &column->cells[place], &peers.peers[i]);
		}
	}
}

static void
read_columns(struct matrix *matrix)
{
	const struct rows *indicators = matrix->indicators, *results = matrix->results;
	size_t first = 0;

	matrix->column_count = rows_count(indicators);
	matrix->columns = arena_new(matrix->arena, struct matrix_column, matrix->column_count);
	for (size_t i = 0; i < matrix->column_count; i++) {
		struct matrix_column *column = &matrix->columns[i];
		const char *code = rows_text(indicators, i, "indicator_code");
		size_t end = first;

		while (end < rows_count(results) &&
		       text_equal(rows_text(results, end, "indicator_code"), code))
			end++;
		column->row = i;
		column->cells = arena_new(matrix->arena, struct matrix_cell, matrix->row_count);
		for (size_t row = 0; row < matrix->row_count; row++)
			column->cells[row].shade = MATRIX_ABSENT;
		figure_definition_read(&column->definition, indicators, i);
		read_column(matrix, column, first, end);
		first = end;
	}
}

/* ---- order ---------------------------------------------------------------------------------- */

struct sorting {
	const struct matrix *matrix;
	const struct matrix_column *column; /* NULL: by completeness, or by name */
	bool by_name;
	const size_t *rows;
};

static int
compare_values(
    const struct matrix_column *column, const struct matrix_cell *a, const struct matrix_cell *b)
{
	int sign;

	if (measure_kind_has_denominator(column->definition.rule.kind))
		sign = decimal_compare_fractions(
		    a->numerator, a->denominator, b->numerator, b->denominator);
	else
		sign = decimal_compare(a->numerator, b->numerator);
	return column->definition.rule.direction == MEASURE_DECREASE ? sign : -sign;
}

/* Peers stay together, and what has no value comes last, whichever end is first. */
static int
compare_rows(const void *context, size_t a, size_t b)
{
	const struct sorting *sorting = context;
	const struct matrix_row *left = &sorting->matrix->rows[sorting->rows[a]],
				*right = &sorting->matrix->rows[sorting->rows[b]];
	int sign = 0;

	if (!text_equal(left->group, right->group) && left->group != NULL)
		return sorting->rows[a] < sorting->rows[b] ? -1 : 1;
	if (sorting->by_name) {
		sign = strcmp(left->name, right->name);
	} else if (sorting->column == NULL) {
		size_t most = left->with_data * right->asked,
		       least = right->with_data * left->asked;

		sign = most > least ? -1 : most < least;
	} else {
		const struct matrix_cell *one = &sorting->column->cells[sorting->rows[a]],
					 *other = &sorting->column->cells[sorting->rows[b]];

		if (one->sortable != other->sortable)
			return one->sortable ? -1 : 1;
		if (one->sortable)
			sign = compare_values(sorting->column, one, other);
	}
	return sorting->matrix->worst_first ? -sign : sign;
}

static void
sort_rows(struct matrix *matrix)
{
	size_t *shown = arena_new(matrix->arena, size_t, matrix->row_count);
	size_t *indices = arena_new(matrix->arena, size_t, matrix->row_count);
	struct sorting sorting = {
	    .matrix = matrix, .rows = shown, .by_name = text_equal(matrix->sort, "name")};

	for (size_t i = 0; i < matrix->row_count; i++) {
		if (matrix->rows[i].shown)
			shown[matrix->shown_count++] = i;
	}
	matrix->order = shown;
	for (size_t i = 0; i < matrix->column_count; i++) {
		if (text_equal(rows_text(matrix->indicators, i, "indicator_code"), matrix->sort))
			sorting.column = &matrix->columns[i];
	}
	if (matrix->sort == NULL)
		return;
	order_indices(indices, matrix->shown_count, compare_rows, &sorting);
	for (size_t i = 0; i < matrix->shown_count; i++)
		indices[i] = shown[indices[i]];
	matrix->order = indices;
}

void
matrix_compute(struct matrix *matrix)
{
	if (!matrix->counties)
		read_rows(matrix);
	read_columns(matrix);
	if (matrix->counties)
		matrix_read_counties(matrix);
	sort_rows(matrix);
}

const char *
matrix_total_value(const struct matrix *matrix, const struct matrix_column *column)
{
	return figure_total_value(matrix->arena, &column->definition, &column->total);
}

const char *
matrix_column_title(const struct matrix *matrix, const struct matrix_column *column)
{
	const char *name = rows_text(matrix->indicators, column->row, "name");

	if (column->definition.truth || column->definition.unit[0] == '\0')
		return name;
	return text_format(matrix->arena, "%s（%s）", name, column->definition.unit);
}
