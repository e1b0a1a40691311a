#include "unit.h"

#include "measure/funnel.h"
#include "measure/kind.h"
#include "measure/rank_belief.h"

static void
test_measure_kind_find_names(void **state)
{
	enum measure_kind kind;

	(void)state;
	for (int i = 0; i < MEASURE_KIND_COUNT; i++) {
		assert_true(measure_kind_find(&kind, measure_kinds[i].name));
		assert_int_equal(kind, i);
	}
	assert_false(measure_kind_find(&kind, "proportions"));
	assert_false(measure_kind_find(&kind, ""));
}

static void
test_measure_kinds_agree_with_themselves(void **state)
{
	(void)state;
	for (int i = 0; i < MEASURE_KIND_COUNT; i++) {
		const struct kind_traits *kind = &measure_kinds[i];

		assert_int_equal(
		    measure_kind_has_denominator((enum measure_kind)i), kind->has_denominator);
		if (!kind->has_denominator)
			assert_false(kind->part_of_whole || kind->measured || kind->jump_tested);
		/* A binomial needs its whole, a deviation its measurements. */
		assert_int_equal(kind->interval_model == KIND_BINOMIAL, kind->part_of_whole);
		assert_int_equal(kind->interval_model == KIND_NORMAL, kind->measured);
		assert_true(kind->funnel_model == KIND_NO_MODEL ||
			    kind->funnel_model == kind->interval_model);
		assert_true(kind->funnel_model != KIND_NORMAL);
		if (kind->jump_tested)
			assert_int_equal(kind->change_model, kind->interval_model);
		/* Without the deviation nothing is known of a mean's uncertainty: no rank. */
		if (kind->interval_model == KIND_NORMAL)
			assert_false(kind->ranked_without_interval);
		if (kind->rankable && kind->interval_model == KIND_NO_MODEL)
			assert_true(kind->ranked_without_interval);
		assert_in_range(kind->places, 0, 4);
	}
}

static void
test_funnel_model_of_kinds(void **state)
{
	enum funnel_model model;

	(void)state;
	assert_true(funnel_model_of(&model, MEASURE_PROPORTION));
	assert_int_equal(model, FUNNEL_BINOMIAL);
	assert_true(funnel_model_of(&model, MEASURE_RATE));
	assert_int_equal(model, FUNNEL_POISSON);
	assert_true(funnel_model_of(&model, MEASURE_RATIO));
	assert_int_equal(model, FUNNEL_POISSON);
	assert_false(funnel_model_of(&model, MEASURE_MEAN));
	assert_false(funnel_model_of(&model, MEASURE_COUNT));
}

static void
test_rank_model_of_kinds(void **state)
{
	(void)state;
	assert_int_equal(rank_model_of(MEASURE_PROPORTION), RANK_BETA);
	assert_int_equal(rank_model_of(MEASURE_RATE), RANK_GAMMA);
	assert_int_equal(rank_model_of(MEASURE_RATIO), RANK_GAMMA);
	assert_int_equal(rank_model_of(MEASURE_MEAN), RANK_NORMAL);
	assert_int_equal(rank_model_of(MEASURE_LEVEL), RANK_NORMAL);
}

static void
test_kind_model_name(void **state)
{
	(void)state;
	assert_string_equal(kind_model_name(KIND_NO_MODEL), "none");
	assert_string_equal(kind_model_name(KIND_BINOMIAL), "binomial");
	assert_string_equal(kind_model_name(KIND_POISSON), "poisson");
	assert_string_equal(kind_model_name(KIND_NORMAL), "normal");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_measure_kind_find_names),
	    cmocka_unit_test(test_measure_kinds_agree_with_themselves),
	    cmocka_unit_test(test_funnel_model_of_kinds),
	    cmocka_unit_test(test_rank_model_of_kinds),
	    cmocka_unit_test(test_kind_model_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
