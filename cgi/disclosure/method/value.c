/* Examples of the method page: values, sums and their intervals. */
#include "core/arena.h"
#include "core/text.h"
#include "measure/comparison.h"
#include "measure/interval.h"
#include "method.h"

#define CONFIDENCE 0.95

static struct comparison_rule
rule_of(bool rate)
{
	return (struct comparison_rule){.kind = rate ? MEASURE_RATE : MEASURE_PROPORTION,
	    .direction = MEASURE_DECREASE,
	    .factor = rate ? 1000 : 100,
	    .minimum_denominator = decimal_from_integer(0),
	    .confidence = CONFIDENCE,
	    .minimum_peers = 5};
}

static struct comparison_unit
unit_of(const int64_t counts[2])
{
	return (struct comparison_unit){.numerator = decimal_from_integer(counts[0]),
	    .denominator = decimal_from_integer(counts[1]),
	    .has_numerator = true,
	    .has_denominator = true,
	    .complete = true};
}

/* ---- value ---------------------------------------------------------------------------------- */

static const struct xlsx_column value_columns[] = {{"种类", XLSX_TEXT}, {"分子", XLSX_NUMBER},
    {"分母", XLSX_NUMBER}, {"系数", XLSX_NUMBER}, {"指标值", XLSX_NUMBER}};

static void
add_value(struct page_table *table, const char *kind, bool rate, const int64_t counts[2])
{
	struct comparison_rule rule = rule_of(rate);
	struct comparison_unit unit = unit_of(counts);
	struct arena *arena = table->arena;
	struct rank_unit rank;
	size_t order;

	comparison_compute(&unit, 1, &rule, &rank, &order);
	page_table_add(table,
	    (const char *const[]){kind, method_number(arena, 0, (double)counts[0]),
		method_number(arena, 0, (double)counts[1]), method_number(arena, 0, rule.factor),
		unit.status == MEASURE_OK ? method_number(arena, 4, unit.value) : "没有病例"});
}

static void
fill_value(struct page_table *table)
{
	add_value(table, "比例（%）", false, method_counts[METHOD_MORTALITY][0]);
	add_value(table, "发生率（‰）", true, method_counts[METHOD_INFECTION][0]);
	add_value(table, "有分母、没有发生", true, method_counts[METHOD_INFECTION][2]);
	add_value(table, "分子、分母都是 0", false, (const int64_t[]){0, 0});
}

/* ---- sums ----------------------------------------------------------------------------------- */

static const struct xlsx_column sum_columns[] = {{"指标", XLSX_TEXT}, {"机构数", XLSX_NUMBER},
    {"分子之和", XLSX_NUMBER}, {"分母之和", XLSX_NUMBER}, {"合计值", XLSX_NUMBER},
    {"95% 置信区间", XLSX_NUMBER}, {"单位", XLSX_TEXT}};

static void
fill_sum(struct page_table *table)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct method_indicator *given = &method_indicators[i];
		struct comparison_rule rule = rule_of(given->rate);
		struct comparison_unit units[METHOD_HOSPITALS];
		struct comparison_total total;

		for (size_t j = 0; j < METHOD_HOSPITALS; j++)
			units[j] = unit_of(method_counts[i][j]);
		comparison_aggregate(&total, units, METHOD_HOSPITALS, &rule);
		page_table_add(table,
		    (const char *const[]){given->name, text_format(arena, "%zu", total.received),
			method_number(arena, 0, decimal_to_double(total.numerator)),
			method_number(arena, 0, decimal_to_double(total.denominator)),
			method_number(arena, 4, total.value),
			method_range(arena, 4, total.lower, total.upper), given->unit});
	}
}

/* ---- intervals ------------------------------------------------------------------------------ */

static const struct xlsx_column interval_columns[] = {{"方法", XLSX_TEXT}, {"指标", XLSX_TEXT},
    {"分子", XLSX_NUMBER}, {"分母", XLSX_NUMBER}, {"指标值", XLSX_NUMBER},
    {"95% 下限", XLSX_NUMBER}, {"95% 上限", XLSX_NUMBER}, {"单位", XLSX_TEXT}};

static void
add_interval(struct page_table *table, const char *method, size_t indicator, const double counts[2])
{
	const struct method_indicator *given = &method_indicators[indicator];
	double factor = method_factor(indicator), scale = given->rate ? 1 : factor;
	struct arena *arena = table->arena;
	struct interval interval;
	bool known =
	    (given->rate
		    ? interval_rate(&interval, counts[0], counts[1], factor, CONFIDENCE)
		    : interval_wilson(&interval, counts[0], counts[1], CONFIDENCE)) == MEASURE_OK;

	page_table_add(table,
	    (const char *const[]){method, given->name, method_number(arena, 0, counts[0]),
		method_number(arena, 0, counts[1]), method_number(arena, 4, scale * interval.value),
		known ? method_number(arena, 4, scale * interval.lower) : NULL,
		known ? method_number(arena, 4, scale * interval.upper) : NULL, given->unit});
}

static void
fill_interval(struct page_table *table)
{
	double sum[2] = {0, 0};

	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		for (size_t part = 0; part < 2; part++)
			sum[part] += (double)method_counts[METHOD_INFECTION][i][part];
	add_interval(table, "Wilson 得分区间", 1,
	    (const double[]){(double)method_counts[1][0][0], (double)method_counts[1][0][1]});
	add_interval(table, "Garwood 精确区间（事件数 10 以下）", METHOD_INFECTION,
	    (const double[]){(double)method_counts[METHOD_INFECTION][0][0],
		(double)method_counts[METHOD_INFECTION][0][1]});
	add_interval(table, "Byar 近似区间（事件数 10 及以上）", METHOD_INFECTION, sum);
}

/* ---- means ---------------------------------------------------------------------------------- */

static const struct xlsx_column mean_columns[] = {{"机构", XLSX_TEXT}, {"例数", XLSX_NUMBER},
    {"均值（天）", XLSX_NUMBER}, {"标准差", XLSX_NUMBER}, {"95% 下限", XLSX_NUMBER},
    {"95% 上限", XLSX_NUMBER}};

static void
add_mean(struct page_table *table, const char *name, const struct rate_moments *moments)
{
	struct arena *arena = table->arena;
	struct interval interval;
	bool known = interval_mean(&interval, moments, CONFIDENCE) == MEASURE_OK;

	page_table_add(table,
	    (const char *const[]){name, method_number(arena, 0, moments->count),
		method_number(arena, 4, moments->mean), method_number(arena, 4, moments->deviation),
		known ? method_number(arena, 4, interval.lower) : "没有区间",
		known ? method_number(arena, 4, interval.upper) : "没有区间"});
}

static void
fill_mean(struct page_table *table)
{
	static const struct rate_moments stays[] = {{40, 8.2, 3.1}, {60, 7.5, 2.6}, {1, 9, 0}};
	struct rate_moments all = rate_moments_pool(stays, 2);

	for (size_t i = 0; i < sizeof(stays) / sizeof(stays[0]); i++)
		add_mean(table, method_other(i), &stays[i]);
	add_mean(table, "甲、乙合计", &all);
}

/* ---- observed against expected -------------------------------------------------------------- */

static const struct xlsx_column oe_columns[] = {{"实际数 O", XLSX_TEXT}, {"预期数 E", XLSX_NUMBER},
    {"O/E", XLSX_NUMBER}, {"公开的 95% 区间", XLSX_NUMBER}, {"mid-P 区间", XLSX_NUMBER}};

static void
fill_oe(struct page_table *table)
{
	static const double counts[][2] = {{12, 8.4}, {4, 2.5}};
	struct arena *arena = table->arena;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct interval interval, midp;

		if (interval_rate(&interval, counts[i][0], counts[i][1], 1, CONFIDENCE) !=
			MEASURE_OK ||
		    interval_midp(&midp, counts[i][0], counts[i][1], 1, CONFIDENCE) != MEASURE_OK)
			continue;
		page_table_add(table, (const char *const[]){method_number(arena, 0, counts[i][0]),
					  method_number(arena, 1, counts[i][1]),
					  method_number(arena, 4, interval.value),
					  method_range(arena, 4, interval.lower, interval.upper),
					  method_range(arena, 4, midp.lower, midp.upper)});
	}
}

const struct method_table method_value_tables[] = {
    {"value", "例：四种情形的指标值", METHOD_COLUMNS(value_columns), 0, fill_value, NULL},
    {"sum", "例：五家示例医院三项指标的合计", METHOD_COLUMNS(sum_columns), 0, fill_sum, NULL},
    {"interval", "例：三种区间", METHOD_COLUMNS(interval_columns), 1, fill_interval, NULL},
    {"mean", "例：平均住院日的区间与合计", METHOD_COLUMNS(mean_columns), 0, fill_mean, NULL},
    {"oe", "例：实际数与预期数之比", METHOD_COLUMNS(oe_columns), 0, fill_oe, NULL},
    {0},
};
