#include "certainty.h"

#include <math.h>

#include "distribution.h"

/* One peer group's ranked units: units[order[0]] ... units[order[count - 1]], best first. */
struct group {
	const struct comparison_unit *units;
	const size_t *order;
	size_t count;
	enum rank_model model;
	struct rank_belief *beliefs; /* in the same order */
};

/* What is believed of a unit's true value; false if its uncertainty is not known. */
static bool
believe(struct rank_belief *out, const struct comparison_unit *unit, enum measure_kind kind)
{
	double x = decimal_to_double(unit->numerator), n = decimal_to_double(unit->denominator);

	*out = (struct rank_belief){x, n};
	if (kind == MEASURE_MEAN)
		*out = (struct rank_belief){x / n, unit->deviation / sqrt(n)};
	return unit->interval_known && rank_belief_is_valid(out, rank_model_of(kind));
}

static void
set_group(struct certainty certainties[], const struct group *group,
    enum measure_direction direction, double mass[], double work[])
{
	double z = normal_quantile(0.95);

	if (rank_distribution_exact(
		mass, group->beliefs, group->count, group->model, direction, work) != MEASURE_OK)
		return;
	for (size_t i = 0; i < group->count; i++) {
		struct certainty *certainty = &certainties[group->order[i]];
		size_t first = i, last = i;

		while (first > 0 && rank_belief_distance(&group->beliefs[i],
					&group->beliefs[first - 1], group->model) < z)
			first--;
		while (last + 1 < group->count && rank_belief_distance(&group->beliefs[i],
						      &group->beliefs[last + 1], group->model) < z)
			last++;
		certainty->known = true;
		rank_distribution_summarise(
		    &certainty->ranks, &mass[i * group->count], group->count);
		certainty->alike_first = group->units[group->order[first]].rank;
		certainty->alike_last = group->units[group->order[last]].rank;
	}
}

void
certainty_compute(struct certainty certainties[], const struct comparison_unit units[],
    size_t count, const struct comparison_rule *rule, const size_t order[],
    struct rank_belief beliefs[], double mass[], double work[])
{
	for (size_t i = 0; i < count; i++)
		certainties[i] = (struct certainty){0};
	for (size_t start = 0, end; start < count; start = end) {
		struct group group = {.units = units,
		    .order = &order[start],
		    .model = rank_model_of(rule->kind),
		    .beliefs = beliefs};
		bool all = true;

		end = start;
		while (end < count && units[order[end]].rank > 0 &&
		       units[order[end]].peer_group == units[order[start]].peer_group) {
			all = believe(&beliefs[end - start], &units[order[end]], rule->kind) && all;
			end++;
		}
		group.count = end - start;
		if (group.count > 0 && group.count <= RANK_EXACT_UNITS && all)
			set_group(certainties, &group, rule->direction, mass, work);
		if (group.count == 0)
			end++;
	}
}
