#include "unit.h"

#include "measure/suppress.h"
#include "random.h"

enum { CELLS = 12 };

static const struct decimal five = {50000};

static struct suppress_cell
cell(int64_t x, int64_t n)
{
	return (struct suppress_cell){.numerator = {x * 10000},
	    .denominator = {n * 10000},
	    .has_numerator = true,
	    .has_denominator = true};
}

static struct suppress_cell
total(int64_t x, int64_t n)
{
	struct suppress_cell sum = cell(x, n);

	sum.total = true;
	return sum;
}

static void
check(struct suppress_cell cells[], size_t count, enum measure_kind kind, const char *flags)
{
	size_t scratch[CELLS];

	suppress_compute(cells, count, kind, five, scratch);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(".PS"[cells[i].flag], flags[i]);
}

static void
test_suppress_primary(void **state)
{
	struct suppress_cell cells[] = {cell(0, 90), cell(1, 90), cell(4, 90), cell(5, 90),
	    cell(86, 90), cell(85, 90), cell(90, 90), cell(0, 4), cell(0, 5), cell(0, 0)};

	(void)state;
	check(cells, 10, MEASURE_PROPORTION, ".PP.P..P..");
	check(cells, 10, MEASURE_RATE, ".PP....P..");
	check(cells, 10, MEASURE_COUNT, ".PP.......");
}

static void
test_suppress_with_total(void **state)
{
	struct suppress_cell demo[] = {
	    cell(2, 200), cell(7, 150), cell(0, 90), cell(31, 400), total(40, 840)};
	struct suppress_cell none[] = {cell(5, 50), cell(6, 60), total(11, 110)};
	struct suppress_cell tie[] = {cell(2, 90), cell(9, 80), cell(9, 70), total(20, 240)};

	(void)state;
	check(demo, 5, MEASURE_PROPORTION, "PS...");
	check(demo, 5, MEASURE_RATE, "PS...");
	check(none, 3, MEASURE_PROPORTION, "...");
	check(tie, 4, MEASURE_PROPORTION, "P.S.");
}

/* Two hidden ones that add up to too little need a third; no third, no total. */
static void
test_suppress_until_enough(void **state)
{
	struct suppress_cell more[] = {cell(1, 90), cell(2, 90), cell(9, 90), total(12, 270)};
	struct suppress_cell rest[] = {cell(98, 100), cell(99, 100), cell(50, 60), total(247, 260)};
	struct suppress_cell alone[] = {cell(2, 90), cell(0, 90), total(2, 180)};
	struct suppress_cell last[] = {cell(4, 90), cell(0, 90), cell(0, 4), total(9, 184)};

	(void)state;
	check(more, 4, MEASURE_PROPORTION, "PPS.");
	check(rest, 4, MEASURE_PROPORTION, "PPS.");
	check(rest, 4, MEASURE_RATE, "....");
	check(alone, 3, MEASURE_PROPORTION, "P.P");
	check(last, 4, MEASURE_PROPORTION, "P.PS");
}

static void
test_suppress_without_counts(void **state)
{
	struct suppress_cell cells[] = {cell(2, 90), cell(9, 8), cell(7, 90), total(0, 0)};

	(void)state;
	check(cells, 4, MEASURE_PROPORTION, "P...");
	cells[3] = total(18, 188);
	cells[2].has_numerator = false;
	check(cells, 4, MEASURE_PROPORTION, "P..S");
	cells[2].has_numerator = true;
	cells[2].has_denominator = false;
	check(cells, 4, MEASURE_PROPORTION, "P..S");
	assert_int_equal(cells[1].status, MEASURE_INVALID);
	assert_int_equal(cells[2].status, MEASURE_NO_DATA);
}

/* Where the total is shown, what is hidden cannot be found by subtraction. */
static void
test_suppress_property(void **state)
{
	struct random random = {8};

	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct suppress_cell cells[CELLS];
		size_t scratch[CELLS], hidden = 0;
		int64_t x = 0, n = 0, hidden_x = 0, hidden_rest = 0;

		for (size_t i = 0; i + 1 < CELLS; i++) {
			int64_t own = random_below(&random, 60);

			cells[i] = cell(random_below(&random, own + 1), own);
			x += cells[i].numerator.units / 10000;
			n += own;
		}
		cells[CELLS - 1] = total(x, n);
		suppress_compute(cells, CELLS, MEASURE_PROPORTION, five, scratch);
		for (size_t i = 0; i + 1 < CELLS; i++) {
			if (cells[i].flag == SUPPRESS_SHOWN) {
				int64_t own_x = cells[i].numerator.units;
				int64_t own_rest = cells[i].denominator.units - own_x;

				assert_true(own_x == 0 || own_x >= five.units);
				assert_true(own_rest == 0 || own_rest >= five.units);
				continue;
			}
			hidden++;
			hidden_x += cells[i].numerator.units;
			hidden_rest += cells[i].denominator.units - cells[i].numerator.units;
		}
		if (cells[CELLS - 1].flag == SUPPRESS_SHOWN && hidden > 0)
			assert_true(
			    hidden >= 2 && hidden_x >= five.units && hidden_rest >= five.units);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_suppress_primary),
	    cmocka_unit_test(test_suppress_with_total),
	    cmocka_unit_test(test_suppress_until_enough),
	    cmocka_unit_test(test_suppress_without_counts),
	    cmocka_unit_test(test_suppress_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
