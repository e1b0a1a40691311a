#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "core/chart.h"
#include "random.h"
#include "with_arena.h"

/* What every axis must be, whatever it was asked for. */
static void
assert_axis(const struct chart_axis *axis, double low, double high, size_t steps)
{
	double span = axis->to - axis->from;
	size_t ticks = chart_axis_ticks(axis);

	assert_true(isfinite(axis->from) && isfinite(axis->to) && axis->step > 0);
	assert_true(axis->from < axis->to);
	assert_true(axis->from <= low + span * 1e-6 && axis->to >= high - span * 1e-6);
	assert_in_range(ticks, 2, steps + 1);
	assert_near(chart_axis_tick(axis, 0), axis->from, span * 1e-9);
	assert_near(chart_axis_tick(axis, ticks - 1), axis->to, span * 1e-9);
	for (size_t i = 1; i < ticks; i++)
		assert_string_not_equal(chart_axis_label(arena, axis, chart_axis_tick(axis, i)),
		    chart_axis_label(arena, axis, chart_axis_tick(axis, i - 1)));
}

static void
test_chart_axis_fit_round_ticks(void **state)
{
	struct chart_axis axis;

	(void)state;
	chart_axis_fit(&axis, 66.2, 84.9, 0, 100, 6);
	assert_near(axis.from, 65, 1e-9);
	assert_near(axis.to, 85, 1e-9);
	assert_near(axis.step, 5, 1e-9);
	assert_string_equal(chart_axis_label(arena, &axis, 70), "70");
	chart_axis_fit(&axis, 0, 0.37, 0, 100, 8);
	assert_near(axis.step, 0.05, 1e-12);
	assert_string_equal(chart_axis_label(arena, &axis, 0.05), "0.05");
}

static void
test_chart_axis_fit_odd_ends(void **state)
{
	const double odd[] = {0, -0.0, 1, -1, NAN, INFINITY, -INFINITY, 1e300, -1e300, 1e-300, 1e15,
	    1e15 - 1, 0.1, 0.1 + 1e-17};
	const size_t count = sizeof(odd) / sizeof(odd[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct chart_axis axis;
			double a = isfinite(odd[i]) ? fmax(-1e15, fmin(1e15, odd[i])) : 0;
			double b = isfinite(odd[j]) ? fmax(-1e15, fmin(1e15, odd[j])) : 0;

			chart_axis_fit(&axis, odd[i], odd[j], 10, 500, 5);
			assert_axis(&axis, fmin(a, b), fmax(a, b), 5);
		}
	}
}

static void
test_chart_axis_fit_property(void **state)
{
	struct random random = {7};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double scale = pow(10, (double)random_below(&random, 22) - 9);
		double low = (random_unit(&random) - 0.4) * scale;
		double high = low + random_unit(&random) * scale;
		size_t steps = 2 + (size_t)random_below(&random, CHART_TICKS_MAX - 1);
		struct chart_axis axis;

		chart_axis_fit(&axis, low, high, 500, 20, steps);
		assert_axis(&axis, low, high, steps);
		/* Values that grow go one way, and stay between the ends. */
		assert_true(chart_axis_position(&axis, low) >= chart_axis_position(&axis, high));
		assert_in_range((long)chart_axis_position(&axis, high * 3), 20, 500);
	}
}

static void
test_chart_axis_position_beyond(void **state)
{
	struct chart_axis axis;

	(void)state;
	chart_axis_fit(&axis, 0, 10, 100, 200, 5);
	assert_near(chart_axis_position(&axis, 5), 150, 1e-9);
	assert_near(chart_axis_position(&axis, -5), 100, 0);
	assert_near(chart_axis_position(&axis, INFINITY), 200, 0);
	assert_true(isfinite(chart_axis_position(&axis, NAN)));
	assert_near(chart_axis_project(&axis, 20), 300, 1e-9);
	assert_true(chart_axis_holds(&axis, 10) && !chart_axis_holds(&axis, 10.1));
	assert_false(chart_axis_holds(&axis, NAN));
}

static void
test_chart_axis_label_no_minus_zero(void **state)
{
	struct chart_axis axis;

	(void)state;
	chart_axis_fit(&axis, -1, 1, 0, 100, 4);
	assert_string_equal(chart_axis_label(arena, &axis, -1e-12), "0.0");
	assert_string_equal(chart_axis_label(arena, &axis, -0.5), "-0.5");
}

static void
test_chart_number_always_one(void **state)
{
	(void)state;
	assert_string_equal(chart_number(arena, 12.34), "12.3");
	assert_string_equal(chart_number(arena, -0.01), "0.0");
	assert_string_equal(chart_number(arena, NAN), "0.0");
	assert_string_equal(chart_number(arena, INFINITY), "100000.0");
	assert_string_equal(chart_number(arena, -INFINITY), "-100000.0");
}

static const struct chart_frame frame = {0, 0, 100, 100};

static const char *
line(const double points[][2], size_t count)
{
	struct chart_path path = chart_path_create(arena, frame);

	for (size_t i = 0; i < count; i++)
		chart_path_add(&path, points[i][0], points[i][1]);
	return path.d.data;
}

static void
test_chart_path_add_cuts(void **state)
{
	(void)state;
	assert_string_equal(line((const double[][2]){{10, 10}, {20, 20}, {30, 10}}, 3),
	    "M10.0 10.0L20.0 20.0L30.0 10.0");
	/* Out at the top and in again: two pieces. */
	assert_string_equal(line((const double[][2]){{0, 50}, {50, -50}, {100, 50}}, 3),
	    "M0.0 50.0L25.0 0.0M75.0 0.0L100.0 50.0");
	/* Right through, and past. */
	assert_string_equal(
	    line((const double[][2]){{-50, 50}, {150, 50}}, 2), "M0.0 50.0L100.0 50.0");
	assert_string_equal(line((const double[][2]){{-50, 50}, {-10, 60}}, 2), "");
	assert_string_equal(line((const double[][2]){{50, -5}, {50, -9}}, 2), "");
	assert_string_equal(line((const double[][2]){{50, 50}}, 1), "");
}

static void
test_chart_path_add_gaps(void **state)
{
	struct chart_path path = chart_path_create(arena, frame);

	(void)state;
	assert_string_equal(
	    line((const double[][2]){{0, 0}, {10, 10}, {NAN, 10}, {30, 30}, {40, 40}}, 5),
	    "M0.0 0.0L10.0 10.0M30.0 30.0L40.0 40.0");
	chart_path_add(&path, 0, 0);
	chart_path_break(&path);
	chart_path_add(&path, 10, 0);
	assert_int_equal(path.d.length, 0);
}

static void
test_chart_path_add_property(void **state)
{
	const double odd[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308, 0, 100};
	struct random random = {11};

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct chart_path path = chart_path_create(arena, frame);
		const char *at;

		for (int j = 0; j < 12; j++) {
			double x = random_unit(&random) * 400 - 150;
			double y = random_unit(&random) * 400 - 150;

			if (random_below(&random, 8) == 0)
				x = odd[random_below(&random, 7)];
			if (random_below(&random, 8) == 0)
				y = odd[random_below(&random, 7)];
			chart_path_add(&path, x, y);
		}
		assert_int_equal(strspn(path.d.data, "ML0123456789. "), path.d.length);
		for (at = path.d.data; *at != '\0';) {
			char *end;
			double number;

			assert_true(*at == 'M' || *at == 'L' || *at == ' ');
			number = strtod(at + 1, &end);
			assert_true(number >= 0 && number <= 100);
			at = end;
		}
	}
}

static void
test_chart_shape_path_closed(void **state)
{
	const double odd[] = {0, 50, NAN, INFINITY, -1e300};

	(void)state;
	assert_string_equal(
	    chart_shape_path(arena, CHART_UP, 50, 50, 10), "M50.0 38.0L62.0 60.0L38.0 60.0Z");
	for (int shape = 0; shape < CHART_SHAPE_COUNT; shape++) {
		for (size_t i = 0; i < 5; i++) {
			const char *d = chart_shape_path(
			    arena, (enum chart_shape)shape, odd[i], odd[4 - i], odd[i]);

			assert_int_equal(strspn(d, "MLaZ0123456789.- "), strlen(d));
			assert_int_equal(d[strlen(d) - 1], 'Z');
		}
	}
}

static void
test_chart_text_width_and_cut(void **state)
{
	const char *name = "示例市第一人民医院";

	(void)state;
	assert_near(chart_text_width("医院", 10), 20, 1e-9);
	assert_true(chart_text_width("2025Q3", 10) < 40);
	assert_near(chart_text_width("", 10), 0, 0);
	assert_string_equal(chart_text_cut(arena, name, 10, 90), name);
	assert_string_equal(chart_text_cut(arena, name, 10, 50), "示例市第…");
	assert_true(chart_text_width(chart_text_cut(arena, name, 10, 57), 10) <= 57);
}

static void
test_chart_label_every_thins(void **state)
{
	(void)state;
	assert_int_equal(chart_label_every(20, 15), 1);
	assert_int_equal(chart_label_every(20, 20), 1);
	assert_int_equal(chart_label_every(20, 41), 3);
	assert_int_equal(chart_label_every(0, 15), 1);
	assert_int_equal(chart_label_every(NAN, 15), 1);
	assert_int_equal(chart_label_every(1, NAN), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_chart_axis_fit_round_ticks),
	    cmocka_unit_test(test_chart_axis_fit_odd_ends),
	    cmocka_unit_test(test_chart_axis_fit_property),
	    cmocka_unit_test(test_chart_axis_position_beyond),
	    cmocka_unit_test(test_chart_axis_label_no_minus_zero),
	    cmocka_unit_test(test_chart_number_always_one),
	    cmocka_unit_test(test_chart_path_add_cuts),
	    cmocka_unit_test(test_chart_path_add_gaps),
	    cmocka_unit_test(test_chart_path_add_property),
	    cmocka_unit_test(test_chart_shape_path_closed),
	    cmocka_unit_test(test_chart_text_width_and_cut),
	    cmocka_unit_test(test_chart_label_every_thins),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
