/* Counties side by side, like a map without borders: one indicator, its place told in words. */
#include "core/text.h"
#include "figure/value.h"
#include "period.h"

enum place { PLACE_NONE, PLACE_SAME, PLACE_BETTER, PLACE_WORSE, PLACE_OTHER, PLACE_COUNT };

/* Where the county's interval lies to the region's value. */
static enum place
place_of(const struct figure_definition *definition, const struct rows *rows, size_t row)
{
	double whole = rows_number(rows, row, "whole_value");
	bool above = rows_number(rows, row, "lower") > whole;
	bool below = rows_number(rows, row, "upper") < whole;

	if (rows_text(rows, row, "lower") == NULL || rows_text(rows, row, "whole_value") == NULL)
		return PLACE_NONE;
	if (!above && !below)
		return PLACE_SAME;
	if (definition->rule.direction == MEASURE_NEUTRAL)
		return PLACE_OTHER;
	return above == (definition->rule.direction == MEASURE_INCREASE) ? PLACE_BETTER
									 : PLACE_WORSE;
}

static void
show_options(struct view *view, const struct rows *indicators, const char *chosen)
{
	view_list(view, "map_options");
	for (size_t i = 0; i < rows_count(indicators); i++) {
		const char *code = rows_text(indicators, i, "indicator_code");
		struct view *item = view_item(view, "map_options");

		view_text(item, "value", code);
		view_text(item, "label", rows_text(indicators, i, "name"));
		view_flag(item, "selected", text_equal(code, chosen));
	}
}

void
period_map(struct context *context, struct view *view, const struct rows *counties,
    const struct rows *indicators, const struct edition_address *address)
{
	static const struct {
		const char *name;
		const char *words;
	} places[PLACE_COUNT] = {
	    [PLACE_NONE] = {"none", "不能比较"},
	    [PLACE_SAME] = {"same", "与合计值无明显差别"},
	    [PLACE_BETTER] = {"better", "好于合计值"},
	    [PLACE_WORSE] = {"worse", "差于合计值"},
	    [PLACE_OTHER] = {"other", "与合计值不同"},
	};
	struct figure_definition definition;
	const char *code;

	view_list(view, "counties");
	view_list(view, "map_options");
	view_text(view, "map_name", NULL);
	if (rows_count(counties) == 0)
		return;
	code = rows_text(counties, 0, "indicator_code");
	figure_definition_read(&definition, counties, 0);
	view_text(view, "map_name", rows_text(counties, 0, "name"));
	view_text(view, "map_unit", definition.unit);
	view_text(view, "map_url", edition_url(context, address, "indicator", code));
	view_text(view, "map_whole",
	    figure_value(context->arena, &definition, rows_text(counties, 0, "whole_numerator"),
		rows_text(counties, 0, "whole_denominator")));
	show_options(view, indicators, code);
	for (size_t i = 0; i < rows_count(counties); i++) {
		enum place place = place_of(&definition, counties, i);
		struct view *item = view_item(view, "counties");

		page_row(item, counties, i);
		edition_value(context, item, counties, i, &definition);
		view_text(item, "place", places[place].name);
		view_text(item, "place_words", places[place].words);
	}
}
