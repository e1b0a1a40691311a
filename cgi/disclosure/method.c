/* /method: how the figures are computed, in words and on an example that this page computes. */
#include "method.h"

#include "core/arena.h"
#include "core/page.h"
#include "core/template.h"
#include "core/text.h"
#include "measure/change.h"
#include "measure/comparison.h"
#include "measure/goal.h"
#include "measure/interval.h"
#include "measure/rank_distribution.h"
#include "page.h"

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

void
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

static void
set_number(struct view *view, struct arena *arena, const char *name, int places, double number)
{
	view_text(view, name, text_format(arena, "%.*f", places, number));
}

static const char *
hospital(struct arena *arena, size_t index)
{
	return text_format(arena, "示例医院%zu", index + 1);
}

/* ---- sums and intervals --------------------------------------------------------------------- */

static void
show_sums(struct view *view, struct arena *arena)
{
	view_list(view, "sums");
	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		struct view *item = view_item(view, "sums");
		double sum[2];

		method_sum(sum, i);
		view_text(item, "name", method_indicators[i].name);
		view_text(item, "unit", method_indicators[i].unit);
		set_number(item, arena, "x", 0, sum[0]);
		set_number(item, arena, "n", 0, sum[1]);
		set_number(item, arena, "value", 4, factor_of(i) * sum[0] / sum[1]);
	}
}

static void
show_interval(struct view *view, struct arena *arena, const char *method, size_t indicator,
    const double counts[2])
{
	struct view *item = view_item(view, "intervals");
	double factor = factor_of(indicator);
	struct interval interval;
	enum measure_status status =
	    method_indicators[indicator].rate
		? interval_rate(&interval, counts[0], counts[1], factor, 0.95)
		: interval_wilson(&interval, counts[0], counts[1], 0.95);
	double scale = method_indicators[indicator].rate ? 1 : factor;

	view_text(item, "method", method);
	view_text(item, "name", method_indicators[indicator].name);
	view_text(item, "unit", method_indicators[indicator].unit);
	set_number(item, arena, "x", 0, counts[0]);
	set_number(item, arena, "n", 0, counts[1]);
	view_flag(item, "known", status == MEASURE_OK);
	set_number(item, arena, "value", 4, scale * interval.value);
	set_number(item, arena, "lower", 4, scale * interval.lower);
	set_number(item, arena, "upper", 4, scale * interval.upper);
}

static void
show_intervals(struct view *view, struct arena *arena)
{
	double sum[2];

	view_list(view, "intervals");
	show_interval(view, arena, "Wilson 得分区间", 1,
	    (const double[]){(double)method_counts[1][0][0], (double)method_counts[1][0][1]});
	show_interval(view, arena, "Garwood 精确区间（事件数 10 以下）", 2,
	    (const double[]){(double)method_counts[2][0][0], (double)method_counts[2][0][1]});
	method_sum(sum, 2);
	show_interval(view, arena, "Byar 近似区间（事件数 10 及以上）", 2, sum);
}

/* ---- ranks ---------------------------------------------------------------------------------- */

static void
show_ranks(struct view *view, struct arena *arena)
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
	struct rank_summary summary;
	size_t order[METHOD_HOSPITALS];
	double mass[METHOD_HOSPITALS * METHOD_HOSPITALS];
	double *work = arena_new(arena, double, rank_distribution_work(METHOD_HOSPITALS));

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
	view_list(view, "ranks");
	if (rank_distribution_exact(
		mass, beliefs, METHOD_HOSPITALS, RANK_BETA, rule.direction, work) != MEASURE_OK)
		return;
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		const struct comparison_unit *unit = &units[order[i]];
		struct view *item = view_item(view, "ranks");

		rank_distribution_summarise(
		    &summary, mass + order[i] * METHOD_HOSPITALS, METHOD_HOSPITALS);
		view_text(item, "name", hospital(arena, order[i]));
		set_number(item, arena, "x", 0, beliefs[order[i]].x);
		set_number(item, arena, "n", 0, beliefs[order[i]].n);
		set_number(item, arena, "value", 2, unit->value);
		set_number(item, arena, "lower", 2, unit->lower);
		set_number(item, arena, "upper", 2, unit->upper);
		view_integer(item, "rank", (int64_t)unit->rank);
		set_number(item, arena, "mean", 2, summary.mean);
		view_integer(item, "rank_lower", (int64_t)summary.lower);
		view_integer(item, "rank_upper", (int64_t)summary.upper);
	}
}

/* ---- funnel --------------------------------------------------------------------------------- */

static void
show_funnel(struct view *view, struct arena *arena)
{
	static const char *const places[FUNNEL_CLASS_COUNT] = {
	    "低于 99.8% 限", "低于 95% 限", "限内", "高于 95% 限", "高于 99.8% 限"};
	struct overdispersion_unit units[METHOD_HOSPITALS] = {0};
	struct overdispersion spread;
	size_t scratch[METHOD_HOSPITALS];
	double sum[2];

	method_sum(sum, 0);
	view_list(view, "funnel");
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		double x = (double)method_counts[0][i][0], n = (double)method_counts[0][i][1];
		struct view *item = view_item(view, "funnel");
		struct funnel_point point;

		units[i] = (struct overdispersion_unit){.x = x, .n = n, .eligible = true};
		view_text(item, "name", hospital(arena, i));
		view_flag(item, "known",
		    funnel_classify(&point, FUNNEL_BINOMIAL, x, n, sum[0] / sum[1]) == MEASURE_OK);
		set_number(item, arena, "n", 0, n);
		set_number(item, arena, "value", 2, 100 * point.value);
		set_number(item, arena, "lower_95", 4, 100 * point.limits_95.lower);
		set_number(item, arena, "upper_95", 4, 100 * point.limits_95.upper);
		set_number(item, arena, "lower_998", 4, 100 * point.limits_998.lower);
		set_number(item, arena, "upper_998", 4, 100 * point.limits_998.upper);
		view_text(item, "place", places[point.class]);
	}
	if (overdispersion_compute(&spread, units, METHOD_HOSPITALS, FUNNEL_BINOMIAL, NULL,
		OVERDISPERSION_UNITS, scratch) == MEASURE_OK)
		set_number(view, arena, "phi", 3, spread.phi);
	else
		view_text(view, "phi", NULL);
	view_integer(view, "phi_units", OVERDISPERSION_UNITS);
}

/* ---- goal and change ------------------------------------------------------------------------ */

static void
show_goal(struct view *view, struct arena *arena)
{
	const int64_t *counts = method_counts[1][4];
	struct goal_rule rule = {.kind = MEASURE_PROPORTION,
	    .direction = MEASURE_INCREASE,
	    .factor = decimal_from_integer(100),
	    .goal = decimal_from_integer(95),
	    .confidence = 0.95};
	struct decimal x = decimal_from_integer(counts[0]), n = decimal_from_integer(counts[1]);
	struct view *item = view_object(view, "goal");
	struct goal_distance distance;

	goal_distance_compute(&distance, &rule, &x, &n);
	view_text(item, "name", hospital(arena, 4));
	view_integer(item, "x", counts[0]);
	view_integer(item, "n", counts[1]);
	view_text(item, "aim", "95");
	view_integer(item, "cases", distance.cases);
	set_number(item, arena, "lower", 1, distance.cases_lower);
	set_number(item, arena, "upper", 1, distance.cases_upper);
}

static struct change_period
period_of(const int64_t counts[2])
{
	return (struct change_period){.numerator = decimal_from_integer(counts[0]),
	    .denominator = decimal_from_integer(counts[1]),
	    .has_numerator = true,
	    .has_denominator = true};
}

/* The counts of two hospitals stand for two periods of one. */
static void
show_change(struct view *view, struct arena *arena)
{
	struct change_period before = period_of(method_counts[1][4]),
			     after = period_of(method_counts[1][1]);
	struct view *item = view_object(view, "change");
	struct change change;

	change_compute(&change, MEASURE_PROPORTION, MEASURE_INCREASE, 100, &before, &after, 0.95);
	view_integer(item, "x_before", method_counts[1][4][0]);
	view_integer(item, "n_before", method_counts[1][4][1]);
	view_integer(item, "x_after", method_counts[1][1][0]);
	view_integer(item, "n_after", method_counts[1][1][1]);
	set_number(item, arena, "difference", 2, change.difference);
	set_number(item, arena, "lower", 2, change.lower);
	set_number(item, arena, "upper", 2, change.upper);
	set_number(item, arena, "probability", 5, change.probability);
	view_text(item, "verdict", change.verdict == CHANGE_BETTER ? "好转" : "差别可能是偶然");
}

enum status
method_get(struct context *context)
{
	struct view *view = page_view(context, "统计方法");

	disclosure_column(view, "统计方法", "政务公开",
	    "公开数据的算法、排名条件和不排名的情形，附可以逐项核对的例子");
	show_sums(view, context->arena);
	show_intervals(view, context->arena);
	show_ranks(view, context->arena);
	show_funnel(view, context->arena);
	show_goal(view, context->arena);
	show_change(view, context->arena);
	method_show_grades(view, context->arena);
	return page_show(context, "disclosure/method", view);
}
