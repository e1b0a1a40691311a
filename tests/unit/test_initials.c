#include "unit.h"

#include "core/initials.h"

static void
test_initials_match_characters_that_follow(void **state)
{
	(void)state;
	assert_true(initials_match("示例市第一人民医院", "slsdyrmyy"));
	assert_true(initials_match("示例市第一人民医院", "DYRM"));
	assert_true(initials_match("示例市第一人民医院", "yy"));
	assert_false(initials_match("示例市第一人民医院", "slrm"));
	assert_false(initials_match("示例市第一人民医院", "yyx"));
}

static void
test_initials_match_every_reading(void **state)
{
	(void)state;
	assert_true(initials_match("重庆示例医院", "cq"));
	assert_true(initials_match("重庆示例医院", "zq"));
	assert_true(initials_match("厦门示例医院", "xm"));
	assert_true(initials_match("长安示例医院", "ca"));
}

static void
test_initials_match_what_is_not_chinese(void **state)
{
	(void)state;
	assert_true(initials_match("示例A座医院", "slazyy"));
	assert_true(initials_match("示例2院", "l2y"));
	assert_false(initials_match("示例（东）", "sld"));
	assert_false(initials_match("é𠀀", "e"));
	assert_false(initials_match("", "a"));
	assert_true(initials_match("", ""));
}

static void
test_initials_possible(void **state)
{
	(void)state;
	assert_true(initials_possible("slsy"));
	assert_true(initials_possible("l2Y"));
	assert_false(initials_possible("12"));
	assert_false(initials_possible("医院"));
	assert_false(initials_possible("a b"));
	assert_false(initials_possible(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_initials_match_characters_that_follow),
	    cmocka_unit_test(test_initials_match_every_reading),
	    cmocka_unit_test(test_initials_match_what_is_not_chinese),
	    cmocka_unit_test(test_initials_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
