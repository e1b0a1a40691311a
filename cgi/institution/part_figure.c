#include "part_figure.h"

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "figure/table.h"
#include "figure/value.h"

/* A cell's word: a part has no state of its own. */
static const char *
word_of(struct arena *arena, const char *state, const char *number)
{
	if (state == NULL)
		state = number == NULL ? "missing" : "value";
	return figure_cell(arena, state, number);
}

static bool
is_not_applicable(const char *state)
{
	return text_equal(state, "not_applicable");
}

static const char *
missing_word(const struct part_pair *pair, bool has_denominator)
{
	if (is_not_applicable(pair->numerator_state) || is_not_applicable(pair->denominator_state))
		return "不适用";
	if (pair->numerator == NULL && (pair->denominator == NULL || !has_denominator))
		return "未填";
	if (pair->numerator == NULL)
		return "未填分子";
	return has_denominator && pair->denominator == NULL ? "未填分母" : NULL;
}

void
part_figure_read(struct part_figure *out, struct arena *arena,
    const struct figure_definition *definition, const struct part_pair *pair)
{
	bool has_denominator = measure_kind_has_denominator(definition->rule.kind);
	struct comparison_total total;

	*out = (struct part_figure){.why = missing_word(pair, has_denominator)};
	/* Nothing at all is said once. */
	if (has_denominator && (pair->numerator != NULL || pair->denominator != NULL))
		out->counts = text_format(arena, "%s/%s",
		    word_of(arena, pair->numerator_state, pair->numerator),
		    word_of(arena, pair->denominator_state, pair->denominator));
	if (out->why != NULL)
		return;
	figure_total_read(&total, definition, pair->numerator, pair->denominator, true);
	if (total.status == MEASURE_INVALID || total.invalid > 0) {
		out->why = "数据有误，请核对";
		return;
	}
	out->value = figure_value(arena, definition, pair->numerator, pair->denominator);
	if (out->value == NULL) {
		out->why = "没有病例（分母为 0）";
		return;
	}
	out->number = total.value;
	out->interval_known = total.interval_known;
	out->lower = total.lower;
	out->upper = total.upper;
	out->interval =
	    figure_interval(arena, definition, total.interval_known, total.lower, total.upper);
}

void
part_figure_view(struct view *view, const char *name, const struct part_figure *figure)
{
	struct view *item = view_object(view, name);

	view_text(item, "value", figure->value);
	view_text(item, "interval", figure->interval);
	view_text(item, "counts", figure->counts);
	view_text(item, "why", figure->why);
}

const char *
part_share(struct arena *arena, const char *part, const char *whole)
{
	struct figure_definition share;
	const char *value;

	if (!figure_definition_make(&share, "proportion", "%", 100, "none", 0, false))
		return NULL;
	value = figure_value(arena, &share, part, whole);
	return value == NULL ? NULL : text_join(arena, value, "%", NULL);
}
