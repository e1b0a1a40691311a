/* The tables of the method page's example: counts, and what the portal's arithmetic makes of them.
 */
#include "core/arena.h"
#include "core/text.h"
#include "measure/chart.h"
#include "measure/comparison.h"
#include "measure/interval.h"
#include "measure/rank_distribution.h"
#include "method.h"

#define TEXT           XLSX_TEXT
#define NUMBER         XLSX_NUMBER
#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

const struct method_indicator method_indicators[METHOD_INDICATORS] = {
    {"手术患者住院死亡率", "%", false, false, true, "35", "3.0", "0.5", "100"},
    {"急性心肌梗死再灌注治疗率", "%", false, true, false, "30", "60", "95", "30"},
    {"中心静脉导管相关血流感染发生率", "‰（每千导管日）", true, false, true, "35", "3.0", "0.5",
	"500"},
};

const int64_t method_counts[METHOD_INDICATORS][METHOD_HOSPITALS][2] = {
    {{12, 1500}, {60, 4000}, {6, 1200}, {9, 900}, {5, 400}},
    {{85, 100}, {190, 200}, {57, 60}, {14, 20}, {40, 50}},
    {{3, 2400}, {1, 4000}, {0, 1800}, {9, 2000}, {2, 1600}},
};

static double
factor_of(size_t indicator)
{
	return method_indicators[indicator].rate ? 1000 : 100;
}

/* Sums over the hospitals of an indicator that its minimum lets in. */
static void
method_sum(double sum[2], size_t indicator)
{
	struct decimal least;

	sum[0] = sum[1] = 0;
	if (!decimal_parse(&least, method_indicators[indicator].minimum))
		return;
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		const int64_t *counts = method_counts[indicator][i];

		if (decimal_compare(decimal_from_integer(counts[1]), least) < 0)
			continue;
		sum[0] += (double)counts[0];
		sum[1] += (double)counts[1];
	}
}

const char *
method_number(struct arena *arena, int places, double number)
{
	return text_format(arena, "%.*f", places, number);
}

const char *
method_hospital(struct arena *arena, size_t index)
{
	return text_format(arena, "示例医院%zu", index + 1);
}

/* "0.4085～1.3899" */
static const char *
range(struct arena *arena, int places, double lower, double upper)
{
	return text_format(arena, "%.*f～%.*f", places, lower, places, upper);
}

/* ---- sums and intervals --------------------------------------------------------------------- */

static const struct xlsx_column sum_columns[] = {
    {"指标", TEXT}, {"分子之和", NUMBER}, {"分母之和", NUMBER}, {"合计值", NUMBER}, {"单位", TEXT}};

static void
fill_sums(struct page_table *table)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		double sum[2];

		method_sum(sum, i);
		page_table_add(
		    table, (const char *const[]){method_indicators[i].name,
			       method_number(arena, 0, sum[0]), method_number(arena, 0, sum[1]),
			       method_number(arena, 4, factor_of(i) * sum[0] / sum[1]),
			       method_indicators[i].unit});
	}
}

static const struct xlsx_column interval_columns[] = {{"方法", TEXT}, {"指标", TEXT},
    {"分子", NUMBER}, {"分母", NUMBER}, {"指标值", NUMBER}, {"95% 下限", NUMBER},
    {"95% 上限", NUMBER}, {"单位", TEXT}};

static void
add_interval(struct page_table *table, const char *method, size_t indicator, const double counts[2])
{
	const struct method_indicator *given = &method_indicators[indicator];
	double factor = factor_of(indicator), scale = given->rate ? 1 : factor;
	struct arena *arena = table->arena;
	struct interval interval;
	bool known =
	    (given->rate ? interval_rate(&interval, counts[0], counts[1], factor, 0.95)
			 : interval_wilson(&interval, counts[0], counts[1], 0.95)) == MEASURE_OK;

	page_table_add(table,
	    (const char *const[]){method, given->name, method_number(arena, 0, counts[0]),
		method_number(arena, 0, counts[1]), method_number(arena, 4, scale * interval.value),
		known ? method_number(arena, 4, scale * interval.lower) : NULL,
		known ? method_number(arena, 4, scale * interval.upper) : NULL, given->unit});
}

static void
fill_intervals(struct page_table *table)
{
	double sum[2];

	add_interval(table, "Wilson 得分区间", 1,
	    (const double[]){(double)method_counts[1][0][0], (double)method_counts[1][0][1]});
	add_interval(table, "Garwood 精确区间（事件数 10 以下）", 2,
	    (const double[]){(double)method_counts[2][0][0], (double)method_counts[2][0][1]});
	method_sum(sum, 2);
	add_interval(table, "Byar 近似区间（事件数 10 及以上）", 2, sum);
}

/* ---- ranks ---------------------------------------------------------------------------------- */

static const struct xlsx_column rank_columns[] = {{"名次", NUMBER}, {"机构", TEXT},
    {"分子/分母", NUMBER}, {"指标值（%）", NUMBER}, {"95% 置信区间", NUMBER}, {"平均名次", NUMBER},
    {"名次 95% 区间", NUMBER}};

static void
add_rank(struct page_table *table, const struct comparison_unit *unit, size_t index,
    const struct rank_summary *summary)
{
	struct arena *arena = table->arena;
	const int64_t *counts = method_counts[0][index];

	page_table_add(table,
	    (const char *const[]){text_format(arena, "%zu", unit->rank),
		method_hospital(arena, index),
		text_format(arena, "%lld/%lld", (long long)counts[0], (long long)counts[1]),
		method_number(arena, 2, unit->value), range(arena, 2, unit->lower, unit->upper),
		method_number(arena, 2, summary->mean),
		text_format(arena, "%zu～%zu", summary->lower, summary->upper)});
}

static void
fill_ranks(struct page_table *table)
{
	struct comparison_rule rule = {.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_DECREASE,
	    .factor = 100,
	    .minimum_denominator = decimal_from_integer(100),
	    .confidence = 0.95,
	    .minimum_peers = METHOD_HOSPITALS};
	struct comparison_unit units[METHOD_HOSPITALS] = {0};
	struct rank_belief beliefs[METHOD_HOSPITALS];
	struct rank_unit ranks[METHOD_HOSPITALS];
	size_t order[METHOD_HOSPITALS];
	double mass[METHOD_HOSPITALS * METHOD_HOSPITALS], work[RANK_WORK(METHOD_HOSPITALS)];

	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		const int64_t *counts = method_counts[0][i];

		units[i] = (struct comparison_unit){.numerator = decimal_from_integer(counts[0]),
		    .denominator = decimal_from_integer(counts[1]),
		    .has_numerator = true,
		    .has_denominator = true,
		    .complete = true};
		beliefs[i] = (struct rank_belief){(double)counts[0], (double)counts[1]};
	}
	comparison_compute(units, METHOD_HOSPITALS, &rule, ranks, order);
	if (rank_distribution_exact(
		mass, beliefs, METHOD_HOSPITALS, RANK_BETA, rule.direction, work) != MEASURE_OK)
		return;
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		struct rank_summary summary;

		rank_distribution_summarise(
		    &summary, mass + order[i] * METHOD_HOSPITALS, METHOD_HOSPITALS);
		add_rank(table, &units[order[i]], order[i], &summary);
	}
}

/* ---- funnel --------------------------------------------------------------------------------- */

static const struct xlsx_column funnel_columns[] = {{"机构", TEXT}, {"分母", NUMBER},
    {"指标值", NUMBER}, {"95% 限", NUMBER}, {"99.8% 限", NUMBER}, {"位置", TEXT}};

static void
fill_funnel(struct page_table *table)
{
	static const char *const places[FUNNEL_CLASS_COUNT] = {
	    "低于 99.8% 限", "低于 95% 限", "限内", "高于 95% 限", "高于 99.8% 限"};
	struct arena *arena = table->arena;
	double sum[2];

	method_sum(sum, 0);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		double x = (double)method_counts[0][i][0], n = (double)method_counts[0][i][1];
		struct funnel_limits limits_95, limits_998;
		struct funnel_point point;

		if (funnel_classify(&point, FUNNEL_BINOMIAL, x, n, sum[0] / sum[1]) != MEASURE_OK ||
		    funnel_exact_limits(&limits_95, FUNNEL_BINOMIAL, sum[0] / sum[1], n, 0.95) !=
			MEASURE_OK ||
		    funnel_exact_limits(&limits_998, FUNNEL_BINOMIAL, sum[0] / sum[1], n, 0.998) !=
			MEASURE_OK)
			continue;
		page_table_add(table,
		    (const char *const[]){method_hospital(arena, i), method_number(arena, 0, n),
			method_number(arena, 2, 100 * point.value),
			range(arena, 4, 100 * limits_95.lower, 100 * limits_95.upper),
			range(arena, 4, 100 * limits_998.lower, 100 * limits_998.upper),
			places[point.class]});
	}
}

static const char *
note_funnel(struct arena *arena)
{
	struct overdispersion_unit units[METHOD_HOSPITALS] = {0};
	size_t scratch[METHOD_HOSPITALS];
	struct overdispersion spread;

	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		units[i] = (struct overdispersion_unit){.x = (double)method_counts[0][i][0],
		    .n = (double)method_counts[0][i][1],
		    .eligible = true};
	if (overdispersion_compute(
		&spread, units, METHOD_HOSPITALS, FUNNEL_BINOMIAL, NULL, scratch) != MEASURE_OK)
		return NULL;
	return text_format(arena, "φ = %.3f，τ² = %.3g", spread.phi, spread.tau2);
}

/* ---- control chart -------------------------------------------------------------------------- */

#define QUARTERS 12

/* Deaths and operations of one hospital, quarter by quarter. */
static const int64_t quarters[QUARTERS][2] = {{3, 380}, {4, 375}, {2, 390}, {5, 384}, {3, 371},
    {4, 396}, {3, 388}, {2, 379}, {4, 392}, {13, 385}, {3, 377}, {4, 383}};

static void
compute_chart(struct chart *chart, struct chart_point points[QUARTERS])
{
	size_t scratch[QUARTERS];

	for (size_t i = 0; i < QUARTERS; i++)
		points[i] = (struct chart_point){.numerator = decimal_from_integer(quarters[i][0]),
		    .denominator = decimal_from_integer(quarters[i][1]),
		    .has_counts = true};
	chart_compute(chart, points, QUARTERS, CHART_P, 100, DECIMAL_PLACES, scratch);
}

static const struct xlsx_column chart_columns[] = {{"季度", TEXT}, {"分子/分母", NUMBER},
    {"指标值（%）", NUMBER}, {"中心线", NUMBER}, {"控制限（3σ）", NUMBER}, {"信号", TEXT}};

static void
fill_chart(struct page_table *table)
{
	static const char *const signals[] = {
	    "超出 3σ 控制限", "连续 8 点同侧", "连续 6 点升或降", "3 点中 2 点超出 2σ"};
	struct chart_point points[QUARTERS];
	struct arena *arena = table->arena;
	struct chart chart;

	compute_chart(&chart, points);
	for (size_t i = 0; i < QUARTERS; i++) {
		const char *signal = "—";

		for (size_t rule = 4; rule-- > 0;)
			if (points[i].rules[rule])
				signal = signals[rule];
		page_table_add(
		    table, (const char *const[]){text_format(arena, "第 %zu 季度", i + 1),
			       text_format(arena, "%lld/%lld", (long long)quarters[i][0],
				   (long long)quarters[i][1]),
			       method_number(arena, 2, points[i].value),
			       method_number(arena, 4, chart.centre),
			       range(arena, 4, points[i].lower_3, points[i].upper_3), signal});
	}
}

static const char *
note_chart(struct arena *arena)
{
	struct chart_point points[QUARTERS];
	struct chart chart;

	compute_chart(&chart, points);
	return text_format(arena,
	    "最长游程 %zu（不超过 %zu），穿过中心线 %zu 次（不少于 %zu 次），Anhøj 规则%s",
	    chart.longest_run, chart.longest_run_maximum, chart.crossings, chart.crossings_minimum,
	    chart.anhoej_signal ? "有信号" : "无信号");
}

const struct method_table method_tables[] = {
    {"sums", sum_columns, COUNT(sum_columns), 0, fill_sums, NULL},
    {"intervals", interval_columns, COUNT(interval_columns), 1, fill_intervals, NULL},
    {"ranks", rank_columns, COUNT(rank_columns), 1, fill_ranks, NULL},
    {"funnel", funnel_columns, COUNT(funnel_columns), 0, fill_funnel, note_funnel},
    {"chart", chart_columns, COUNT(chart_columns), 0, fill_chart, note_chart},
    {0},
};
