#include "rank_belief.h"

#include <assert.h>
#include <math.h>

enum rank_model
rank_model_of(enum measure_kind kind)
{
	switch (measure_kinds[kind].interval_model) {
	case KIND_BINOMIAL:
		return RANK_BETA;
	case KIND_POISSON:
		return RANK_GAMMA;
	default:
		return RANK_NORMAL;
	}
}

bool
rank_belief_is_valid(const struct rank_belief *belief, enum rank_model model)
{
	double size = model == RANK_NORMAL ? fabs(belief->x) : belief->x;

	return belief->n >= MEASURE_COUNT_MIN && belief->n <= MEASURE_COUNT_MAX && size >= 0 &&
	       size <= (model == RANK_BETA ? belief->n : MEASURE_COUNT_MAX);
}

enum measure_status
rank_belief_check(const struct rank_belief beliefs[], size_t count, enum rank_model model,
    enum measure_direction direction)
{
	assert(model < RANK_MODEL_COUNT);
	if (count == 0)
		return MEASURE_NO_DATA;
	for (size_t i = 0; i < count; i++)
		if (!rank_belief_is_valid(&beliefs[i], model))
			return MEASURE_INVALID;
	return direction == MEASURE_NEUTRAL ? MEASURE_INVALID : MEASURE_OK;
}

struct rank_place
rank_belief_place(const struct rank_belief *belief, enum rank_model model)
{
	double x = belief->x, n = belief->n;

	if (model == RANK_NORMAL)
		return (struct rank_place){x, n};
	if (model == RANK_GAMMA)
		return (struct rank_place){sqrt((x + 0.5) / n), 0.5 / sqrt(n)};
	return (struct rank_place){asin(sqrt((x + 0.5) / (n + 1))), 0.5 / sqrt(n + 1)};
}
