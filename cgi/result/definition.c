#include "definition.h"

#include <assert.h>

#include "core/db.h"
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

static int
position(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++) {
		if (text_equal(names[i], name))
			return i;
	}
	assert(false && "a kind or direction that the catalogue refuses");
	return 0;
}

void
result_definition_read(struct result_definition *out, const struct rows *rows, size_t row)
{
	enum measure_kind kind =
	    (enum measure_kind)position(kinds, MEASURE_KIND_COUNT, rows_text(rows, row, "kind"));
	int direction =
	    position(directions, MEASURE_DIRECTION_COUNT, rows_text(rows, row, "direction"));

	*out = (struct result_definition){.unit = rows_text(rows, row, "unit"),
	    .factor = (int)rows_integer(rows, row, "factor"),
	    .places = measure_kind_has_denominator(kind) ? 2 : 0,
	    .truth =
		kind == MEASURE_CHECKLIST && text_equal(rows_text(rows, row, "unit"), "是/否")};
	out->rule = (struct comparison_rule){.kind = kind,
	    .direction = rows_flag(rows, row, "required") ? (enum measure_direction)direction
							  : MEASURE_NEUTRAL,
	    .factor = out->factor,
	    .minimum_denominator =
		decimal_from_integer(rows_integer(rows, row, "minimum_denominator")),
	    .confidence = 0.95,
	    .minimum_peers = RESULT_PEERS,
	    .rank_without_interval = kind != MEASURE_PROPORTION && kind != MEASURE_RATE};
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
