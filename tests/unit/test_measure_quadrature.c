#include "unit.h"

#include <math.h>

#include "measure/quadrature.h"

/* The nodes rise inside -1..1; the weights add up to its width. */
static void
test_quadrature_nodes(void **state)
{
	struct quadrature rule;
	double last = -1, sum = 0, fine_sum = 0;

	(void)state;
	quadrature_make(&rule);
	for (int k = 0; k < QUADRATURE_NODES; k++) {
		assert_true(rule.nodes[k].place > last && rule.nodes[k].place < 1);
		last = rule.nodes[k].place;
		sum += rule.nodes[k].weight;
	}
	for (int j = 0; j < QUADRATURE_FINE_NODES; j++)
		fine_sum += rule.fine_nodes[j].weight;
	assert_near(sum, 2, 1e-15);
	assert_near(fine_sum, 2, 1e-15);
}

/* Powers of t, whose integrals are known. */
static void
test_quadrature_integral_whole(void **state)
{
	struct quadrature rule;

	(void)state;
	quadrature_make(&rule);
	for (int power = 0; power < 32; power++) {
		double exact = power % 2 == 0 ? 2.0 / (power + 1) : 0, sum = 0, fine_sum = 0;

		for (int k = 0; k < QUADRATURE_NODES; k++)
			sum += rule.nodes[k].weight * pow(rule.nodes[k].place, power);
		for (int j = 0; j < QUADRATURE_FINE_NODES; j++)
			fine_sum +=
			    rule.fine_nodes[j].weight * pow(rule.fine_nodes[j].place, power);
		if (power < 16)
			assert_near(sum, exact, 1e-14);
		assert_near(fine_sum, exact, 1e-14);
	}
}

static void
test_quadrature_integral_part(void **state)
{
	struct quadrature rule;

	(void)state;
	quadrature_make(&rule);
	for (int power = 0; power < 16; power++) {
		for (int k = 0; k < QUADRATURE_NODES; k++) {
			double end = pow(rule.nodes[k].place, power + 1), sum = 0;
			double begin = power % 2 == 0 ? -1 : 1;

			for (int j = 0; j < QUADRATURE_FINE_NODES; j++)
				sum += rule.integrals[k][j] * pow(rule.fine_nodes[j].place, power);
			assert_near(sum, (end - begin) / (power + 1), 1e-13);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_quadrature_nodes),
	    cmocka_unit_test(test_quadrature_integral_whole),
	    cmocka_unit_test(test_quadrature_integral_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
