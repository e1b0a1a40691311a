#include "grade_row.h"

#include "core/page_parts.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "grade_decision.h"
#include "grade_view.h"
#include "table.h"
#include "value.h"

const char *
figure_grade_row_rank(struct arena *arena, const struct rows *grades, size_t row)
{
	const char *rank = rows_text(grades, row, "rank");

	if (rank == NULL)
		return NULL;
	return text_format(arena, "%s%s", rank, rows_flag(grades, row, "tied") ? "=" : "");
}

const char *
figure_grade_row_error(struct arena *arena, const struct rows *grades, size_t row)
{
	double error = rows_number(grades, row, "error");

	if (rows_text(grades, row, "error") == NULL)
		return NULL;
	return error > 0 ? text_format(arena, "%.2f", error) : "未能估计";
}

const char *
figure_grade_row_why(const struct rows *grades, size_t row)
{
	enum grade_reason reason = GRADE_GRADED;

	while (reason + 1 < GRADE_REASON_COUNT &&
	       !text_equal(figure_grade_reason_name(reason), rows_text(grades, row, "status")))
		reason++;
	return figure_grade_reason_words(reason);
}

const char *
figure_grade_row_coverage(struct arena *arena, const struct rows *grades, size_t row)
{
	return text_format(arena, "%.0f%%", 100 * rows_number(grades, row, "coverage"));
}

/* A column of the schema that is a number, or NULL. */
static struct decimal
decimal_of(const struct rows *rows, size_t row, const char *column)
{
	const char *text = rows_text(rows, row, column);
	struct decimal decimal = {0};

	if (text != NULL && !decimal_parse(&decimal, text))
		return (struct decimal){0};
	return decimal;
}

static enum grade_compared
compared_of(const char *name)
{
	enum grade_compared compared = GRADE_COMPARED;

	while (compared < GRADE_NOT_COMPARED && !text_equal(name, grade_compared_name(compared)))
		compared++;
	return compared;
}

static void
show_figures(struct view *item, struct arena *arena, const struct rows *items, size_t row,
    const struct figure_definition *definition)
{
	const char *x = rows_text(items, row, "numerator"),
		   *n = rows_text(items, row, "denominator");
	double error = rows_number(items, row, "points_error");
	enum figure_status status = FIGURE_NOT_APPLICABLE;
	bool eligible = rows_text(items, row, "points") != NULL;

	(void)figure_status_find(&status, rows_text(items, row, "status"));
	view_text(item, "counts", n == NULL ? NULL : figure_counts(arena, x, n));
	view_text(item, "value", figure_value(arena, definition, x, n));
	view_text(item, "points", rows_text(items, row, "points"));
	view_text(
	    item, "points_error", eligible && error > 0 ? text_format(arena, "%.2f", error) : NULL);
	view_text(item, "theta",
	    rows_text(items, row, "theta") == NULL
		? NULL
		: text_format(
		      arena, "%.*f", definition->places + 2, rows_number(items, row, "theta")));
	view_columns(item, items, row, "z", "cap");
	view_text(item, "decided",
	    rows_text(items, row, "cap") == NULL
		? NULL
		: figure_grade_decision_words(arena, rows_text(items, row, "decision"),
		      rows_text(items, row, "decision_reason")));
	view_text(item, "z_why",
	    figure_grade_compared_words(compared_of(rows_text(items, row, "compared"))));
	view_text(item, "why", eligible ? NULL : figure_status_text(status));
}

static void
show_items(struct view *view, struct arena *arena, const struct rows *items)
{
	static const char *const texts[] = {
	    "name", "indicator_code", "unit", "floor", "benchmark", "weight"};
	struct decimal weights = {0}, sum = {0};

	view_list(view, "items");
	for (size_t row = 0; row < rows_count(items); row++) {
		struct view *item = view_item(view, "items");
		struct decimal weight = decimal_of(items, row, "weight");
		struct decimal points = decimal_of(items, row, "points"), product;
		struct figure_definition definition;

		figure_definition_read(&definition, items, row);
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			view_text(item, texts[i], rows_text(items, row, texts[i]));
		view_flag(item, "safety", rows_flag(items, row, "safety"));
		show_figures(item, arena, items, row, &definition);
		/* Two decimals times one: nothing is lost. */
		product.units = weight.units * (points.units / 1000) / 10;
		if (rows_text(items, row, "points") == NULL) {
			view_text(item, "weighted", NULL);
			continue;
		}
		view_text(item, "weighted", figure_decimal(arena, product));
		weights.units += weight.units;
		sum.units += product.units;
	}
	view_text(view, "eligible_weight", figure_decimal(arena, weights));
	view_text(view, "weighted_points", figure_decimal(arena, sum));
}

void
figure_grade_row_show(
    struct view *view, struct arena *arena, const struct rows *grade, const struct rows *items)
{
	static const char *const texts[] = {"version", "band_a", "band_b", "band_c", "composite",
	    "band", "cap_text", "grade", "alike_names"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		view_text(view, texts[i], rows_text(grade, 0, texts[i]));
	view_flag(
	    view, "capped", !text_equal(rows_text(grade, 0, "grade"), rows_text(grade, 0, "band")));
	view_text(view, "error", figure_grade_row_error(arena, grade, 0));
	view_text(view, "coverage", figure_grade_row_coverage(arena, grade, 0));
	view_text(view, "why", figure_grade_row_why(grade, 0));
	view_flag(view, "rank_known", true);
	view_text(view, "rank", figure_grade_row_rank(arena, grade, 0));
	view_text(view, "of", rows_text(grade, 0, "ranked"));
	view_list(view, "grade_files");
	show_items(view, arena, items);
}
