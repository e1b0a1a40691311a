#include "screen.h"

#include <math.h>

#include "distribution.h"
#include "quantile.h"

#define COPY_SAME     0.95 /* share of elements that stay the same when a period is copied */
#define JUDGED_FROM   100  /* the last digit of smaller counts is not uniform */
#define ROUND_SHARE   0.2  /* of the ten digits, 0 and 5 */
#define UNIT_DISTANCE 0.12493873660829995 /* log10(4/3): within a third */
#define MOVING_RANGE  1.128               /* of two normal values, over their standard deviation */

const char *
screen_status_name(enum screen_status status)
{
	static const char *const names[SCREEN_STATUS_COUNT] = {
	    [SCREEN_OK] = "ok",
	    [SCREEN_SHORT] = "short",
	    [SCREEN_FEW_UNITS] = "few_units",
	    [SCREEN_NOT_EXTREME] = "not_extreme",
	};

	return names[status];
}

void
screen_copy_compute(struct screen_copy *out, const struct decimal before[], const bool has_before[],
    const struct decimal after[], const bool has_after[], size_t count)
{
	*out = (struct screen_copy){0};
	for (size_t i = 0; i < count; i++) {
		double mean, repeat;

		if (!has_before[i] || !has_after[i] || before[i].units < 0 || after[i].units < 0 ||
		    (before[i].units == 0 && after[i].units == 0))
			continue;
		out->compared++;
		/* Both periods' mean: the likelier they were counted anew, the less is claimed. */
		mean = (decimal_to_double(before[i]) + decimal_to_double(after[i])) / 2;
		repeat = poisson_mass(floor(mean), mean);
		if (before[i].units == after[i].units) {
			out->identical++;
			out->evidence += log10(COPY_SAME / repeat);
		} else {
			out->evidence += log10((1 - COPY_SAME) / (1 - repeat));
		}
	}
	out->fired = out->evidence >= SCREEN_COPY_EVIDENCE;
}

void
screen_digits_compute(struct screen_digits *out, const int64_t values[], size_t count)
{
	double expected, squares = 0;

	*out = (struct screen_digits){.probability = 1, .round_chance = 1};
	for (size_t i = 0; i < count; i++)
		if (values[i] >= JUDGED_FROM) {
			out->values++;
			out->digits[values[i] % 10]++;
		}
	out->round = out->digits[0] + out->digits[5];
	if (out->values < SCREEN_DIGITS_LEAST)
		return;
	expected = (double)out->values / 10;
	for (int digit = 0; digit < 10; digit++) {
		double difference = (double)out->digits[digit] - expected;

		squares += difference * difference / expected;
	}
	out->probability = gamma_upper(4.5, squares / 2);
	out->round_chance = binomial_upper((double)out->round, (double)out->values, ROUND_SHARE);
	out->fired =
	    out->probability < SCREEN_PROBABILITY || out->round_chance < SCREEN_PROBABILITY;
}

/* Smaller counts are not near enough to normal for chi-squared. */
static bool
can_scatter(double before, double after)
{
	return before >= MEASURE_COUNT_MIN && after >= MEASURE_COUNT_MIN &&
	       before + after >= 2 * SCREEN_SIMILAR_MEAN && before + after <= MEASURE_COUNT_MAX;
}

void
screen_perfect_compute(struct screen_perfect *out, enum kind_model model,
    const struct mixture_count *own, const struct mixture_count peers[], size_t count)
{
	bool none = own->x <= 0, all = model == KIND_BINOMIAL && own->x >= own->n;
	struct mixture mixture;

	*out = (struct screen_perfect){.status = SCREEN_NOT_EXTREME, .probability = 1};
	if (!mixture_count_is_valid(model, own) || (!none && !all))
		return;
	out->status = SCREEN_FEW_UNITS;
	if (mixture_fit(&mixture, model, peers, count) < SCREEN_PEERS)
		return;
	out->status = SCREEN_OK;
	out->probability = none ? mixture_none(&mixture, own->n) : mixture_all(&mixture, own->n);
	out->fired = out->probability < SCREEN_PERFECT;
}

double
screen_transform(enum kind_model model, const struct mixture_count *quarter)
{
	double x = quarter->x + 0.375;

	return model == KIND_BINOMIAL ? asin(sqrt(x / (quarter->n + 0.75))) : sqrt(x / quarter->n);
}

void
screen_variation_compute(struct screen_variation *out, enum kind_model model,
    const struct mixture_count earlier[], size_t count)
{
	size_t first = count > SCREEN_EARLIER ? count - SCREEN_EARLIER : 0;
	double moved = 0, noise = 0, sigma;

	*out = (struct screen_variation){0};
	for (size_t i = first + 1; i < count; i++) {
		const struct mixture_count *one = &earlier[i - 1], *next = &earlier[i];

		if (!mixture_count_is_valid(model, one) || !mixture_count_is_valid(model, next))
			continue;
		out->pairs++;
		moved += fabs(screen_transform(model, next) - screen_transform(model, one));
		noise += (0.25 / one->n + 0.25 / next->n) / 2;
	}
	if (out->pairs == 0)
		return;
	sigma = moved / (double)out->pairs / MOVING_RANGE;
	out->variance = fmax(0, sigma * sigma - noise / (double)out->pairs);
}

void
screen_jump_compute(struct screen_jump *out, enum kind_model model, const struct mixture_count *now,
    const struct mixture_count *year_ago, const struct screen_variation *own,
    const struct screen_peers *peers)
{
	double moved, variance;

	*out = (struct screen_jump){.status = SCREEN_SHORT};
	if (own->pairs < SCREEN_PAIRS || !mixture_count_is_valid(model, now) ||
	    !mixture_count_is_valid(model, year_ago))
		return;
	moved = screen_transform(model, now) - screen_transform(model, year_ago) - peers->shift;
	variance = 0.25 / now->n + 0.25 / year_ago->n + 2 * fmax(own->variance, peers->variance);
	out->status = SCREEN_OK;
	out->statistic = moved / sqrt(variance);
	out->fired = fabs(out->statistic) > SCREEN_JUMP;
}

void
screen_similar_compute(struct screen_similar *out, const double before[], const double after[],
    size_t count, double scratch[])
{
	size_t compared = 0;
	double squares = 0;

	*out = (struct screen_similar){.status = SCREEN_SHORT, .probability = 1};
	for (size_t i = 0; i < count; i++)
		if (can_scatter(before[i], after[i]))
			scratch[compared++] = after[i] / before[i];
	out->compared = compared;
	if (compared < SCREEN_SIMILAR_LEAST)
		return;
	quantile_sort(scratch, compared);
	out->factor = quantile_sorted(scratch, compared, 50);
	for (size_t i = 0; i < count; i++) {
		double rest = after[i] - out->factor * before[i];

		if (can_scatter(before[i], after[i]))
			squares += rest * rest / (out->factor * (before[i] + after[i]));
	}
	out->status = SCREEN_OK;
	out->probability = gamma_lower((double)(compared - 1) / 2, squares / 2);
	out->fired = out->probability < SCREEN_SIMILAR;
}

double
screen_unit(double value, double reference)
{
	double distance, steps;

	if (!(value > 0 && reference > 0) || !isfinite(value) || !isfinite(reference))
		return 1;
	distance = log10(value) - log10(reference);
	steps = round(distance);
	if (fabs(steps) < 1 || fabs(steps) > 3 || fabs(distance - steps) > UNIT_DISTANCE)
		return 1;
	return pow(10, steps);
}

size_t
screen_shared(const struct decimal values[], const bool has[], size_t count)
{
	size_t first = count;

	for (size_t i = 0; i < count; i++) {
		if (!has[i])
			continue;
		if (first == count)
			first = i;
		else if (decimal_compare(values[first], values[i]) != 0)
			return i;
	}
	return count;
}
