#include "rank_summary.h"

#include <assert.h>
#include <math.h>

#define TIE 1e-6 /* a quantile counts as reached within this */

void
rank_summary_normalise(double mass[], size_t count)
{
	double sum = 0;

	for (size_t k = 0; k < count; k++) {
		mass[k] = fmax(0, mass[k]);
		sum += mass[k];
	}
	for (size_t k = 0; k < count && sum > 0; k++)
		mass[k] /= sum;
}

/* The smallest rank at which the cumulative mass reaches q. */
static size_t
quantile(const double mass[], size_t count, double q)
{
	double sum = 0;

	for (size_t k = 0; k < count; k++) {
		sum += mass[k];
		if (sum >= q - TIE)
			return k + 1;
	}
	return count;
}

void
rank_summary_make(struct rank_summary *out, const double mass[], size_t count)
{
	double mean = 0, squares = 0;

	assert(count > 0);
	for (size_t k = 0; k < count; k++)
		mean += mass[k] * (double)(k + 1);
	for (size_t k = 0; k < count; k++)
		squares += mass[k] * ((double)(k + 1) - mean) * ((double)(k + 1) - mean);
	*out = (struct rank_summary){.mean = mean,
	    .deviation = sqrt(squares),
	    .median = quantile(mass, count, 0.5),
	    .lower = quantile(mass, count, 0.025),
	    .upper = quantile(mass, count, 0.975),
	    .first = mass[0],
	    .last = mass[count - 1]};
}
