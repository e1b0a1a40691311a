/* The composite and the grade of the method page's example, with every step between. */
#include <math.h>
#include <stdlib.h>

#include "core/arena.h"
#include "core/template.h"
#include "core/text.h"
#include "method.h"

static const char *const letters[GRADE_COUNT] = {"A", "B", "C", "D"};

struct example {
	struct grade_indicator indicators[METHOD_INDICATORS];
	struct grade_peers peers[METHOD_INDICATORS];
	struct grade_item items[METHOD_INDICATORS][METHOD_HOSPITALS];
	struct grade_result results[METHOD_HOSPITALS];
};

static struct decimal
read(const char *text)
{
	struct decimal decimal = {0};

	return decimal_parse(&decimal, text) ? decimal : (struct decimal){0};
}

static void
compute(struct example *example)
{
	struct overdispersion_unit units[METHOD_HOSPITALS];
	size_t scratch[METHOD_HOSPITALS];

	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct method_indicator *given = &method_indicators[i];

		example->indicators[i] = (struct grade_indicator){
		    .kind = given->rate ? MEASURE_RATE : MEASURE_PROPORTION,
		    .direction = given->higher ? MEASURE_INCREASE : MEASURE_DECREASE,
		    .factor = decimal_from_integer(given->rate ? 1000 : 100),
		    .weight = read(given->weight),
		    .floor = read(given->floor),
		    .benchmark = read(given->benchmark),
		    .minimum_denominator = read(given->minimum),
		    .safety = given->safety};
		for (size_t j = 0; j < METHOD_HOSPITALS; j++)
			example->items[i][j] = (struct grade_item){
			    .numerator = decimal_from_integer(method_counts[i][j][0]),
			    .denominator = decimal_from_integer(method_counts[i][j][1]),
			    .has_numerator = true,
			    .has_denominator = true};
		grade_compute_indicator(&example->peers[i], example->items[i], METHOD_HOSPITALS,
		    &example->indicators[i], units, scratch);
	}
	for (size_t j = 0; j < METHOD_HOSPITALS; j++) {
		struct grade_item own[METHOD_INDICATORS];

		for (size_t i = 0; i < METHOD_INDICATORS; i++)
			own[i] = example->items[i][j];
		grade_compute_hospital(&example->results[j], example->indicators, own,
		    METHOD_INDICATORS, &grade_scheme_default);
	}
	grade_rank(example->results, METHOD_HOSPITALS, scratch);
}

/* ---- on the page ---------------------------------------------------------------------------- */

/* Tenths and hundredths are whole numbers: what is shown is what counts. */
static const char *
scaled(struct arena *arena, int number, int of)
{
	return text_format(arena, "%s%d.%0*d", number < 0 ? "-" : "", abs(number) / of,
	    of == 10 ? 1 : 2, abs(number) % of);
}

static void
show_scheme(struct view *view, struct arena *arena, const struct example *example)
{
	view_list(view, "scheme");
	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct method_indicator *given = &method_indicators[i];
		struct view *item = view_item(view, "scheme");

		view_text(item, "code", text_format(arena, "I%zu", i + 1));
		view_text(item, "name", given->name);
		view_text(item, "unit", given->unit);
		view_text(item, "direction", given->higher ? "越高越好" : "越低越好");
		view_text(item, "weight", given->weight);
		view_text(item, "floor", given->floor);
		view_text(item, "benchmark", given->benchmark);
		view_text(item, "minimum", given->minimum);
		view_flag(item, "safety", given->safety);
		view_text(item, "theta",
		    text_format(
			arena, "%.4f", (given->rate ? 1000 : 100) * example->peers[i].theta));
	}
}

static void
show_item(struct view *view, struct arena *arena, const struct example *example, size_t indicator,
    size_t hospital)
{
	const struct grade_item *item = &example->items[indicator][hospital];
	const int64_t *counts = method_counts[indicator][hospital];

	view_text(view, "code", text_format(arena, "I%zu", indicator + 1));
	view_integer(view, "x", counts[0]);
	view_integer(view, "n", counts[1]);
	view_text(view, "value", text_format(arena, "%.2f", item->value));
	view_flag(view, "eligible", item->standing == GRADE_ELIGIBLE);
	view_text(view, "points", scaled(arena, item->points_tenths, 10));
	view_text(view, "unclamped",
	    fabs(item->points_unclamped * 10 - item->points_tenths) < 0.5
		? NULL
		: text_format(arena, "%.1f", item->points_unclamped));
	view_text(view, "z",
	    item->z_known && method_indicators[indicator].safety
		? scaled(arena, item->z_hundredths, 100)
		: NULL);
}

/* "I1 的 z = -2.08，最高为 B" */
static const char *
cap_reason(struct arena *arena, const struct example *example, size_t hospital)
{
	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct grade_item *item = &example->items[i][hospital];
		enum grade cap = grade_cap(&example->indicators[i], item, &grade_scheme_default);

		if (cap != GRADE_A && cap == example->results[hospital].cap)
			return text_format(arena, "I%zu 的 z = %s，不高于 %s", i + 1,
			    scaled(arena, item->z_hundredths, 100), letters[cap]);
	}
	return NULL;
}

static void
show_hospital(
    struct view *view, struct arena *arena, const struct example *example, size_t hospital)
{
	const struct grade_result *result = &example->results[hospital];

	view_text(view, "name", text_format(arena, "示例医院%zu", hospital + 1));
	view_list(view, "items");
	for (size_t i = 0; i < METHOD_INDICATORS; i++)
		show_item(view_item(view, "items"), arena, example, i, hospital);
	view_text(view, "coverage", text_format(arena, "%.2f", result->coverage));
	view_text(view, "sum", text_format(arena, "%.2f", result->composite));
	view_text(view, "composite", scaled(arena, result->composite_tenths, 10));
	view_text(view, "band", letters[result->band]);
	view_text(view, "cap", cap_reason(arena, example, hospital));
	view_text(view, "grade", letters[result->grade]);
	view_text(
	    view, "error", result->error > 0 ? text_format(arena, "%.2f", result->error) : NULL);
	view_integer(view, "rank", (int64_t)result->rank);
}

/* H2 in I1, step by step. */
static void
show_steps(struct view *view, struct arena *arena, const struct example *example)
{
	const struct grade_item *item = &example->items[0][1];
	const struct grade_peers *peers = &example->peers[0];
	struct view *steps = view_object(view, "steps");
	double n = (double)method_counts[0][1][1];
	double deviation = funnel_deviation(FUNNEL_BINOMIAL, peers->theta, n);

	view_text(steps, "floor", method_indicators[0].floor);
	view_text(steps, "benchmark", method_indicators[0].benchmark);
	view_text(steps, "value", text_format(arena, "%.2f", item->value));
	view_text(steps, "points", scaled(arena, item->points_tenths, 10));
	view_text(steps, "theta", text_format(arena, "%.4f", peers->theta));
	view_text(steps, "share", text_format(arena, "%.4f", item->value / 100));
	view_integer(steps, "n", method_counts[0][1][1]);
	view_text(steps, "deviation", text_format(arena, "%.8f", deviation));
	view_text(steps, "z", text_format(arena, "%.4f", item->z));
	view_text(steps, "rounded", scaled(arena, item->z_hundredths, 100));
	view_text(steps, "error", text_format(arena, "%.2f", example->results[1].error));
}

void
method_show_grades(struct view *view, struct arena *arena)
{
	struct example *example = arena_new(arena, struct example, 1);

	compute(example);
	show_scheme(view, arena, example);
	view_list(view, "scores");
	for (size_t j = 0; j < METHOD_HOSPITALS; j++)
		show_hospital(view_item(view, "scores"), arena, example, j);
	show_steps(view, arena, example);
	view_flag(
	    view, "alike", !grade_is_distinguishable(&example->results[0], &example->results[4]));
}
