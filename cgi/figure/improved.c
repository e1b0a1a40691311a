#include "improved.h"

#include <math.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/distribution.h"
#include "measure/rank_distribution.h"
#include "peers.h"
#include "value.h"

/* More are not given intervals of their ranks: the table of them would be too much work. */
#define RANKED_MOST 200

/* Whole counts of two periods. */
static bool
read_unit(struct improvement_unit *out, const struct figure_table *table, size_t unit)
{
	const struct comparison_unit *now = &table->units[unit];
	const struct comparison_rule *rule = &table->definition->rule;
	size_t row = table->first + unit;
	const char *x = rows_text(table->rows, row, "previous_numerator");
	const char *n = rows_text(table->rows, row, "previous_denominator");
	struct decimal x0, n0;

	*out = (struct improvement_unit){0};
	if (x == NULL || n == NULL || !decimal_parse(&x0, x) || !decimal_parse(&n0, n) ||
	    now->status != MEASURE_OK || !now->complete || now->few_expected ||
	    decimal_compare(now->denominator, rule->minimum_denominator) < 0 ||
	    decimal_compare(n0, rule->minimum_denominator) < 0 || !decimal_is_whole(x0) ||
	    !decimal_is_whole(n0) || !decimal_is_whole(now->numerator) ||
	    !decimal_is_whole(now->denominator))
		return false;
	*out = (struct improvement_unit){.x0 = decimal_to_double(x0),
	    .n0 = decimal_to_double(n0),
	    .x1 = decimal_to_double(now->numerator),
	    .n1 = decimal_to_double(now->denominator),
	    .eligible = true};
	return true;
}

static void
write_unit(struct figure_improved *out, const struct improvement_unit *unit,
    const struct comparison_rule *rule)
{
	double factor = rule->direction == MEASURE_DECREASE ? -rule->factor : rule->factor;
	double a = factor * unit->lower, b = factor * unit->upper;

	*out = (struct figure_improved){.known = true,
	    .change = factor * unit->change,
	    .lower = fmin(a, b),
	    .upper = fmax(a, b)};
}

/* Ranks by change and, unless there are too many, their intervals. */
static void
rank(struct figure_improved *known[], size_t count, const struct figure_table *table)
{
	struct arena *arena = table->arena;
	double z = normal_quantile(table->definition->rule.confidence);
	struct rank_belief *beliefs = arena_new(arena, struct rank_belief, count),
			   *scratch = arena_new(arena, struct rank_belief, count);
	struct rank_summary *summaries = arena_new(arena, struct rank_summary, count);
	struct rank_hierarchy hierarchy;
	double *mass;

	for (size_t i = 0; i < count; i++) {
		known[i]->of = count;
		known[i]->rank = 1;
		for (size_t j = 0; j < count; j++)
			known[i]->rank += known[j]->change > known[i]->change;
		beliefs[i] = (struct rank_belief){
		    .x = known[i]->change, .n = (known[i]->upper - known[i]->lower) / (2 * z)};
	}
	if (count > RANKED_MOST ||
	    rank_hierarchy_fit(&hierarchy, beliefs, count, RANK_NORMAL) != MEASURE_OK)
		return;
	mass = arena_new(arena, double, count *count);
	rank_distribution_mixed(mass, &hierarchy, MEASURE_INCREASE, scratch,
	    arena_new(arena, double, rank_distribution_work(count)));
	for (size_t i = 0; i < count; i++) {
		rank_summary_make(&summaries[i], mass + i * count, count);
		known[i]->summary = &summaries[i];
	}
}

void
figure_improved_read(
    struct figure_improved out[], const struct figure_table *table, size_t first, size_t count)
{
	const struct comparison_rule *rule = &table->definition->rule;
	struct improvement_unit *units = arena_new(table->arena, struct improvement_unit, count);
	struct figure_improved **known = arena_new(table->arena, struct figure_improved *, count);
	struct improvement improvement;
	enum funnel_model model;
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		out[table->order[first + i]] = (struct figure_improved){0};
	if (count == 0 || !figure_is_judged(&model, table->definition) ||
	    !rows_flag(table->rows, table->first, "previous_year"))
		return;
	for (size_t i = 0; i < count; i++)
		read_unit(&units[i], table, table->order[first + i]);
	if (improvement_compute(&improvement, units, count, model, rule->confidence) != MEASURE_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		if (!units[i].eligible)
			continue;
		known[found] = &out[table->order[first + i]];
		write_unit(known[found++], &units[i], rule);
	}
	rank(known, found, table);
}

static double
number_of(const struct rows *rows, const char *column)
{
	const char *text = rows_text(rows, 0, column);

	return text == NULL ? 0 : strtod(text, NULL);
}

void
figure_improved_read_one(struct figure_improved *out, const struct figure_table *table, size_t unit,
    const struct rows *evidence)
{
	const struct comparison_rule *rule = &table->definition->rule;
	struct improvement_unit own;
	struct improvement_sums sums;
	enum funnel_model model;

	*out = (struct figure_improved){0};
	if (rows_count(evidence) == 0 || !figure_is_judged(&model, table->definition) ||
	    !read_unit(&own, table, unit))
		return;
	sums = (struct improvement_sums){.units = (size_t)rows_integer(evidence, 0, "units"),
	    .x0 = number_of(evidence, "before_numerator"),
	    .n0 = number_of(evidence, "before_denominator"),
	    .x1 = number_of(evidence, "now_numerator"),
	    .n1 = number_of(evidence, "now_denominator"),
	    .tau2 = number_of(evidence, "tau2")};
	if (improvement_compute_one(&own, &sums, model, rule->confidence) == MEASURE_OK)
		write_unit(out, &own, rule);
}

const char *
figure_improved_change(struct arena *arena, const struct figure_definition *definition,
    const struct figure_improved *improved)
{
	if (!improved->known)
		return NULL;
	return text_format(arena, "%+.*f", definition->places, improved->change);
}

const char *
figure_improved_interval(struct arena *arena, const struct figure_definition *definition,
    const struct figure_improved *improved)
{
	return figure_interval(
	    arena, definition, improved->known, improved->lower, improved->upper);
}

const char *
figure_improved_sentence(struct arena *arena, const struct figure_definition *definition,
    const struct figure_improved *improved, bool withheld)
{
	bool better = improved->lower > 0;
	struct figure_improved shown = *improved;

	if (!improved->known)
		return NULL;
	if (!better && improved->upper >= 0)
		return "与去年同期比看不出进步或退步（已扣除回归均值）";
	if (withheld)
		return better ? "比去年同期有进步，已扣除回归均值（同组尚有未公开的数，不写数值）"
			      : "比去年同期有退步，已扣除回归均值（同组尚有未公开的数，不写数值）";
	if (!better)
		shown = (struct figure_improved){.known = true,
		    .change = -improved->change,
		    .lower = -improved->upper,
		    .upper = -improved->lower};
	return text_format(arena, "比去年同期%s %.*f（95%% 区间 %s），已扣除回归均值",
	    better ? "进步" : "退步", definition->places, shown.change,
	    figure_improved_interval(arena, definition, &shown));
}

const char *
figure_improved_place(struct arena *arena, const struct figure_improved *improved)
{
	if (!improved->known)
		return NULL;
	if (improved->summary == NULL)
		return text_format(arena, "第 %zu / %zu 名", improved->rank, improved->of);
	return text_format(arena, "第 %zu（%zu～%zu）/ %zu 名", improved->rank,
	    improved->summary->lower, improved->summary->upper, improved->of);
}
