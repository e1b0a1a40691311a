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
	struct overdispersion_unit units[METHOD_INDICATORS][METHOD_HOSPITALS];
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
		    &example->indicators[i], example->units[i], scratch);
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

static const struct xlsx_column scheme_columns[] = {{"编号", XLSX_TEXT}, {"指标", XLSX_TEXT},
    {"单位", XLSX_TEXT}, {"导向", XLSX_TEXT}, {"权重", XLSX_NUMBER}, {"起评值 F", XLSX_NUMBER},
    {"满分值 B", XLSX_NUMBER}, {"最小分母", XLSX_NUMBER}, {"安全指标", XLSX_TEXT},
    {"同组合计 θ", XLSX_NUMBER}};

static void
fill_scheme(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);

	compute(example);
	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct method_indicator *given = &method_indicators[i];

		page_table_add(table,
		    (const char *const[]){text_format(table->arena, "I%zu", i + 1), given->name,
			given->unit, given->higher ? "越高越好" : "越低越好", given->weight,
			given->floor, given->benchmark, given->minimum, given->safety ? "是" : "否",
			method_number(table->arena, 4,
			    (given->rate ? 1000 : 100) * example->peers[i].theta)});
	}
}

/* Only that of a safety indicator counts. */
static const char *
published_z(struct arena *arena, const struct grade_item *item, size_t indicator)
{
	return item->compared == GRADE_COMPARED && method_indicators[indicator].safety
		   ? scaled(arena, item->z_hundredths, 100)
		   : NULL;
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
	view_text(view, "z", published_z(arena, item, indicator));
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

	view_text(view, "name", method_hospital(arena, hospital));
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

/* ---- as a file: a row for each hospital and indicator --------------------------------------- */

static const struct xlsx_column score_columns[] = {{"机构", XLSX_TEXT}, {"编号", XLSX_TEXT},
    {"分子", XLSX_NUMBER}, {"分母", XLSX_NUMBER}, {"指标值", XLSX_NUMBER}, {"计入", XLSX_TEXT},
    {"截断前得分", XLSX_NUMBER}, {"得分", XLSX_NUMBER}, {"z", XLSX_NUMBER}, {"覆盖", XLSX_NUMBER},
    {"加权平均", XLSX_NUMBER}, {"综合分", XLSX_NUMBER}, {"得分等级", XLSX_TEXT},
    {"封顶", XLSX_TEXT}, {"等级", XLSX_TEXT}, {"SE", XLSX_NUMBER}, {"名次", XLSX_NUMBER}};

static void
add_score(
    struct page_table *table, const struct example *example, size_t indicator, size_t hospital)
{
	const struct grade_item *item = &example->items[indicator][hospital];
	const struct grade_result *result = &example->results[hospital];
	const int64_t *counts = method_counts[indicator][hospital];
	bool eligible = item->standing == GRADE_ELIGIBLE;
	struct arena *arena = table->arena;

	page_table_add(table,
	    (const char *const[]){method_hospital(arena, hospital),
		text_format(arena, "I%zu", indicator + 1),
		text_format(arena, "%lld", (long long)counts[0]),
		text_format(arena, "%lld", (long long)counts[1]),
		method_number(arena, 2, item->value), eligible ? "是" : "分母少，不计",
		eligible ? method_number(arena, 1, item->points_unclamped) : NULL,
		eligible ? scaled(arena, item->points_tenths, 10) : NULL,
		published_z(arena, item, indicator), method_number(arena, 2, result->coverage),
		method_number(arena, 2, result->composite),
		scaled(arena, result->composite_tenths, 10), letters[result->band],
		cap_reason(arena, example, hospital), letters[result->grade],
		result->error > 0 ? method_number(arena, 2, result->error) : "不估计",
		text_format(arena, "%zu", result->rank)});
}

static void
fill_scores(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);

	compute(example);
	for (size_t hospital = 0; hospital < METHOD_HOSPITALS; hospital++)
		for (size_t i = 0; i < METHOD_INDICATORS; i++)
			add_score(table, example, i, hospital);
}

/* ---- step by step --------------------------------------------------------------------------- */

static const struct xlsx_column points_columns[] = {{"机构", XLSX_TEXT}, {"编号", XLSX_TEXT},
    {"指标值 v", XLSX_NUMBER}, {"截断前得分", XLSX_NUMBER}, {"得分 S", XLSX_NUMBER},
    {"未达上下限", XLSX_TEXT}};

static void
fill_points(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t hospital = 0; hospital < METHOD_HOSPITALS; hospital++)
		for (size_t i = 0; i < METHOD_INDICATORS; i++) {
			const struct grade_item *item = &example->items[i][hospital];
			bool eligible = item->standing == GRADE_ELIGIBLE;

			page_table_add(table,
			    (const char *const[]){method_hospital(arena, hospital),
				text_format(arena, "I%zu", i + 1),
				method_number(arena, 4, item->value),
				eligible ? method_number(arena, 4, item->points_unclamped) : NULL,
				eligible ? scaled(arena, item->points_tenths, 10) : "分母少，不计",
				eligible ? method_yes(item->inside) : NULL});
		}
}

static const struct xlsx_column composite_columns[] = {{"机构", XLSX_TEXT},
    {"权重 × 得分", XLSX_TEXT}, {"计入的权重", XLSX_NUMBER}, {"覆盖", XLSX_NUMBER},
    {"加权平均", XLSX_NUMBER}, {"综合分", XLSX_NUMBER}, {"得分等级", XLSX_TEXT}};

static double
total_weight(const struct example *example)
{
	double total = 0;

	for (size_t i = 0; i < METHOD_INDICATORS; i++)
		total += decimal_to_double(example->indicators[i].weight);
	return total;
}

/* "35 × 88.0 + 30 × 71.4" */
static const char *
products(struct arena *arena, const struct example *example, size_t hospital)
{
	const char *text = "";

	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		const struct grade_item *item = &example->items[i][hospital];

		if (item->standing == GRADE_ELIGIBLE)
			text = text_format(arena, "%s%s%s × %s", text, text[0] == '\0' ? "" : " + ",
			    method_indicators[i].weight, scaled(arena, item->points_tenths, 10));
	}
	return text;
}

static void
fill_composite(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++) {
		const struct grade_result *result = &example->results[i];

		page_table_add(table,
		    (const char *const[]){method_hospital(arena, i), products(arena, example, i),
			method_number(arena, 0, result->coverage * total_weight(example)),
			method_number(arena, 2, result->coverage),
			method_number(arena, 4, result->composite),
			scaled(arena, result->composite_tenths, 10), letters[result->band]});
	}
}

static const struct xlsx_column cap_columns[] = {{"机构", XLSX_TEXT}, {"安全指标", XLSX_TEXT},
    {"z（向差为负）", XLSX_NUMBER}, {"按精确控制限", XLSX_TEXT}, {"封顶", XLSX_TEXT}};

static void
fill_cap(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t hospital = 0; hospital < METHOD_HOSPITALS; hospital++)
		for (size_t i = 0; i < METHOD_INDICATORS; i++) {
			const struct grade_item *item = &example->items[i][hospital];
			enum grade cap =
			    grade_cap(&example->indicators[i], item, &grade_scheme_default);

			if (!method_indicators[i].safety || item->compared != GRADE_COMPARED)
				continue;
			page_table_add(table,
			    (const char *const[]){method_hospital(arena, hospital),
				text_format(arena, "I%zu", i + 1),
				scaled(arena, item->z_hundredths, 100), method_place(item->exact),
				cap == GRADE_A ? "—"
					       : text_format(arena, "不高于 %s", letters[cap])});
		}
}

static const struct xlsx_column error_columns[] = {
    {"机构", XLSX_TEXT}, {"计入标准误的指标", XLSX_TEXT}, {"SE", XLSX_NUMBER}};

static void
fill_error(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t hospital = 0; hospital < METHOD_HOSPITALS; hospital++) {
		const struct grade_result *result = &example->results[hospital];
		const char *codes = "";

		for (size_t i = 0; i < METHOD_INDICATORS; i++)
			if (example->items[i][hospital].standing == GRADE_ELIGIBLE &&
			    example->items[i][hospital].inside)
				codes = text_format(
				    arena, "%s%sI%zu", codes, codes[0] == '\0' ? "" : "、", i + 1);
		page_table_add(table,
		    (const char *const[]){method_hospital(arena, hospital),
			codes[0] == '\0' ? "没有" : codes,
			result->error > 0 ? method_number(arena, 4, result->error) : "不估计"});
	}
}

static const struct xlsx_column same_columns[] = {{"两家机构", XLSX_TEXT},
    {"综合分之差", XLSX_NUMBER}, {"1.96√(SE₁² + SE₂²)", XLSX_NUMBER}, {"能否区分", XLSX_TEXT}};

static void
fill_same(struct page_table *table)
{
	struct example *example = arena_new(table->arena, struct example, 1);
	struct arena *arena = table->arena;

	compute(example);
	for (size_t i = 0; i < METHOD_HOSPITALS; i++)
		for (size_t j = i + 1; j < METHOD_HOSPITALS; j++) {
			const struct grade_result *a = &example->results[i],
						  *b = &example->results[j];

			page_table_add(table,
			    (const char *const[]){
				text_format(arena, "%s与%s", method_hospital(arena, i),
				    method_hospital(arena, j)),
				scaled(arena, abs(a->composite_tenths - b->composite_tenths), 10),
				method_number(arena, 2, 1.96 * hypot(a->error, b->error)),
				grade_is_distinguishable(a, b) ? "能区分" : "不能区分"});
		}
}

const struct method_table method_grade_tables[] = {
    {"scheme", "例：方案", METHOD_COLUMNS(scheme_columns), 1, fill_scheme, NULL},
    {"points", "例：五家示例医院的单项得分", METHOD_COLUMNS(points_columns), 0, fill_points, NULL},
    {"composite", "例：五家示例医院的综合分", METHOD_COLUMNS(composite_columns), 0, fill_composite,
	NULL},
    {"cap", "例：五家示例医院的安全封顶", METHOD_COLUMNS(cap_columns), 0, fill_cap, NULL},
    {"grade", "例：五家示例医院的得分、封顶与等级", METHOD_COLUMNS(score_columns), 0, fill_scores,
	NULL},
    {"error", "例：五家示例医院综合分的标准误", METHOD_COLUMNS(error_columns), 0, fill_error, NULL},
    {"same", "例：两两比较综合分", METHOD_COLUMNS(same_columns), 0, fill_same, NULL},
    {0},
};

/* ---- by hand -------------------------------------------------------------------------------- */

/* One z of the example step by step. */
static void
show_step(struct view *view, struct arena *arena, const struct example *example, size_t indicator,
    size_t hospital)
{
	const struct method_indicator *given = &method_indicators[indicator];
	const struct grade_item *item = &example->items[indicator][hospital];
	const struct overdispersion_unit *unit = &example->units[indicator][hospital];
	double factor = given->rate ? 1000 : 100;
	int places = given->rate ? 8 : 7;
	struct view *step = view_item(view, "steps");

	view_text(step, "hospital", method_hospital(arena, hospital));
	view_text(step, "code", text_format(arena, "I%zu", indicator + 1));
	view_text(step, "floor", given->floor);
	view_text(step, "benchmark", given->benchmark);
	view_text(step, "value", method_number(arena, 2, item->value));
	view_text(step, "unclamped", method_number(arena, 1, item->points_unclamped));
	view_text(step, "points", scaled(arena, item->points_tenths, 10));
	view_text(step, "theta", method_number(arena, places, unit->theta_others));
	view_text(step, "tau2", text_format(arena, "%.4g", unit->tau2_others));
	view_text(step, "share", method_number(arena, given->rate ? 5 : 4, item->value / factor));
	view_text(step, "error", method_number(arena, places, unit->error));
	view_text(
	    step, "t", method_number(arena, 4, (unit->theta_others - unit->value) / unit->error));
	view_integer(step, "df", (int64_t)unit->df);
	view_text(step, "z", method_number(arena, 4, item->z));
	view_text(step, "place", method_place(item->exact));
	view_text(step, "rounded", scaled(arena, item->z_hundredths, 100));
}

/* The error of H2, in which one indicator only is within its bounds. */
static void
show_error(struct view *view, struct arena *arena, const struct example *example)
{
	struct view *shown = view_object(view, "error_step");

	view_text(shown, "hospital", method_hospital(arena, 1));
	view_integer(shown, "n", method_counts[0][1][1]);
	view_text(shown, "share", method_number(arena, 4, example->items[0][1].value / 100));
	view_text(shown, "error", method_number(arena, 2, example->results[1].error));
	view_text(shown, "weight", method_indicators[0].weight);
	view_text(shown, "floor", method_indicators[0].floor);
	view_text(shown, "benchmark", method_indicators[0].benchmark);
	view_text(shown, "total",
	    method_number(arena, 0, example->results[1].coverage * total_weight(example)));
}

void
method_show_grades(struct view *view, struct arena *arena)
{
	struct example *example = arena_new(arena, struct example, 1);

	compute(example);
	view_list(view, "indicators");
	for (size_t i = 0; i < METHOD_INDICATORS; i++) {
		struct view *head = view_item(view, "indicators");

		view_text(head, "code", text_format(arena, "I%zu", i + 1));
		view_flag(head, "safety", method_indicators[i].safety);
	}
	view_list(view, "hospitals");
	for (size_t j = 0; j < METHOD_HOSPITALS; j++)
		show_hospital(view_item(view, "hospitals"), arena, example, j);
	view_list(view, "steps");
	show_step(view, arena, example, 0, 1);
	show_step(view, arena, example, 2, 3);
	show_step(view, arena, example, 0, 0);
	show_error(view, arena, example);
	view_flag(
	    view, "alike", !grade_is_distinguishable(&example->results[0], &example->results[4]));
}
