#include "unit.h"

#include "core/arena.h"
#include "core/text.h"
#include "figure/screen.h"

#define ELEMENTS 30

static struct arena *arena;
static struct sheet_element elements[ELEMENTS];
static struct sheet_indicator indicators[2];
static struct figure_screen_peers peers[2];
static struct sheet sheet;
static struct figure_screen *screens;

/* Nine in ten, one in ten. */
static const struct mixture_count good[] = {
    {180, 200}, {275, 300}, {354, 400}, {178, 200}, {363, 400}};
static const struct mixture_count poor[] = {{20, 200}, {25, 300}, {46, 400}, {22, 200}, {37, 400}};

static struct sheet_cell
value(const char *text)
{
	struct sheet_cell cell = {.state = SHEET_VALUE, .text = text};

	assert_true(decimal_parse(&cell.value, text));
	return cell;
}

static struct sheet_cell
number(int of)
{
	return value(text_format(arena, "%d", of));
}

/* Two indicators of the same two elements: what fires for one is not named again for the other. */
static int
set_up(void **state)
{
	(void)state;
	arena = arena_create();
	memset(elements, 0, sizeof(elements));
	for (size_t i = 0; i < ELEMENTS; i++) {
		elements[i].code = text_format(arena, "element_%02zu", i);
		elements[i].name = text_format(arena, "第%zu项", i);
		elements[i].unit = "例";
	}
	indicators[0] = (struct sheet_indicator){.code = "one",
	    .name = "指标一",
	    .definition = {.unit = "%",
		.factor = 100,
		.places = 2,
		.rule = {.kind = MEASURE_PROPORTION, .direction = MEASURE_INCREASE}},
	    .numerator = 0,
	    .denominator = 1};
	indicators[1] = indicators[0];
	peers[0] = peers[1] = (struct figure_screen_peers){good, 5};
	sheet = (struct sheet){.element_count = 2,
	    .elements = elements,
	    .indicator_count = 2,
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

static size_t
ask(void)
{
	return figure_screen_sheet(&screens, arena, &sheet, peers);
}

static void
test_sheet_empty(void **state)
{
	(void)state;
	assert_int_equal(ask(), 0);
}

static void
test_sheet_copied(void **state)
{
	(void)state;
	sheet.element_count = 3;
	for (int i = 0; i < 3; i++)
		elements[i].now = elements[i].last = number(211 + 7 * i);
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_COPIED);
	assert_true(screens[0].element == SHEET_NONE && screens[0].indicator == SHEET_NONE);
	assert_non_null(strstr(screens[0].text, "3 项数据中有 3 项"));
}

/* 25 counts that all end in 0 or 5; minutes may. */
static void
test_sheet_digits(void **state)
{
	(void)state;
	sheet.element_count = 25;
	sheet.indicator_count = 0;
	for (int i = 0; i < 25; i++)
		elements[i].now = number(100 + 35 * i);
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_DIGITS);
	assert_non_null(strstr(screens[0].text, "25 个数中有 25 个"));
	for (int i = 0; i < 25; i++)
		elements[i].unit = "分钟";
	assert_int_equal(ask(), 0);
}

static void
test_sheet_unit(void **state)
{
	(void)state;
	sheet.indicator_count = 0;
	elements[0].last = number(130);
	elements[0].now = number(1290);
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_UNIT);
	assert_int_equal(screens[0].element, 0);
	assert_non_null(strstr(screens[0].text, "约为 10 倍"));
	elements[0].now = number(13);
	assert_int_equal(ask(), 1);
	assert_non_null(strstr(screens[0].text, "约为 0.1 倍"));
	elements[0].last = number(5); /* small counts become tenfold by chance */
	elements[0].now = number(50);
	assert_int_equal(ask(), 0);
	elements[0].now = number(0);
	assert_int_equal(ask(), 0);
}

/* Last quarter's numbers plus or minus one; a plain copy is named as such. */
static void
test_sheet_similar(void **state)
{
	(void)state;
	sheet.element_count = 12;
	sheet.indicator_count = 0;
	for (int i = 0; i < 12; i++) {
		elements[i].last = number(211 + 67 * i);
		elements[i].now = number(211 + 67 * i + 2 * (i % 2) - 1);
	}
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_SIMILAR);
	assert_true(screens[0].element == SHEET_NONE && screens[0].indicator == SHEET_NONE);
	assert_non_null(strstr(screens[0].text, "12 项计数"));
	for (int i = 0; i < 12; i++)
		elements[i].now = elements[i].last;
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_COPIED);
}

static void
test_sheet_jump(void **state)
{
	(void)state;
	indicators[0].past = indicators[1].past = (struct sheet_past){
	    .numerator = "40", .denominator = "400", .year_ago = {40, 400}, .own = {.pairs = 6}};
	elements[0].now = number(200);
	elements[1].now = number(420);
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_JUMP);
	assert_int_equal(screens[0].indicator, 0);
	assert_non_null(strstr(screens[0].text, "上年同期的 10.00% 变为 47.62%"));
	elements[0].now = number(50);
	assert_int_equal(ask(), 0);
	elements[0].now = number(200);
	indicators[0].denominator = SHEET_NONE;
	assert_null(figure_screen_jumps(arena, &sheet, &indicators[0]));
}

/* A mean is held against the quarter before, by a factor. */
static void
test_sheet_jump_of_a_mean(void **state)
{
	(void)state;
	indicators[0].definition.rule.kind = indicators[1].definition.rule.kind = MEASURE_MEAN;
	elements[1].last = elements[1].now = number(100);
	elements[0].now = number(950);
	assert_int_equal(ask(), 0);
	elements[0].last = number(0);
	assert_int_equal(ask(), 0);
	elements[0].last = number(410);
	assert_int_equal(ask(), 1);
	assert_non_null(strstr(screens[0].text, "由上期的 410.00% 变为 950.00%，相差一倍以上"));
}

/* All of 4,000 where the peers have nine in ten; not of 20, nor against four peers. */
static void
test_sheet_perfect(void **state)
{
	(void)state;
	elements[0].now = elements[1].now = number(4000);
	assert_int_equal(ask(), 1);
	assert_int_equal(screens[0].kind, FIGURE_SCREEN_PERFECT);
	assert_non_null(strstr(screens[0].text, "4000/4000，无一例不符合"));
	assert_non_null(strstr(screens[0].text, "5 家机构合计为 90.00%"));
	elements[0].now = elements[1].now = number(20);
	assert_int_equal(ask(), 0);
	elements[0].now = elements[1].now = number(4000);
	peers[0].count = peers[1].count = 4;
	assert_int_equal(ask(), 0);
	assert_int_equal(figure_screen_sheet(&screens, arena, &sheet, NULL), 0);
}

/* None is perfect where less is better, of a rate as well, and nothing where neither is. */
static void
test_sheet_perfect_direction(void **state)
{
	(void)state;
	elements[0].now = number(0);
	elements[1].now = number(4000);
	peers[0].counts = peers[1].counts = poor;
	assert_int_equal(ask(), 0);
	indicators[0].definition.rule.direction = indicators[1].definition.rule.direction =
	    MEASURE_DECREASE;
	assert_int_equal(ask(), 1);
	assert_non_null(strstr(screens[0].text, "0/4000，无一例发生"));
	indicators[0].definition.rule.kind = indicators[1].definition.rule.kind = MEASURE_RATE;
	assert_int_equal(ask(), 1);
	indicators[0].definition.rule.direction = indicators[1].definition.rule.direction =
	    MEASURE_NEUTRAL;
	assert_int_equal(ask(), 0);
}

static void
test_name_every(void **state)
{
	(void)state;
	for (int kind = 0; kind < FIGURE_SCREEN_KIND_COUNT; kind++)
		assert_true(strlen(figure_screen_name((enum figure_screen_kind)kind)) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_sheet_empty, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_copied, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_digits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_unit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_similar, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_jump, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_jump_of_a_mean, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_perfect, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_sheet_perfect_direction, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_name_every, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
