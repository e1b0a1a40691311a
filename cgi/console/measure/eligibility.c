/* zhiheng measure: who is ranked and who is not, and why. */
#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/comparison.h"
#include "measure/expectation.h"

#define MINIMUM_PEERS 5

static bool
read_rule(struct comparison_rule *out, const struct cases *cases, size_t row)
{
	*out = (struct comparison_rule){.direction = cases_direction(cases, row),
	    .factor = 1,
	    .confidence = 0.95,
	    .minimum_peers = MINIMUM_PEERS};
	return cases_kind(&out->kind, cases, row) &&
	       cases_decimal(&out->minimum_denominator, cases, row, "n_min", DECIMAL_PLACES) ==
		   CELL_NUMBER;
}

/* What is no number cannot be, either: a negative count says so. */
static void
read_count(
    struct decimal *out, bool *has, const struct cases *cases, size_t row, const char *column)
{
	enum cell cell = cases_decimal(out, cases, row, column, DECIMAL_PLACES);

	*has = cell != CELL_MISSING;
	if (cell == CELL_WRONG)
		out->units = -1;
}

static void
set_row(struct cases *cases, size_t row, const struct comparison_unit *unit,
    const struct expectation *expectation, const struct comparison_rule *rule)
{
	static const char *const names[COMPARISON_REASON_COUNT] = {
	    [COMPARISON_RANKED] = "ranked",
	    [COMPARISON_NO_DATA] = "no_data",
	    [COMPARISON_INVALID] = "invalid",
	    [COMPARISON_NOT_RANKABLE] = "neutral",
	    [COMPARISON_INCOMPLETE] = "partial",
	    [COMPARISON_BELOW_MINIMUM] = "below_min",
	    [COMPARISON_FEW_EXPECTED] = "few_expected",
	    [COMPARISON_NO_INTERVAL] = "no_interval",
	    [COMPARISON_FEW_PEERS] = "few_units",
	};
	double n = decimal_to_double(unit->denominator), theta = expectation_theta(expectation);

	cases_set_text(cases, row, "status", names[unit->reason]);
	if (expectation->denominator.units > 0)
		cases_set_number(cases, row, "theta", theta);
	cases_set_integer(cases, row, "n_ranked", unit->of < MINIMUM_PEERS ? 0 : (int64_t)unit->of);
	if (unit->status != MEASURE_OK)
		return;
	cases_set_number(cases, row, "value", unit->value);
	cases_set_number(cases, row, "expected", theta * n);
	if (measure_kinds[rule->kind].part_of_whole)
		cases_set_number(cases, row, "expected_non", (1 - theta) * n);
	if (unit->rank > 0)
		cases_set_integer(cases, row, "rank", (int64_t)unit->rank);
}

static void
judge_dataset(struct cases *cases, const size_t rows[], size_t count)
{
	struct comparison_unit *units = arena_new(cases->arena, struct comparison_unit, count);
	struct rank_unit *ranks = arena_new(cases->arena, struct rank_unit, count);
	size_t *order = arena_new(cases->arena, size_t, count);
	struct expectation expectation;
	struct comparison_rule rule;

	if (!read_rule(&rule, cases, rows[0])) {
		for (size_t i = 0; i < count; i++)
			cases_set_text(cases, rows[i], "status", "invalid");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		units[i].complete = true;
		read_count(&units[i].numerator, &units[i].has_numerator, cases, rows[i], "x");
		read_count(&units[i].denominator, &units[i].has_denominator, cases, rows[i], "n");
	}
	comparison_compute(units, count, &rule, ranks, order);
	expectation = (struct expectation){.kind = rule.kind};
	for (size_t i = 0; i < count; i++)
		if (units[i].status == MEASURE_OK &&
		    decimal_compare(units[i].denominator, rule.minimum_denominator) >= 0)
			expectation_add(&expectation, units[i].numerator, units[i].denominator);
	for (size_t i = 0; i < count; i++)
		set_row(cases, rows[i], &units[i], &expectation, &rule);
}

static void
compute_eligibility(struct cases *cases)
{
	static const char *const keys[] = {"dataset", "kind", "n_min", "direction", NULL};

	cases_each_group(cases, keys, judge_dataset);
}

const struct method eligibility_methods[] = {
    {.name = "eligibility",
	.inputs = COLUMNS("dataset", "kind", "unit", "x", "n", "n_min", "direction"),
	.computed =
	    COLUMNS("status", "value", "theta", "expected", "expected_non", "rank", "n_ranked"),
	.compute = compute_eligibility},
    {.name = NULL},
};
