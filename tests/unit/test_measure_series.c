/* Leaving one out of many: the series says what sums over all the others say. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "measure/overdispersion.h"
#include "measure/series.h"
#include "random.h"

enum { MANY = 150 };

static void
fill(struct overdispersion_unit units[], struct random *random, enum funnel_model model,
    double spread)
{
	for (int i = 0; i < MANY; i++) {
		double n = (double)(20 + random_below(random, 4000));
		double y = 0.2 + spread * (random_unit(random) - 0.5);
		double noise = sqrt(y / n) * (random_unit(random) + random_unit(random) - 1);
		double x = fmax(0, floor(n * (y + noise)));

		units[i] = (struct overdispersion_unit){
		    .x = model == FUNNEL_BINOMIAL ? fmin(x, n) : x, .n = n, .eligible = i % 7 != 3};
	}
}

struct reference {
	double tau2;
	double mean;
	double sum;
	double variance;
};

/* Q of all but one at t, with their mean and sum of weights. */
static double
weigh(struct reference *out, const struct overdispersion_unit units[], int without, double t)
{
	double sum = 0, first = 0, q = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int j = 0; j < MANY; j++) {
			double weight = 1 / (out->variance / units[j].n + t);
			double y = units[j].x / units[j].n;

			if (j == without || !units[j].eligible)
				continue;
			if (pass == 1) {
				q += weight * (y - first / sum) * (y - first / sum);
				continue;
			}
			sum += weight;
			first += weight * y;
		}
	out->sum = sum;
	out->mean = first / sum;
	return q;
}

/* By halving, over all the others at each step: as plain as the method can be written. */
static struct reference
leave_out(const struct overdispersion_unit units[], int without, enum funnel_model model)
{
	struct reference out = {0};
	double x = 0, n = 0, freedom = -1, low = 0, high = 1;

	for (int j = 0; j < MANY; j++) {
		if (j == without || !units[j].eligible)
			continue;
		x += units[j].x;
		n += units[j].n;
		freedom++;
	}
	out.variance = (x + 0.5) / n;
	if (model == FUNNEL_BINOMIAL)
		out.variance = (x + 0.5) / (n + 1) * (1 - (x + 0.5) / (n + 1));
	if (weigh(&out, units, without, 0) <= freedom)
		return out;
	for (int step = 0; step < 200; step++) {
		out.tau2 = (low + high) / 2;
		if (weigh(&out, units, without, out.tau2) > freedom)
			low = out.tau2;
		else
			high = out.tau2;
	}
	return out;
}

static void
check_unit(const struct overdispersion_unit *unit, const struct overdispersion_unit *const given[],
    size_t periods, int index, enum funnel_model model)
{
	struct reference now = leave_out(given[0], index, model);
	double tau2 = now.tau2;

	for (size_t p = 1; p < periods; p++)
		tau2 += leave_out(given[p], index, model).tau2;
	tau2 /= (double)periods;
	(void)weigh(&now, given[0], index, tau2);
	assert_near(unit->tau2_others, tau2, 1e-12 + 1e-9 * tau2);
	assert_near(unit->theta_others, now.mean, 1e-11);
	assert_near(unit->error, sqrt(now.variance / unit->n + tau2 + 1 / now.sum), 1e-10);
}

static void
test_series_agrees_with_sums(void **state)
{
	static const double spreads[] = {0, 0.02, 0.1, 0.3};
	struct random random = {3};
	size_t scratch[MANY];

	(void)state;
	for (int round = 0; round < 24; round++) {
		enum funnel_model model = round % 2 ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
		struct overdispersion_unit units[3][MANY], given[3][MANY];
		struct overdispersion_unit *const earlier[] = {units[1], units[2]};
		const struct overdispersion_unit *const before[] = {given[0], given[1], given[2]};
		size_t periods = 1 + (size_t)round / 8;
		struct overdispersion all;

		for (int p = 0; p < 3; p++)
			fill(units[p], &random, model, spreads[(round + p * (round / 12)) % 4]);
		/* One far away, one with most of the cases, and one who was not there before. */
		units[0][0].x = floor(0.9 * units[0][0].n);
		if (round % 3 == 0)
			units[0][1] =
			    (struct overdispersion_unit){.x = 2e5, .n = 1e6, .eligible = true};
		units[1][2].eligible = false;
		memcpy(given, units, sizeof(given));
		assert_int_equal(overdispersion_compute_pooled(&all, units[0], MANY, model, NULL,
				     earlier, periods - 1, scratch),
		    MEASURE_OK);
		assert_int_equal(all.periods, periods);
		for (int i = 0; i < MANY; i++)
			if (units[0][i].eligible)
				check_unit(&units[0][i], before, periods, i, model);
	}
}

/* Where the series cannot tell it says so. */
static void
test_series_leave_out_refuses(void **state)
{
	static const struct series_unit equal = {100, 0.2}, large = {1e6, 0.2}, far = {1000, 0.9};
	struct series_judgement judgement;
	struct series series;

	(void)state;
	series_begin(&series, 0.2, 0, 1e6);
	for (int i = 0; i < 10; i++)
		series_add(&series, &equal);
	series_add(&series, &large);
	/* Most of the weight. */
	assert_false(series_leave_out(&judgement, &series, &large, 0.16));
	assert_true(series_leave_out(&judgement, &series, &equal, 0.16));
	assert_near(judgement.tau2, 0, 0);
	assert_near(judgement.mean, 0.2, 1e-15);
	assert_near(judgement.sum, (1e6 + 900) / 0.16, 1e-4);
	/* Weighed by what is given: within reach of no difference only. */
	assert_true(series_weigh(&judgement, &series, &equal, 0.16));
	assert_false(series_weigh(&judgement, &series, &large, 0.16));
	judgement.tau2 = 0.1e-6 * 0.16;
	assert_true(series_weigh(&judgement, &series, &equal, 0.16));
	judgement.tau2 = 0.3e-6 * 0.16;
	assert_false(series_weigh(&judgement, &series, &equal, 0.16));
	/* The others differ, but the series was begun for those who do not. */
	series_add(&series, &far);
	assert_false(series_leave_out(&judgement, &series, &equal, 0.16));
	/* Begun elsewhere than where the root lies: above it, and below. */
	for (int high = 0; high < 2; high++) {
		series_begin(&series, 0.2, high ? 1e3 : 1e-6, 1000);
		for (int i = 0; i < 10; i++)
			series_add(&series, i % 2 ? &far : &equal);
		assert_false(series_leave_out(&judgement, &series, &equal, 0.16));
		judgement.tau2 = 0.16e-2;
		assert_false(series_weigh(&judgement, &series, &equal, 0.16));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_series_agrees_with_sums),
	    cmocka_unit_test(test_series_leave_out_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
