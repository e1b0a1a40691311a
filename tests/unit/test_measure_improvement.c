/* Improvement on a shrunken baseline: worked numbers (the root found another way, by Newton's
 * iteration), and that chance alone is no improvement. */
#include "unit.h"

#include <math.h>

#include "measure/improvement.h"
#include "random.h"

struct expected {
	double shrinkage, expected, change, lower, upper;
};

static void
check(struct improvement_unit units[], const struct expected expected[], size_t count,
    enum funnel_model model, double theta, double tau2)
{
	struct improvement improvement;

	assert_int_equal(improvement_compute(&improvement, units, count, model, 0.95), MEASURE_OK);
	assert_int_equal(improvement.units, count);
	assert_near(improvement.theta, theta, 1e-15);
	assert_near(improvement.tau2, tau2, 1e-14);
	for (size_t i = 0; i < count; i++) {
		assert_near(units[i].shrinkage, expected[i].shrinkage, 1e-9);
		assert_near(units[i].expected, expected[i].expected, 1e-11);
		assert_near(units[i].change, expected[i].change, 1e-11);
		assert_near(units[i].lower, expected[i].lower, 1e-11);
		assert_near(units[i].upper, expected[i].upper, 1e-11);
	}
}

static void
test_improvement_proportion(void **state)
{
	struct improvement_unit units[] = {{12, 100, 8, 110, true, 0, 0, 0, 0, 0},
	    {20, 90, 12, 100, true, 0, 0, 0, 0, 0}, {60, 400, 50, 380, true, 0, 0, 0, 0, 0},
	    {5, 80, 9, 85, true, 0, 0, 0, 0, 0}, {150, 700, 140, 720, true, 0, 0, 0, 0, 0},
	    {30, 60, 18, 70, true, 0, 0, 0, 0, 0}};
	static const struct expected expected[] = {
	    {0.931362074863476, 0.125059047069503, -0.0523317743422305, -0.153986470654796,
		0.0493229219703352},
	    {0.924312861861787, 0.220063933201498, -0.100063933201498, -0.206751107232548,
		0.00662324082955229},
	    {0.981909234246796, 0.150790680321381, -0.0192117329529602, -0.0725638384024341,
		0.0341403724965136},
	    {0.915649995896082, 0.0735672514125857, 0.0323151015285908, -0.0817389465999343,
		0.146369149657116},
	    {0.989581644125746, 0.214071310558432, -0.0196268661139875, -0.0592906544534388,
		0.0200369222254638},
	    {0.890609037247155, 0.466494236583394, -0.209351379440537, -0.337270931088723,
		-0.0814318277923513}};

	(void)state;
	check(units, expected, 6, FUNNEL_BINOMIAL, 0.19370629370629372, 0.021210735169976503);
}

static void
test_improvement_rate(void **state)
{
	struct improvement_unit units[] = {{4, 2000, 6, 2100, true, 0, 0, 0, 0, 0},
	    {9, 3000, 5, 2800, true, 0, 0, 0, 0, 0}, {30, 8000, 20, 8200, true, 0, 0, 0, 0, 0},
	    {2, 900, 0, 950, true, 0, 0, 0, 0, 0}, {25, 4000, 12, 4100, true, 0, 0, 0, 0, 0}};
	static const struct expected expected[] = {
	    {0.431791234414795, 0.00308562792083877, -0.000228485063695914, -0.00299446447215053,
		0.0025374943447587},
	    {0.532682939601152, 0.00342554570304476, -0.00163983141733048, -0.00408413091749731,
		0.000804468082836356},
	    {0.75245478991849, 0.00378975935636784, -0.00135073496612394, -0.00294630353133406,
		0.000244833599086187},
	    {0.254822660644842, 0.00348037390629797, -0.00348037390629797, -0.0072187100380862,
		0.000257962225490262},
	    {0.603148313854957, 0.00532161092975845, -0.00239478166146577, -0.00452244117542704,
		-0.000267122147504502}};

	(void)state;
	check(units, expected, 5, FUNNEL_POISSON, 0.003910614525139665, 1.4964836727256436e-06);
}

/* Peers that do not differ are believed to be alike: the baseline is the peers'. */
static void
test_improvement_alike(void **state)
{
	struct improvement_unit units[] = {{10, 100, 10, 100, true, 0, 0, 0, 0, 0},
	    {10, 100, 12, 100, true, 0, 0, 0, 0, 0}, {11, 100, 9, 100, true, 0, 0, 0, 0, 0},
	    {10, 100, 10, 100, true, 0, 0, 0, 0, 0}, {9, 100, 8, 100, true, 0, 0, 0, 0, 0}};
	struct improvement improvement;

	(void)state;
	assert_int_equal(
	    improvement_compute(&improvement, units, 5, FUNNEL_BINOMIAL, 0.95), MEASURE_OK);
	assert_near(improvement.tau2, 0, 0);
	assert_near(units[2].expected, 0.1, 1e-15);
	assert_near(units[2].change, -0.01, 1e-15);
	assert_near(units[2].lower, -0.0684846428247347, 1e-12);
	assert_near(units[2].upper, 0.0484846428247347, 1e-12);
}

/* What cannot be, and what does not take part, is left out; below five nothing is said. */
static void
test_improvement_left_out(void **state)
{
	struct improvement_unit units[] = {{10, 100, 10, 100, true, 0, 0, 0, 0, 0},
	    {20, 100, 12, 100, true, 0, 0, 0, 0, 0}, {11, 100, 9, 100, true, 0, 0, 0, 0, 0},
	    {10, 100, 10, 100, true, 0, 0, 0, 0, 0}, {9, 100, 8, 100, true, 0, 0, 0, 0, 0},
	    {5, 100, 5, 100, false, 0, 0, 0, 0, 0}, {101, 100, 5, 100, true, 0, 0, 0, 0, 0},
	    {5, 100, 101, 100, true, 0, 0, 0, 0, 0}, {0, 0, 5, 100, true, 0, 0, 0, 0, 0},
	    {-1, 100, 5, 100, true, 0, 0, 0, 0, 0}, {5, 2e15, 5, 100, true, 0, 0, 0, 0, 0},
	    {(double)NAN, (double)NAN, 5, 100, true, 0, 0, 0, 0, 0}};
	struct improvement all, five;
	struct improvement_unit alone[5];

	(void)state;
	memcpy(alone, units, sizeof(alone));
	assert_int_equal(improvement_compute(&all, units, 12, FUNNEL_BINOMIAL, 0.95), MEASURE_OK);
	assert_int_equal(improvement_compute(&five, alone, 5, FUNNEL_BINOMIAL, 0.95), MEASURE_OK);
	assert_int_equal(all.units, 5);
	assert_near(all.tau2, five.tau2, 0);
	for (size_t i = 0; i < 12; i++)
		assert_int_equal(units[i].eligible, i < 5);
	for (size_t i = 0; i < 5; i++)
		assert_near(units[i].change, alone[i].change, 0);
	alone[4].eligible = false;
	assert_int_equal(
	    improvement_compute(&five, alone, 5, FUNNEL_BINOMIAL, 0.95), MEASURE_NO_INTERVAL);
	assert_int_equal(five.units, 4);
	assert_int_equal(
	    improvement_compute(&five, NULL, 0, FUNNEL_POISSON, 0.95), MEASURE_NO_INTERVAL);
}

/* By sums alone a unit comes out as among the units; what cannot be is refused. */
static void
test_improvement_one(void **state)
{
	struct improvement_unit units[] = {{12, 100, 8, 110, true, 0, 0, 0, 0, 0},
	    {20, 90, 12, 100, true, 0, 0, 0, 0, 0}, {60, 400, 50, 380, true, 0, 0, 0, 0, 0},
	    {5, 80, 9, 85, true, 0, 0, 0, 0, 0}, {150, 700, 140, 720, true, 0, 0, 0, 0, 0}};
	struct improvement_unit one = {20, 90, 12, 100, true, 0, 0, 0, 0, 0};
	struct improvement_sums sums = {5, 247, 1370, 219, 1395, 0}, wrong;
	struct improvement improvement;

	(void)state;
	assert_int_equal(
	    improvement_compute(&improvement, units, 5, FUNNEL_BINOMIAL, 0.95), MEASURE_OK);
	sums.tau2 = improvement.tau2;
	assert_int_equal(improvement_compute_one(&one, &sums, FUNNEL_BINOMIAL, 0.95), MEASURE_OK);
	assert_near(one.change, units[1].change, 0);
	assert_near(one.lower, units[1].lower, 0);
	assert_near(one.upper, units[1].upper, 0);
	for (int i = 0; i < 6; i++) {
		wrong = sums;
		one = (struct improvement_unit){
		    20, i == 0 ? 0 : 90, 12, i == 1 ? 0 : 100, true, 0, 0, 0, 0, 0};
		wrong.n0 = i == 2 ? 0 : sums.n0;
		wrong.n1 = i == 3 ? 0 : sums.n1;
		wrong.tau2 = i == 4 ? (double)NAN : i == 5 ? (double)INFINITY : sums.tau2;
		assert_int_equal(
		    improvement_compute_one(&one, &wrong, FUNNEL_BINOMIAL, 0.95), MEASURE_INVALID);
	}
	wrong = sums;
	wrong.units = 4;
	assert_int_equal(
	    improvement_compute_one(&one, &wrong, FUNNEL_BINOMIAL, 0.95), MEASURE_NO_INTERVAL);
}

static int
draw(struct random *random, int n, double p)
{
	int x = 0;

	for (int i = 0; i < n; i++)
		x += random_unit(random) < p;
	return x;
}

/*
 * Nothing changes but by chance: the worst of the baseline falls by regression alone, and its
 * change on the shrunken baseline is none; intervals hold 0 in about 95 of 100.
 */
static void
test_improvement_regression_to_the_mean(void **state)
{
	enum { ROUNDS = 400, UNITS = 12, CASES = 150 };
	struct random random = {20250701};
	double raw = 0, shrunken = 0;
	int held = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct improvement_unit units[UNITS] = {0};
		struct improvement improvement;
		size_t worst = 0;

		for (size_t i = 0; i < UNITS; i++) {
			double p = 0.1 + 0.04 * random_unit(&random);

			units[i] = (struct improvement_unit){.x0 = draw(&random, CASES, p),
			    .n0 = CASES,
			    .x1 = draw(&random, CASES, p),
			    .n1 = CASES,
			    .eligible = true};
			worst = units[i].x0 > units[worst].x0 ? i : worst;
		}
		assert_int_equal(
		    improvement_compute(&improvement, units, UNITS, FUNNEL_BINOMIAL, 0.95),
		    MEASURE_OK);
		raw += (units[worst].x1 - units[worst].x0) / CASES / ROUNDS;
		shrunken += units[worst].change / ROUNDS;
		for (size_t i = 0; i < UNITS; i++)
			held += units[i].lower <= 0 && units[i].upper >= 0;
	}
	assert_true(raw < -0.03);
	assert_true(fabs(shrunken) < fabs(raw) / 2.5);
	assert_in_range(held, ROUNDS * UNITS * 92 / 100, ROUNDS * UNITS * 98 / 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_improvement_proportion),
	    cmocka_unit_test(test_improvement_rate),
	    cmocka_unit_test(test_improvement_alike),
	    cmocka_unit_test(test_improvement_left_out),
	    cmocka_unit_test(test_improvement_one),
	    cmocka_unit_test(test_improvement_regression_to_the_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
