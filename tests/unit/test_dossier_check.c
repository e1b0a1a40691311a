#include "unit.h"

#include "core/arena.h"
#include "core/text.h"
#include "dossier/check.h"

#define ELEMENTS 24

static struct arena *arena;
static struct sheet_element elements[ELEMENTS];
static struct sheet_indicator indicators[2];
static struct sheet sheet;
static struct check_finding *findings;

static struct sheet_cell
value(const char *text)
{
	struct sheet_cell cell = {.state = SHEET_VALUE, .text = text};

	assert_true(decimal_parse(&cell.value, text));
	return cell;
}

/* Element 0 is the part, 1 the whole of the first indicator; nothing is required. */
static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	memset(elements, 0, sizeof(elements));
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].code = text_format(arena, "element_%zu", i);
		elements[i].name = text_format(arena, "第%zu项", i);
	}
	indicators[0] = (struct sheet_indicator){.code = "one",
	    .name = "指标一",
	    .definition = {.unit = "%",
		.factor = 100,
		.places = 2,
		.rule = {.kind = MEASURE_PROPORTION}},
	    .numerator = 0,
	    .denominator = 1};
	indicators[1] = indicators[0];
	sheet = (struct sheet){.element_count = 2,
	    .elements = elements,
	    .indicator_count = 1,
	    .indicators = indicators};
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
set_now(const char *part, const char *whole)
{
	elements[0].now = value(part);
	elements[1].now = value(whole);
}

static void
set_last(const char *part, const char *whole)
{
	elements[0].last = value(part);
	elements[1].last = value(whole);
}

/* How many findings of that kind; their first is left in findings[0]. */
static size_t
count_kind(enum check_kind kind)
{
	size_t count = check_sheet(&findings, arena, &sheet), found = 0;

	for (size_t i = 0; i < count; i++) {
		if (findings[i].kind == kind && found++ == 0)
			findings[0] = findings[i];
	}
	return found;
}

static void
test_check_sheet_finds_nothing_in_good_numbers(void **state)
{
	(void)state;
	set_now("80", "100");
	set_last("78", "99");
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
}

static void
test_check_sheet_part_greater_than_whole(void **state)
{
	(void)state;
	set_now("101", "100");
	assert_int_equal(count_kind(CHECK_EXCEEDS), 1);
	assert_int_equal(findings[0].element, 0);
	assert_int_equal(findings[0].other, 1);
	assert_true(check_is_error(CHECK_EXCEEDS));
	assert_non_null(strstr(findings[0].message, "第0项"));
	set_now("100", "100");
	assert_int_equal(count_kind(CHECK_EXCEEDS), 0);
}

static void
test_check_sheet_total_without_parts(void **state)
{
	(void)state;
	set_now("80", "100");
	set_last("78", "99");
	assert_int_equal(count_kind(CHECK_PARTS), 0);
	elements[1].parts_wanted = "各科室";
	assert_int_equal(count_kind(CHECK_PARTS), 1);
	assert_int_equal(findings[0].element, 1);
	assert_true(check_is_error(CHECK_PARTS));
	assert_false(findings[0].explained);
	assert_non_null(strstr(findings[0].message, "各科室"));
	/* What is not there has no parts either: it is missing, or there is no such service. */
	elements[1].now.state = SHEET_NOT_APPLICABLE;
	assert_int_equal(count_kind(CHECK_PARTS), 0);
}

static void
test_check_sheet_names_a_shared_pair_once(void **state)
{
	(void)state;
	sheet.indicator_count = 2;
	set_now("101", "100");
	assert_int_equal(count_kind(CHECK_EXCEEDS), 1);
}

static void
test_check_sheet_rate_may_exceed(void **state)
{
	(void)state;
	indicators[0].definition.rule.kind = MEASURE_RATE;
	set_now("101", "100");
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
	set_now("1", "0");
	assert_int_equal(count_kind(CHECK_NO_WHOLE), 1);
}

static void
test_check_sheet_cases_without_a_service(void **state)
{
	(void)state;
	elements[0].now = value("3");
	elements[1].now.state = SHEET_NOT_APPLICABLE;
	assert_int_equal(count_kind(CHECK_NO_WHOLE), 1);
	elements[0].now = value("0");
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
	elements[0].now.state = SHEET_NOT_APPLICABLE;
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
}

static void
test_check_sheet_missing_only_if_required(void **state)
{
	(void)state;
	assert_int_equal(check_sheet(&findings, arena, &sheet), 0);
	elements[1].required = true;
	assert_int_equal(count_kind(CHECK_MISSING), 1);
	assert_int_equal(findings[0].element, 1);
	elements[1].now.state = SHEET_NOT_APPLICABLE;
	assert_int_equal(count_kind(CHECK_MISSING), 0);
}

static void
test_check_sheet_jump_needs_evidence_and_size(void **state)
{
	(void)state;
	/* 60 % after 80 %: chance alone with 10 cases, not with 1,000. */
	set_last("8", "10");
	set_now("6", "10");
	assert_int_equal(count_kind(CHECK_JUMP), 0);
	set_last("800", "1000");
	set_now("600", "1000");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_non_null(strstr(findings[0].message, "80.00%"));
	/* Significant, but two points of eighty are no news. */
	set_last("80000", "100000");
	set_now("78000", "100000");
	assert_int_equal(count_kind(CHECK_JUMP), 0);
}

static void
test_check_sheet_jump_of_a_mean_is_a_factor(void **state)
{
	(void)state;
	indicators[0].definition.rule.kind = MEASURE_MEAN;
	set_last("800", "100");
	set_now("1590", "100");
	assert_int_equal(count_kind(CHECK_JUMP), 0);
	set_now("1610", "100");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	set_now("390", "100");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
}

static void
test_check_sheet_no_cases(void **state)
{
	(void)state;
	set_now("0", "0");
	assert_int_equal(count_kind(CHECK_NO_CASES), 1);
	assert_int_equal(findings[0].element, 1);
	assert_false(check_is_error(CHECK_NO_CASES));
}

static void
test_check_sheet_scale(void **state)
{
	(void)state;
	sheet.indicator_count = 0;
	elements[0].last = value("1000");
	elements[0].now = value("2999");
	assert_int_equal(count_kind(CHECK_SCALE), 0);
	elements[0].now = value("3000");
	assert_int_equal(count_kind(CHECK_SCALE), 1);
	elements[0].now = value("100");
	assert_int_equal(count_kind(CHECK_SCALE), 1);
	/* Small numbers move by chance. */
	elements[0].last = value("2");
	elements[0].now = value("29");
	assert_int_equal(count_kind(CHECK_SCALE), 0);
}

static void
test_check_sheet_copied_quarter(void **state)
{
	(void)state;
	sheet.indicator_count = 0;
	sheet.element_count = ELEMENTS;
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].last = value(text_format(arena, "%zu", 200 + 37 * i));
		elements[i].now = elements[i].last;
	}
	assert_int_equal(count_kind(CHECK_COPIED), 1);
	assert_int_equal(findings[0].element, SHEET_NONE);
	assert_false(findings[0].explained);
	sheet.explanation = "确实相同";
	assert_int_equal(count_kind(CHECK_COPIED), 1);
	assert_true(findings[0].explained);
	for (size_t i = 0; i < ELEMENTS; i++)
		elements[i].now = value(text_format(arena, "%zu", 203 + 37 * i));
	assert_int_equal(count_kind(CHECK_COPIED), 0);
}

static void
test_check_sheet_words_hold_for_the_values_they_were_written_on(void **state)
{
	(void)state;
	set_last("800", "1000");
	set_now("600", "1000");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_false(findings[0].explained);
	elements[0].revision = 3;
	elements[1].revision = 2;
	elements[0].explanation = "停诊";
	elements[0].explained = 3;
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_true(findings[0].explained);
	elements[1].revision = 4; /* the denominator was changed since */
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_false(findings[0].explained);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_finds_nothing_in_good_numbers, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_part_greater_than_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_names_a_shared_pair_once, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_total_without_parts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_rate_may_exceed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_cases_without_a_service, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_missing_only_if_required, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_jump_needs_evidence_and_size, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_jump_of_a_mean_is_a_factor, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_no_cases, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_scale, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_copied_quarter, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_words_hold_for_the_values_they_were_written_on, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
