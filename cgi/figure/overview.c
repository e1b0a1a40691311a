#include "overview.h"

#include "core/rows.h"
#include "core/text.h"

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
	struct figure_compared compared;
	bool known, met = meets_threshold(definition, rows, row, &known), tested;

	figure_compared_read(&compared, definition, rows, row);
	tested = compared.change.verdict != CHANGE_UNKNOWN;
	out->verdicts[compared.change.verdict]++;
	out->compared += tested;
	out->differing += tested && compared.differ;
	out->seasonal += tested && !compared.year_before;
	out->withheld += compared.withheld;
	out->broken += compared.before != NULL && compared.broken;
	out->demanded += known;
	out->met += known && met;
}

/* The period that the most rows are compared with. */
static const char *
most_compared(const struct rows *rows)
{
	const char *most = NULL;
	size_t best = 0;

	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *before = rows_text(rows, row, "before_period");
		size_t same = 0;

		if (before == NULL || text_equal(before, most))
			continue;
		for (size_t other = 0; other < rows_count(rows); other++)
			same += text_equal(rows_text(rows, other, "before_period"), before);
		if (same > best) {
			best = same;
			most = before;
		}
	}
	return most;
}

void
figure_overview_read(struct figure_overview *out, const struct rows *rows)
{
	*out = (struct figure_overview){.before = most_compared(rows)};
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct figure_definition definition;

		figure_definition_read(&definition, rows, row);
		count_row(out, &definition, rows, row);
	}
}
