/* One unit judged by sums of the others comes out as among the others themselves. */
#include "unit.h"

#include <math.h>

#include "measure/judgement.h"

#define UNITS 6

static const double counts[UNITS][2] = {
    {12, 100}, {20, 90}, {60, 400}, {5, 80}, {150, 700}, {30, 60}};

/* The others of a unit, with the tau2 and mean that the group's judgement found. */
static struct judgement_others
others_of(const struct overdispersion *all, const struct overdispersion_unit units[], size_t one,
    enum funnel_model model)
{
	struct judgement_others out = {.units = UNITS,
	    .mean = units[one].theta_others,
	    .tau2 = units[one].tau2_others,
	    .phi = all->phi};
	double variance;

	for (size_t i = 0; i < UNITS; i++) {
		out.x += i == one ? 0 : units[i].x;
		out.n += i == one ? 0 : units[i].n;
	}
	variance = model == FUNNEL_BINOMIAL
		       ? (out.x + 0.5) / (out.n + 1) * ((out.n - out.x + 0.5) / (out.n + 1))
		       : (out.x + 0.5) / out.n;
	for (size_t i = 0; i < UNITS; i++)
		out.weight += i == one ? 0 : 1 / (variance / units[i].n + out.tau2);
	return out;
}

static void
test_judgement_as_among_all(void **state)
{
	(void)state;
	for (int model = FUNNEL_BINOMIAL; model <= FUNNEL_POISSON; model++) {
		struct overdispersion_unit units[UNITS];
		struct overdispersion all;
		size_t scratch[UNITS];

		for (size_t i = 0; i < UNITS; i++)
			units[i] = (struct overdispersion_unit){
			    .x = counts[i][0], .n = counts[i][1], .eligible = true};
		assert_int_equal(overdispersion_compute(
				     &all, units, UNITS, (enum funnel_model)model, NULL, scratch),
		    MEASURE_OK);
		for (size_t i = 0; i < UNITS; i++) {
			struct judgement_others others =
			    others_of(&all, units, i, (enum funnel_model)model);
			struct judgement judgement;

			assert_int_equal(judgement_compute(&judgement, units[i].x, units[i].n,
					     &others, (enum funnel_model)model),
			    MEASURE_OK);
			assert_near(judgement.z, units[i].z, 1e-6);
			assert_int_equal(judgement.class_exact, units[i].class_exact);
			assert_int_equal(judgement.class_final, units[i].class_final);
			assert_int_equal(judgement.word, overdispersion_has_word(&all));
		}
	}
}

static void
test_judgement_refuses(void **state)
{
	const struct judgement_others good = {6, 265, 1370, 0.19, 0.02, 200, 3};
	struct judgement_others wrong;
	struct judgement judgement;

	(void)state;
	assert_int_equal(
	    judgement_compute(&judgement, 12, 100, &good, FUNNEL_BINOMIAL), MEASURE_OK);
	assert_true(judgement.word);
	wrong = good;
	wrong.phi = 10.1;
	assert_int_equal(
	    judgement_compute(&judgement, 12, 100, &wrong, FUNNEL_BINOMIAL), MEASURE_OK);
	assert_false(judgement.word);
	wrong = good;
	wrong.units = OVERDISPERSION_UNITS - 1;
	assert_int_equal(
	    judgement_compute(&judgement, 12, 100, &wrong, FUNNEL_BINOMIAL), MEASURE_NO_INTERVAL);
	for (int i = 0; i < 7; i++) {
		wrong = good;
		wrong.n = i == 0 ? 0 : good.n;
		wrong.mean = i == 1 ? -1 : i == 2 ? 2e15 : good.mean;
		wrong.tau2 = i == 3 ? -1 : i == 4 ? 2e15 : good.tau2;
		wrong.weight = i == 5 ? 0 : i == 6 ? (double)INFINITY : good.weight;
		assert_int_equal(judgement_compute(&judgement, 12, 100, &wrong, FUNNEL_BINOMIAL),
		    MEASURE_INVALID);
	}
	for (int i = 0; i < 5; i++) {
		static const double units[][2] = {
		    {-1, 100}, {1, 0}, {1, 2e15}, {101, 100}, {1.5, 9}};

		assert_int_equal(
		    judgement_compute(&judgement, units[i][0], units[i][1], &good, FUNNEL_BINOMIAL),
		    MEASURE_INVALID);
	}
	assert_int_equal(
	    judgement_compute(&judgement, 2e15, 100, &good, FUNNEL_POISSON), MEASURE_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_judgement_as_among_all),
	    cmocka_unit_test(test_judgement_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
