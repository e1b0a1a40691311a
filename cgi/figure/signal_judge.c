/* Results among their peers: how far each is off, and which of them all the list names. */
#include <math.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/false_discovery.h"
#include "peers.h"
#include "signal.h"
#include "value.h"

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
is_judged_before(const struct figure_signals *signals, size_t indicator, size_t institution)
{
	size_t before = 0;

	while (before < indicator && !(signals->values[before].placed[institution] &&
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
		    is_judged_before(signals, indicator, institutions[i]))
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

const char *
figure_signal_q(struct arena *arena, double q)
{
	return q < 0.0005 ? "<0.001" : text_format(arena, "%.3f", q);
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
	signal->reason = text_format(arena, "%s%s（%s），同组其他机构 %s%s，%s %.0f 例（q%s%s）%s",
	    figure_double(arena, definition, factor * judged->x / judged->n), definition->unit,
	    judged->counts, figure_double(arena, definition, factor * judged->centre),
	    definition->unit, cases < 0 ? "少" : "多", signal->cases, judged->q < 0.0005 ? "" : "=",
	    figure_signal_q(arena, judged->q),
	    judged->word ? "" : "；全组差异都大，先查定义与病例构成");
}

void
figure_signals_name(struct figure_signals *signals)
{
	size_t count = signals->judged_count;
	double *p = arena_new(signals->arena, double, count + 1);
	double *q = arena_new(signals->arena, double, count + 1);
	size_t *order = arena_new(signals->arena, size_t, count + 1);

	for (size_t i = 0; i < count; i++)
		p[i] = signals->judged[i].p;
	false_discovery_compute(q, p, count, order);
	signals->expected = false_discovery_expected(p, q, count);
	for (size_t i = 0; i < count; i++) {
		signals->judged[i].q = q[i];
		if (!false_discovery_is_listed(p[i], q[i]))
			continue;
		signals->listed++;
		name_outlier(signals, &signals->judged[i]);
	}
}
