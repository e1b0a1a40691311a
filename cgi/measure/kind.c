#include "kind.h"

#include <assert.h>
#include <string.h>

const struct kind_traits measure_kinds[MEASURE_KIND_COUNT] = {
    [MEASURE_PROPORTION] = {.name = "proportion",
	.has_denominator = true,
	.part_of_whole = true,
	.additive = true,
	.rankable = true,
	.jump_tested = true,
	.places = 2,
	.interval_model = KIND_BINOMIAL,
	.funnel_model = KIND_BINOMIAL,
	.change_model = KIND_BINOMIAL},
    [MEASURE_RATE] = {.name = "rate",
	.has_denominator = true,
	.additive = true,
	.rankable = true,
	.jump_tested = true,
	.places = 2,
	.interval_model = KIND_POISSON,
	.funnel_model = KIND_POISSON,
	.change_model = KIND_POISSON},
    [MEASURE_MEAN] = {.name = "mean",
	.has_denominator = true,
	.measured = true,
	.additive = true,
	.rankable = true,
	.places = 2,
	.interval_model = KIND_NORMAL,
	.change_model = KIND_NORMAL},
    [MEASURE_RATIO] = {.name = "ratio",
	.has_denominator = true,
	.additive = true,
	.rankable = true,
	.ranked_without_interval = true,
	.places = 2,
	.interval_model = KIND_POISSON,
	.funnel_model = KIND_POISSON,
	.change_model = KIND_POISSON},
    [MEASURE_COUNT] = {.name = "count",
	.additive = true,
	.rankable = true,
	.ranked_without_interval = true,
	.change_model = KIND_POISSON},
    [MEASURE_LEVEL] = {.name = "level", .ranked_without_interval = true},
    [MEASURE_CHECKLIST] = {.name = "checklist",
	.ranked_without_interval = true,
	.dichotomous = true},
};

bool
measure_kind_find(enum measure_kind *out, const char *name)
{
	for (int kind = 0; kind < MEASURE_KIND_COUNT; kind++)
		if (strcmp(measure_kinds[kind].name, name) == 0) {
			*out = (enum measure_kind)kind;
			return true;
		}
	return false;
}

bool
measure_kind_has_denominator(enum measure_kind kind)
{
	assert(kind < MEASURE_KIND_COUNT);
	return measure_kinds[kind].has_denominator;
}

const char *
kind_model_name(enum kind_model model)
{
	static const char *const names[KIND_MODEL_COUNT] = {
	    [KIND_NO_MODEL] = "none",
	    [KIND_BINOMIAL] = "binomial",
	    [KIND_POISSON] = "poisson",
	    [KIND_NORMAL] = "normal",
	};

	assert(model < KIND_MODEL_COUNT);
	return names[model];
}
