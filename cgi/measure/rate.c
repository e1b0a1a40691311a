#include "rate.h"

#include <assert.h>
#include <math.h>

const char *
measure_status_name(enum measure_status status)
{
	static const char *const names[MEASURE_STATUS_COUNT] = {
	    [MEASURE_OK] = "ok",
	    [MEASURE_PARTIAL] = "partial",
	    [MEASURE_NO_INTERVAL] = "no_interval",
	    [MEASURE_NO_DATA] = "no_data",
	    [MEASURE_INVALID] = "invalid",
	    [MEASURE_UNAVAILABLE] = "unavailable",
	};

	assert(status < MEASURE_STATUS_COUNT);
	return names[status];
}

enum measure_status
rate_check(enum measure_kind kind, const struct decimal *x, const struct decimal *n)
{
	if (!measure_kind_has_denominator(kind)) {
		if (x == NULL)
			return MEASURE_NO_DATA;
		return x->units < 0 ? MEASURE_INVALID : MEASURE_OK;
	}
	if (n != NULL && n->units < 0)
		return MEASURE_INVALID;
	if (x != NULL && x->units < 0 && !measure_kinds[kind].measured)
		return MEASURE_INVALID;
	if (x == NULL || n == NULL)
		return MEASURE_NO_DATA;
	if (n->units == 0)
		return x->units == 0 ? MEASURE_NO_DATA : MEASURE_INVALID;
	if (measure_kinds[kind].part_of_whole && x->units > n->units)
		return MEASURE_INVALID;
	return MEASURE_OK;
}

/* A cell that is there and may stand: 0/0 is one. */
static bool
cell_is_missing(enum measure_kind kind, const struct rate_cell *cell)
{
	return !cell->has_numerator ||
	       (measure_kind_has_denominator(kind) && !cell->has_denominator);
}

static enum measure_status
judge_sum(const struct rate_sum *sum, enum measure_kind kind)
{
	if (sum->invalid > 0)
		return MEASURE_INVALID;
	if (sum->received == 0)
		return MEASURE_NO_DATA;
	if (measure_kind_has_denominator(kind) && sum->denominator.units == 0)
		return MEASURE_NO_DATA;
	return sum->received < sum->expected ? MEASURE_PARTIAL : MEASURE_OK;
}

struct rate_sum
rate_sum_cells(enum measure_kind kind, const struct rate_cell cells[], size_t count)
{
	struct rate_sum sum = {.expected = count};
	struct decimal zero = {0};

	if (!measure_kinds[kind].additive) {
		sum.status = MEASURE_UNAVAILABLE;
		return sum;
	}
	for (size_t i = 0; i < count; i++) {
		const struct rate_cell *cell = &cells[i];
		const struct decimal *n = cell->has_denominator ? &cell->denominator : NULL;
		const struct decimal *x = cell->has_numerator ? &cell->numerator : NULL;

		if (rate_check(kind, x, n) == MEASURE_INVALID) {
			sum.invalid++;
			continue;
		}
		if (cell_is_missing(kind, cell))
			continue;
		if (!decimal_add(&sum.numerator, sum.numerator, cell->numerator) ||
		    !decimal_add(&sum.denominator, sum.denominator,
			measure_kind_has_denominator(kind) ? cell->denominator : zero)) {
			sum.invalid++;
			break;
		}
		sum.received++;
	}
	sum.status = judge_sum(&sum, kind);
	if (sum.status != MEASURE_OK && sum.status != MEASURE_PARTIAL) {
		sum.numerator = zero;
		sum.denominator = zero;
	}
	return sum;
}

struct rate_moments
rate_moments_of(const double values[], size_t count)
{
	struct rate_moments moments = {.count = (double)count};
	double sum = 0, squares = 0, rest = 0;

	if (count == 0)
		return moments;
	for (size_t i = 0; i < count; i++)
		sum += values[i] / moments.count;
	for (size_t i = 0; i < count; i++)
		rest += values[i] - sum;
	moments.mean = sum + rest / moments.count;
	if (count == 1)
		return moments;
	for (size_t i = 0; i < count; i++)
		squares += (values[i] - moments.mean) * (values[i] - moments.mean);
	moments.deviation = sqrt(squares / (moments.count - 1));
	return moments;
}

struct rate_moments
rate_moments_pool(const struct rate_moments groups[], size_t count)
{
	struct rate_moments pooled = {0};
	double squares = 0;

	for (size_t i = 0; i < count; i++)
		pooled.count += groups[i].count;
	if (pooled.count <= 0)
		return pooled;
	for (size_t i = 0; i < count; i++)
		pooled.mean += groups[i].count / pooled.count * groups[i].mean;
	if (pooled.count <= 1)
		return pooled;
	for (size_t i = 0; i < count; i++) {
		double distance = groups[i].mean - pooled.mean;

		if (groups[i].count > 1)
			squares +=
			    (groups[i].count - 1) * groups[i].deviation * groups[i].deviation;
		squares += groups[i].count * distance * distance;
	}
	pooled.deviation = sqrt(squares / (pooled.count - 1));
	return pooled;
}
