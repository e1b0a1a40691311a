#include "screen.h"

#include <math.h>

#include "change.h"
#include "distribution.h"

#define COPY_SAME     0.95 /* share of elements that stay the same when a period is copied */
#define JUDGED_FROM   100  /* the last digit of smaller counts is not uniform */
#define ROUND_SHARE   0.2  /* of the ten digits, 0 and 5 */
#define UNIT_DISTANCE 0.12493873660829995 /* log10(4/3): within a third */

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

double
screen_perfect(double x, double n, double theta)
{
	if (!(n >= 1 && n <= MEASURE_COUNT_MAX && theta >= 0 && theta <= 1) ||
	    !(x <= 0 || x >= n) || x < 0 || x > n)
		return 1;
	return binomial_mass(x, n, theta);
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

double
screen_jump(enum measure_kind kind, struct decimal x_before, struct decimal n_before,
    struct decimal x_after, struct decimal n_after)
{
	struct change_period before = {x_before, n_before, true, true, false, 0};
	struct change_period after = {x_after, n_after, true, true, false, 0};
	struct change change;

	change_compute(&change, kind, MEASURE_NEUTRAL, 1, &before, &after, 0.95);
	return change.probability;
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
