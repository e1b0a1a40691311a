#include "definition.h"

#include <assert.h>

#include "core/rows.h"
#include "core/text.h"

static const char *const directions[MEASURE_DIRECTION_COUNT] = {
    [MEASURE_NEUTRAL] = "none",
    [MEASURE_INCREASE] = "increase",
    [MEASURE_DECREASE] = "decrease",
};

static const char *const bars[COMPARISON_BAR_COUNT] = {
    [COMPARISON_NO_BAR] = "none",
    [COMPARISON_BAR_OWN_TREND] = "own_trend",
    [COMPARISON_BAR_UNCONFIRMED] = "unconfirmed",
};

static bool
find_direction(enum measure_direction *out, const char *name)
{
	for (int i = 0; i < MEASURE_DIRECTION_COUNT; i++) {
		if (text_equal(directions[i], name)) {
			*out = (enum measure_direction)i;
			return true;
		}
	}
	return false;
}

static enum comparison_bar
read_bar(const struct rows *rows, size_t row)
{
	const char *name = rows_text(rows, row, "bar");
	int bar = 0;

	while (bar < COMPARISON_BAR_COUNT && !text_equal(bars[bar], name))
		bar++;
	assert(bar < COMPARISON_BAR_COUNT && "a bar that zhiheng.definition_bar does not give");
	return (enum comparison_bar)bar;
}

bool
figure_definition_make(struct figure_definition *out, const char *kind_name, const char *unit,
    int factor, const char *direction_name, int minimum_denominator, bool required)
{
	enum measure_direction direction;
	enum measure_kind kind;

	if (!measure_kind_find(&kind, kind_name) || !find_direction(&direction, direction_name) ||
	    factor <= 0 || minimum_denominator < 0)
		return false;
	*out = (struct figure_definition){.unit = unit,
	    .factor = factor,
	    .places = measure_kinds[kind].places,
	    .truth = measure_kinds[kind].dichotomous && text_equal(unit, "是/否")};
	out->rule = (struct comparison_rule){.kind = kind,
	    .direction = required ? direction : MEASURE_NEUTRAL,
	    .factor = out->factor,
	    .minimum_denominator = decimal_from_integer(minimum_denominator),
	    .confidence = 0.95,
	    .minimum_peers = FIGURE_PEERS,
	    .rank_without_interval = measure_kinds[kind].ranked_without_interval};
	return true;
}

void
figure_definition_read(struct figure_definition *out, const struct rows *rows, size_t row)
{
	bool known = figure_definition_make(out, rows_text(rows, row, "kind"),
	    rows_text(rows, row, "unit"), (int)rows_integer(rows, row, "factor"),
	    rows_text(rows, row, "direction"), (int)rows_integer(rows, row, "minimum_denominator"),
	    rows_flag(rows, row, "required"));

	assert(known && "a kind or direction that the catalogue refuses");
	(void)known;
	if (rows_has_column(rows, "bar"))
		out->rule.bar = read_bar(rows, row);
}

enum comparison_bar
figure_bar(const char *basis, bool own_trend, bool confirmed)
{
	if (own_trend)
		return COMPARISON_BAR_OWN_TREND;
	return confirmed || text_equal(basis, "seed") ? COMPARISON_NO_BAR
						      : COMPARISON_BAR_UNCONFIRMED;
}

const char *
figure_direction_text(const struct figure_definition *definition)
{
	static const char *const texts[MEASURE_DIRECTION_COUNT] = {
	    [MEASURE_NEUTRAL] = "仅监测，不排名",
	    [MEASURE_INCREASE] = "越高越好",
	    [MEASURE_DECREASE] = "越低越好",
	};

	return texts[definition->rule.direction];
}
