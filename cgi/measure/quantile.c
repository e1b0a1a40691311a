#include "quantile.h"

#include <assert.h>
#include <stdlib.h>

static int
compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

void
quantile_sort(double values[], size_t count)
{
	if (count > 1)
		qsort(values, count, sizeof(*values), compare_doubles);
}

double
quantile_sorted(const double sorted[], size_t count, unsigned percent)
{
	size_t position = (count - 1) * percent, index = position / 100;
	double part = (double)(position % 100) / 100;

	assert(count > 0 && percent <= 100);
	if (position % 100 == 0)
		return sorted[index];
	return sorted[index] + part * (sorted[index + 1] - sorted[index]);
}
