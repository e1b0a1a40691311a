/* Results among their peers and over their quarters: how far each is off, and which of them all the
 * list names. */
#include <math.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/false_discovery.h"
#include "peers.h"
#include "signal.h"
#include "trend_word.h"
#include "value.h"

#define QUARTERS_OF_YEAR 4

static bool
is_same_result(const struct figure_signals *signals, size_t a, size_t b)
{
	const struct figure_definition *one = &signals->values[a].definition;
	const struct figure_definition *other = &signals->values[b].definition;

	return figure_signals_is_same(signals, a, b) && one->rule.kind == other->rule.kind &&
	       one->rule.direction == other->rule.direction;
}

/* What the same numbers say under another name is judged once. */
static bool
is_judged_before(
    const struct figure_signals *signals, size_t indicator, size_t institution, bool trend)
{
	const struct figure_signal_indicator *values = signals->values;
	size_t before = 0;

	while (before < indicator &&
	       !((trend ? values[before].trended : values[before].placed)[institution] &&
		   is_same_result(signals, before, indicator)))
		before++;
	return before < indicator;
}

static struct figure_judged *
append(struct figure_signals *signals)
{
	if (signals->judged_count == signals->judged_capacity) {
		size_t capacity = signals->judged_count == 0 ? 1024 : 2 * signals->judged_count;
		struct figure_judged *judged =
		    arena_new(signals->arena, struct figure_judged, capacity);

		if (signals->judged_count > 0)
			memcpy(judged, signals->judged, signals->judged_count * sizeof(*judged));
		signals->judged = judged;
		signals->judged_capacity = capacity;
	}
	return &signals->judged[signals->judged_count++];
}

/* Where x is not whole there are no exact tails: the score alone. */
static double
probability_of(const struct figure_peers *peers, const struct overdispersion_unit *unit)
{
	struct funnel_point point;

	if (funnel_classify(&point, peers->model, unit->x, unit->n, peers->spread.target) !=
	    MEASURE_OK)
		return false_discovery_probability(unit->z, 0, 0);
	return false_discovery_probability(unit->z, point.tail_low, point.tail_high);
}

void
figure_signals_judge(struct figure_signals *signals, const struct figure_peers *peers,
    size_t indicator, const size_t institutions[])
{
	const struct figure_definition *definition = &signals->values[indicator].definition;
	const struct rows *rows = peers->table->rows;

	if (!peers->funnel_known || definition->rule.direction == MEASURE_NEUTRAL)
		return;
	for (size_t i = 0; i < peers->count; i++) {
		const struct overdispersion_unit *unit = peers->peers[i].funnel;
		size_t row = peers->table->first + peers->peers[i].unit;
		struct figure_judged *judged;

		if (unit == NULL || institutions[i] == FIGURE_SIGNAL_NONE ||
		    is_judged_before(signals, indicator, institutions[i], false))
			continue;
		signals->values[indicator].placed[institutions[i]] = true;
		judged = append(signals);
		*judged = (struct figure_judged){.indicator = indicator,
		    .institution = institutions[i],
		    .better = (unit->z > 0) == (definition->rule.direction == MEASURE_INCREASE),
		    .word = overdispersion_has_word(&peers->spread),
		    .x = unit->x,
		    .n = unit->n,
		    .centre = unit->theta_others,
		    .counts = figure_counts(signals->arena, rows_text(rows, row, "numerator"),
			rows_text(rows, row, "denominator")),
		    .p = probability_of(peers, unit)};
	}
}

/* From the oldest quarter that counts to the newest, the last row. */
static double
span_of(const struct figure_trend *trend)
{
	size_t oldest = 0;

	while (oldest + 1 < trend->count &&
	       (trend->points[oldest].status != MEASURE_OK || trend->points[oldest].excluded))
		oldest++;
	return (double)rows_integer(trend->rows, trend->first + oldest, "age");
}

void
figure_signals_judge_trend(struct figure_signals *signals, const struct figure_trend *trend,
    size_t indicator, size_t institution)
{
	const struct figure_definition *definition = trend->definition;
	const struct rows *rows = trend->rows;
	size_t last = trend->first + trend->count - 1;
	bool *left_out = arena_new(signals->scratch, bool, trend->count);
	struct figure_judged *judged;
	struct trend_test test;
	double x, n;
	bool better;

	for (size_t i = 0; i < trend->count; i++)
		left_out[i] = trend->points[i].excluded;
	figure_trend_word_read(
	    &test, signals->scratch, definition, rows, trend->first, trend->count, left_out);
	if (test.status != TREND_OK || is_judged_before(signals, indicator, institution, true))
		return;
	signals->values[indicator].trended[institution] = true;
	better = (test.slope > 0) == (definition->rule.direction == MEASURE_INCREASE);
	x = decimal_to_double(trend->points[trend->count - 1].numerator);
	n = decimal_to_double(trend->points[trend->count - 1].denominator);
	judged = append(signals);
	*judged = (struct figure_judged){.indicator = indicator,
	    .institution = institution,
	    .better = better,
	    .word = test.word != TREND_NO_WORD,
	    .quarters = test.periods,
	    .slope = test.slope,
	    .x = x,
	    .n = n,
	    .centre = x / n - test.slope * span_of(trend),
	    .counts = figure_counts(signals->arena, rows_text(rows, last, "numerator"),
		rows_text(rows, last, "denominator")),
	    .p = better ? 1 - test.probability / 2 : test.probability / 2};
}

const char *
figure_signal_q(struct arena *arena, double q)
{
	return q < 0.0005 ? "<0.001" : text_format(arena, "%.3f", q);
}

/* "q=0.004", "q<0.001". */
static const char *
equal_text(struct arena *arena, const char *name, double probability)
{
	return text_format(arena, "%s%s%s", name, probability < 0.0005 ? "" : "=",
	    figure_signal_q(arena, probability));
}

static enum figure_severity
severity_of(const struct figure_judged *judged)
{
	if (judged->better)
		return FIGURE_SEVERITY_LOW;
	return judged->word && judged->p <= FALSE_DISCOVERY_P ? FIGURE_SEVERITY_HIGH
							      : FIGURE_SEVERITY_MIDDLE;
}

static const char *
label_of(const struct figure_judged *judged)
{
	return !judged->word ? "与同组差异大" : judged->better ? "优于同组" : "差于同组";
}

static void
name_outlier(struct figure_signals *signals, const struct figure_judged *judged)
{
	const struct figure_definition *definition = &signals->values[judged->indicator].definition;
	struct arena *arena = signals->arena;
	double factor = (double)definition->factor;
	double cases = judged->x - judged->n * judged->centre;
	struct figure_signal *signal = figure_signals_append(signals,
	    judged->better ? FIGURE_SIGNAL_BETTER : FIGURE_SIGNAL_OUTLIER, severity_of(judged),
	    judged->institution, judged->indicator);

	if (signal == NULL)
		return;
	signal->judged = true;
	signal->label = label_of(judged);
	signal->q = judged->q;
	signal->cases = fabs(cases);
	signal->weight = false_discovery_weight(judged->q, judged->x, judged->n, judged->centre);
	signal->reason = text_format(arena, "%s%s（%s），同组其他机构 %s%s，%s %.0f 例（%s）%s",
	    figure_double(arena, definition, factor * judged->x / judged->n), definition->unit,
	    judged->counts, figure_double(arena, definition, factor * judged->centre),
	    definition->unit, cases < 0 ? "少" : "多", signal->cases,
	    equal_text(arena, "q", judged->q),
	    judged->word ? "" : "；全组差异都大，先查定义与病例构成");
}

/* What falls or rises by how much a year; the cases are those of the newest quarter that it would
 * not have had, had the first stayed. */
static void
name_trend(struct figure_signals *signals, const struct figure_judged *judged)
{
	const struct figure_definition *definition = &signals->values[judged->indicator].definition;
	struct arena *arena = signals->arena;
	double factor = (double)definition->factor;
	bool percent = text_equal(definition->unit, "%");
	struct figure_signal *signal = figure_signals_append(signals, FIGURE_SIGNAL_WORSENING,
	    FIGURE_SEVERITY_MIDDLE, judged->institution, judged->indicator);

	if (signal == NULL)
		return;
	signal->judged = true;
	signal->q = judged->q;
	signal->cases = fabs(judged->x - judged->n * judged->centre);
	signal->weight = false_discovery_weight(judged->q, judged->x, judged->n, judged->centre);
	signal->reason =
	    text_format(arena, "%s%s（%s），%zu 个季度持续%s，平均每年%s %s%s（%s，%s）",
		figure_double(arena, definition, factor * judged->x / judged->n), definition->unit,
		judged->counts, judged->quarters, judged->slope > 0 ? "上升" : "下降",
		judged->slope > 0 ? "上升" : "下降",
		figure_double(arena, definition, factor * QUARTERS_OF_YEAR * fabs(judged->slope)),
		percent ? " 个百分点" : definition->unit, equal_text(arena, "P", 2 * judged->p),
		equal_text(arena, "q", judged->q));
}

/* As the page has it: of both sides. */
static double
two_sided(const struct figure_judged *judged)
{
	return judged->quarters == 0 ? judged->p : fmin(1, 2 * judged->p);
}

static bool
is_named(const struct figure_judged *judged)
{
	return false_discovery_is_listed(two_sided(judged), judged->q) &&
	       (judged->quarters == 0 || (judged->word && !judged->better));
}

/* Judges the results, or the trends, among each other. */
static void
name_family(struct figure_signals *signals, struct figure_family *family, bool trends)
{
	size_t count = signals->judged_count, most = 0;
	double *p = arena_new(signals->arena, double, count + 1), worst = 0;
	double *q = arena_new(signals->arena, double, count + 1);
	size_t *order = arena_new(signals->arena, size_t, count + 1);
	size_t *place = arena_new(signals->arena, size_t, count + 1);

	for (size_t i = 0; i < count; i++) {
		if ((signals->judged[i].quarters > 0) != trends)
			continue;
		place[most] = i;
		p[most++] = signals->judged[i].p;
	}
	false_discovery_compute(q, p, most, order);
	for (size_t i = 0; i < most; i++) {
		struct figure_judged *judged = &signals->judged[place[i]];

		judged->q = q[i];
		if (!is_named(judged))
			continue;
		family->listed++;
		worst = fmax(worst, p[i]);
		if (trends)
			name_trend(signals, judged);
		else
			name_outlier(signals, judged);
	}
	family->judged = most;
	family->expected = (double)most * worst;
}

void
figure_signals_name(struct figure_signals *signals)
{
	name_family(signals, &signals->results, false);
	name_family(signals, &signals->trends, true);
}
