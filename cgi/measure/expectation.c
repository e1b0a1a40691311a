#include "expectation.h"

void
expectation_add(
    struct expectation *expectation, struct decimal numerator, struct decimal denominator)
{
	bool x = decimal_add(&expectation->numerator, expectation->numerator, numerator);
	bool n = decimal_add(&expectation->denominator, expectation->denominator, denominator);

	expectation->beyond = expectation->beyond || !x || !n;
}

double
expectation_theta(const struct expectation *expectation)
{
	if (expectation->denominator.units == 0)
		return 0;
	return decimal_to_double(expectation->numerator) /
	       decimal_to_double(expectation->denominator);
}

bool
expectation_is_enough(const struct expectation *expectation, struct decimal denominator)
{
	enum kind_model model = measure_kinds[expectation->kind].funnel_model;
	struct decimal one = decimal_from_integer(1), rest;

	if (model == KIND_NO_MODEL)
		return true;
	if (expectation->beyond || expectation->denominator.units <= 0 || denominator.units <= 0)
		return false;
	if (decimal_compare_fractions(
		expectation->numerator, expectation->denominator, one, denominator) < 0)
		return false;
	rest.units = expectation->denominator.units - expectation->numerator.units;
	return model != KIND_BINOMIAL ||
	       decimal_compare_fractions(rest, expectation->denominator, one, denominator) >= 0;
}
