#include "unit.h"

#include <string.h>

#include "core/credit_code.h"
#include "with_arena.h"

static void
test_credit_code_fault_accepts_right_codes(void **state)
{
	(void)state;
	/* The standard's own example, and one whose check character is 0. */
	assert_null(credit_code_fault(arena, "91350100M000100Y43"));
	assert_null(credit_code_fault(arena, "000000000000000000"));
}

static void
test_credit_code_fault_names_the_length(void **state)
{
	(void)state;
	assert_non_null(strstr(credit_code_fault(arena, "91350100M000100Y4"), "现在是 17 位"));
	assert_non_null(strstr(credit_code_fault(arena, "91350100M000100Y433"), "现在是 19 位"));
	assert_non_null(strstr(credit_code_fault(arena, ""), "现在是 0 位"));
}

static void
test_credit_code_fault_names_the_place(void **state)
{
	(void)state;
	assert_non_null(strstr(credit_code_fault(arena, "9I350100M000100Y43"), "第 2 位"));
	assert_non_null(strstr(credit_code_fault(arena, "91350100M000100Y4中"), "第 18 位"));
}

static void
test_credit_code_fault_names_the_right_check_character(void **state)
{
	const char *fault = credit_code_fault(arena, "91350100M000100Y44");

	(void)state;
	assert_non_null(strstr(fault, "末位应为 3，现在是 4"));
	/* Two neighbours exchanged. */
	assert_non_null(credit_code_fault(arena, "91350100M001000Y43"));
}

static void
test_credit_code_normalise_takes_what_people_paste(void **state)
{
	(void)state;
	assert_string_equal(
	    credit_code_normalise(arena, " 91350100-m000100y43\t"), "91350100M000100Y43");
	assert_string_equal(credit_code_normalise(arena, "９１３５０１００ｍ０００１００Ｙ４３"),
	    "91350100M000100Y43");
	assert_string_equal(credit_code_normalise(arena, "代码：1"), "代码:1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_credit_code_fault_accepts_right_codes),
	    cmocka_unit_test(test_credit_code_fault_names_the_length),
	    cmocka_unit_test(test_credit_code_fault_names_the_place),
	    cmocka_unit_test(test_credit_code_fault_names_the_right_check_character),
	    cmocka_unit_test(test_credit_code_normalise_takes_what_people_paste),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
