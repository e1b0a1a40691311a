#include "unit.h"

#include "core/arena.h"
#include "core/text.h"
#include "dossier/check.h"

#define ELEMENTS 5
#define PAIRS    8

static struct arena *arena;
static struct sheet_element elements[ELEMENTS];
static struct sheet_pair pairs[PAIRS];
static struct sheet_slice slices[4];
static struct sheet sheet;
static struct check_finding *findings;

static struct sheet_cell
value(const char *text)
{
	struct sheet_cell cell = {.state = SHEET_VALUE, .text = text};

	assert_true(decimal_parse(&cell.value, text));
	return cell;
}

static const struct sheet_cell none = {.state = SHEET_NOT_APPLICABLE};

static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	memset(elements, 0, sizeof(elements));
	memset(slices, 0, sizeof(slices));
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].code = text_format(arena, "element_%zu", i);
		elements[i].name = text_format(arena, "第%zu项", i);
		elements[i].unit = "例";
	}
	sheet = (struct sheet){
	    .element_count = ELEMENTS, .elements = elements, .pairs = pairs, .slices = slices};
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void
add_pair(size_t child, size_t parent, bool strict, bool subset, size_t parts)
{
	assert_true(sheet.pair_count < PAIRS);
	pairs[sheet.pair_count++] = (struct sheet_pair){child, parent, strict, subset, parts};
}

/* 0 within 1 within 2, strictly; what follows is there as well. */
static void
add_chain(void)
{
	add_pair(0, 1, true, true, 0);
	add_pair(0, 2, true, true, 0);
	add_pair(1, 2, true, true, 0);
}

/* The only finding. */
static const struct check_finding *
only(enum check_kind kind)
{
	assert_int_equal(check_sheet(&findings, arena, &sheet), 1);
	assert_int_equal(findings[0].kind, kind);
	return &findings[0];
}

static void
assert_clean(void)
{
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
}

static void
test_nest_part_greater_than_whole(void **state)
{
	(void)state;
	add_pair(0, 1, true, true, 0);
	elements[0].now = value("5");
	elements[1].now = value("4");
	assert_string_equal(only(CHECK_EXCEEDS)->message,
	    "“第0项”（5）不能大于“第1项”（4）：前者是后者的一部分，请改其一");
	assert_int_equal(findings[0].element, 0);
	assert_int_equal(findings[0].other, 1);
	assert_true(check_is_error(CHECK_EXCEEDS));
	assert_false(findings[0].explained);
	pairs[0].subset = false;
	assert_string_equal(
	    only(CHECK_EXCEEDS)->message, "“第0项”（5）不能大于“第1项”（4），请核对这两项");
	elements[1].now = value("5");
	assert_clean();
}

static void
test_nest_missing_zero_and_not_applicable_differ(void **state)
{
	(void)state;
	add_pair(0, 1, true, true, 0);
	elements[0].now = value("5");
	assert_clean();
	elements[1].now = none;
	assert_string_equal(
	    only(CHECK_NO_WHOLE)->message, "“第0项”填了 5，但“第1项”标为不适用，请核对这两项");
	elements[1].now = value("0");
	assert_string_equal(
	    only(CHECK_NO_WHOLE)->message, "“第0项”填了 5，但“第1项”为 0，请核对这两项");
	elements[0].now = value("0");
	assert_clean();
	elements[0].now = none;
	assert_clean();
	elements[0].now = (struct sheet_cell){.state = SHEET_MISSING};
	assert_clean();
}

static void
test_nest_usual_is_a_question(void **state)
{
	(void)state;
	add_pair(0, 1, false, true, 0);
	elements[0].now = value("5");
	elements[1].now = none;
	assert_clean();
	elements[1].now = value("0");
	assert_string_equal(
	    only(CHECK_UNUSUAL)->message, "“第0项”（5）大于“第1项”（0），前者通常不超过后者");
	assert_false(check_is_error(CHECK_UNUSUAL));
	assert_false(findings[0].explained);
	elements[0].explanation = "本院情况";
	elements[0].explained = 3;
	assert_true(only(CHECK_UNUSUAL)->explained);
	/* The other number changed since. */
	elements[1].revision = 4;
	assert_false(only(CHECK_UNUSUAL)->explained);
}

static void
test_nest_over_a_gap(void **state)
{
	(void)state;
	add_chain();
	elements[0].now = value("9");
	elements[2].now = value("8");
	assert_int_equal(only(CHECK_EXCEEDS)->other, 2);
	elements[1].now = none;
	assert_int_equal(check_sheet(&findings, arena, &sheet), 2);
	assert_int_equal(findings[0].kind, CHECK_NO_WHOLE);
	assert_int_equal(findings[1].kind, CHECK_EXCEEDS);
}

static void
test_nest_says_it_once(void **state)
{
	(void)state;
	add_chain();
	elements[0].now = value("9");
	elements[1].now = value("8");
	elements[2].now = value("7");
	/* Of each step, not of what follows from them. */
	assert_int_equal(check_sheet(&findings, arena, &sheet), 2);
	assert_int_equal(findings[0].other, 1);
	assert_int_equal(findings[1].element, 1);
	elements[1].now = value("9");
	assert_int_equal(only(CHECK_EXCEEDS)->element, 1);
	elements[1].now = value("7");
	assert_int_equal(only(CHECK_EXCEEDS)->other, 1);
}

static void
test_nest_strict_is_not_hidden_by_usual(void **state)
{
	(void)state;
	add_pair(0, 1, false, true, 0);
	add_pair(0, 2, true, true, 0);
	add_pair(1, 2, true, true, 0);
	elements[0].now = value("9");
	elements[1].now = value("7");
	elements[2].now = value("8");
	assert_int_equal(check_sheet(&findings, arena, &sheet), 2);
	assert_int_equal(findings[0].kind, CHECK_EXCEEDS);
	assert_int_equal(findings[0].other, 2);
	assert_int_equal(findings[1].kind, CHECK_UNUSUAL);
	/* A usual one is hidden by whatever lies between. */
	pairs[1].strict = false;
	assert_int_equal(only(CHECK_UNUSUAL)->other, 1);
}

static void
test_nest_numerator_is_named_once(void **state)
{
	struct sheet_indicator indicator = {.code = "one",
	    .name = "指标一",
	    .definition = {.unit = "%",
		.factor = 100,
		.places = 2,
		.rule = {.kind = MEASURE_PROPORTION}},
	    .numerator = 0,
	    .denominator = 1};

	(void)state;
	sheet.indicators = &indicator;
	sheet.indicator_count = 1;
	add_pair(0, 1, true, true, 0);
	elements[0].now = value("5");
	elements[1].now = value("4");
	only(CHECK_EXCEEDS);
	elements[1].now = none;
	only(CHECK_NO_WHOLE);
	/* A rate may exceed, but not without any exposure. */
	sheet.pair_count = 0;
	indicator.definition.rule.kind = MEASURE_RATE;
	only(CHECK_NO_WHOLE);
	elements[1].now = value("4");
	assert_clean();
}

/* 0 and 1 make 2. */
static void
add_sum(void)
{
	add_pair(0, 2, true, true, 2);
	add_pair(1, 2, true, true, 2);
	add_pair(3, 2, true, true, 0);
	elements[0].now = value("3.5");
	elements[1].now = value("4");
}

static void
test_nest_parts_add_up(void **state)
{
	(void)state;
	add_sum();
	elements[3].now = value("1");
	assert_clean();
	elements[2].now = value("7.5");
	assert_clean();
	elements[2].now = value("12");
	assert_string_equal(only(CHECK_SUM)->message,
	    "“第2项”（12）应等于“第0项”（3.5）、“第1项”（4）之和 7.5，多 4.5，请核对这几项");
	assert_int_equal(findings[0].element, 2);
	assert_int_equal(findings[0].other, SHEET_NONE);
	assert_true(check_is_error(CHECK_SUM));
	elements[2].now = value("7");
	assert_non_null(strstr(only(CHECK_SUM)->message, "之和 7.5，少 0.5"));
}

static void
test_nest_parts_that_are_not_all_there(void **state)
{
	(void)state;
	add_sum();
	elements[2].now = value("7");
	/* The number of parts says that one is not even asked. */
	pairs[0].parts = 3;
	pairs[1].parts = 3;
	assert_non_null(strstr(
	    only(CHECK_SUM)->message, "小于已填的“第0项”（3.5）、“第1项”（4）之和 7.5，少 0.5"));
	elements[2].now = value("9");
	assert_clean();
	elements[1].now.state = SHEET_MISSING;
	assert_clean();
	/* A single part that is greater is told as such. */
	elements[2].now = value("3");
	only(CHECK_EXCEEDS);
}

static void
test_nest_not_applicable_parts_add_nothing(void **state)
{
	(void)state;
	add_sum();
	elements[1].now = none;
	elements[2].now = value("3.5");
	assert_clean();
	elements[2].now = value("4");
	assert_non_null(strstr(only(CHECK_SUM)->message, "应等于“第0项”（3.5）之和 3.5，多 0.5"));
	elements[0].now = none;
	assert_non_null(strstr(only(CHECK_SUM)->message, "的各部分都标为不适用，合计 0，多 4"));
	elements[2].now = none;
	assert_clean();
}

static void
put_slice(size_t at, const char *part, const char *label, size_t element, const char *number)
{
	slices[at] = (struct sheet_slice){part, label, element, value(number)};
	sheet.slice_count = at + 1;
}

static void
test_nest_in_a_month(void **state)
{
	(void)state;
	add_pair(0, 1, true, true, 0);
	add_pair(2, 3, false, true, 0);
	elements[0].now = value("9");
	elements[1].now = value("10");
	put_slice(0, "2025-07", "7月", 0, "3");
	put_slice(1, "2025-07", "7月", 1, "2");
	put_slice(2, "2025-08", "8月", 0, "1");
	put_slice(3, "2025-09", "9月", 1, "0");
	assert_string_equal(only(CHECK_EXCEEDS)->message,
	    "7月：“第0项”（3）不能大于“第1项”（2）：前者是后者的一部分，请改其一");
	put_slice(2, "2025-08", "8月", 0, "1");
	put_slice(3, "2025-08", "8月", 1, "0");
	assert_int_equal(check_sheet(&findings, arena, &sheet), 2);
	assert_int_equal(findings[1].kind, CHECK_NO_WHOLE);
	put_slice(0, "7", "内科", 2, "3");
	put_slice(1, "7", "内科", 3, "2");
	assert_non_null(strstr(only(CHECK_UNUSUAL)->message, "内科：“第2项”（3）大于"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_nest_part_greater_than_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_nest_missing_zero_and_not_applicable_differ, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_usual_is_a_question, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_over_a_gap, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_says_it_once, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_nest_strict_is_not_hidden_by_usual, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_numerator_is_named_once, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_parts_add_up, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_nest_parts_that_are_not_all_there, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_nest_not_applicable_parts_add_nothing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_nest_in_a_month, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
