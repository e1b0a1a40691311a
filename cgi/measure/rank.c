#include "rank.h"

#include "order.h"

struct ranking {
	const struct rank_unit *units;
	enum measure_direction direction;
};

/* Negative if a is better than b; both eligible. */
static int
compare_values(const struct ranking *ranking, const struct rank_unit *a, const struct rank_unit *b)
{
	int order =
	    decimal_compare_fractions(a->numerator, a->denominator, b->numerator, b->denominator);

	return ranking->direction == MEASURE_INCREASE ? -order : order;
}

static int
compare_units(const void *context, size_t left, size_t right)
{
	const struct ranking *ranking = context;
	const struct rank_unit *a = &ranking->units[left], *b = &ranking->units[right];

	if (a->peer_group != b->peer_group)
		return a->peer_group < b->peer_group ? -1 : 1;
	if (a->eligible != b->eligible)
		return a->eligible ? -1 : 1;
	return a->eligible ? compare_values(ranking, a, b) : 0;
}

/* Ranks the eligible units sorted[0 ... eligible) of one group; equals stand side by side. */
static void
rank_group(
    struct rank_unit units[], const size_t sorted[], size_t eligible, const struct ranking *ranking)
{
	for (size_t first = 0, end; first < eligible; first = end) {
		for (end = first + 1; end < eligible; end++)
			if (compare_values(ranking, &units[sorted[first]], &units[sorted[end]]) !=
			    0)
				break;
		for (size_t i = first; i < end; i++) {
			units[sorted[i]].rank = first + 1;
			units[sorted[i]].tied = end - first - 1;
		}
	}
}

void
rank_compute(struct rank_unit units[], size_t count, enum measure_direction direction,
    size_t minimum_peers, size_t scratch[])
{
	struct ranking ranking = {units, direction};

	for (size_t i = 0; i < count; i++) {
		units[i].eligible = units[i].eligible && direction != MEASURE_NEUTRAL;
		units[i].rank = units[i].of = units[i].tied = 0;
	}
	order_indices(scratch, count, compare_units, &ranking);
	for (size_t start = 0, end, eligible; start < count; start = end) {
		int group = units[scratch[start]].peer_group;

		for (eligible = 0, end = start;
		     end < count && units[scratch[end]].peer_group == group; end++)
			eligible += units[scratch[end]].eligible;
		for (size_t i = start; i < end; i++)
			units[scratch[i]].of = eligible;
		if (eligible >= minimum_peers)
			rank_group(units, scratch + start, eligible, &ranking);
	}
}
