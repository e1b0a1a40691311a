#include "line.h"

#include "core/rows.h"
#include "core/text.h"
#include "core/view.h"
#include "measure/change.h"
#include "measure/goal.h"
#include "value.h"

/* Of a period put together from fewer than were owed: how many. */
static const char *
partial_text(struct arena *arena, const struct rows *rows, size_t row)
{
	const char *text = figure_status_text(FIGURE_PARTIAL);

	if (!rows_has_column(rows, "received") || !rows_has_column(rows, "expected") ||
	    rows_integer(rows, row, "expected") < 2)
		return text;
	return text_format(arena, "%s（%s/%s 季）", text, rows_text(rows, row, "received"),
	    rows_text(rows, row, "expected"));
}

void
figure_line_read_value(struct figure_line *out, const struct figure_table *table, size_t unit)
{
	const struct comparison_unit *computed = &table->units[unit];
	const struct figure_definition *definition = table->definition;
	const struct rows *rows = table->rows;
	struct arena *arena = table->arena;
	size_t row = table->first + unit;
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	enum figure_status status = table->statuses[unit];

	*out = (struct figure_line){0};
	if (computed->rank > 0) {
		out->rank = figure_rank(arena, computed);
		out->of = text_format(arena, "%zu", computed->of);
	} else {
		out->why = status == FIGURE_PARTIAL ? partial_text(arena, rows, row)
						    : figure_status_text(status);
	}
	if (status != FIGURE_INVALID)
		out->value = figure_value(arena, definition, x, n);
	if (measure_kind_has_denominator(definition->rule.kind) && n != NULL)
		out->counts = figure_counts(arena, x, n);
	if (computed->interval_known) {
		out->lower = figure_double(arena, definition, computed->lower);
		out->upper = figure_double(arena, definition, computed->upper);
		out->interval =
		    figure_interval(arena, definition, true, computed->lower, computed->upper);
	}
}

void
figure_line_read(struct figure_line *out, const struct figure_table *table, size_t unit)
{
	const struct figure_definition *definition = table->definition;
	const struct rows *rows = table->rows;
	struct arena *arena = table->arena;
	size_t row = table->first + unit;

	figure_line_read_value(out, table, unit);
	out->goal = figure_bound(arena, definition, rows_text(rows, row, "goal"));
	out->goal_verdict = figure_goal_verdict(rows_text(rows, row, "goal_met"));
	out->threshold_verdict = figure_verdict(rows_text(rows, row, "threshold_met"));
	out->baseline = figure_value(arena, definition, rows_text(rows, row, "baseline_numerator"),
	    rows_text(rows, row, "baseline_denominator"));
	if (!definition->truth)
		out->change = figure_change(arena, out->value, out->baseline);
}

/* ---- change --------------------------------------------------------------------------------- */

static struct change_period
period_of(const char *numerator, const char *denominator)
{
	struct change_period period = {0};

	period.has_numerator = numerator != NULL && decimal_parse(&period.numerator, numerator);
	period.has_denominator =
	    denominator != NULL && decimal_parse(&period.denominator, denominator);
	return period;
}

static void
read_change(struct figure_change *out, const struct figure_table *table, size_t unit,
    const struct change_period *before, const char *from)
{
	static const char *const words[CHANGE_VERDICT_COUNT] = {
	    [CHANGE_NONE] = "差别可能是偶然",
	    [CHANGE_BETTER] = "好转",
	    [CHANGE_WORSE] = "变差",
	    [CHANGE_DIFFERENT] = "有变化",
	};
	const struct figure_definition *definition = table->definition;
	const struct rows *rows = table->rows;
	size_t row = table->first + unit;
	const char *x = rows_text(rows, row, "numerator"), *n = rows_text(rows, row, "denominator");
	struct change_period after = period_of(x, n);
	struct change change;

	after.has_deviation = table->units[unit].has_deviation;
	after.deviation = table->units[unit].deviation;
	*out = (struct figure_change){.from = from};
	if (definition->truth || table->statuses[unit] == FIGURE_INVALID)
		return;
	out->figure =
	    figure_change(table->arena, figure_value(table->arena, definition, x, n), out->from);
	if (out->figure == NULL)
		return;
	change_compute(&change, definition->rule.kind, definition->rule.direction,
	    definition->rule.factor, before, &after, definition->rule.confidence);
	out->interval = figure_interval(
	    table->arena, definition, change.status == MEASURE_OK, change.lower, change.upper);
	out->words = words[change.verdict];
}

static void
read_change_of(struct figure_change *out, const struct figure_table *table, size_t unit,
    const char *numerator, const char *denominator, const char *deviation)
{
	const struct rows *rows = table->rows;
	size_t row = table->first + unit;
	const char *x = rows_text(rows, row, numerator), *n = rows_text(rows, row, denominator);
	struct change_period before = period_of(x, n);

	if (deviation != NULL && rows_has_column(rows, deviation))
		before.has_deviation =
		    figure_deviation_read(&before.deviation, rows, row, deviation);
	read_change(out, table, unit, &before, figure_value(table->arena, table->definition, x, n));
}

/* ---- distance to the goal ------------------------------------------------------------------- */

/* A threshold stands for a goal if it is a number on the side that is better. */
static const char *
threshold_of(const struct figure_definition *definition, const struct rows *head, size_t row)
{
	const char *op = rows_text(head, row, "threshold_op");
	const char *better = definition->rule.direction == MEASURE_INCREASE ? ">=" : "<=";

	return text_equal(op, better) ? rows_text(head, row, "threshold_value") : NULL;
}

static void
say_distance(struct figure_progress *out, const struct figure_definition *definition,
    struct arena *arena, const struct goal_distance *distance)
{
	if (distance->met) {
		out->distance_words = text_equal(out->aim, "要求") ? "已达到" : "已实现";
	} else if (distance->cases_known) {
		out->distance_words = text_format(arena, "还差 %s 例", out->distance);
	} else {
		out->distance_words = text_format(
		    arena, "还差 %.*f%s", definition->places, distance->gap, definition->unit);
	}
}

static void
read_distance(struct figure_progress *out, const struct figure_table *table, size_t unit,
    const struct rows *head, size_t head_row)
{
	const struct figure_definition *definition = table->definition;
	const struct comparison_unit *computed = &table->units[unit];
	struct arena *arena = table->arena;
	size_t row = table->first + unit;
	const char *goal = rows_text(table->rows, row, "goal");
	const char *aim = threshold_of(definition, head, head_row);
	struct goal_rule rule = {.kind = definition->rule.kind,
	    .direction = definition->rule.direction,
	    .factor = decimal_from_integer(definition->factor),
	    .confidence = definition->rule.confidence};
	struct goal_distance distance;

	out->aim = "要求";
	/* The requirement first: the own goal may lie behind it. */
	if (goal != NULL &&
	    (aim == NULL || !text_equal(rows_text(table->rows, row, "threshold_met"), "f"))) {
		aim = goal;
		out->aim = "本院目标";
	}
	if (aim == NULL || definition->truth || !decimal_parse(&rule.goal, aim)) {
		out->aim = NULL;
		return;
	}
	goal_distance_compute(&distance, &rule,
	    computed->has_numerator ? &computed->numerator : NULL,
	    computed->has_denominator ? &computed->denominator : NULL);
	if (distance.status != MEASURE_OK && distance.status != MEASURE_NO_INTERVAL)
		return;
	if (distance.cases_known)
		out->distance = text_format(arena, "%lld", (long long)distance.cases);
	if (distance.cases_known && distance.status == MEASURE_OK) {
		out->distance_lower = text_format(arena, "%.1f", distance.cases_lower);
		out->distance_upper = text_format(arena, "%.1f", distance.cases_upper);
	}
	say_distance(out, definition, arena, &distance);
}

void
figure_progress_read(struct figure_progress *out, const struct figure_table *table, size_t unit,
    const struct rows *head, size_t head_row)
{
	*out = (struct figure_progress){0};
	read_change_of(&out->previous, table, unit, "previous_numerator", "previous_denominator",
	    "previous_deviation");
	read_change_of(
	    &out->baseline, table, unit, "baseline_numerator", "baseline_denominator", NULL);
	read_distance(out, table, unit, head, head_row);
}

void
figure_change_view(struct view *view, const char *name, const struct figure_change *change)
{
	struct view *object;

	view_list(view, name);
	if (change->figure == NULL)
		return;
	object = view_object(view, name);
	view_text(object, "figure", change->figure);
	view_text(object, "interval", change->interval);
	view_text(object, "words", change->words);
}
