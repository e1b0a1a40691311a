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

/* An earlier period with the same counts changes nothing but the freedom, and is summed directly.
 */
static void
test_series_agrees_with_sums(void **state)
{
	static const double spreads[] = {0, 0.02, 0.1, 0.3};
	struct random random = {3};
	size_t scratch[MANY];

	(void)state;
	for (int round = 0; round < 24; round++) {
		enum funnel_model model = round % 2 ? FUNNEL_BINOMIAL : FUNNEL_POISSON;
		struct overdispersion_unit fast[MANY], slow[MANY], before[MANY];
		struct overdispersion_unit *const earlier[] = {before};
		struct overdispersion all;

		fill(fast, &random, model, spreads[round % 4]);
		/* One far away, and one with most of the cases. */
		fast[0].x = floor(0.9 * fast[0].n);
		if (round % 3 == 0)
			fast[1] =
			    (struct overdispersion_unit){.x = 2e5, .n = 1e6, .eligible = true};
		memcpy(slow, fast, sizeof(fast));
		memcpy(before, fast, sizeof(fast));
		assert_int_equal(
		    overdispersion_compute(&all, fast, MANY, model, NULL, scratch), MEASURE_OK);
		assert_int_equal(overdispersion_compute_pooled(
				     &all, slow, MANY, model, NULL, earlier, 1, scratch),
		    MEASURE_OK);
		for (int i = 0; i < MANY; i++) {
			if (!fast[i].eligible)
				continue;
			assert_near(fast[i].tau2_others, slow[i].tau2_others,
			    1e-12 + 1e-9 * slow[i].tau2_others);
			assert_near(fast[i].theta_others, slow[i].theta_others, 1e-11);
			assert_near(fast[i].error, slow[i].error, 1e-10);
		}
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
	/* The others differ, but the series was begun for those who do not. */
	series_add(&series, &far);
	assert_false(series_leave_out(&judgement, &series, &equal, 0.16));
	/* Begun elsewhere than where the root lies: above it, and below. */
	for (int high = 0; high < 2; high++) {
		series_begin(&series, 0.2, high ? 1e3 : 1e-6, 1000);
		for (int i = 0; i < 10; i++)
			series_add(&series, i % 2 ? &far : &equal);
		assert_false(series_leave_out(&judgement, &series, &equal, 0.16));
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
