#include "core/db.h"
#include "core/text.h"
#include "indicator.h"
#include "result/value.h"

void
indicator_line_read(struct indicator_line *out, const struct result_table *table, size_t unit)
{
	const struct comparison_unit *computed = &table->units[unit];
	const struct result_definition *definition = table->definition;
	const struct rows *rows = table->rows;
	struct arena *arena = table->arena;
	size_t row = table->first + unit;
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	enum result_status status = table->statuses[unit];

	*out = (struct indicator_line){0};
	if (computed->rank > 0) {
		out->rank = result_rank(arena, computed);
		out->of = text_format(arena, "%zu", computed->of);
	} else {
		out->why = result_status_text(status);
	}
	if (status != RESULT_INVALID)
		out->value = result_value(arena, definition, x, n);
	if (measure_kind_has_denominator(definition->rule.kind) && n != NULL)
		out->counts = result_counts(arena, x, n);
	if (computed->interval_known) {
		out->lower = text_format(arena, "%.*f", definition->places, computed->lower);
		out->upper = text_format(arena, "%.*f", definition->places, computed->upper);
		out->interval =
		    result_interval(arena, definition, true, computed->lower, computed->upper);
	}
	out->goal = result_bound(arena, definition, rows_text(rows, row, "goal"));
	out->goal_verdict = result_verdict(rows_text(rows, row, "goal_met"));
	out->threshold_verdict = result_verdict(rows_text(rows, row, "threshold_met"));
	out->baseline = result_value(arena, definition, rows_text(rows, row, "baseline_numerator"),
	    rows_text(rows, row, "baseline_denominator"));
	if (!definition->truth)
		out->change = result_change(arena, out->value, out->baseline);
}
