#include "matched.h"

static bool
is_valid(enum measure_kind kind, const struct matched_counts *counts)
{
	return counts->has_counts &&
	       rate_check(kind, &counts->numerator, &counts->denominator) == MEASURE_OK;
}

static bool
add(struct matched_sum *sum, const struct matched_counts *counts)
{
	sum->units++;
	return decimal_add(&sum->numerator, sum->numerator, counts->numerator) &&
	       decimal_add(&sum->denominator, sum->denominator, counts->denominator);
}

/* Both sums or neither; false if a sum leaves the range.  What is matched cannot if all did not. */
static bool
add_unit(struct matched *out, const struct matched_unit *unit)
{
	bool both = unit->valid_before && unit->valid_after;
	bool good = true;

	if (unit->valid_before)
		good = add(&out->before_all, &unit->before);
	if (unit->valid_after)
		good = add(&out->after_all, &unit->after) && good;
	if (both && good)
		good = add(&out->before, &unit->before) && add(&out->after, &unit->after);
	out->panels_differ = out->panels_differ || unit->valid_before != unit->valid_after;
	return good;
}

void
matched_compute(
    struct matched *out, enum measure_kind kind, struct matched_unit units[], size_t count)
{
	*out = (struct matched){.status = MEASURE_OK};
	for (size_t i = 0; i < count; i++) {
		units[i].valid_before = is_valid(kind, &units[i].before);
		units[i].valid_after = is_valid(kind, &units[i].after);
		if (!add_unit(out, &units[i])) {
			*out = (struct matched){.status = MEASURE_INVALID};
			return;
		}
	}
	if (!measure_kinds[kind].additive)
		out->status = MEASURE_UNAVAILABLE;
	else if (out->before.units == 0)
		out->status = MEASURE_NO_DATA;
}
