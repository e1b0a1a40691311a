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
		elements[i].unit = "例";
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

/* Element 0 the sum, 1 how many, 2 their deviation: at most the sum over the root of how many. */
static void
test_check_sheet_deviation(void **state)
{
	static const struct {
		const char *whole;
		const char *deviation;
		size_t findings;
	} given[] = {{"25", "20", 0}, {"25", "20.01", 1}, {"25", "0", 0}, {"1", "0", 1},
	    {"0", "3", 1}, {"2", "3", 0}};

	(void)state;
	indicators[0].definition.rule.kind = MEASURE_MEAN;
	indicators[0].deviation = 2;
	sheet.element_count = 3;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		set_now("100", given[i].whole);
		elements[2].now = value(given[i].deviation);
		assert_int_equal(count_kind(CHECK_DEVIATION), given[i].findings);
	}
	assert_true(check_is_error(CHECK_DEVIATION));
	elements[1].now = (struct sheet_cell){.state = SHEET_MISSING};
	assert_int_equal(count_kind(CHECK_DEVIATION), 0);
	elements[1].now = (struct sheet_cell){.state = SHEET_NOT_APPLICABLE};
	assert_int_equal(count_kind(CHECK_DEVIATION), 1);
	assert_int_equal(findings[0].element, 2);
	/* A sum that is not there yet bounds nothing; two indicators of the same are named once. */
	set_now("100", "25");
	elements[0].now = (struct sheet_cell){.state = SHEET_MISSING};
	elements[2].now = value("99");
	assert_int_equal(count_kind(CHECK_DEVIATION), 0);
	set_now("100", "25");
	indicators[1] = indicators[0];
	sheet.indicator_count = 2;
	assert_int_equal(count_kind(CHECK_DEVIATION), 1);
	elements[2].now = (struct sheet_cell){.state = SHEET_MISSING};
	assert_int_equal(count_kind(CHECK_DEVIATION), 0);
	indicators[0].deviation = indicators[1].deviation = SHEET_NONE;
	assert_int_equal(count_kind(CHECK_DEVIATION), 0);
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
test_check_sheet_within_its_periods(void **state)
{
	static const struct {
		const char *now;
		const char *words;
	} cases[] = {
	    {"45", NULL},
	    {"42", NULL},
	    {"82", NULL},
	    {"41", "“第1项”（41）小于第二季度42，不应少于其中任何一期，请核对各期的数字"},
	    {"83", "“第1项”（83）大于两季之和82，不应多于其中各期的合计，请核对各期的数字"},
	};

	(void)state;
	set_now("0", "41");
	assert_int_equal(count_kind(CHECK_PERIODS), 0);
	elements[1].least = (struct sheet_bound){value("42"), "第二季度"};
	elements[1].most = (struct sheet_bound){value("82"), "两季之和"};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		elements[1].now = value(cases[i].now);
		assert_int_equal(count_kind(CHECK_PERIODS), cases[i].words != NULL);
		if (cases[i].words != NULL)
			assert_string_equal(findings[0].message, cases[i].words);
	}
	assert_int_equal(findings[0].element, 1);
	assert_true(check_is_error(CHECK_PERIODS));
	elements[1].most.cell.state = SHEET_MISSING;
	assert_int_equal(count_kind(CHECK_PERIODS), 0);
	elements[1].now.state = SHEET_NOT_APPLICABLE;
	assert_int_equal(count_kind(CHECK_PERIODS), 0);
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

/* A year of quarters around the value of the year before, which vary as chance has it. */
static void
set_past(const char *part, const char *whole)
{
	struct sheet_past *past = &indicators[0].past;

	*past = (struct sheet_past){.numerator = part,
	    .denominator = whole,
	    .year_ago = {decimal_to_double(value(part).value),
		decimal_to_double(value(whole).value)},
	    .own = {.pairs = 4}};
}

static void
test_check_sheet_jump_needs_evidence(void **state)
{
	(void)state;
	/* 60 % after 80 %: chance alone with 10 cases, not with 1,000. */
	set_past("8", "10");
	set_now("6", "10");
	assert_int_equal(count_kind(CHECK_JUMP), 0);
	set_past("800", "1000");
	set_now("600", "1000");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_non_null(strstr(findings[0].message, "上年同期的 80.00% 变为 60.00%"));
	assert_null(strstr(findings[0].message, "同组"));
	/* Such moves are usual here, or the peers moved as well. */
	indicators[0].past.own.variance = 0.01;
	assert_int_equal(count_kind(CHECK_JUMP), 0);
	indicators[0].past.own.variance = 0;
	indicators[0].past.peer_count = 7;
	indicators[0].past.peers.shift = -0.2;
	assert_int_equal(count_kind(CHECK_JUMP), 0);
	indicators[0].past.peers.shift = 0;
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	assert_non_null(strstr(findings[0].message, "扣除同组 7 家机构共同的变化后"));
	/* The quarter before does not matter, and too few quarters say nothing. */
	set_last("600", "1000");
	assert_int_equal(count_kind(CHECK_JUMP), 1);
	indicators[0].past.own.pairs = 3;
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

/* None where there were ten is asked about; where there were few or none, it is not. */
static void
test_check_sheet_no_cases(void **state)
{
	(void)state;
	set_now("0", "0");
	assert_int_equal(count_kind(CHECK_NO_CASES), 0);
	set_last("0", "9");
	assert_int_equal(count_kind(CHECK_NO_CASES), 0);
	set_last("0", "10");
	assert_int_equal(count_kind(CHECK_NO_CASES), 1);
	assert_int_equal(findings[0].element, 1);
	assert_false(check_is_error(CHECK_NO_CASES));
}

static void
test_check_sheet_unit(void **state)
{
	(void)state;
	sheet.indicator_count = 0;
	elements[0].last = value("1000");
	elements[0].now = value("3000");
	assert_int_equal(count_kind(CHECK_UNIT), 0);
	elements[0].now = value("9000");
	assert_int_equal(count_kind(CHECK_UNIT), 1);
	assert_non_null(strstr(findings[0].message, "约为 10 倍"));
	elements[0].now = value("100");
	assert_int_equal(count_kind(CHECK_UNIT), 1);
	/* Small numbers move by chance. */
	elements[0].last = value("2");
	elements[0].now = value("29");
	assert_int_equal(count_kind(CHECK_UNIT), 0);
}

/* Every number a hundredth more than last quarter's: nobody counts so. */
static void
test_check_sheet_scaled_quarter(void **state)
{
	(void)state;
	sheet.indicator_count = 0;
	sheet.element_count = ELEMENTS;
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].last = value(text_format(arena, "%zu", 200 + 37 * i));
		elements[i].now = value(text_format(arena, "%zu", 202 + 37 * i + 37 * i / 100));
	}
	assert_int_equal(count_kind(CHECK_SIMILAR), 1);
	assert_int_equal(findings[0].element, SHEET_NONE);
	assert_non_null(strstr(findings[0].message, "24 项计数"));
	assert_int_equal(count_kind(CHECK_COPIED), 0);
	/* Beds and minutes are not counted anew. */
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].stock = i % 2 == 0;
		elements[i].unit = i % 2 == 0 ? "张" : "分钟";
	}
	assert_int_equal(count_kind(CHECK_SIMILAR), 0);
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
	assert_int_equal(count_kind(CHECK_SIMILAR), 0);
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
	set_past("800", "1000");
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
	    cmocka_unit_test_setup_teardown(test_check_sheet_deviation, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_within_its_periods, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_total_without_parts, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_rate_may_exceed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_cases_without_a_service, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_missing_only_if_required, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_jump_needs_evidence, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_jump_of_a_mean_is_a_factor, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_no_cases, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_unit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_scaled_quarter, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check_sheet_copied_quarter, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_check_sheet_words_hold_for_the_values_they_were_written_on, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
