#include "suppress.h"

#include <assert.h>

#include "order.h"

__extension__ typedef __int128 wide_integer;

/* What has been hidden of the group so far. */
struct hidden {
	size_t count;
	wide_integer cases; /* x */
	wide_integer rest;  /* n - x */
};

static bool
is_small(int64_t units, struct decimal threshold)
{
	return units > 0 && units < threshold.units;
}

static bool
needs_hiding(const struct suppress_cell *cell, enum measure_kind kind, struct decimal threshold)
{
	int64_t x = cell->numerator.units, n = cell->denominator.units;

	if (cell->status != MEASURE_OK)
		return false;
	if (is_small(x, threshold))
		return true;
	if (!measure_kind_has_denominator(kind))
		return false;
	return is_small(n, threshold) ||
	       (measure_kinds[kind].part_of_whole && is_small(n - x, threshold));
}

/* Smallest positive x, then smallest n. */
static int
compare_cells(const void *context, size_t left, size_t right)
{
	const struct suppress_cell *cells = context;
	int order = decimal_compare(cells[left].numerator, cells[right].numerator);

	return order != 0 ? order
			  : decimal_compare(cells[left].denominator, cells[right].denominator);
}

static void
hide(struct hidden *hidden, struct suppress_cell *cell, enum suppress_flag flag)
{
	cell->flag = flag;
	hidden->count++;
	hidden->cases += cell->numerator.units;
	hidden->rest += (wide_integer)cell->denominator.units - cell->numerator.units;
}

static bool
is_enough(const struct hidden *hidden, enum measure_kind kind, struct decimal threshold)
{
	return hidden->count >= 2 && hidden->cases >= threshold.units &&
	       (!measure_kinds[kind].part_of_whole || hidden->rest >= threshold.units);
}

/* Hides further cells; false when there are not enough. */
static bool
hide_others(struct hidden *hidden, struct suppress_cell cells[], size_t count,
    enum measure_kind kind, struct decimal threshold, const size_t sorted[])
{
	for (size_t i = 0; i < count && !is_enough(hidden, kind, threshold); i++) {
		struct suppress_cell *cell = &cells[sorted[i]];

		if (!cell->total && cell->status == MEASURE_OK && cell->flag == SUPPRESS_SHOWN &&
		    cell->numerator.units > 0)
			hide(hidden, cell, SUPPRESS_SECONDARY);
	}
	return is_enough(hidden, kind, threshold);
}

void
suppress_compute(struct suppress_cell cells[], size_t count, enum measure_kind kind,
    struct decimal threshold, size_t scratch[])
{
	struct suppress_cell *total = NULL;
	struct hidden hidden = {0};

	assert(threshold.units > 0);
	for (size_t i = 0; i < count; i++) {
		struct suppress_cell *cell = &cells[i];

		cell->status = rate_check(kind, cell->has_numerator ? &cell->numerator : NULL,
		    cell->has_denominator ? &cell->denominator : NULL);
		cell->flag = SUPPRESS_SHOWN;
		if (cell->total)
			total = cell;
		if (!needs_hiding(cell, kind, threshold))
			continue;
		if (cell->total)
			cell->flag = SUPPRESS_PRIMARY;
		else
			hide(&hidden, cell, SUPPRESS_PRIMARY);
	}
	if (total == NULL || total->status != MEASURE_OK || total->flag != SUPPRESS_SHOWN ||
	    hidden.count == 0)
		return;
	order_indices(scratch, count, compare_cells, cells);
	if (!hide_others(&hidden, cells, count, kind, threshold, scratch))
		total->flag = SUPPRESS_SECONDARY;
}
