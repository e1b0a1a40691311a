#include "unit.h"

#include "measure/quantile.h"
#include "random.h"

/* quantile(c(15, 20, 35, 40, 50), c(0, .05, .1, .25, .3, .4, .5, .9, 1)) of R 4.2. */
static void
test_quantile_sorted_known(void **state)
{
	static const struct {
		unsigned percent;
		double expected;
	} cases[] = {{0, 15}, {5, 16}, {10, 17}, {25, 20}, {30, 23}, {40, 29}, {50, 35}, {90, 46},
	    {100, 50}};
	double values[] = {40, 15, 50, 20, 35};

	(void)state;
	quantile_sort(values, 5);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_near(quantile_sorted(values, 5, cases[i].percent), cases[i].expected, 1e-12);
}

static void
test_quantile_sorted_one(void **state)
{
	double value[] = {3.5};

	(void)state;
	quantile_sort(value, 1);
	quantile_sort(value, 0);
	for (unsigned percent = 0; percent <= 100; percent += 10)
		assert_near(quantile_sorted(value, 1, percent), 3.5, 0);
}

/* Rises with the percentage and stays between the ends. */
static void
test_quantile_sorted_any(void **state)
{
	struct random random = {3};
	double values[50];

	(void)state;
	for (int i = 0; i < 200; i++) {
		size_t count = 1 + (size_t)random_below(&random, 50);
		double last;

		for (size_t j = 0; j < count; j++)
			values[j] = (double)random_below(&random, 20) - 7;
		quantile_sort(values, count);
		for (size_t j = 1; j < count; j++)
			assert_true(values[j - 1] <= values[j]);
		last = values[0];
		for (unsigned percent = 0; percent <= 100; percent++) {
			double now = quantile_sorted(values, count, percent);

			assert_true(now >= last - 1e-12 && now <= values[count - 1]);
			last = now;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_quantile_sorted_known),
	    cmocka_unit_test(test_quantile_sorted_one),
	    cmocka_unit_test(test_quantile_sorted_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
