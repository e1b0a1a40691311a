#include "spine.h"

#include <math.h>

#include "core/arena.h"
#include "measure/quantile.h"

bool
result_spine_read(struct result_spine *out, const struct result_peers *peers, size_t index)
{
	const struct result_table *table = peers->table;
	const struct result_peer *own = &peers->peers[index];
	const struct comparison_unit *unit = &table->units[own->unit];
	double *values = arena_new(table->arena, double, peers->count);

	*out =
	    (struct result_spine){.rising = table->definition->rule.direction == MEASURE_INCREASE,
		.value = unit->value,
		.ranked = unit->rank > 0,
		.quality = own->funnel == NULL ? FUNNEL_NOT_JUDGED : own->quality};
	for (size_t i = 0; i < peers->count; i++) {
		const struct comparison_unit *peer = &table->units[peers->peers[i].unit];

		if (peer->rank > 0)
			values[out->peers++] = peer->value;
	}
	if (out->peers == 0 || (unit->status != MEASURE_OK && unit->status != MEASURE_PARTIAL))
		return false;
	quantile_sort(values, out->peers);
	out->low = values[0];
	out->quarter = quantile_sorted(values, out->peers, 25);
	out->median = quantile_sorted(values, out->peers, 50);
	out->three_quarters = quantile_sorted(values, out->peers, 75);
	out->high = values[out->peers - 1];
	return true;
}

double
result_spine_position(const struct result_spine *spine, double value)
{
	double reach = fmax(spine->high - spine->median, spine->median - spine->low);
	double position = reach > 0 ? (value - spine->median) / reach : 0;

	position = fmax(-1, fmin(1, position));
	return spine->rising ? position : -position;
}
