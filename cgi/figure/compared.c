#include "compared.h"

#include "core/page_parts.h"
#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "value.h"

static struct change_period
counts_of(const char *x, const char *n)
{
	struct change_period period = {0};

	period.has_numerator = x != NULL && decimal_parse(&period.numerator, x);
	period.has_denominator = n != NULL && decimal_parse(&period.denominator, n);
	return period;
}

void
figure_compared_read(struct figure_compared *out, const struct figure_definition *definition,
    const struct rows *rows, size_t row)
{
	struct change_period before, now;

	*out = (struct figure_compared){.before = rows_text(rows, row, "before_period")};
	if (out->before == NULL)
		return;
	before = counts_of(rows_text(rows, row, "matched_before_numerator"),
	    rows_text(rows, row, "matched_before_denominator"));
	now = counts_of(
	    rows_text(rows, row, "matched_numerator"), rows_text(rows, row, "matched_denominator"));
	out->year_before = rows_flag(rows, row, "year_before");
	out->broken = !text_equal(rows_text(rows, row, "comparable"), "yes");
	out->differ =
	    rows_integer(rows, row, "only_before") > 0 || rows_integer(rows, row, "only_now") > 0;
	out->withheld = !out->broken && rows_flag(rows, row, "matched_hidden");
	if (out->broken || !before.has_numerator || !now.has_numerator)
		return;
	change_compute(&out->change, definition->rule.kind, definition->rule.direction,
	    definition->rule.factor, &before, &now, definition->rule.confidence);
	out->known = out->change.status == MEASURE_OK || out->change.status == MEASURE_NO_INTERVAL;
}

void
figure_compared_show(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct figure_compared *compared,
    const struct rows *rows, size_t row)
{
	const char *before =
	    figure_value(arena, definition, rows_text(rows, row, "matched_before_numerator"),
		rows_text(rows, row, "matched_before_denominator"));
	const char *now = figure_value(arena, definition, rows_text(rows, row, "matched_numerator"),
	    rows_text(rows, row, "matched_denominator"));
	struct view *all;

	view_text(view, "before_value", before);
	view_text(view, "value", now);
	view_text(view, "difference", figure_change(arena, now, before));
	view_text(view, "difference_interval",
	    figure_interval(arena, definition,
		compared->known && compared->change.status == MEASURE_OK, compared->change.lower,
		compared->change.upper));
	view_list(view, "all");
	if (!compared->differ)
		return;
	all = view_object(view, "all");
	view_text(all, "before_value",
	    figure_value(arena, definition, rows_text(rows, row, "before_numerator"),
		rows_text(rows, row, "before_denominator")));
	view_text(all, "value",
	    figure_value(arena, definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")));
	view_text(all, "matched_before", before);
	view_text(all, "matched_now", now);
	view_columns(all, rows, row, "before_institutions", "institutions", "matched_institutions",
	    "only_before", "only_now");
}

const char *
figure_compared_word(const struct figure_compared *compared)
{
	static const char *const words[CHANGE_VERDICT_COUNT] = {[CHANGE_NONE] = "无明显变化",
	    [CHANGE_BETTER] = "改善",
	    [CHANGE_WORSE] = "变差",
	    [CHANGE_DIFFERENT] = "有变化"};

	return compared->known ? words[compared->change.verdict] : NULL;
}

void
figure_compared_view(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, const char *gone,
    const char *come)
{
	struct figure_compared compared;
	struct view *item;

	view_list(view, "compared");
	if (rows_count(rows) == 0)
		return;
	figure_compared_read(&compared, definition, rows, 0);
	item = view_object(view, "compared");
	view_columns(item, rows, 0, "before_period", "matched_institutions");
	figure_compared_show(item, arena, definition, &compared, rows, 0);
	view_flag(item, "known", compared.known);
	view_flag(item, "withheld", compared.withheld);
	view_flag(item, "broken", compared.broken);
	view_flag(item, "seasonal", !compared.year_before);
	view_text(item, "word", figure_compared_word(&compared));
	view_text(item, "gone", gone);
	view_text(item, "come", come);
}
