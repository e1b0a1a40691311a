/* Examples of the method page: ranks, their intervals, and who cannot be told apart. */
#include "core/arena.h"
#include "core/text.h"
#include "measure/change.h"
#include "measure/comparison.h"
#include "measure/rank_distribution.h"
#include "measure/rank_summary.h"
#include "method.h"

static struct comparison_rule
rule_of(void)
{
	return (struct comparison_rule){.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_DECREASE,
	    .factor = 100,
	    .minimum_denominator = decimal_from_integer(100),
	    .confidence = 0.95,
	    .minimum_peers = METHOD_HOSPITALS};
}

static void
compare(struct comparison_unit units[METHOD_HOSPITALS], size_t order[METHOD_HOSPITALS],
    const int64_t counts[METHOD_HOSPITALS][2])
{
	struct comparison_rule rule = rule_of();
	struct rank_unit ranks[METHOD_HOSPITALS];

	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		units[i] = (struct comparison_unit){.numerator = decimal_from_integer(counts[i][0]),
		    .denominator = decimal_from_integer(counts[i][1]),
		    .has_numerator = true,
		    .has_denominator = true,
		    .complete = true};
	comparison_compute(units, METHOD_HOSPITALS, &rule, ranks, order);
}

/* ---- ranks ---------------------------------------------------------------------------------- */

/* 4 of 200 and 6 of 300 are the same; 3 of 149 looks the same with two places. */
static const int64_t tied_counts[METHOD_HOSPITALS][2] = {
    {4, 200}, {6, 300}, {3, 149}, {1, 120}, {9, 240}};

static const struct xlsx_column rank_columns[] = {{"名次", XLSX_TEXT}, {"机构", XLSX_TEXT},
    {"分子/分母", XLSX_NUMBER}, {"指标值（%）", XLSX_NUMBER}, {"严格更优的", XLSX_NUMBER},
    {"并列的", XLSX_NUMBER}};

static void
fill_rank(struct page_table *table)
{
	struct comparison_unit units[METHOD_HOSPITALS];
	size_t order[METHOD_HOSPITALS];
	struct arena *arena = table->arena;

	compare(units, order, tied_counts);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		const struct comparison_unit *unit = &units[order[i]];

		page_table_add(
		    table, (const char *const[]){text_format(arena, "%zu%s / %zu", unit->rank,
						     unit->tied > 0 ? "=" : "", unit->of),
			       method_other(order[i]),
			       method_fraction(arena, (double)tied_counts[order[i]][0],
				   (double)tied_counts[order[i]][1]),
			       method_number(arena, 2, unit->value),
			       text_format(arena, "%zu", unit->rank - 1),
			       text_format(arena, "%zu", unit->tied)});
	}
}

/* ---- intervals of ranks --------------------------------------------------------------------- */

static const struct xlsx_column interval_columns[] = {{"名次", XLSX_NUMBER}, {"机构", XLSX_TEXT},
    {"分子/分母", XLSX_NUMBER}, {"指标值（%）", XLSX_NUMBER}, {"95% 置信区间", XLSX_NUMBER},
    {"平均名次", XLSX_NUMBER}, {"名次 95% 区间", XLSX_NUMBER}, {"排第一的概率", XLSX_NUMBER}};

static void
add_interval(struct page_table *table, const struct comparison_unit *unit, size_t index,
    const struct rank_summary *summary)
{
	struct arena *arena = table->arena;
	const int64_t *counts = method_counts[METHOD_MORTALITY][index];

	page_table_add(table, (const char *const[]){text_format(arena, "%zu", unit->rank),
				  method_hospital(arena, index),
				  method_fraction(arena, (double)counts[0], (double)counts[1]),
				  method_number(arena, 2, unit->value),
				  method_range(arena, 2, unit->lower, unit->upper),
				  method_number(arena, 2, summary->mean),
				  text_format(arena, "%zu～%zu", summary->lower, summary->upper),
				  method_number(arena, 2, summary->first)});
}

static void
fill_interval(struct page_table *table)
{
	struct comparison_unit units[METHOD_HOSPITALS];
	struct rank_belief given[METHOD_HOSPITALS], beliefs[METHOD_HOSPITALS];
	struct rank_hierarchy hierarchy;
	size_t order[METHOD_HOSPITALS];
	double mass[METHOD_HOSPITALS * METHOD_HOSPITALS], work[RANK_WORK(METHOD_HOSPITALS)];

	compare(units, order, method_counts[METHOD_MORTALITY]);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		given[i] = (struct rank_belief){(double)method_counts[METHOD_MORTALITY][i][0],
		    (double)method_counts[METHOD_MORTALITY][i][1]};
	if (rank_hierarchy_fit(&hierarchy, given, METHOD_HOSPITALS, RANK_BETA) != MEASURE_OK)
		return;
	rank_distribution_mixed(mass, &hierarchy, MEASURE_DECREASE, beliefs, work);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		struct rank_summary summary;

		rank_summary_make(&summary, mass + order[i] * METHOD_HOSPITALS, METHOD_HOSPITALS);
		add_interval(table, &units[order[i]], order[i], &summary);
	}
}

/* ---- two hospitals -------------------------------------------------------------------------- */

static const struct xlsx_column alike_columns[] = {{"两家机构", XLSX_TEXT},
    {"分子/分母", XLSX_NUMBER}, {"分子/分母（另一家）", XLSX_NUMBER}, {"P", XLSX_NUMBER},
    {"能否区分", XLSX_TEXT}};

static void
sample(struct change_sample *out, size_t hospital)
{
	const int64_t *counts = method_counts[METHOD_MORTALITY][hospital];
	struct change_period period = {.numerator = decimal_from_integer(counts[0]),
	    .denominator = decimal_from_integer(counts[1]),
	    .has_numerator = true,
	    .has_denominator = true};

	change_sample_read(out, MEASURE_PROPORTION, &period, 0.95);
}

/* The one with the lowest value against each of the others. */
static void
fill_alike(struct page_table *table)
{
	const size_t best = 2;
	struct arena *arena = table->arena;
	struct change_sample own, other;

	sample(&own, best);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		double p;

		if (i == best)
			continue;
		sample(&other, i);
		p = change_probability(MEASURE_PROPORTION, &own, &other);
		page_table_add(table,
		    (const char *const[]){text_format(arena, "%s与%s", method_hospital(arena, best),
					      method_hospital(arena, i)),
			method_fraction(arena, own.x, own.n),
			method_fraction(arena, other.x, other.n), method_number(arena, 4, p),
			p >= 0.05 ? "不能区分" : "能区分"});
	}
}

const struct method_table method_rank_tables[] = {
    {"rank", "例：五家医院的名次（越低越好）", METHOD_COLUMNS(rank_columns), 1, fill_rank, NULL},
    {"rank_interval", "例：手术患者住院死亡率（越低越好）的名次及其 95% 区间",
	METHOD_COLUMNS(interval_columns), 1, fill_interval, NULL},
    {"alike", "例：数值最低的医院与其他各家（手术患者住院死亡率）", METHOD_COLUMNS(alike_columns),
	0, fill_alike, NULL},
    {0},
};
