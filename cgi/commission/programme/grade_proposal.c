#include "grade_proposal.h"

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "figure/definition.h"
#include "figure/value.h"
#include "measure/quantile.h"

static void
propose(struct grade_proposal *out, struct arena *arena, const struct figure_definition *definition,
    double values[], size_t count)
{
	bool rising = definition->rule.direction == MEASURE_INCREASE;
	const char *low, *high;

	out->institutions = count;
	if (count < GRADE_PROPOSAL_LEAST)
		return;
	quantile_sort(values, count);
	low = figure_double(arena, definition, quantile_sorted(values, count, 10));
	high = figure_double(arena, definition, quantile_sorted(values, count, 90));
	if (text_equal(low, high))
		return;
	out->floor = rising ? low : high;
	out->benchmark = rising ? high : low;
}

/* The values of the rows first ... end - 1 that are valid and large enough. */
static size_t
collect(double values[], const struct rows *sums, size_t first, size_t end,
    const struct figure_definition *definition)
{
	size_t count = 0;

	for (size_t row = first; row < end; row++) {
		struct decimal x, n;

		if (!decimal_parse(&x, rows_text(sums, row, "numerator")) ||
		    !decimal_parse(&n, rows_text(sums, row, "denominator")) ||
		    rate_check(definition->rule.kind, &x, &n) != MEASURE_OK ||
		    decimal_compare(n, definition->rule.minimum_denominator) < 0)
			continue;
		values[count++] =
		    definition->rule.factor * decimal_to_double(x) / decimal_to_double(n);
	}
	return count;
}

struct grade_proposal *
grade_proposals_read(struct arena *arena, const struct rows *choices, const struct rows *sums)
{
	size_t count = rows_count(choices), all = rows_count(sums), first, end;
	struct grade_proposal *proposals = arena_new(arena, struct grade_proposal, count + 1);
	double *values = arena_new(arena, double, all + 1);

	for (first = 0; first < all; first = end) {
		const char *code = rows_text(sums, first, "indicator_code");
		size_t at = 0;
		struct figure_definition definition;

		for (end = first + 1; end < all; end++) {
			if (!text_equal(rows_text(sums, end, "indicator_code"), code))
				break;
		}
		while (at < count && !text_equal(rows_text(choices, at, "indicator_code"), code))
			at++;
		if (at == count)
			continue;
		figure_definition_read(&definition, choices, at);
		proposals[at].year = rows_text(sums, first, "year");
		propose(&proposals[at], arena, &definition, values,
		    collect(values, sums, first, end, &definition));
	}
	return proposals;
}
