#include "definition.h"

#include <assert.h>

#include "core/rows.h"
#include "core/text.h"

static const char *const kinds[MEASURE_KIND_COUNT] = {
    [MEASURE_PROPORTION] = "proportion",
    [MEASURE_RATE] = "rate",
    [MEASURE_MEAN] = "mean",
    [MEASURE_RATIO] = "ratio",
    [MEASURE_COUNT] = "count",
    [MEASURE_LEVEL] = "level",
    [MEASURE_CHECKLIST] = "checklist",
};

static const char *const directions[MEASURE_DIRECTION_COUNT] = {
    [MEASURE_NEUTRAL] = "none",
    [MEASURE_INCREASE] = "increase",
    [MEASURE_DECREASE] = "decrease",
};

static bool
find(int *out, const char *const *names, int count, const char *name)
{
	for (*out = 0; *out < count; ++*out) {
		if (text_equal(names[*out], name))
			return true;
	}
	return false;
}

bool
result_definition_make(struct result_definition *out, const char *kind_name, const char *unit,
    int factor, const char *direction_name, int minimum_denominator, bool required)
{
	int kind, direction;

	if (!find(&kind, kinds, MEASURE_KIND_COUNT, kind_name) ||
	    !find(&direction, directions, MEASURE_DIRECTION_COUNT, direction_name) || factor <= 0 ||
	    minimum_denominator < 0)
		return false;
	*out = (struct result_definition){.unit = unit,
	    .factor = factor,
	    .places = measure_kind_has_denominator((enum measure_kind)kind) ? 2 : 0,
	    .truth = kind == MEASURE_CHECKLIST && text_equal(unit, "是/否")};
	out->rule = (struct comparison_rule){.kind = (enum measure_kind)kind,
	    .direction = required ? (enum measure_direction)direction : MEASURE_NEUTRAL,
	    .factor = out->factor,
	    .minimum_denominator = decimal_from_integer(minimum_denominator),
	    .confidence = 0.95,
	    .minimum_peers = RESULT_PEERS,
	    .rank_without_interval = kind != MEASURE_PROPORTION && kind != MEASURE_RATE};
	return true;
}

void
result_definition_read(struct result_definition *out, const struct rows *rows, size_t row)
{
	bool known = result_definition_make(out, rows_text(rows, row, "kind"),
	    rows_text(rows, row, "unit"), (int)rows_integer(rows, row, "factor"),
	    rows_text(rows, row, "direction"), (int)rows_integer(rows, row, "minimum_denominator"),
	    rows_flag(rows, row, "required"));

	assert(known && "a kind or direction that the catalogue refuses");
	(void)known;
}

const char *
result_direction_text(const struct result_definition *definition)
{
	static const char *const texts[MEASURE_DIRECTION_COUNT] = {
	    [MEASURE_NEUTRAL] = "仅监测，不排名",
	    [MEASURE_INCREASE] = "越高越好",
	    [MEASURE_DECREASE] = "越低越好",
	};

	return texts[definition->rule.direction];
}
