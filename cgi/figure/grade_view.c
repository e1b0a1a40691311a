#include "grade_view.h"

#include <math.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "grade_decision.h"
#include "value.h"

const char *
figure_grade_letter(enum grade grade)
{
	static const char *const letters[GRADE_COUNT] = {
	    [GRADE_A] = "A", [GRADE_B] = "B", [GRADE_C] = "C", [GRADE_D] = "D"};

	return letters[grade];
}

const char *
figure_grade_tenths(struct arena *arena, int tenths)
{
	return text_format(arena, "%d.%d", tenths / 10, tenths % 10);
}

const char *
figure_grade_hundredths(struct arena *arena, int hundredths)
{
	int size = hundredths < 0 ? -hundredths : hundredths;

	return text_format(arena, "%s%d.%02d", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

const char *
figure_grade_rank(struct arena *arena, const struct figure_grade_unit *unit)
{
	if (unit->result.rank == 0)
		return NULL;
	return text_format(arena, "%zu%s", unit->result.rank, unit->tied ? "=" : "");
}

const char *
figure_grade_error(struct arena *arena, const struct figure_grade_unit *unit)
{
	if (!(unit->result.error > 0))
		return "未能估计";
	return text_format(arena, "%.2f", unit->result.error);
}

const char *
figure_grade_compared_words(enum grade_compared compared)
{
	static const char *const texts[GRADE_COMPARED_COUNT] = {
	    [GRADE_FEW_UNITS] = "可比的同组机构不足 5 家，不计算 z",
	    [GRADE_FEW_EXPECTED] = "预期不足 1 例，不计算 z",
	};

	return texts[compared];
}

const char *
figure_grade_reason_name(enum grade_reason reason)
{
	static const char *const names[GRADE_REASON_COUNT] = {
	    [GRADE_GRADED] = "graded",
	    [GRADE_COVERAGE] = "coverage",
	    [GRADE_NO_SAFETY] = "no_safety",
	};

	return names[reason];
}

const char *
figure_grade_reason_words(enum grade_reason reason)
{
	static const char *const texts[GRADE_REASON_COUNT] = {
	    [GRADE_COVERAGE] = "有效指标的权重不足",
	    [GRADE_NO_SAFETY] = "没有有效的安全指标",
	};

	return texts[reason];
}

const char *
figure_grade_reason_text(const struct figure_grade_unit *unit)
{
	return figure_grade_reason_words(unit->result.reason);
}

const char *
figure_grade_cap_text(
    struct arena *arena, const struct figure_grades *grades, const struct figure_grade_unit *unit)
{
	const struct figure_grade_scheme *scheme = grades->scheme;
	struct buffer out = buffer_create(arena, 128);

	for (size_t k = 0; k < scheme->count; k++) {
		const struct grade_item *item = &unit->items[k];
		enum grade cap = grade_cap(&scheme->rules[k], item, &scheme->scheme);
		const char *decided = figure_grade_decided(arena, grades, unit, k);

		if (cap == GRADE_A || scheme->rules[k].weight.units <= 0)
			continue;
		buffer_append_format(&out,
		    "%s安全指标“%s”z = %s，不高于 %s，也在精确 %s 限外，%s封顶 %s 级%s%s",
		    out.length > 0 ? "；" : "", scheme->indicators[k].name,
		    figure_grade_hundredths(arena, item->z_hundredths),
		    figure_grade_hundredths(arena, cap == GRADE_C
						       ? scheme->scheme.cap_c_hundredths
						       : scheme->scheme.cap_b_hundredths),
		    cap == GRADE_C ? "99.8%" : "95%", decided == NULL ? "" : "拟",
		    figure_grade_letter(cap), decided == NULL ? "" : "，",
		    decided == NULL ? "" : decided);
	}
	if (unit->veto != FIGURE_GRADE_NONE)
		buffer_append_format(&out, "%s重大事件（%s），封顶 %s 级",
		    out.length > 0 ? "；" : "", rows_text(grades->vetoes, unit->veto, "document"),
		    figure_grade_letter(unit->result.veto));
	return out.length > 0 ? out.data : NULL;
}

/* w S: the weight has two decimals and the points one, so nothing is lost. */
static const char *
weigh(struct arena *arena, struct decimal weight, int tenths)
{
	return figure_decimal(arena, (struct decimal){weight.units * tenths / 10});
}

/* The value and its counts as the row has them, also where they do not count. */
static void
read_counts(struct figure_grade_line *out, struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_unit *unit, size_t index)
{
	size_t row = unit->rows[index];
	const char *x, *n;

	if (row == FIGURE_GRADE_NONE)
		return;
	x = rows_text(grades->values, row, "numerator");
	n = rows_text(grades->values, row, "denominator");
	out->counts = n == NULL ? NULL : figure_counts(arena, x, n);
	out->value = figure_value(arena, &grades->scheme->indicators[index].definition, x, n);
}

static void
read_safety(struct figure_grade_line *out, struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_unit *unit, size_t index)
{
	const struct grade_item *item = &unit->items[index];
	const struct figure_grade_indicator *indicator = &grades->scheme->indicators[index];
	enum grade cap = grade_cap(&grades->scheme->rules[index], item, &grades->scheme->scheme);

	if (!grades->scheme->rules[index].safety)
		return;
	out->z_why = figure_grade_compared_words(item->compared);
	if (item->compared != GRADE_COMPARED)
		return;
	out->theta = text_format(arena, "%.*f", indicator->definition.places + 2,
	    indicator->definition.factor * item->theta_others);
	out->z = figure_grade_hundredths(arena, item->z_hundredths);
	out->cap = cap == GRADE_A ? NULL : figure_grade_letter(cap);
	out->decided = figure_grade_decided(arena, grades, unit, index);
}

static void
result_grade_line_read(struct figure_grade_line *out, struct arena *arena,
    const struct figure_grades *grades, const struct figure_grade_unit *unit, size_t index)
{
	const struct grade_indicator *rule = &grades->scheme->rules[index];
	const struct grade_item *item = &unit->items[index];

	*out = (struct figure_grade_line){.floor = figure_decimal(arena, rule->floor),
	    .benchmark = figure_decimal(arena, rule->benchmark),
	    .weight = figure_decimal(arena, rule->weight)};
	read_counts(out, arena, grades, unit, index);
	if (item->standing != GRADE_ELIGIBLE) {
		out->why = figure_status_text(unit->statuses[index]);
		return;
	}
	out->points = figure_grade_tenths(arena, item->points_tenths);
	out->points_error =
	    item->variance > 0 ? text_format(arena, "%.2f", sqrt(item->variance)) : NULL;
	out->weighted = weigh(arena, rule->weight, item->points_tenths);
	read_safety(out, arena, grades, unit, index);
}

static void
show_items(struct view *view, struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_unit *unit)
{
	struct decimal weight = {0}, points = {0};

	view_list(view, "items");
	for (size_t k = 0; k < grades->scheme->count; k++) {
		struct view *item = view_item(view, "items");
		const struct grade_indicator *rule = &grades->scheme->rules[k];
		struct figure_grade_line said;

		result_grade_line_read(&said, arena, grades, unit, k);
		view_text(item, "name", grades->scheme->indicators[k].name);
		view_text(item, "indicator_code", grades->scheme->indicators[k].code);
		view_text(item, "unit", grades->scheme->indicators[k].definition.unit);
		view_flag(item, "safety", rule->safety);
		view_text(item, "counts", said.counts);
		view_text(item, "value", said.value);
		view_text(item, "floor", said.floor);
		view_text(item, "benchmark", said.benchmark);
		view_text(item, "weight", said.weight);
		view_text(item, "points", said.points);
		view_text(item, "points_error", said.points_error);
		view_text(item, "weighted", said.weighted);
		view_text(item, "theta", said.theta);
		view_text(item, "z", said.z);
		view_text(item, "z_why", said.z_why);
		view_text(item, "cap", said.cap);
		view_text(item, "decided", said.decided);
		view_text(item, "why", said.why);
		if (said.points == NULL)
			continue;
		weight.units += rule->weight.units;
		points.units += rule->weight.units * unit->items[k].points_tenths / 10;
	}
	view_text(view, "eligible_weight", figure_decimal(arena, weight));
	view_text(view, "weighted_points", figure_decimal(arena, points));
}

void
figure_grade_show(struct view *view, struct arena *arena, const struct figure_grades *grades,
    const struct figure_grade_group *group, const struct figure_grade_unit *unit)
{
	const struct grade_result *result = &unit->result;
	bool graded = result->reason == GRADE_GRADED;

	view_text(view, "grade", graded ? figure_grade_letter(result->grade) : NULL);
	view_text(view, "band", graded ? figure_grade_letter(result->band) : NULL);
	view_text(view, "composite",
	    graded ? figure_grade_tenths(arena, result->composite_tenths) : NULL);
	view_text(view, "error", graded ? figure_grade_error(arena, unit) : NULL);
	view_text(view, "coverage", text_format(arena, "%.0f%%", 100 * result->coverage));
	view_text(view, "cap_text", figure_grade_cap_text(arena, grades, unit));
	view_flag(view, "capped", graded && result->grade != result->band);
	view_text(view, "why", figure_grade_reason_text(unit));
	view_text(view, "rank", figure_grade_rank(arena, unit));
	view_text(view, "of", text_format(arena, "%zu", group->graded));
	show_items(view, arena, grades, unit);
}

/* ---- as a file ------------------------------------------------------------------------------ */

static const struct xlsx_column columns[] = {{"指标编码", XLSX_TEXT}, {"指标名称", XLSX_TEXT},
    {"单位", XLSX_TEXT}, {"分子/分母", XLSX_TEXT}, {"指标值", XLSX_NUMBER}, {"起评值", XLSX_NUMBER},
    {"满分值", XLSX_NUMBER}, {"得分", XLSX_NUMBER}, {"得分标准误", XLSX_NUMBER},
    {"权重", XLSX_NUMBER}, {"加权得分", XLSX_NUMBER}, {"安全指标", XLSX_TEXT},
    {"其余各家", XLSX_NUMBER}, {"z", XLSX_NUMBER}, {"封顶", XLSX_TEXT}, {"封顶的审议", XLSX_TEXT},
    {"未计入原因", XLSX_TEXT}};

struct page_table
figure_grade_table(
    struct arena *arena, const struct figure_grades *grades, const char *institution_id)
{
	struct page_table table =
	    page_table_create(arena, columns, sizeof(columns) / sizeof(columns[0]));
	const struct figure_grade_scheme *scheme = grades->scheme;
	const struct figure_grade_group *group = NULL;
	const struct figure_grade_unit *unit = figure_grade_find(&group, grades, institution_id);

	for (size_t i = 0; unit != NULL && i < scheme->count; i++) {
		struct figure_grade_line item;

		result_grade_line_read(&item, arena, grades, unit, i);
		page_table_add(&table,
		    (const char *const[]){scheme->indicators[i].code, scheme->indicators[i].name,
			scheme->indicators[i].definition.unit, item.counts, item.value, item.floor,
			item.benchmark, item.points, item.points_error, item.weight, item.weighted,
			scheme->rules[i].safety ? "是" : "否", item.theta, item.z, item.cap,
			item.decided, item.why});
	}
	return table;
}
