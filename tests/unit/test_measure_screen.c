#include "unit.h"

#include <math.h>

#include "measure/screen.h"
#include "random.h"

enum { ELEMENTS = 200 };

static struct screen_copy
screen_copied(const int64_t before[], const int64_t after[], size_t count)
{
	struct decimal left[ELEMENTS], right[ELEMENTS];
	bool has[ELEMENTS];
	struct screen_copy copy;

	for (size_t i = 0; i < count; i++) {
		left[i].units = before[i] * 10000;
		right[i].units = after[i] * 10000;
		has[i] = true;
	}
	screen_copy_compute(&copy, left, has, right, has, count);
	return copy;
}

static void
test_screen_copy(void **state)
{
	static const int64_t before[] = {812, 33, 410, 0, 95, 7};
	static const int64_t after[] = {790, 30, 433, 0, 95, 7};
	struct screen_copy copy = screen_copied(before, before, 6);

	(void)state;
	assert_true(copy.fired);
	assert_int_equal(copy.compared, 5);
	assert_int_equal(copy.identical, 5);
	copy = screen_copied(before, after, 6);
	assert_false(copy.fired);
	assert_int_equal(copy.identical, 2);
}

/* Zeros and missing elements say nothing; nor do a few small counts. */
static void
test_screen_copy_small_hospital(void **state)
{
	static const int64_t zeros[40] = {0}, few[] = {1, 0, 2, 1, 0, 0};
	struct decimal left[3] = {{10000}, {-10000}, {50000}}, right[3] = {{10000}, {10000}, {-1}};
	static const bool here[] = {true, true, true}, gone[] = {false, true, true};
	struct screen_copy copy = screen_copied(zeros, zeros, 40);

	(void)state;
	assert_false(copy.fired);
	assert_int_equal(copy.compared, 0);
	assert_near(copy.evidence, 0, 0);
	assert_false(screen_copied(few, few, 6).fired);
	screen_copy_compute(&copy, left, here, right, gone, 3);
	assert_int_equal(copy.compared, 0);
	screen_copy_compute(&copy, left, gone, right, here, 3);
	assert_int_equal(copy.compared, 0);
	assert_false(screen_copied(zeros, few, 6).fired);
}

/* Independent periods do not fire, copied ones do. */
static void
test_screen_copy_property(void **state)
{
	struct random random = {13};
	size_t fired = 0;

	(void)state;
	for (int round = 0; round < 500; round++) {
		int64_t before[ELEMENTS], after[ELEMENTS];

		for (size_t i = 0; i < 60; i++) {
			before[i] = random_below(&random, 500);
			after[i] = before[i] + random_below(&random, 41) - 20;
			after[i] = after[i] < 0 ? 0 : after[i];
		}
		fired += screen_copied(before, after, 60).fired;
		assert_true(screen_copied(before, before, 60).fired);
	}
	assert_int_equal(fired, 0);
}

static void
test_screen_digits(void **state)
{
	struct random random = {14};
	struct screen_digits digits;
	int64_t values[ELEMENTS];

	(void)state;
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] = random_below(&random, 5000) + 100;
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_false(digits.fired);
	assert_int_equal(digits.values, ELEMENTS);
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] -= values[i] % (i % 2 ? 5 : 1);
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_true(digits.fired && digits.round_chance < 1e-6 && digits.probability < 1e-6);
	for (size_t i = 0; i < ELEMENTS; i++)
		values[i] = 101 + (int64_t)(i % 3) + 10 * (int64_t)i;
	screen_digits_compute(&digits, values, ELEMENTS);
	assert_true(digits.fired && digits.round_chance > 0.9);
	/* 35 of 100 end in 0 or 5, but no digit is much too frequent by itself. */
	for (size_t i = 0; i < 100; i++)
		values[i] =
		    i < 35 ? 100 + 5 * (int64_t)(i % 2) : 100 + (int64_t)(i % 8) + 1 + (i % 8 >= 4);
	screen_digits_compute(&digits, values, 100);
	assert_int_equal(digits.round, 35);
	assert_true(digits.fired && digits.round_chance < SCREEN_PROBABILITY &&
		    digits.probability > SCREEN_PROBABILITY);
	for (size_t i = 0; i < 30; i++)
		values[i] = (int64_t)i * 5;
	screen_digits_compute(&digits, values, 30);
	assert_int_equal(digits.values, 10);
	assert_false(digits.fired);
	assert_near(digits.probability, 1, 0);
}

/* The worked cases S07 to S12; the mixture: test_measure_mixture.c. */
static void
test_screen_perfect(void **state)
{
	static const struct mixture_count peers[] = {
	    {15, 127}, {210, 2448}, {245, 2600}, {147, 1948}, {9, 5}, {20, 300}};
	static const struct mixture_count rates[] = {
	    {3, 900}, {7, 2500}, {20, 4000}, {32, 7000}, {5, 1200}, {18, 3000}};
	struct screen_perfect perfect;

	(void)state;
	screen_perfect_compute(&perfect, KIND_POISSON, &(struct mixture_count){0, 6000}, rates, 6);
	assert_near(perfect.probability, 0.00015078795733624106, 1e-11);
	assert_true(perfect.status == SCREEN_OK && perfect.fired);
	screen_perfect_compute(&perfect, KIND_POISSON, &(struct mixture_count){9, 9}, rates, 6);
	assert_int_equal(perfect.status, SCREEN_NOT_EXTREME);
	screen_perfect_compute(&perfect, KIND_BINOMIAL, &(struct mixture_count){0, 90}, peers, 5);
	assert_true(perfect.status == SCREEN_FEW_UNITS && !perfect.fired);
	assert_near(perfect.probability, 1, 0);
	screen_perfect_compute(&perfect, KIND_BINOMIAL, &(struct mixture_count){0, 9}, peers, 6);
	assert_true(perfect.status == SCREEN_OK && !perfect.fired);
	screen_perfect_compute(
	    &perfect, KIND_BINOMIAL, &(struct mixture_count){900, 900}, peers, 6);
	assert_true(perfect.fired && perfect.probability < 1e-6);
	screen_perfect_compute(&perfect, KIND_BINOMIAL, &(struct mixture_count){3, 90}, peers, 6);
	assert_int_equal(perfect.status, SCREEN_NOT_EXTREME);
	screen_perfect_compute(&perfect, KIND_BINOMIAL, &(struct mixture_count){0, 0}, peers, 6);
	assert_int_equal(perfect.status, SCREEN_NOT_EXTREME);
}

static void
test_screen_unit(void **state)
{
	(void)state;
	assert_near(screen_unit(812, 8.3), 100, 0);
	assert_near(screen_unit(0.83, 8), 0.1, 1e-17);
	assert_near(screen_unit(8000, 8.3), 1000, 0);
	assert_near(screen_unit(0.009, 8.3), 0.001, 1e-17);
	assert_near(screen_unit(9, 8), 1, 0);
	assert_near(screen_unit(40, 8), 1, 0);
	assert_near(screen_unit(80000, 8), 1, 0);
	assert_near(screen_unit(0, 8), 1, 0);
	assert_near(screen_unit(8, 0), 1, 0);
	assert_near(screen_unit(INFINITY, 8), 1, 0);
	assert_near(screen_unit(8, INFINITY), 1, 0);
	assert_near(screen_unit(NAN, 8), 1, 0);
}

static struct screen_jump
screen_jumped(enum kind_model model, const struct mixture_count data[], size_t count,
    const struct screen_peers *peers)
{
	struct screen_variation own;
	struct screen_jump jump;

	screen_variation_compute(&own, model, data, count - 1);
	screen_jump_compute(&jump, model, &data[count - 1], &data[count - 5], &own, peers);
	return jump;
}

/* The worked cases S02 to S06. */
static void
test_screen_jump(void **state)
{
	static const struct mixture_count far[] = {{341, 3024}, {275, 3095}, {309, 3070},
	    {348, 3081}, {309, 3065}, {270, 2977}, {357, 3075}, {335, 2929}, {312, 2938},
	    {1023, 2998}};
	static const struct mixture_count along[] = {{327, 2920}, {276, 2929}, {302, 3022},
	    {266, 2940}, {306, 2959}, {308, 3062}, {294, 2964}, {280, 2939}, {283, 3017},
	    {314, 3098}, {308, 3025}, {453, 2880}};
	static const struct mixture_count rate[] = {{32, 9007}, {33, 9116}, {33, 9044}, {24, 9112},
	    {23, 8932}, {22, 9074}, {25, 8962}, {26, 8985}, {104, 9141}};
	struct screen_jump jump = screen_jumped(KIND_BINOMIAL, far, 10, &(struct screen_peers){0});

	(void)state;
	assert_near(jump.statistic, 11.627017855259744, 1e-11);
	assert_true(jump.status == SCREEN_OK && jump.fired);
	jump = screen_jumped(KIND_BINOMIAL, along, 12, &(struct screen_peers){0.01, 0.0004});
	assert_near(jump.statistic, 2.693646662915864, 1e-11);
	assert_false(jump.fired);
	jump = screen_jumped(KIND_POISSON, rate, 9, &(struct screen_peers){0});
	assert_near(jump.statistic, 7.487581343305674, 1e-11);
	assert_true(jump.fired);
	assert_int_equal(
	    screen_jumped(KIND_BINOMIAL, far, 5, &(struct screen_peers){0}).status, SCREEN_SHORT);
}

/* A gap parts its neighbours; without the year before nothing is judged. */
static void
test_screen_jump_gaps(void **state)
{
	struct mixture_count data[] = {
	    {8, 76}, {8, 80}, {9, 79}, {7, 78}, {8, 80}, {7, 76}, {9, 81}};
	struct screen_variation own;
	struct screen_jump jump;

	(void)state;
	screen_variation_compute(&own, KIND_BINOMIAL, data, 6);
	assert_int_equal(own.pairs, 5);
	assert_near(own.variance, 0, 0);
	data[4].n = 0;
	screen_variation_compute(&own, KIND_BINOMIAL, data, 6);
	assert_int_equal(own.pairs, 3);
	screen_variation_compute(&own, KIND_BINOMIAL, data, 1);
	assert_int_equal(own.pairs, 0);
	screen_variation_compute(&own, KIND_BINOMIAL, data, 0);
	assert_int_equal(own.pairs, 0);
	own.pairs = 4;
	screen_jump_compute(
	    &jump, KIND_BINOMIAL, &data[6], &data[4], &own, &(struct screen_peers){0});
	assert_int_equal(jump.status, SCREEN_SHORT);
	screen_jump_compute(
	    &jump, KIND_BINOMIAL, &data[4], &data[6], &own, &(struct screen_peers){0});
	assert_int_equal(jump.status, SCREEN_SHORT);
}

/* Counted anew, scaled, jittered; small, missing and monstrous counts are left out. */
static void
test_screen_similar(void **state)
{
	static const double before[] = {154, 2158, 2735, 29, 194, 118, 1455, 2420, 498, 3, 0, 1e16};
	static const double anew[] = {166, 2222, 2740, 33, 196, 103, 1531, 2470, 536, 4, 9, 1e16};
	double after[12], scratch[12];
	struct screen_similar similar;

	(void)state;
	screen_similar_compute(&similar, before, anew, 12, scratch);
	assert_true(similar.status == SCREEN_OK && !similar.fired);
	assert_int_equal(similar.compared, 9);
	for (size_t i = 0; i < 12; i++)
		after[i] = round(before[i] * 1.01);
	screen_similar_compute(&similar, before, after, 12, scratch);
	assert_true(similar.fired);
	assert_near(similar.factor, 1.01, 0.001);
	for (size_t i = 0; i < 12; i++)
		after[i] = before[i] + (double)(i % 3) - 1;
	screen_similar_compute(&similar, before, after, 12, scratch);
	assert_true(similar.fired && similar.probability < SCREEN_SIMILAR);
	after[0] = 0;
	screen_similar_compute(&similar, before, after, 6, scratch);
	assert_int_equal(similar.compared, 5);
	assert_true(similar.status == SCREEN_SHORT && !similar.fired);
}

static void
test_screen_status_name(void **state)
{
	(void)state;
	assert_string_equal(screen_status_name(SCREEN_OK), "ok");
	assert_string_equal(screen_status_name(SCREEN_NOT_EXTREME), "not_extreme");
}

static void
test_screen_shared(void **state)
{
	static const struct decimal values[] = {{1}, {5}, {5}, {6}, {5}};
	static const bool has[] = {false, true, true, true, true};
	static const bool agree[] = {false, true, true, false, true};

	(void)state;
	assert_int_equal(screen_shared(values, has, 5), 3);
	assert_int_equal(screen_shared(values, agree, 5), 5);
	assert_int_equal(screen_shared(values, has, 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_screen_copy),
	    cmocka_unit_test(test_screen_copy_small_hospital),
	    cmocka_unit_test(test_screen_copy_property),
	    cmocka_unit_test(test_screen_digits),
	    cmocka_unit_test(test_screen_perfect),
	    cmocka_unit_test(test_screen_unit),
	    cmocka_unit_test(test_screen_jump),
	    cmocka_unit_test(test_screen_jump_gaps),
	    cmocka_unit_test(test_screen_similar),
	    cmocka_unit_test(test_screen_status_name),
	    cmocka_unit_test(test_screen_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
