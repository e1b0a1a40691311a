#include "unit.h"

#include <math.h>

#include "measure/mixture.h"

static const struct mixture_count shares[] = {
    {24, 966}, {370, 3653}, {17, 257}, {135, 1926}, {20, 648}, {93, 1556}, {107, 1141}, {65, 1258}};
static const struct mixture_count rates[] = {
    {3, 900}, {7, 2500}, {20, 4000}, {32, 7000}, {5, 1200}, {18, 3000}};

static void
test_mixture_count_is_valid(void **state)
{
	static const struct mixture_count bad[] = {
	    {1, 0}, {-1, 5}, {NAN, 5}, {1, NAN}, {0, 1e16}, {0, 1e-16}, {0, -1}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(mixture_count_is_valid(KIND_BINOMIAL, &bad[i]));
		assert_false(mixture_count_is_valid(KIND_POISSON, &bad[i]));
	}
	assert_false(mixture_count_is_valid(KIND_BINOMIAL, &(struct mixture_count){6, 5}));
	assert_true(mixture_count_is_valid(KIND_POISSON, &(struct mixture_count){6, 5}));
	assert_false(mixture_count_is_valid(KIND_POISSON, &(struct mixture_count){1e16, 5}));
	assert_true(mixture_count_is_valid(KIND_BINOMIAL, &(struct mixture_count){5, 5}));
}

/* The worked cases S07 and S10; with none but units that cannot be nothing is written. */
static void
test_mixture_none(void **state)
{
	static const struct mixture_count odd[] = {{24, 966}, {9, 5}, {370, 3653}, {17, 257},
	    {135, 1926}, {20, 648}, {93, 1556}, {107, 1141}, {65, 1258}, {1, 0}};
	static const struct mixture_count gap[] = {
	    {3, 900}, {1, 0}, {7, 2500}, {20, 4000}, {32, 7000}, {5, 1200}, {18, 3000}};
	struct mixture mixture;
	double sum = 0;

	(void)state;
	assert_int_equal(mixture_fit(&mixture, KIND_BINOMIAL, shares, 8), 8);
	for (int point = 0; point < MIXTURE_POINTS; point++)
		sum += mixture.weight[point];
	assert_near(sum, 1, 1e-12);
	assert_near(mixture_none(&mixture, 900), 0.00023307493578510134, 1e-11);
	assert_int_equal(mixture_fit(&mixture, KIND_BINOMIAL, odd, 10), 8);
	assert_near(mixture_none(&mixture, 900), 0.00023307493578510134, 1e-11);
	assert_int_equal(mixture_fit(&mixture, KIND_POISSON, rates, 6), 6);
	assert_near(mixture_none(&mixture, 6000), 0.00015078795733624106, 1e-11);
	assert_int_equal(mixture_fit(&mixture, KIND_POISSON, gap, 7), 6);
	assert_near(mixture_none(&mixture, 6000), 0.00015078795733624106, 1e-11);
	assert_int_equal(mixture_fit(&mixture, KIND_BINOMIAL, &odd[1], 1), 0);
	assert_int_equal(mixture_fit(&mixture, KIND_POISSON, &odd[9], 1), 0);
}

/* All of n is none of n of the complement. */
static void
test_mixture_all(void **state)
{
	struct mixture_count others[8];
	struct mixture mixture, complement;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		others[i] = (struct mixture_count){shares[i].n - shares[i].x, shares[i].n};
	mixture_fit(&mixture, KIND_BINOMIAL, shares, 8);
	mixture_fit(&complement, KIND_BINOMIAL, others, 8);
	for (double n = 1; n < 1e6; n *= 10)
		assert_near(mixture_all(&complement, n), mixture_none(&mixture, n), 1e-12);
}

/* Whatever the sizes: weights and probabilities are numbers, and larger denominators surer. */
static void
test_mixture_sizes(void **state)
{
	static const double sizes[] = {1, 30, 1e4, 1e9, 1e15};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int part = 0; part <= 4; part++) {
			struct mixture_count units[5];
			struct mixture mixture;

			for (size_t j = 0; j < 5; j++) {
				double n = sizes[j % (i + 1)];

				units[j] = (struct mixture_count){floor(n * part / 4), n};
			}
			for (int model = KIND_BINOMIAL; model <= KIND_POISSON; model++) {
				double few, many;

				mixture_fit(&mixture, (enum kind_model)model, units, 5);
				few = mixture_none(&mixture, 20);
				many = mixture_none(&mixture, 1e6);
				assert_true(few >= 0 && few <= 1 && many >= 0 && many <= few);
			}
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mixture_count_is_valid),
	    cmocka_unit_test(test_mixture_none),
	    cmocka_unit_test(test_mixture_all),
	    cmocka_unit_test(test_mixture_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
