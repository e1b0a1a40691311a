/* Examples of the method page: control charts, with the limits of all points and of a baseline. */
#include "measure/chart.h"
#include "core/arena.h"
#include "core/text.h"
#include "method.h"

#define QUARTERS 12
#define LATER    4
#define NONE     "—"

/* Deaths and operations of one hospital, quarter by quarter. */
static const int64_t quarters[QUARTERS][2] = {{3, 380}, {4, 375}, {2, 390}, {5, 384}, {3, 371},
    {4, 396}, {3, 388}, {2, 379}, {4, 392}, {13, 385}, {3, 377}, {4, 383}};

/* Of another: twelve that fix the limits, and those after them. */
static const int64_t frozen[QUARTERS + LATER][2] = {{38, 400}, {46, 410}, {35, 395}, {44, 405},
    {37, 398}, {42, 402}, {33, 390}, {40, 412}, {47, 408}, {38, 396}, {41, 401}, {36, 404},
    {45, 400}, {52, 405}, {63, 398}, {66, 402}};

static void
compute(struct chart *chart, struct chart_point points[], const int64_t counts[][2], size_t count,
    size_t baseline)
{
	size_t scratch[2 * (QUARTERS + LATER)];

	for (size_t i = 0; i < count; i++)
		points[i] = (struct chart_point){.numerator = decimal_from_integer(counts[i][0]),
		    .denominator = decimal_from_integer(counts[i][1]),
		    .has_counts = true,
		    .baseline = i < baseline};
	chart_compute(chart, points, count, CHART_P_AUTO, 100, DECIMAL_PLACES, scratch);
}

static const char *
signal_of(const struct chart_point *point)
{
	static const char *const signals[] = {
	    "超出 3σ 控制限", "连续 8 点同侧", "连续 6 点升或降", "3 点中 2 点超出 2σ"};

	for (size_t rule = 0; rule < sizeof(signals) / sizeof(signals[0]); rule++)
		if (point->rules[rule])
			return signals[rule];
	return NONE;
}

static const struct xlsx_column chart_columns[] = {{"季度", XLSX_TEXT}, {"分子/分母", XLSX_NUMBER},
    {"指标值（%）", XLSX_NUMBER}, {"中心线", XLSX_NUMBER}, {"控制限（3σ）", XLSX_NUMBER},
    {"信号", XLSX_TEXT}};

static void
add_points(struct page_table *table, const struct chart *chart, const struct chart_point points[],
    const int64_t counts[][2], size_t count)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < count; i++)
		page_table_add(
		    table, (const char *const[]){text_format(arena, "第 %zu 季度%s", i + 1,
						     points[i].baseline ? "（基准）" : ""),
			       method_fraction(arena, (double)counts[i][0], (double)counts[i][1]),
			       method_number(arena, 2, points[i].value),
			       method_number(arena, 4, chart->centre),
			       method_range(arena, 4, points[i].lower_3, points[i].upper_3),
			       signal_of(&points[i])});
}

static void
fill_chart(struct page_table *table)
{
	struct chart_point points[QUARTERS];
	struct chart chart;

	compute(&chart, points, quarters, QUARTERS, 0);
	add_points(table, &chart, points, quarters, QUARTERS);
}

static const char *
note_chart(struct arena *arena)
{
	struct chart_point points[QUARTERS];
	struct chart chart;

	compute(&chart, points, quarters, QUARTERS, 0);
	return text_format(arena,
	    "σz = %.4f；最长游程 %zu（不超过 %zu），穿过中心线 %zu 次（不少于 %zu 次），Anhøj 规则%s",
	    chart.sigma_z, chart.longest_run, chart.longest_run_maximum, chart.crossings,
	    chart.crossings_minimum, chart.anhoej_signal ? "有信号" : "无信号");
}

static void
fill_baseline(struct page_table *table)
{
	struct chart_point points[QUARTERS + LATER];
	struct chart chart;

	compute(&chart, points, frozen, QUARTERS + LATER, QUARTERS);
	add_points(table, &chart, points, frozen, QUARTERS + LATER);
}

static const char *
note_baseline(struct arena *arena)
{
	struct chart_point points[QUARTERS + LATER];
	struct chart chart, all;

	compute(&all, points, frozen, QUARTERS + LATER, 0);
	compute(&chart, points, frozen, QUARTERS + LATER, QUARTERS);
	return text_format(arena,
	    "基准期 %zu 个季度，σz = %.4f；如果用全部季度，中心线会被后来的季度抬到 %.4f",
	    chart.baseline, chart.sigma_z, all.centre);
}

const struct method_table method_chart_tables[] = {
    {"chart", "例：一家示例医院 12 个季度的手术患者住院死亡率（%），p 图",
	METHOD_COLUMNS(chart_columns), 0, fill_chart, note_chart},
    {"baseline", "例：另一项比例（%），前 12 个季度固定为基准期", METHOD_COLUMNS(chart_columns), 0,
	fill_baseline, note_baseline},
    {0},
};
