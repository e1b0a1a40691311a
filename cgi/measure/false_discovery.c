#include "false_discovery.h"

#include <assert.h>
#include <math.h>

#include "distribution.h"
#include "order.h"

double
false_discovery_probability(double z, double low, double high)
{
	double exact = fmin(1, 2 * fmin(low, high));

	return fmax(2 * normal_upper(fabs(z)), exact);
}

static int
compare_probabilities(const void *context, size_t a, size_t b)
{
	const double *p = context;

	return p[a] < p[b] ? -1 : p[a] > p[b];
}

void
false_discovery_compute(double q[], const double p[], size_t count, size_t order[])
{
	double least = 1;

	order_indices(order, count, compare_probabilities, p);
	for (size_t i = count; i > 0; i--) {
		size_t index = order[i - 1];

		assert(p[index] >= 0 && p[index] <= 1);
		least = fmin(least, (double)count * p[index] / (double)i);
		q[index] = least;
	}
}

bool
false_discovery_is_listed(double p, double q)
{
	return p <= FALSE_DISCOVERY_P || q <= FALSE_DISCOVERY_Q;
}

double
false_discovery_weight(double q, double x, double n, double mean)
{
	return (1 - q) * fabs(x - n * mean);
}

bool
false_discovery_has_grown(double q, double cases, double q_before, double cases_before)
{
	return (q_before >= FALSE_DISCOVERY_SURE && q <= q_before / 2) ||
	       cases >= 1.5 * cases_before;
}

double
false_discovery_expected(const double p[], const double q[], size_t count)
{
	double most = 0;

	for (size_t i = 0; i < count; i++) {
		if (false_discovery_is_listed(p[i], q[i]))
			most = fmax(most, p[i]);
	}
	return (double)count * most;
}
