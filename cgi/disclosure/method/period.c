/* Examples of the method page: two periods, many periods, and the distance to a goal. */
#include "core/arena.h"
#include "core/text.h"
#include "measure/change.h"
#include "measure/goal.h"
#include "measure/improvement.h"
#include "measure/matched.h"
#include "measure/trend.h"
#include "method.h"

#define CONFIDENCE 0.95

static struct change_period
period_of(struct decimal x, struct decimal n)
{
	return (struct change_period){
	    .numerator = x, .denominator = n, .has_numerator = true, .has_denominator = true};
}

static void
compare(struct change *out, enum measure_direction direction, const struct change_period *before,
    const struct change_period *after)
{
	change_compute(out, MEASURE_PROPORTION, direction, 100, before, after, CONFIDENCE);
}

/* Difference, interval, test and verdict. */
static void
add_change(struct page_table *table, const struct change *change)
{
	static const char *const verdicts[CHANGE_VERDICT_COUNT] = {
	    "没有检验", "差别可能是偶然", "好转", "变差", "不同"};
	struct arena *arena = table->arena;

	method_step(table, "差（百分点）", method_number(arena, 4, change->difference), "后 − 前");
	method_step(
	    table, "差的 95% 下限", method_number(arena, 4, change->lower), "由两期各自的区间合成");
	method_step(
	    table, "差的 95% 上限", method_number(arena, 4, change->upper), "由两期各自的区间合成");
	method_step(table, "P", method_number(arena, 6, change->probability),
	    "预期数不足 5 用 Fisher 精确检验，否则用得分检验");
	method_step(table, "判断", verdicts[change->verdict], "P < 0.05 才说好转或变差");
}

/* ---- change --------------------------------------------------------------------------------- */

/* The counts of two hospitals stand for two periods of one. */
static void
fill_change(struct page_table *table)
{
	const int64_t *before = method_counts[1][4], *after = method_counts[1][1];
	struct change_period first = period_of(
				 decimal_from_integer(before[0]), decimal_from_integer(before[1])),
			     second = period_of(
				 decimal_from_integer(after[0]), decimal_from_integer(after[1]));
	struct arena *arena = table->arena;
	struct change change;

	compare(&change, MEASURE_INCREASE, &first, &second);
	method_step(table, "前一期",
	    method_number(arena, 4, 100 * (double)before[0] / (double)before[1]),
	    method_fraction(arena, (double)before[0], (double)before[1]));
	method_step(table, "后一期",
	    method_number(arena, 4, 100 * (double)after[0] / (double)after[1]),
	    method_fraction(arena, (double)after[0], (double)after[1]));
	add_change(table, &change);
}

/* ---- matched panel -------------------------------------------------------------------------- */

#define PANEL 3

static void
read_panel(struct matched_unit units[PANEL])
{
	/* The third one did not report the later period. */
	static const int64_t counts[PANEL][4] = {
	    {30, 1000, 33, 1000}, {50, 1000, 45, 1000}, {120, 800, 0, 0}};

	for (size_t i = 0; i < PANEL; i++) {
		const int64_t *row = counts[i];

		units[i].before = (struct matched_counts){
		    decimal_from_integer(row[0]), decimal_from_integer(row[1]), true};
		units[i].after = (struct matched_counts){
		    decimal_from_integer(row[2]), decimal_from_integer(row[3]), row[3] > 0};
	}
}

static void
add_sum(struct page_table *table, const char *what, const struct matched_sum *sum)
{
	struct arena *arena = table->arena;
	double x = decimal_to_double(sum->numerator), n = decimal_to_double(sum->denominator);

	method_step(table, what, method_number(arena, 4, 100 * x / n),
	    text_format(arena, "%zu 家，%.0f/%.0f", sum->units, x, n));
}

static void
fill_matched(struct page_table *table)
{
	struct matched_unit units[PANEL] = {0};
	struct change_period before, after;
	struct matched matched;
	struct change change;

	read_panel(units);
	matched_compute(&matched, MEASURE_PROPORTION, units, PANEL);
	add_sum(table, "前一期，全部机构", &matched.before_all);
	add_sum(table, "后一期，全部机构", &matched.after_all);
	add_sum(table, "前一期，两期都有的机构", &matched.before);
	add_sum(table, "后一期，两期都有的机构", &matched.after);
	before = period_of(matched.before.numerator, matched.before.denominator);
	after = period_of(matched.after.numerator, matched.after.denominator);
	compare(&change, MEASURE_DECREASE, &before, &after);
	add_change(table, &change);
}

/* ---- trend ---------------------------------------------------------------------------------- */

#define TREND 5

static void
fill_trend(struct page_table *table)
{
	static const int64_t counts[TREND][2] = {
	    {675, 828}, {658, 820}, {629, 800}, {643, 810}, {621, 799}};
	static const char *const words[TREND_WORD_COUNT] = {
	    "看不出持续上升或下降", "持续上升", "持续下降"};
	struct trend_period periods[TREND];
	struct arena *arena = table->arena;
	struct trend_test test;

	for (size_t i = 0; i < TREND; i++) {
		periods[i] = (struct trend_period){
		    decimal_from_integer(counts[i][0]), decimal_from_integer(counts[i][1]), true};
		method_step(table, text_format(arena, "第 %zu 季度", i + 1),
		    method_number(arena, 4, 100 * (double)counts[i][0] / (double)counts[i][1]),
		    method_fraction(arena, (double)counts[i][0], (double)counts[i][1]));
	}
	trend_test_compute(&test, MEASURE_PROPORTION, periods, TREND);
	method_step(
	    table, "斜率（每季度百分点）", method_number(arena, 4, 100 * test.slope), "T ÷ S");
	method_step(table, "z", method_number(arena, 4, test.z), "T ÷ √(v S)");
	method_step(
	    table, "φ", method_number(arena, 4, test.phi), "各期之间超出偶然的波动，不小于 1");
	method_step(table, "t", method_number(arena, 4, test.t),
	    text_format(arena, "z ÷ √φ，自由度 %zu", test.periods - 2));
	method_step(table, "P", method_number(arena, 6, test.probability), "Student t，双侧");
	method_step(table, "判断", words[test.word],
	    text_format(arena, "P < %.2f 才说上升或下降", TREND_LEVEL));
}

/* ---- improvement ---------------------------------------------------------------------------- */

static const struct xlsx_column improvement_columns[] = {{"机构", XLSX_TEXT}, {"基线", XLSX_NUMBER},
    {"现在", XLSX_NUMBER}, {"基线值（%）", XLSX_NUMBER}, {"r", XLSX_NUMBER},
    {"收缩后的基线（%）", XLSX_NUMBER}, {"现在值（%）", XLSX_NUMBER}, {"变化 A", XLSX_NUMBER},
    {"95% 下限", XLSX_NUMBER}, {"95% 上限", XLSX_NUMBER}};

#define IMPROVING 6

static void
compute_improvement(struct improvement *out, struct improvement_unit units[IMPROVING])
{
	static const int64_t counts[IMPROVING][4] = {{60, 400, 48, 410}, {22, 380, 24, 390},
	    {30, 420, 29, 430}, {6, 60, 3, 58}, {45, 390, 20, 400}, {18, 410, 19, 405}};

	for (size_t i = 0; i < IMPROVING; i++)
		units[i] = (struct improvement_unit){.x0 = (double)counts[i][0],
		    .n0 = (double)counts[i][1],
		    .x1 = (double)counts[i][2],
		    .n1 = (double)counts[i][3],
		    .eligible = true};
	if (improvement_compute(out, units, IMPROVING, FUNNEL_BINOMIAL, CONFIDENCE) != MEASURE_OK)
		*out = (struct improvement){0};
}

static void
fill_improvement(struct page_table *table)
{
	struct improvement_unit units[IMPROVING];
	struct arena *arena = table->arena;
	struct improvement group;

	compute_improvement(&group, units);
	for (size_t i = 0; i < IMPROVING; i++) {
		const struct improvement_unit *unit = &units[i];

		page_table_add(table, (const char *const[]){method_other(i),
					  method_fraction(arena, unit->x0, unit->n0),
					  method_fraction(arena, unit->x1, unit->n1),
					  method_number(arena, 2, 100 * unit->x0 / unit->n0),
					  method_number(arena, 4, unit->shrinkage),
					  method_number(arena, 4, 100 * unit->expected),
					  method_number(arena, 2, 100 * unit->x1 / unit->n1),
					  method_number(arena, 4, 100 * unit->change),
					  method_number(arena, 4, 100 * unit->lower),
					  method_number(arena, 4, 100 * unit->upper)});
	}
}

static const char *
note_improvement(struct arena *arena)
{
	struct improvement_unit units[IMPROVING];
	struct improvement group;

	compute_improvement(&group, units);
	return text_format(arena, "基线合计值 %.4f%%，τ² = %.4g", 100 * group.theta, group.tau2);
}

/* ---- goal ----------------------------------------------------------------------------------- */

static const struct xlsx_column goal_columns[] = {{"比什么", XLSX_TEXT},
    {"要达到的值（%）", XLSX_NUMBER}, {"分子/分母", XLSX_NUMBER}, {"现在值（%）", XLSX_NUMBER},
    {"达到", XLSX_TEXT}, {"还差（例）", XLSX_NUMBER}, {"95% 下限（例）", XLSX_NUMBER},
    {"95% 上限（例）", XLSX_NUMBER}};

static void
add_goal(struct page_table *table, const char *what, int64_t aim)
{
	const int64_t *counts = method_counts[1][4];
	struct goal_rule rule = {.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_INCREASE,
	    .factor = decimal_from_integer(100),
	    .goal = decimal_from_integer(aim),
	    .confidence = CONFIDENCE};
	struct decimal x = decimal_from_integer(counts[0]), n = decimal_from_integer(counts[1]);
	struct arena *arena = table->arena;
	struct goal_distance distance;

	goal_distance_compute(&distance, &rule, &x, &n);
	page_table_add(
	    table, (const char *const[]){what, method_number(arena, 0, (double)aim),
		       method_fraction(arena, (double)counts[0], (double)counts[1]),
		       method_number(arena, 2, 100 * (double)counts[0] / (double)counts[1]),
		       method_yes(distance.met), method_number(arena, 0, (double)distance.cases),
		       method_number(arena, 1, distance.cases_lower),
		       method_number(arena, 1, distance.cases_upper)});
}

static void
fill_goal(struct page_table *table)
{
	add_goal(table, "方案的要求", 75);
	add_goal(table, "本院目标", 95);
}

const struct method_table method_period_tables[] = {
    {"change", "例：急性心肌梗死再灌注治疗率的前后两期（%）", method_steps, METHOD_STEPS, 0,
	fill_change, NULL},
    {"matched", "例：三家医院，其中一家后一期没有数据（%，越低越好）", method_steps, METHOD_STEPS,
	0, fill_matched, NULL},
    {"trend", "例：五个季度的一项比例（%）", method_steps, METHOD_STEPS, 0, fill_trend, NULL},
    {"improvement", "例：六家医院的进步（越低越好，A 为负是进步）",
	METHOD_COLUMNS(improvement_columns), 0, fill_improvement, note_improvement},
    {"goal", "例：示例医院5的急性心肌梗死再灌注治疗率", METHOD_COLUMNS(goal_columns), 0, fill_goal,
	NULL},
    {0},
};
