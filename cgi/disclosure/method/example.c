/* What the examples of the method page are made of: counts, and how their figures are written. */
#include "core/arena.h"
#include "core/text.h"
#include "method.h"

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

double
method_factor(size_t indicator)
{
	return method_indicators[indicator].rate ? 1000 : 100;
}

const char *
method_hospital(struct arena *arena, size_t index)
{
	return text_format(arena, "示例医院%zu", index + 1);
}

const char *
method_other(size_t index)
{
	static const char *const names[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"};

	return index < sizeof(names) / sizeof(names[0]) ? names[index] : "其他";
}

const char *
method_number(struct arena *arena, int places, double number)
{
	return text_format(arena, "%.*f", places, number);
}

const char *
method_short(struct arena *arena, double number)
{
	return text_format(arena, "%.4g", number);
}

const char *
method_range(struct arena *arena, int places, double lower, double upper)
{
	return text_format(arena, "%.*f～%.*f", places, lower, places, upper);
}

const char *
method_fraction(struct arena *arena, double x, double n)
{
	return text_format(arena, "%.0f/%.0f", x, n);
}

const char *method_place(enum funnel_class class)
{
	static const char *const places[FUNNEL_CLASS_COUNT] = {
	    "低于 99.8% 限", "低于 95% 限", "限内", "高于 95% 限", "高于 99.8% 限"};

	return places[class];
}

const char *
method_yes(bool yes)
{
	return yes ? "是" : "否";
}

void
method_judge(struct overdispersion *group, struct overdispersion_unit units[METHOD_HOSPITALS],
    size_t indicator)
{
	size_t scratch[METHOD_HOSPITALS];

	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		units[i] = (struct overdispersion_unit){.x = (double)method_counts[indicator][i][0],
		    .n = (double)method_counts[indicator][i][1],
		    .eligible = true};
	if (overdispersion_compute(group, units, METHOD_HOSPITALS,
		method_indicators[indicator].rate ? FUNNEL_POISSON : FUNNEL_BINOMIAL, NULL,
		scratch) != MEASURE_OK)
		*group = (struct overdispersion){.status = OVERDISPERSION_FEW_UNITS};
}

const struct xlsx_column method_steps[METHOD_STEPS] = {
    {"步骤", XLSX_TEXT}, {"数值", XLSX_NUMBER}, {"怎样得来", XLSX_TEXT}};

void
method_step(struct page_table *table, const char *what, const char *number, const char *made_of)
{
	page_table_add(table, (const char *const[]){what, number, made_of});
}
