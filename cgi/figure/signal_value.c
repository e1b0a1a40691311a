/* Signals out of values: outliers, goals and thresholds missed, worsening. */
#include <math.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/change.h"
#include "measure/goal.h"
#include "peers.h"
#include "signal.h"
#include "trend.h"
#include "value.h"

#define CHANGE_CONFIDENCE 0.999
#define CHANGE_SHARE      0.1 /* of the value before: large hospitals have significant trifles */

/* ---- results of a period -------------------------------------------------------------------- */

/* One institution's row among those of an indicator. */
struct place {
	struct figure_signals *signals;
	const struct figure_table *table;
	size_t indicator;
	size_t institution;
	const struct figure_peer *peer;
	const char *value; /* "84.20%（12272/14575）" */
};

static const char *
unit_of(const struct figure_definition *definition)
{
	return definition->truth ? "" : definition->unit;
}

static const char *
value_text(struct arena *arena, const struct figure_definition *definition, const char *numerator,
    const char *denominator)
{
	const char *value = figure_value(arena, definition, numerator, denominator);

	if (value == NULL || denominator == NULL)
		return value == NULL ? NULL
				     : text_format(arena, "%s%s", value, unit_of(definition));
	return text_format(arena, "%s%s（%s）", value, unit_of(definition),
	    figure_counts(arena, numerator, denominator));
}

/* A threshold stands for a goal if it is a number on the side that is better. */
static const char *
bound_of(const struct figure_signals *signals, size_t indicator, const char *goal)
{
	const struct figure_definition *definition = &signals->values[indicator].definition;
	const char *op = rows_text(signals->indicators, indicator, "threshold_op");
	const char *better = definition->rule.direction == MEASURE_INCREASE ? ">=" : "<=";

	if (goal != NULL || definition->truth)
		return goal;
	return text_equal(op, better) ? rows_text(signals->indicators, indicator, "threshold_value")
				      : NULL;
}

static void
measure_distance(struct figure_distance *out, const struct figure_signals *signals,
    size_t indicator, const struct comparison_unit *unit, const char *goal)
{
	const struct figure_definition *definition = &signals->values[indicator].definition;
	const char *bound = bound_of(signals, indicator, goal);
	struct goal_rule rule = {.kind = definition->rule.kind,
	    .direction = definition->rule.direction,
	    .factor = decimal_from_integer(definition->factor),
	    .confidence = definition->rule.confidence};
	struct goal_distance distance;

	*out = (struct figure_distance){0};
	if (bound == NULL || !decimal_parse(&rule.goal, bound))
		return;
	goal_distance_compute(&distance, &rule, unit->has_numerator ? &unit->numerator : NULL,
	    unit->has_denominator ? &unit->denominator : NULL);
	if (distance.status != MEASURE_OK && distance.status != MEASURE_NO_INTERVAL)
		return;
	out->known = distance.cases_known;
	out->cases = distance.cases_known ? distance.cases : 0;
	out->certain =
	    distance.status == MEASURE_OK && distance.cases_known && distance.cases_lower > 0;
}

static const char *
to_go(struct arena *arena, const struct figure_distance *distance)
{
	if (!distance->known || distance->cases == 0)
		return "";
	return text_format(arena, "，还差 %lld 例%s", (long long)distance->cases,
	    distance->certain ? "（95% 区间全部未达到）" : "");
}

static void
find_miss(const struct place *place)
{
	struct figure_signals *signals = place->signals;
	const struct figure_definition *definition = place->table->definition;
	const struct rows *rows = place->table->rows;
	size_t row = place->table->first + place->peer->unit;
	const char *goal = rows_text(rows, row, "goal");
	const struct figure_distance *distance =
	    &signals->values[place->indicator].distances[place->institution];
	bool goal_missed = text_equal(rows_text(rows, row, "goal_met"), "f");
	bool threshold_missed = text_equal(rows_text(rows, row, "threshold_met"), "f");
	const char *threshold = figure_threshold(signals->arena, definition,
	    rows_text(signals->indicators, place->indicator, "threshold_op"),
	    rows_text(signals->indicators, place->indicator, "threshold_value"));
	struct figure_signal *signal;

	/* One that is not the same for all. */
	if (threshold == NULL)
		threshold = "按机构类别分别规定";

	if (rows_flag(signals->institutions, place->institution, "shown")) {
		struct figure_signal_indicator *value = &signals->values[place->indicator];

		value->held[place->institution] = rows_text(rows, row, "goal_met") != NULL ||
						  rows_text(rows, row, "threshold_met") != NULL;
		value->missing[place->institution] = goal_missed || threshold_missed;
	}
	if (!goal_missed && !threshold_missed)
		return;
	signal = figure_signals_append(signals,
	    goal_missed ? FIGURE_SIGNAL_GOAL : FIGURE_SIGNAL_THRESHOLD,
	    distance->certain ? FIGURE_SEVERITY_MIDDLE : FIGURE_SEVERITY_LOW, place->institution,
	    place->indicator);
	if (signal == NULL)
		return;
	if (goal_missed)
		signal->reason = text_format(signals->arena, "%s，%s%s%s本院目标 %s%s%s",
		    place->value, threshold_missed ? "未达到要求（" : "",
		    threshold_missed ? threshold : "", threshold_missed ? "）；" : "",
		    figure_bound(signals->arena, definition, goal), unit_of(definition),
		    to_go(signals->arena, distance));
	else
		signal->reason =
		    text_format(signals->arena, "%s，要求为%s%s", place->value, threshold,
			goal == NULL ? to_go(signals->arena, distance) : "（本院目标已实现）");
}

static void
read_place(const struct place *place)
{
	struct figure_signal_indicator *value = &place->signals->values[place->indicator];
	const struct comparison_unit *unit = &place->table->units[place->peer->unit];
	size_t row = place->table->first + place->peer->unit;

	value->groups[place->institution] = rows_text(place->table->rows, row, "peer_group");
	if (place->value == NULL || place->table->statuses[place->peer->unit] == FIGURE_INVALID)
		return;
	value->numerators[place->institution] = decimal_to_double(unit->numerator);
	value->denominators[place->institution] = decimal_to_double(unit->denominator);
	measure_distance(&value->distances[place->institution], place->signals, place->indicator,
	    unit, rows_text(place->table->rows, row, "goal"));
	find_miss(place);
}

static void
read_indicator(struct figure_signals *signals, size_t indicator, const struct rows *rows,
    size_t first, size_t end)
{
	const struct figure_definition *definition = &signals->values[indicator].definition;
	struct figure_table table;
	struct figure_peers peers;
	size_t *institutions = arena_new(signals->scratch, size_t, end - first);
	size_t next;

	figure_table_compare(&table, signals->scratch, definition, rows, first, end - first);
	for (size_t start = 0; start < table.count; start = next) {
		next = figure_peers_end(&table, start);
		figure_peers_place(&peers, &table, start, next - start);
		for (size_t i = 0; i < peers.count; i++) {
			size_t row = first + peers.peers[i].unit;
			struct place place = {.signals = signals,
			    .table = &table,
			    .indicator = indicator,
			    .institution = figure_signals_institution(
				signals, rows_text(rows, row, "institution_id")),
			    .peer = &peers.peers[i],
			    .value = value_text(signals->arena, definition,
				rows_text(rows, row, "numerator"),
				rows_text(rows, row, "denominator"))};

			institutions[i] = place.institution;
			if (place.institution != FIGURE_SIGNAL_NONE)
				read_place(&place);
		}
		figure_signals_judge(signals, &peers, indicator, institutions);
	}
	figure_signals_clear(signals);
}

/* The rows of an indicator, if the next ones are its. */
static size_t
indicator_end(
    const struct figure_signals *signals, size_t indicator, const struct rows *rows, size_t first)
{
	const char *code = rows_text(signals->indicators, indicator, "indicator_code");
	size_t column = rows_index(rows, "indicator_code"), end = first;

	while (end < rows_count(rows) && text_equal(rows_cell(rows, end, column), code))
		end++;
	return end;
}

void
figure_signals_add_results(struct figure_signals *signals, const struct rows *rows)
{
	size_t first = 0;

	for (size_t i = 0; i < rows_count(signals->indicators); i++) {
		size_t end = indicator_end(signals, i, rows, first);

		if (end > first)
			read_indicator(signals, i, rows, first, end);
		first = end;
	}
}

/* ---- quarters ------------------------------------------------------------------------------- */

static bool
is_worse(const struct figure_definition *definition, double before, double now)
{
	return definition->rule.direction == MEASURE_INCREASE   ? now < before
	       : definition->rule.direction == MEASURE_DECREASE ? now > before
								: false;
}

/* The rules that the newest point breaks on the side that is worse, or NULL. */
static const char *
chart_words(const struct figure_trend *trend, double before)
{
	size_t last = trend->count - 1;
	const struct chart_point *point = &trend->points[last];
	bool low = is_worse(trend->definition, trend->chart.centre, point->value);
	bool sided =
	    (point->beyond_3_sigma || point->rules[0] || point->rules[1] || point->rules[3]) && low;

	if (!sided && !(point->rules[2] && is_worse(trend->definition, before, point->value)))
		return NULL;
	return figure_trend_signal(trend, last);
}

/* What is to be known of the limits that were broken. */
static const char *
limits_words(const struct figure_trend *trend)
{
	if (trend->chart.reference == CHART_BASELINE)
		return "（控制限由冻结的基准期定）";
	return trend->chart.provisional ? "（季度较少，控制限为暂定）" : "";
}

static bool
change_is_worse(const struct figure_definition *definition, const struct chart_point points[])
{
	struct change_period before = {
	    points[0].numerator, points[0].denominator, true, true, false, 0};
	struct change_period after = {
	    points[1].numerator, points[1].denominator, true, true, false, 0};
	struct change change;

	change_compute(&change, definition->rule.kind, definition->rule.direction,
	    definition->rule.factor, &before, &after, CHANGE_CONFIDENCE);
	return change.verdict == CHANGE_WORSE &&
	       fabs(points[1].value - points[0].value) >= CHANGE_SHARE * points[0].value;
}

/* More or fewer than with the value before. */
static double
cases_of(const struct chart_point points[])
{
	double before = decimal_to_double(points[0].numerator);

	return fabs(decimal_to_double(points[1].numerator) -
		    before * decimal_to_double(points[1].denominator) /
			decimal_to_double(points[0].denominator));
}

static void
judge(struct figure_signals *signals, const struct figure_trend *trend, size_t indicator,
    size_t institution)
{
	const struct figure_definition *definition = trend->definition;
	const struct rows *rows = trend->rows;
	struct arena *arena = signals->arena;
	size_t last = trend->count - 1, row = trend->first + last;
	const struct chart_point *points = &trend->points[last - 1];
	const char *words;
	bool changed;
	struct figure_signal *signal;

	/* The quarter before, not one with a gap between. */
	changed = rows_integer(rows, row - 1, "age") == 1 && change_is_worse(definition, points);
	words = chart_words(trend, points[0].value);
	if (!changed && words == NULL)
		return;
	signal = figure_signals_append(signals, FIGURE_SIGNAL_WORSENING,
	    changed && words != NULL ? FIGURE_SEVERITY_HIGH : FIGURE_SEVERITY_MIDDLE, institution,
	    indicator);
	if (signal == NULL)
		return;
	/* What a mean adds up is no number of cases. */
	signal->judged = !measure_kinds[definition->rule.kind].measured;
	signal->cases = signal->judged ? cases_of(points) : 0;
	signal->weight = signal->cases;
	signal->reason = text_format(arena, "%s，上一次 %s%s%s%s%s",
	    value_text(arena, definition, rows_text(rows, row, "numerator"),
		rows_text(rows, row, "denominator")),
	    value_text(arena, definition, rows_text(rows, row - 1, "numerator"),
		rows_text(rows, row - 1, "denominator")),
	    changed ? "，变差不是偶然（P<0.001）" : "", words == NULL ? "" : "；控制图：",
	    words == NULL ? "" : words, words == NULL ? "" : limits_words(trend));
}

static void
read_quarters(struct figure_signals *signals, size_t indicator, const struct rows *rows,
    size_t first, size_t end)
{
	const struct figure_definition *definition = &signals->values[indicator].definition;
	size_t institution =
	    figure_signals_institution(signals, rows_text(rows, first, "institution_id"));
	struct figure_trend trend;
	size_t last = end - first - 1;
	const char *frozen = rows_text(rows, first, "baseline_first");

	if (institution == FIGURE_SIGNAL_NONE || last == 0 ||
	    rows_integer(rows, end - 1, "age") != 0 ||
	    definition->rule.direction == MEASURE_NEUTRAL)
		return;
	if (!figure_trend_read_part(&trend, signals->scratch, definition, rows, first, end - first))
		return;
	if (frozen != NULL)
		figure_trend_freeze_span(&trend, frozen, rows_text(rows, first, "baseline_last"));
	if (trend.points[last].status != MEASURE_OK)
		return;
	if (trend.points[last - 1].status == MEASURE_OK)
		judge(signals, &trend, indicator, institution);
	figure_signals_judge_trend(signals, &trend, indicator, institution);
}

void
figure_signals_add_history(struct figure_signals *signals, const struct rows *rows)
{
	size_t column = rows_index(rows, "institution_id"), first = 0;

	for (size_t i = 0; i < rows_count(signals->indicators); i++) {
		size_t end = indicator_end(signals, i, rows, first), next;

		for (; first < end; first = next) {
			next = first + 1;
			while (next < end && text_equal(rows_cell(rows, next, column),
						 rows_cell(rows, first, column)))
				next++;
			read_quarters(signals, i, rows, first, next);
			figure_signals_clear(signals);
		}
	}
}
