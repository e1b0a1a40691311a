/* Examples of the method page: one hospital among its peers. */
#include "core/arena.h"
#include "core/text.h"
#include "measure/comparison.h"
#include "measure/expectation.h"
#include "method.h"

static const size_t judged[] = {METHOD_MORTALITY, METHOD_INFECTION};

#define JUDGED (sizeof(judged) / sizeof(judged[0]))

/* ---- funnel --------------------------------------------------------------------------------- */

static const struct xlsx_column funnel_columns[] = {{"机构", XLSX_TEXT}, {"分母", XLSX_NUMBER},
    {"指标值", XLSX_NUMBER}, {"95% 限", XLSX_NUMBER}, {"99.8% 限", XLSX_NUMBER},
    {"位置", XLSX_TEXT}};

static void
fill_funnel(struct page_table *table)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	struct arena *arena = table->arena;
	struct overdispersion group;

	method_judge(&group, units, METHOD_MORTALITY);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		struct funnel_limits limits_95, limits_998;
		struct funnel_point point;

		if (funnel_classify(&point, FUNNEL_BINOMIAL, units[i].x, units[i].n, group.theta) !=
			MEASURE_OK ||
		    funnel_exact_limits(
			&limits_95, FUNNEL_BINOMIAL, group.theta, units[i].n, 0.95) != MEASURE_OK ||
		    funnel_exact_limits(
			&limits_998, FUNNEL_BINOMIAL, group.theta, units[i].n, 0.998) != MEASURE_OK)
			continue;
		page_table_add(table,
		    (const char *const[]){method_hospital(arena, i),
			method_number(arena, 0, units[i].n),
			method_number(arena, 2, 100 * point.value),
			method_range(arena, 4, 100 * limits_95.lower, 100 * limits_95.upper),
			method_range(arena, 4, 100 * limits_998.lower, 100 * limits_998.upper),
			method_place(point.class)});
	}
}

static const char *
note_spread(struct arena *arena)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	struct overdispersion group;

	method_judge(&group, units, METHOD_MORTALITY);
	return text_format(arena, "φ = %.3f，τ² = %.3g", group.phi, group.tau2);
}

/* ---- exact class ---------------------------------------------------------------------------- */

static const struct xlsx_column class_columns[] = {{"机构", XLSX_TEXT}, {"分子/分母", XLSX_NUMBER},
    {"预期数 θn", XLSX_NUMBER}, {"P（不多于实际数）", XLSX_NUMBER},
    {"P（不少于实际数）", XLSX_NUMBER}, {"位置", XLSX_TEXT}};

static void
fill_class(struct page_table *table)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	struct arena *arena = table->arena;
	struct overdispersion group;

	method_judge(&group, units, METHOD_INFECTION);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		struct funnel_point point;

		if (funnel_classify(&point, FUNNEL_POISSON, units[i].x, units[i].n, group.theta) !=
		    MEASURE_OK)
			continue;
		page_table_add(table,
		    (const char *const[]){method_hospital(arena, i),
			method_fraction(arena, units[i].x, units[i].n),
			method_number(arena, 3, group.theta * units[i].n),
			method_number(arena, 4, point.tail_low),
			method_number(arena, 4, point.tail_high), method_place(point.class)});
	}
}

/* ---- dispersion ----------------------------------------------------------------------------- */

static const struct xlsx_column phi_columns[] = {{"机构", XLSX_TEXT}, {"分子/分母", XLSX_NUMBER},
    {"s", XLSX_NUMBER}, {"(y − θ)/s", XLSX_NUMBER}, {"截尾后", XLSX_NUMBER}};

static void
fill_phi(struct page_table *table)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	struct arena *arena = table->arena;
	struct overdispersion group;

	method_judge(&group, units, METHOD_MORTALITY);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		page_table_add(table, (const char *const[]){method_hospital(arena, i),
					  method_fraction(arena, units[i].x, units[i].n),
					  method_number(arena, 6, units[i].deviation),
					  method_number(arena, 4, units[i].z_raw),
					  method_number(arena, 4, units[i].winsorised)});
}

static const struct xlsx_column tau_columns[] = {{"指标", XLSX_TEXT}, {"机构数", XLSX_NUMBER},
    {"θ", XLSX_NUMBER}, {"φ", XLSX_NUMBER}, {"τ²", XLSX_NUMBER}};

static void
fill_tau(struct page_table *table)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < JUDGED; i++) {
		struct overdispersion_unit units[METHOD_HOSPITALS];
		struct overdispersion group;

		method_judge(&group, units, judged[i]);
		page_table_add(table,
		    (const char *const[]){method_indicators[judged[i]].name,
			text_format(arena, "%zu", group.units),
			method_number(arena, 8, group.theta), method_number(arena, 4, group.phi),
			method_short(arena, group.tau2)});
	}
}

/* ---- judged by the others ------------------------------------------------------------------- */

static const struct xlsx_column z_columns[] = {{"机构", XLSX_TEXT}, {"分子/分母", XLSX_NUMBER},
    {"其余各家 M", XLSX_NUMBER}, {"其余各家 τ²", XLSX_NUMBER}, {"误差", XLSX_NUMBER},
    {"t", XLSX_NUMBER}, {"自由度", XLSX_NUMBER}, {"z", XLSX_NUMBER}};

static void
fill_z(struct page_table *table)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	struct arena *arena = table->arena;
	struct overdispersion group;

	method_judge(&group, units, METHOD_INFECTION);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		page_table_add(table,
		    (const char *const[]){method_hospital(arena, i),
			method_fraction(arena, units[i].x, units[i].n),
			method_number(arena, 8, units[i].theta_others),
			method_short(arena, units[i].tau2_others),
			method_number(arena, 8, units[i].error),
			method_number(
			    arena, 4, (units[i].value - units[i].theta_others) / units[i].error),
			method_number(arena, 0, units[i].df), method_number(arena, 4, units[i].z)});
}

static const struct xlsx_column final_columns[] = {{"指标", XLSX_TEXT}, {"机构", XLSX_TEXT},
    {"按精确控制限", XLSX_TEXT}, {"按 z", XLSX_TEXT}, {"位置", XLSX_TEXT}, {"用词", XLSX_TEXT}};

static const char *
word_of(const struct overdispersion *group, enum funnel_quality quality)
{
	static const char *const words[FUNNEL_QUALITY_COUNT] = {[FUNNEL_WORSE_998] = "差于预期",
	    [FUNNEL_WORSE_95] = "差于预期",
	    [FUNNEL_BETTER_95] = "优于预期",
	    [FUNNEL_BETTER_998] = "优于预期"};

	if (words[quality] == NULL)
		return "—";
	return overdispersion_has_word(group) ? words[quality] : "与同组差异大";
}

static void
fill_final(struct page_table *table)
{
	struct arena *arena = table->arena;

	for (size_t i = 0; i < JUDGED; i++) {
		struct overdispersion_unit units[METHOD_HOSPITALS];
		struct overdispersion group;

		method_judge(&group, units, judged[i]);
		for (size_t j = 0; j < METHOD_HOSPITALS; j++)
			page_table_add(table,
			    (const char *const[]){method_indicators[judged[i]].name,
				method_hospital(arena, j), method_place(units[j].class_exact),
				method_place(units[j].class_adjusted),
				method_place(units[j].class_final),
				word_of(
				    &group, funnel_judge(units[j].class_final, MEASURE_DECREASE))});
	}
}

/* ---- enough to expect ----------------------------------------------------------------------- */

#define SMALL_HOSPITALS 8
#define SMALL_MINIMUM   30

static const int64_t small_counts[SMALL_HOSPITALS][2] = {
    {60, 60}, {299, 300}, {880, 900}, {95, 100}, {40, 40}, {500, 510}, {1000, 1030}, {19, 20}};

static const struct xlsx_column eligible_columns[] = {{"机构", XLSX_TEXT},
    {"分子/分母", XLSX_NUMBER}, {"预期发生 θn", XLSX_NUMBER}, {"预期未发生 (1 − θ)n", XLSX_NUMBER},
    {"名次", XLSX_NUMBER}, {"不排名的原因", XLSX_TEXT}};

static void
fill_eligible(struct page_table *table)
{
	struct comparison_rule rule = {.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_INCREASE,
	    .factor = 100,
	    .minimum_denominator = decimal_from_integer(SMALL_MINIMUM),
	    .confidence = 0.95,
	    .minimum_peers = OVERDISPERSION_UNITS};
	struct comparison_unit units[SMALL_HOSPITALS] = {0};
	struct rank_unit ranks[SMALL_HOSPITALS];
	struct expectation expectation = {.kind = MEASURE_PROPORTION};
	size_t order[SMALL_HOSPITALS];
	struct arena *arena = table->arena;

	for (size_t i = 0; i < SMALL_HOSPITALS; i++) {
		units[i] =
		    (struct comparison_unit){.numerator = decimal_from_integer(small_counts[i][0]),
			.denominator = decimal_from_integer(small_counts[i][1]),
			.has_numerator = true,
			.has_denominator = true,
			.complete = true};
		if (small_counts[i][1] >= SMALL_MINIMUM)
			expectation_add(&expectation, units[i].numerator, units[i].denominator);
	}
	comparison_compute(units, SMALL_HOSPITALS, &rule, ranks, order);
	for (size_t i = 0; i < SMALL_HOSPITALS; i++) {
		const struct comparison_unit *unit = &units[i];
		double n = (double)small_counts[i][1], theta = expectation_theta(&expectation);
		bool ranked = unit->reason == COMPARISON_RANKED;

		page_table_add(
		    table, (const char *const[]){method_other(i),
			       method_fraction(arena, (double)small_counts[i][0], n),
			       method_number(arena, 3, theta * n),
			       method_number(arena, 3, (1 - theta) * n),
			       ranked ? text_format(arena, "%zu", unit->rank) : "—",
			       ranked                                     ? "—"
			       : unit->reason == COMPARISON_BELOW_MINIMUM ? "低于最小分母"
									  : "预期不足 1 例"});
	}
}

const struct method_table method_peer_tables[] = {
    {"funnel", "例：手术患者住院死亡率的控制限（%）", METHOD_COLUMNS(funnel_columns), 0,
	fill_funnel, note_spread},
    {"class", "例：中心静脉导管相关血流感染的精确概率", METHOD_COLUMNS(class_columns), 0,
	fill_class, NULL},
    {"phi", "例：手术患者住院死亡率的离散程度", METHOD_COLUMNS(phi_columns), 0, fill_phi,
	note_spread},
    {"tau", "例：两项指标的机构间方差", METHOD_COLUMNS(tau_columns), 0, fill_tau, NULL},
    {"z", "例：中心静脉导管相关血流感染，每家由其余四家评判", METHOD_COLUMNS(z_columns), 0, fill_z,
	NULL},
    {"final", "例：两项指标的位置和用词", METHOD_COLUMNS(final_columns), 1, fill_final, NULL},
    {"eligible", "例：一项越高越好的比例，哪些医院参与排名", METHOD_COLUMNS(eligible_columns), 0,
	fill_eligible, NULL},
    {0},
};
