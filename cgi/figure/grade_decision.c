#include "grade_decision.h"

#include "core/rows.h"
#include "core/text.h"
#include "grade_view.h"

static bool
is_number(const struct rows *rows, size_t row, const char *column, struct decimal number)
{
	const char *text = rows_text(rows, row, column);
	struct decimal said;

	return text != NULL && decimal_parse(&said, text) && decimal_compare(said, number) == 0;
}

/* A decision holds for the numbers that it was about. */
static bool
is_about(const struct rows *decisions, size_t row, const struct grade_item *item, enum grade cap)
{
	return cap != GRADE_A &&
	       text_equal(rows_text(decisions, row, "cap"), figure_grade_letter(cap)) &&
	       is_number(decisions, row, "numerator", item->numerator) &&
	       is_number(decisions, row, "denominator", item->denominator);
}

static enum grade
candidate(const struct figure_grades *grades, const struct figure_grade_unit *unit, size_t index)
{
	return grade_cap(
	    &grades->scheme->rules[index], &unit->items[index], &grades->scheme->scheme);
}

static void
decide_item(const struct figure_grades *grades, struct figure_grade_unit *unit, size_t row)
{
	const struct figure_grade_scheme *scheme = grades->scheme;
	const struct rows *decisions = grades->decisions;
	const char *code = rows_text(decisions, row, "indicator_code");

	for (size_t k = 0; k < scheme->count; k++) {
		if (!text_equal(scheme->indicators[k].code, code) ||
		    !is_about(decisions, row, &unit->items[k], candidate(grades, unit, k)))
			continue;
		unit->decisions[k] = row;
		unit->items[k].lifted = text_equal(rows_text(decisions, row, "decision"), "lift");
	}
}

void
figure_grade_decide(const struct figure_grades *grades, struct figure_grade_unit *unit)
{
	const struct rows *decisions = grades->decisions;

	for (size_t row = 0; decisions != NULL && row < rows_count(decisions); row++)
		if (text_equal(rows_text(decisions, row, "institution_id"), unit->institution))
			decide_item(grades, unit, row);
}

const char *
figure_grade_decision_words(struct arena *arena, const char *decision, const char *reason)
{
	if (decision == NULL)
		return "待审议";
	return text_format(
	    arena, "经审议%s：%s", text_equal(decision, "lift") ? "不适用" : "维持", reason);
}

const char *
figure_grade_decided(struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_unit *unit, size_t index)
{
	size_t row = unit->decisions[index];

	if (grades->decisions == NULL || candidate(grades, unit, index) == GRADE_A)
		return NULL;
	if (row == FIGURE_GRADE_NONE)
		return figure_grade_decision_words(arena, NULL, NULL);
	return figure_grade_decision_words(arena, rows_text(grades->decisions, row, "decision"),
	    rows_text(grades->decisions, row, "decision_reason"));
}
