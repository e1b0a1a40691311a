#include "trend.h"

#include <assert.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"

static bool
type_of(enum chart_type *out, enum measure_kind kind)
{
	switch (measure_kinds[kind].interval_model) {
	case KIND_BINOMIAL:
		*out = CHART_P_AUTO;
		return true;
	case KIND_POISSON:
		*out = CHART_U_AUTO;
		return true;
	case KIND_NORMAL:
		*out = CHART_MEAN;
		return true;
	default:
		return false;
	}
}

bool
figure_trend_read_part(struct figure_trend *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, size_t first, size_t count)
{
	*out = (struct figure_trend){
	    .rows = rows, .first = first, .definition = definition, .arena = arena, .count = count};
	out->points = arena_new(arena, struct chart_point, count);
	for (size_t i = 0; i < count; i++) {
		struct chart_point *point = &out->points[i];
		const char *x = rows_text(rows, first + i, "numerator"),
			   *n = rows_text(rows, first + i, "denominator");
		double expected = (double)rows_integer(rows, first + i, "expected"),
		       received = (double)rows_integer(rows, first + i, "received");

		point->has_counts = x != NULL && n != NULL && decimal_parse(&point->numerator, x) &&
				    decimal_parse(&point->denominator, n);
		point->excluded = received < FIGURE_TREND_COVERAGE * expected;
	}
	if (!type_of(&out->type, definition->rule.kind))
		return false;
	chart_compute(&out->chart, out->points, count, out->type, definition->rule.factor,
	    DECIMAL_PLACES, arena_new(arena, size_t, 2 * count));
	for (size_t i = 0; i < count; i++)
		out->values += out->points[i].status == MEASURE_OK;
	return out->values > 0 && out->chart.status == MEASURE_OK;
}

void
figure_trend_freeze_span(struct figure_trend *trend, const char *first, const char *last)
{
	for (size_t i = 0; i < trend->count; i++) {
		const char *period = rows_text(trend->rows, trend->first + i, "period");

		trend->points[i].baseline = strcmp(period, first) >= 0 && strcmp(period, last) <= 0;
	}
	chart_compute(&trend->chart, trend->points, trend->count, trend->type,
	    trend->definition->rule.factor, DECIMAL_PLACES,
	    arena_new(trend->arena, size_t, 2 * trend->count));
}

void
figure_trend_freeze(struct figure_trend *trend, const struct rows *decisions)
{
	trend->decisions = decisions;
	if (rows_count(decisions) > 0 && rows_text(decisions, 0, "first_period") != NULL)
		figure_trend_freeze_span(trend, rows_text(decisions, 0, "first_period"),
		    rows_text(decisions, 0, "last_period"));
}

bool
figure_trend_read(struct figure_trend *out, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows)
{
	return figure_trend_read_part(out, arena, definition, rows, 0, rows_count(rows));
}

const char *
figure_trend_type(const struct figure_trend *trend)
{
	bool widened = trend->chart.sigma_factor > 1;

	if (trend->type == CHART_MEAN)
		return "均值控制图";
	if (trend->type == CHART_P_AUTO)
		return widened ? "p′ 控制图" : "p 控制图";
	return widened ? "u′ 控制图" : "u 控制图";
}

const char *
figure_trend_note(const struct figure_trend *trend)
{
	const struct chart *chart = &trend->chart;
	struct buffer out = buffer_create(trend->arena, 256);

	buffer_append_format(&out, "%s，中心线 %.*f%s，由%s %zu 个季度的分子之和除以分母之和得到。",
	    figure_trend_type(trend), trend->definition->places, chart->centre,
	    trend->definition->unit, chart->reference == CHART_BASELINE ? "基准期的" : "",
	    chart->referenced);
	if (trend->type != CHART_MEAN && chart->sigma_factor > 1)
		buffer_append_format(&out,
		    "季度之间的波动超出偶然，控制限按实际波动放宽到 %.2f 倍。",
		    chart->sigma_factor);
	if (chart->provisional)
		buffer_append_format(&out, "少于 %d 个季度，控制限为暂定。", CHART_POINTS_FIRM);
	if (chart->longest_run_maximum > 0)
		buffer_append_format(&out,
		    "Anhøj 规则：同侧最长 %zu 点（上限 %zu），穿过中心线 %zu 次（下限 %zu），%s。",
		    chart->longest_run, chart->longest_run_maximum, chart->crossings,
		    chart->crossings_minimum, chart->anhoej_signal ? "有信号" : "无信号");
	return out.data;
}

const char *
figure_trend_signal(const struct figure_trend *trend, size_t index)
{
	static const char *const texts[] = {"超出 3σ 控制限", "连续 8 点以上在中心线同侧",
	    "连续 6 点以上上升或下降", "连续 3 点中 2 点超出 2σ"};
	const struct chart_point *point = &trend->points[index];
	struct buffer out = buffer_create(trend->arena, 64);

	assert(index < trend->count);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		bool fired = point->rules[i] || (i == 0 && point->beyond_3_sigma);

		if (fired && out.length > 0)
			buffer_append_text(&out, "；");
		if (fired)
			buffer_append_text(&out, texts[i]);
	}
	return out.length > 0 ? out.data : NULL;
}
