#include "peers.h"

#include <math.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"
#include "measure/change.h"

size_t
figure_peers_end(const struct figure_table *table, size_t first)
{
	size_t end = first;

	while (end < table->count && table->units[table->order[end]].peer_group ==
					 table->units[table->order[first]].peer_group)
		end++;
	return end;
}

bool
figure_peers_few(const struct figure_peers *peers)
{
	size_t i = 0;

	while (i < peers->count && peers->table->statuses[peers->peers[i].unit] != FIGURE_FEW_PEERS)
		i++;
	return i < peers->count;
}

/* Not a judgement about rank: a monitored indicator has a funnel too. */
static bool
belongs_in_funnel(
    const struct figure_table *table, const struct comparison_unit *unit, enum funnel_model model)
{
	const struct comparison_rule *rule = &table->definition->rule;

	return unit->status == MEASURE_OK && unit->interval_known && unit->complete &&
	       !unit->few_expected &&
	       decimal_compare(unit->denominator, rule->minimum_denominator) >= 0 &&
	       (model != FUNNEL_BINOMIAL || decimal_is_whole(unit->denominator));
}

/* The group's units of one period. */
static struct overdispersion_unit *
read_units(const struct figure_peers *peers, const struct comparison_unit compared[])
{
	const struct figure_table *table = peers->table;
	struct overdispersion_unit *units =
	    arena_new(table->arena, struct overdispersion_unit, peers->count);

	for (size_t i = 0; i < peers->count; i++) {
		const struct comparison_unit *unit = &compared[peers->peers[i].unit];

		units[i].eligible = belongs_in_funnel(table, unit, peers->model);
		units[i].x = decimal_to_double(unit->numerator);
		units[i].n = decimal_to_double(unit->denominator);
	}
	return units;
}

static void
read_funnel(struct figure_peers *out)
{
	const struct figure_table *table = out->table;
	const struct comparison_rule *rule = &table->definition->rule;
	struct overdispersion_unit *units, *earlier[FIGURE_EARLIER];
	size_t known = 0;

	if (rule->bar != COMPARISON_NO_BAR || !funnel_model_of(&out->model, rule->kind))
		return;
	units = read_units(out, table->units);
	for (size_t p = 0; p < FIGURE_EARLIER; p++)
		if (table->earlier[p] != NULL)
			earlier[known++] = read_units(out, table->earlier[p]);
	out->funnel_known =
	    overdispersion_compute_pooled(&out->spread, units, out->count, out->model, NULL,
		earlier, known, arena_new(table->arena, size_t, out->count)) == MEASURE_OK &&
	    out->spread.status == OVERDISPERSION_JUDGED;
	for (size_t i = 0; i < out->count && out->funnel_known; i++) {
		if (!units[i].eligible)
			continue;
		out->peers[i].funnel = &units[i];
		figure_peer_judge(
		    &out->peers[i], units[i].class_final, &out->spread, rule->direction);
	}
}

void
figure_peer_judge(struct figure_peer *peer, enum funnel_class class,
    const struct overdispersion *spread, enum measure_direction direction)
{
	bool word = overdispersion_has_word(spread);

	peer->quality = funnel_judge(class, word ? direction : MEASURE_NEUTRAL);
	peer->apart = !word && class != FUNNEL_WITHIN;
}

static void
read_sample(struct change_sample *out, const struct figure_table *table, size_t unit)
{
	const struct comparison_rule *rule = &table->definition->rule;
	const struct change_period period = {.numerator = table->units[unit].numerator,
	    .denominator = table->units[unit].denominator,
	    .has_numerator = true,
	    .has_denominator = true,
	    .has_deviation = table->units[unit].has_deviation,
	    .deviation = table->units[unit].deviation};

	change_sample_read(out, rule->kind, &period, rule->confidence);
}

/* Deviation of the measurements of all ranked ones, about each one's own mean. */
static double
pooled_deviation(const struct figure_peers *peers)
{
	double squares = 0, freedom = 0;

	for (size_t i = 0; i < peers->ranked; i++) {
		const struct comparison_unit *unit = &peers->table->units[peers->peers[i].unit];
		double n = decimal_to_double(unit->denominator);

		squares += (n - 1) * unit->deviation * unit->deviation;
		freedom += n - 1;
	}
	return freedom > 0 ? sqrt(squares / freedom) : 0;
}

/*
 * A mean and its standard error.  Measurements that are all alike do not make a mean certain: such
 * a unit has the deviation of all.
 */
static struct rank_belief
mean_belief(const struct comparison_unit *unit, double pooled)
{
	double n = decimal_to_double(unit->denominator);

	return (struct rank_belief){.x = decimal_to_double(unit->numerator) / n,
	    .n = (unit->deviation > 0 ? unit->deviation : pooled) / sqrt(n)};
}

/* The ranked ones, first in the order of display, as peers; false: there are no rank intervals. */
static bool
fit_ranks(struct rank_hierarchy *out, struct figure_peers *peers)
{
	const struct figure_table *table = peers->table;
	enum rank_model model = rank_model_of(table->definition->rule.kind);
	size_t ranked = 0;
	double pooled;
	struct rank_belief *beliefs;

	while (ranked < peers->count && table->units[peers->peers[ranked].unit].rank > 0)
		ranked++;
	peers->ranked = ranked;
	if (ranked == 0)
		return false;
	pooled = model == RANK_NORMAL ? pooled_deviation(peers) : 0;
	peers->samples = arena_new(table->arena, struct change_sample, ranked);
	beliefs = arena_new(table->arena, struct rank_belief, ranked);
	for (size_t i = 0; i < ranked; i++) {
		const struct comparison_unit *unit = &table->units[peers->peers[i].unit];

		if (!unit->interval_known)
			return false;
		beliefs[i] = model == RANK_NORMAL
				 ? mean_belief(unit, pooled)
				 : (struct rank_belief){.x = decimal_to_double(unit->numerator),
				       .n = decimal_to_double(unit->denominator)};
		read_sample(&peers->samples[i], table, peers->peers[i].unit);
	}
	return rank_hierarchy_fit(out, beliefs, ranked, model) == MEASURE_OK;
}

/* By quadrature: of all, or of one. */
static void
integrate(struct rank_summary summaries[], const struct figure_peers *peers,
    const struct rank_hierarchy *hierarchy, const size_t *one)
{
	enum measure_direction direction = peers->table->definition->rule.direction;
	struct arena *arena = peers->table->arena;
	size_t ranked = peers->ranked, rows = one == NULL ? ranked : 1;
	double *work = arena_new(arena, double, rank_distribution_work(ranked));
	double *mass = arena_new(arena, double, rows *ranked);
	struct rank_belief *beliefs = arena_new(arena, struct rank_belief, ranked);

	if (one == NULL)
		rank_distribution_mixed(mass, hierarchy, direction, beliefs, work);
	else
		rank_distribution_mixed_one(mass, *one, hierarchy, direction, beliefs, work);
	for (size_t i = 0; i < rows; i++)
		rank_summary_make(&summaries[i], mass + i * ranked, ranked);
}

static void
simulate(struct rank_summary summaries[], const struct figure_peers *peers,
    const struct rank_hierarchy *hierarchy)
{
	struct arena *arena = peers->table->arena;
	size_t ranked = peers->ranked, bins = FIGURE_RANK_COUNTERS / ranked;
	struct rank_simulation simulation = {.seed = peers->drawn.seed,
	    .draws = peers->drawn.draws,
	    .bins = bins < RANK_SIMULATION_BINS ? bins + 1 : RANK_SIMULATION_BINS};

	simulation.counts = arena_new(arena, uint32_t, ranked * simulation.bins);
	simulation.values = arena_new(arena, double, ranked);
	simulation.order = arena_new(arena, size_t, ranked);
	rank_simulate(summaries, hierarchy, peers->table->definition->rule.direction, &simulation);
}

/* While somebody waits. */
static size_t
draws_quick(size_t ranked)
{
	size_t draws = FIGURE_RANK_WORK / ranked;

	if (draws < FIGURE_RANK_DRAWS_LEAST)
		return FIGURE_RANK_DRAWS_LEAST;
	return draws < RANK_SIMULATION_DRAWS ? draws : RANK_SIMULATION_DRAWS;
}

static void
read_ranks(struct figure_peers *out, const struct figure_draws *draws)
{
	struct arena *arena = out->table->arena;
	struct rank_hierarchy hierarchy;
	bool known = fit_ranks(&hierarchy, out);
	size_t ranked = out->ranked;
	struct rank_summary *summaries = arena_new(arena, struct rank_summary, ranked);

	if (!known)
		return;
	if (ranked > RANK_EXACT_UNITS) {
		out->drawn = draws->draws > 0
				 ? *draws
				 : (struct figure_draws){draws_quick(ranked), FIGURE_RANK_SEED};
		simulate(summaries, out, &hierarchy);
	} else {
		integrate(summaries, out, &hierarchy, NULL);
	}
	for (size_t i = 0; i < ranked; i++)
		out->peers[i].summary = &summaries[i];
	if (ranked <= FIGURE_ALIKE_PEERS)
		out->alike = arena_new(arena, unsigned char, ranked *ranked);
}

void
figure_peers_place(
    struct figure_peers *out, const struct figure_table *table, size_t first, size_t count)
{
	*out = (struct figure_peers){.table = table,
	    .first = first,
	    .count = count,
	    .peers = arena_new(table->arena, struct figure_peer, count)};
	for (size_t i = 0; i < count; i++)
		out->peers[i].unit = table->order[first + i];
	read_funnel(out);
}

bool
figure_is_judged(enum funnel_model *model, const struct figure_definition *definition)
{
	const struct comparison_rule *rule = &definition->rule;

	return rule->bar == COMPARISON_NO_BAR && rule->direction != MEASURE_NEUTRAL &&
	       funnel_model_of(model, rule->kind);
}

void
figure_peers_read(
    struct figure_peers *out, const struct figure_table *table, size_t first, size_t count)
{
	figure_peers_place(out, table, first, count);
	read_ranks(out, &(struct figure_draws){0});
}

void
figure_peers_read_drawn(struct figure_peers *out, const struct figure_table *table, size_t first,
    size_t count, const struct figure_draws *draws)
{
	figure_peers_place(out, table, first, count);
	read_ranks(out, draws);
}

void
figure_peers_read_one(struct figure_peers *out, const struct figure_table *table, size_t first,
    size_t count, size_t unit)
{
	size_t one = 0;
	struct rank_hierarchy hierarchy;
	bool known;
	struct rank_summary *summary = arena_new(table->arena, struct rank_summary, 1);

	figure_peers_place(out, table, first, count);
	known = fit_ranks(&hierarchy, out);
	while (one < out->ranked && out->peers[one].unit != unit)
		one++;
	if (!known || one == out->ranked || out->ranked > RANK_EXACT_UNITS)
		return;
	integrate(summary, out, &hierarchy, &one);
	out->peers[one].summary = summary;
}

const char *
figure_rank_interval(struct arena *arena, const struct figure_peer *peer)
{
	if (peer->summary == NULL)
		return NULL;
	if (peer->summary->lower == peer->summary->upper)
		return text_format(arena, "%zu", peer->summary->lower);
	return text_format(arena, "%zu～%zu", peer->summary->lower, peer->summary->upper);
}

const char *
figure_rank_limit(struct arena *arena, const struct figure_peer *peer, bool upper)
{
	if (peer->summary == NULL)
		return NULL;
	return text_format(arena, "%zu", upper ? peer->summary->upper : peer->summary->lower);
}

const char *
figure_funnel_text(const struct figure_peer *peer)
{
	static const char *const places[FUNNEL_CLASS_COUNT] = {
	    [FUNNEL_LOW_998] = "低于 99.8% 限",
	    [FUNNEL_LOW_95] = "低于 95% 限",
	    [FUNNEL_WITHIN] = "限内",
	    [FUNNEL_HIGH_95] = "高于 95% 限",
	    [FUNNEL_HIGH_998] = "高于 99.8% 限",
	};

	return peer->funnel == NULL ? NULL : places[peer->funnel->class_final];
}

const char *
figure_quality_text(const struct figure_peer *peer)
{
	static const char *const texts[FUNNEL_QUALITY_COUNT] = {
	    [FUNNEL_WORSE_998] = "差于预期",
	    [FUNNEL_WORSE_95] = "差于预期",
	    [FUNNEL_BETTER_95] = "优于预期",
	    [FUNNEL_BETTER_998] = "优于预期",
	};

	if (peer->funnel == NULL)
		return NULL;
	return peer->apart ? "与同组差异大，先查定义与病例构成" : texts[peer->quality];
}

const char *
figure_phi_band(double phi)
{
	if (phi < 2)
		return "小于 2";
	if (phi < 5)
		return "2～5";
	return phi <= OVERDISPERSION_PHI_MAX ? "5～10" : "大于 10";
}

const char *
figure_spread_text(struct arena *arena, const struct overdispersion *spread)
{
	return text_format(arena, "φ=%.2f，τ²=%.3g，%s", spread->phi, spread->tau2,
	    figure_spread_periods(arena, spread));
}

const char *
figure_spread_periods(struct arena *arena, const struct overdispersion *spread)
{
	if (spread->periods == 1)
		return "判定所用的离散程度取自本期";
	return text_format(arena, "判定所用的离散程度取自本期和之前的 %zu 期", spread->periods - 1);
}

const char *
figure_spread_note(const struct overdispersion *spread)
{
	if (!overdispersion_has_word(spread))
		return "φ 大于 10，同组合计值不能代表这一组："
		       "限外的机构先查定义与病例构成，不写优于或差于预期。";
	return "位置按精确控制限和计入过度离散后的判定中较轻的一个："
	       "每家与其余各家相比，过度离散只会减少限外的机构。";
}

/* The test of change between two periods is that of any two independent samples. */
static bool
test_alike(const struct figure_peers *peers, size_t a, size_t b)
{
	const struct comparison_rule *rule = &peers->table->definition->rule;
	const struct change_sample *samples = peers->samples;

	return samples[a].status == MEASURE_OK && samples[b].status == MEASURE_OK &&
	       change_probability(rule->kind, &samples[a], &samples[b]) >= 1 - rule->confidence;
}

static bool
is_alike(const struct figure_peers *peers, size_t a, size_t b)
{
	enum { UNKNOWN, ALIKE, DIFFERENT };
	size_t low = a < b ? a : b, high = a < b ? b : a;
	unsigned char *known;

	if (peers->alike == NULL)
		return test_alike(peers, low, high);
	known = &peers->alike[low * peers->ranked + high];
	if (*known == UNKNOWN)
		*known = test_alike(peers, low, high) ? ALIKE : DIFFERENT;
	return *known == ALIKE;
}

static void
append_ranks(struct buffer *out, size_t first, size_t last)
{
	if (out->length > 0)
		buffer_append_text(out, "、");
	if (first == last)
		buffer_append_format(out, "%zu", first);
	else
		buffer_append_format(out, "%zu～%zu", first, last);
}

const char *
figure_rank_alike(struct arena *arena, const struct figure_peers *peers, size_t index)
{
	const struct figure_table *table = peers->table;
	struct buffer out = buffer_create(arena, 32);
	size_t first = 0, last = 0; /* ranks of the run that is being collected; 0: none */

	if (peers->peers[index].summary == NULL)
		return NULL;
	for (size_t i = 0; i < peers->count; i++) {
		size_t rank = table->units[peers->peers[i].unit].rank;

		if (rank == 0)
			break;
		/* Its own rank belongs to the list only if others share it. */
		if (i == index && table->units[peers->peers[i].unit].tied > 0)
			continue;
		if (i != index && is_alike(peers, index, i)) {
			first = first == 0 ? rank : first;
			last = rank;
		} else if (first != 0) {
			append_ranks(&out, first, last);
			first = 0;
		}
	}
	if (first != 0)
		append_ranks(&out, first, last);
	return out.data;
}
