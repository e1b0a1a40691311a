#include "overview.h"

#include "core/rows.h"
#include "core/text.h"

static struct change_period
counts_of(const struct rows *rows, size_t row, const char *numerator, const char *denominator)
{
	const char *x = rows_text(rows, row, numerator), *n = rows_text(rows, row, denominator);
	struct change_period period = {0};

	period.has_numerator = x != NULL && decimal_parse(&period.numerator, x);
	period.has_denominator = n != NULL && decimal_parse(&period.denominator, n);
	return period;
}

enum change_verdict
figure_overview_change(
    const struct figure_definition *definition, const struct rows *rows, size_t row)
{
	struct change_period before =
	    counts_of(rows, row, "before_numerator", "before_denominator");
	struct change_period now = counts_of(rows, row, "numerator", "denominator");
	struct change change;

	if (!before.has_numerator || !now.has_numerator ||
	    !text_equal(rows_text(rows, row, "comparable"), "yes"))
		return CHANGE_UNKNOWN;
	change_compute(&change, definition->rule.kind, definition->rule.direction,
	    definition->factor, &before, &now, definition->rule.confidence);
	return change.status == MEASURE_OK ? change.verdict : CHANGE_UNKNOWN;
}

/* Whether the value does what the threshold demands: *known is false without either. */
static bool
meets_threshold(
    const struct figure_definition *definition, const struct rows *rows, size_t row, bool *known)
{
	const char *op = rows_text(rows, row, "threshold_op");
	const char *bound = rows_text(rows, row, "threshold_value");
	double value = rows_number(rows, row, "value"), limit;

	*known = op != NULL && bound != NULL && rows_text(rows, row, "value") != NULL &&
		 !definition->truth;
	if (!*known)
		return false;
	limit = rows_number(rows, row, "threshold_value");
	if (text_equal(op, ">="))
		return value >= limit;
	if (text_equal(op, "<="))
		return value <= limit;
	if (text_equal(op, ">"))
		return value > limit;
	if (text_equal(op, "<"))
		return value < limit;
	return value == limit;
}

static void
count_row(struct figure_overview *out, const struct figure_definition *definition,
    const struct rows *rows, size_t row)
{
	enum change_verdict verdict = figure_overview_change(definition, rows, row);
	bool known, met = meets_threshold(definition, rows, row, &known);

	out->verdicts[verdict]++;
	out->compared += verdict != CHANGE_UNKNOWN;
	out->broken += rows_text(rows, row, "before_period") != NULL &&
		       !text_equal(rows_text(rows, row, "comparable"), "yes");
	out->demanded += known;
	out->met += known && met;
	if (rows_text(rows, row, "before_period") != NULL)
		out->before = rows_text(rows, row, "before_period");
}

void
figure_overview_read(struct figure_overview *out, const struct rows *rows)
{
	*out = (struct figure_overview){0};
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		count_row(out, &definition, rows, row);
	}
}
