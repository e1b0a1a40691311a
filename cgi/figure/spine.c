#include "spine.h"

#include <math.h>

#include "core/arena.h"
#include "measure/quantile.h"

bool
figure_spine_read(struct figure_spine *out, const struct figure_peers *peers, size_t index)
{
	const struct figure_table *table = peers->table;
	const struct figure_peer *own = &peers->peers[index];
	const struct comparison_unit *unit = &table->units[own->unit];
	double *values = arena_new(table->arena, double, peers->count);

	*out =
	    (struct figure_spine){.rising = table->definition->rule.direction == MEASURE_INCREASE,
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
figure_spine_position(const struct figure_spine *spine, double value)
{
	double reach = fmax(spine->high - spine->median, spine->median - spine->low);
	double position = reach > 0 ? (value - spine->median) / reach : 0;

	position = fmax(-1, fmin(1, position));
	return spine->rising ? position : -position;
}
