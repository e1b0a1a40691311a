#include "unit.h"

#include "measure/decimal.h"
#include "measure/order.h"
#include "random.h"

static void
test_decimal_parse_accepts(void **state)
{
	static const struct {
		const char *text;
		int64_t units;
	} cases[] = {
	    {"0", 0},
	    {"-0", 0},
	    {"1", 10000},
	    {"+1", 10000},
	    {"-1.5", -15000},
	    {".5", 5000},
	    {"5.", 50000},
	    {"0.0001", 1},
	    {"1.50000000", 15000},
	    {"007", 70000},
	    {"999999999999.9999", 9999999999999999},
	    {"922337203685477.5807", INT64_MAX},
	    {"-922337203685477.5808", INT64_MIN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decimal decimal = {77};

		assert_true(decimal_parse(&decimal, cases[i].text));
		assert_int_equal(decimal.units, cases[i].units);
	}
}

static void
test_decimal_parse_refuses(void **state)
{
	static const char *const cases[] = {"", "-", "+", ".", "-.", "1e3", "1,5", " 1", "1 ",
	    "0x1", "1.2.3", "0.00001", "1.00001", "922337203685477.5808", "-922337203685477.5809",
	    "10000000000000000000", "1000000000000000", "nan", "--1", "\xef\xbc\x91"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decimal decimal = {77};

		assert_false(decimal_parse(&decimal, cases[i]));
		assert_int_equal(decimal.units, 77);
	}
}

static void
test_decimal_parse_scaled_keeps_places(void **state)
{
	struct decimal decimal;

	(void)state;
	assert_true(decimal_parse_scaled(&decimal, "2380.83333333", 8));
	assert_int_equal(decimal.units, 238083333333);
	assert_true(decimal_parse_scaled(&decimal, "9007199254740993", 0));
	assert_int_equal(decimal.units, 9007199254740993);
	assert_false(decimal_parse_scaled(&decimal, "0.5", 0));
	assert_true(decimal_parse_scaled(&decimal, "1", DECIMAL_PLACES_MAX));
	assert_near(decimal_to_double_scaled(decimal, DECIMAL_PLACES_MAX), 1, 0);
}

static void
test_decimal_places_counts_significant(void **state)
{
	(void)state;
	assert_int_equal(decimal_places("12"), 0);
	assert_int_equal(decimal_places("12.500"), 1);
	assert_int_equal(decimal_places("-0.00012"), 5);
	assert_int_equal(decimal_places("1.5x"), 0);
	assert_int_equal(decimal_places(""), 0);
}

static void
test_decimal_arithmetic(void **state)
{
	struct decimal a = {15000}, b = {-5000}, sum, huge = {INT64_MAX};

	(void)state;
	assert_true(decimal_add(&sum, a, b));
	assert_int_equal(sum.units, 10000);
	assert_false(decimal_add(&sum, huge, a));
	assert_int_equal(sum.units, 10000);
	assert_true(decimal_is_whole(sum));
	assert_false(decimal_is_whole(a));
	assert_near(decimal_to_double(a), 1.5, 0);
	assert_int_equal(decimal_from_integer(-3).units, -30000);
	assert_int_equal(decimal_compare(a, b), 1);
	assert_int_equal(decimal_compare(b, a), -1);
	assert_int_equal(decimal_compare(a, a), 0);
}

/* Fractions that doubles cannot tell apart. */
static void
test_decimal_compare_fractions_exact(void **state)
{
	struct decimal x = {9007199254740992}, y = {9007199254740993}, n = {9007199254740995};

	(void)state;
	assert_true((double)x.units / (double)n.units == (double)y.units / (double)n.units);
	assert_int_equal(decimal_compare_fractions(x, n, y, n), -1);
	assert_int_equal(decimal_compare_fractions(y, n, x, n), 1);
	assert_int_equal(decimal_compare_fractions((struct decimal){1}, (struct decimal){3},
			     (struct decimal){1000000000}, (struct decimal){3000000000}),
	    0);
	assert_int_equal(decimal_compare_fractions((struct decimal){INT64_MIN}, (struct decimal){1},
			     (struct decimal){INT64_MAX}, (struct decimal){INT64_MAX}),
	    -1);
}

static int
compare_tens(const void *context, size_t a, size_t b)
{
	const unsigned *values = context;

	return (values[a] / 10 > values[b] / 10) - (values[a] / 10 < values[b] / 10);
}

/* Any sequence comes out sorted, each index once, equals in their order. */
static void
test_order_indices_sorts_and_keeps_equals(void **state)
{
	struct random random = {1};
	unsigned values[200] = {0};
	size_t indices[200];

	(void)state;
	for (size_t count = 0; count <= 200; count++) {
		for (size_t i = 0; i < count; i++)
			values[i] = (unsigned)random_below(&random, 300);
		order_indices(indices, count, compare_tens, values);
		for (size_t i = 1; i < count; i++) {
			int order = compare_tens(values, indices[i - 1], indices[i]);

			assert_true(order < 0 || (order == 0 && indices[i - 1] < indices[i]));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_decimal_parse_accepts),
	    cmocka_unit_test(test_decimal_parse_refuses),
	    cmocka_unit_test(test_decimal_parse_scaled_keeps_places),
	    cmocka_unit_test(test_decimal_places_counts_significant),
	    cmocka_unit_test(test_decimal_arithmetic),
	    cmocka_unit_test(test_decimal_compare_fractions_exact),
	    cmocka_unit_test(test_order_indices_sorts_and_keeps_equals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
