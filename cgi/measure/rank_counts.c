#include "rank_counts.h"

#include <assert.h>

#define NEGLIGIBLE 1e-14 /* probabilities that are 0 */
#define CERTAIN    (1 - 1e-12)

/* Adds an uncertain unit that is below with this probability. */
static void
add_unit(struct rank_counts *counts, double probability)
{
	double *masses = counts->masses;

	masses[counts->high + 1] = 0;
	for (size_t k = ++counts->high; k > counts->low; k--)
		masses[k] = masses[k] * (1 - probability) + masses[k - 1] * probability;
	masses[counts->low] *= 1 - probability;
	while (masses[counts->low] < NEGLIGIBLE)
		counts->low++;
	while (masses[counts->high] < NEGLIGIBLE)
		counts->high--;
}

void
rank_counts_fill(struct rank_counts *counts, const double below[])
{
	counts->low = counts->high = counts->certain = 0;
	counts->masses[0] = 1;
	for (size_t i = 0; i < counts->units; i++) {
		if (below[i] > CERTAIN)
			counts->certain++;
		else if (below[i] >= NEGLIGIBLE)
			add_unit(counts, below[i]);
	}
}

/*
 * The ranks by the counts without the unit.  These come from the end where no rounding error grows,
 * each of the one before by one multiplication and one subtraction: most of the time goes here.
 */
static void
spread_others(const struct rank_counts *counts, double mass[], double probability, double weight)
{
	const double *masses = counts->masses;
	size_t low = counts->low, high = counts->high, last = counts->units - 1 - counts->certain;
	double share = probability <= 0.5 ? 1 - probability : probability;
	double scale = 1 / share, ratio = (1 - share) * scale, other = 0;
	ptrdiff_t step = counts->rising ? -1 : 1;
	double *to = &mass[counts->rising ? last : counts->certain]; /* of none below */

	if (probability <= 0.5) {
		/* Rounding leaves a trace where the unit itself would be below. */
		high = high > last ? last : high;
		to += step * (ptrdiff_t)low;
		for (size_t k = low; k <= high; k++, to += step) {
			other = masses[k] * scale - ratio * other;
			*to += weight * other;
		}
		return;
	}
	/*
	 * The one for k is behind masses[k + 1]; a trimmed lowest count leaves one more to be
	 * found.  A unit that is more likely below than not makes high at least 1.
	 */
	low = low > 0 ? low - 1 : 0;
	to += step * (ptrdiff_t)(high - 1);
	for (size_t k = high; k-- > low; to -= step) {
		other = masses[k + 1] * scale - ratio * other;
		*to += weight * other;
	}
}

void
rank_counts_spread(
    const struct rank_counts *counts, double mass[], double probability, double weight)
{
	size_t certain = counts->certain - (probability > CERTAIN);

	if (probability >= NEGLIGIBLE && probability <= CERTAIN) {
		spread_others(counts, mass, probability, weight);
		return;
	}
	assert(certain + counts->high < counts->units); /* the unit is none of the uncertain */
	for (size_t k = counts->low; k <= counts->high; k++) {
		size_t rank = certain + k;

		mass[counts->rising ? counts->units - 1 - rank : rank] +=
		    weight * counts->masses[k];
	}
}
