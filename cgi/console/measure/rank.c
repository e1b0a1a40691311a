/* zhiheng measure: competition ranks and how certain they are. */
#include <math.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/rank.h"
#include "measure/rank_distribution.h"
#include "measure/rank_summary.h"

enum standing { RANKED, BELOW_MINIMUM, NO_DATA, INVALID, NEUTRAL };

static const char *const standing_names[] = {
    [RANKED] = "ranked",
    [BELOW_MINIMUM] = "below_min",
    [NO_DATA] = "no_data",
    [INVALID] = "invalid",
    [NEUTRAL] = "neutral",
};

/* The scales of one dataset: fractions are compared exactly when each column has one. */
struct scales {
	unsigned x;
	unsigned n; /* also of min_den */
	unsigned value;
};

/*
 * One row: a value given as such, or x over n.  Sets the value as far as there is one.  A given
 * value that is no number is a remark why there is none.
 */
static enum standing
read_unit(struct rank_unit *unit, struct cases *cases, size_t row, const struct scales *scales)
{
	struct decimal x, n, minimum, value;
	bool given = *cases_text(cases, row, "value_given") != '\0';
	enum cell value_cell = cases_decimal(&value, cases, row, "value_given", scales->value);
	enum cell x_cell = cases_decimal(&x, cases, row, "x", scales->x);
	enum cell n_cell = cases_decimal(&n, cases, row, "n", scales->n);
	enum cell minimum_cell = cases_decimal(&minimum, cases, row, "min_den", scales->n);
	bool has_value = given ? value_cell == CELL_NUMBER : x_cell == CELL_NUMBER;

	if (n_cell == CELL_WRONG || n.units < 0 || minimum_cell == CELL_WRONG ||
	    (!given && (x_cell == CELL_WRONG || x.units < 0)))
		return INVALID;
	if (n_cell == CELL_MISSING || (!given && !has_value))
		return NO_DATA;
	if (!given && n.units == 0)
		return x.units == 0 ? NO_DATA : INVALID;
	unit->numerator = given ? value : x;
	unit->denominator = given ? decimal_from_integer(1) : n;
	if (has_value)
		cases_set_number(cases, row, "value",
		    given ? decimal_to_double_scaled(value, scales->value)
			  : decimal_to_double_scaled(x, scales->x) /
				decimal_to_double_scaled(n, scales->n));
	if (n.units < minimum.units)
		return BELOW_MINIMUM;
	if (!has_value)
		return NO_DATA;
	return cases_direction(cases, row) == MEASURE_NEUTRAL ? NEUTRAL : RANKED;
}

static void
rank_peers(struct cases *cases, const size_t rows[], size_t count)
{
	struct rank_unit *units = arena_new(cases->arena, struct rank_unit, count);
	enum standing *standings = arena_new(cases->arena, enum standing, count);
	size_t *scratch = arena_new(cases->arena, size_t, count);
	struct scales scales = {.x = cases_places(cases, "x", rows, count),
	    .n = cases_places(cases, "n", rows, count),
	    .value = cases_places(cases, "value_given", rows, count)};
	unsigned minimum = cases_places(cases, "min_den", rows, count);

	if (minimum > scales.n)
		scales.n = minimum;
	for (size_t i = 0; i < count; i++) {
		standings[i] = read_unit(&units[i], cases, rows[i], &scales);
		units[i].eligible = standings[i] == RANKED;
	}
	rank_compute(units, count, cases_direction(cases, rows[0]), 1, scratch);
	for (size_t i = 0; i < count; i++) {
		cases_set_text(cases, rows[i], "status", standing_names[standings[i]]);
		cases_set_integer(cases, rows[i], "n_ranked", (int64_t)units[i].of);
		if (units[i].rank == 0)
			continue;
		cases_set_integer(cases, rows[i], "rank", (int64_t)units[i].rank);
		cases_set_integer(cases, rows[i], "tied_with", (int64_t)units[i].tied);
	}
}

static void
compute_ranks(struct cases *cases)
{
	static const char *const keys[] = {"dataset", "peer_group", "direction", NULL};

	cases_each_group(cases, keys, rank_peers);
}

static bool
read_belief(struct rank_belief *out, const struct cases *cases, size_t row)
{
	return cases_number(&out->x, cases, row, "x") == CELL_NUMBER &&
	       cases_number(&out->n, cases, row, "n") == CELL_NUMBER;
}

/* A normal belief by the standard error of a proportion: only to compare with others' figures. */
static void
apply_wald(struct rank_belief *belief, const struct cases *cases, size_t row)
{
	double p = belief->x / belief->n;

	if (cases_is(cases, row, "model", "normal_wald"))
		*belief = (struct rank_belief){p, sqrt(p * (1 - p) / belief->n)};
}

struct model_name {
	const char *name; /* NULL ends */
	enum rank_model model;
};

/* Each unit for itself. */
static const struct model_name own_models[] = {{"beta_jeffreys", RANK_BETA},
    {"gamma_jeffreys", RANK_GAMMA}, {"normal_se", RANK_NORMAL}, {"normal_wald", RANK_NORMAL}, {0}};

/* Units as peers of each other. */
static const struct model_name peer_models[] = {
    {"beta_hier", RANK_BETA}, {"gamma_hier", RANK_GAMMA}, {"normal_hier", RANK_NORMAL}, {0}};

/* The units of one dataset that can be computed. */
struct field {
	enum rank_model model;
	enum measure_direction direction;
	struct rank_belief *beliefs;
	size_t *rows; /* of unit i */
	size_t count;
	double *work; /* for rank_distribution */
	double *mass; /* room for all units' ranks */
};

static bool
find_model(
    enum rank_model *out, const struct cases *cases, size_t row, const struct model_name models[])
{
	for (; models->name != NULL; models++)
		if (cases_is(cases, row, "model", models->name)) {
			*out = models->model;
			return true;
		}
	return false;
}

/* False if the model is none of these or nobody can be ranked. */
static bool
read_field(struct field *out, struct cases *cases, const size_t rows[], size_t count,
    const struct model_name models[])
{
	*out = (struct field){.direction = cases_direction(cases, rows[0]),
	    .beliefs = arena_new(cases->arena, struct rank_belief, count),
	    .rows = arena_new(cases->arena, size_t, count)};
	if (!find_model(&out->model, cases, rows[0], models))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct rank_belief belief;

		if (!read_belief(&belief, cases, rows[i]))
			continue;
		apply_wald(&belief, cases, rows[i]);
		if (!rank_belief_is_valid(&belief, out->model))
			continue;
		out->beliefs[out->count] = belief;
		out->rows[out->count++] = rows[i];
	}
	out->mass = arena_new(cases->arena, double, out->count * out->count + 1);
	out->work = arena_new(cases->arena, double, rank_distribution_work(out->count));
	return out->count > 0 && out->direction != MEASURE_NEUTRAL;
}

static bool
read_own_field(struct field *out, struct cases *cases, const size_t rows[], size_t count)
{
	return read_field(out, cases, rows, count, own_models) &&
	       rank_distribution_exact(out->mass, out->beliefs, out->count, out->model,
		   out->direction, out->work) == MEASURE_OK;
}

static void
set_summary(struct cases *cases, const struct field *field, size_t unit, bool deviation)
{
	size_t row = field->rows[unit];
	struct rank_summary summary;

	rank_summary_make(&summary, &field->mass[unit * field->count], field->count);
	cases_set_number(cases, row, "mean_rank", summary.mean);
	if (deviation)
		cases_set_number(cases, row, "sd_rank", summary.deviation);
	cases_set_integer(cases, row, "median", (int64_t)summary.median);
	cases_set_integer(cases, row, "q025", (int64_t)summary.lower);
	cases_set_integer(cases, row, "q975", (int64_t)summary.upper);
	cases_set_number(cases, row, "p_rank1", summary.first);
	cases_set_number(cases, row, "p_rank_last", summary.last);
}

static void
set_intervals(struct cases *cases, const size_t rows[], size_t count)
{
	struct field field;

	if (!read_own_field(&field, cases, rows, count))
		return;
	for (size_t i = 0; i < field.count; i++)
		set_summary(cases, &field, i, true);
}

static void
set_hierarchical(struct cases *cases, const size_t rows[], size_t count)
{
	struct rank_hierarchy hierarchy;
	struct field field;

	if (!read_field(&field, cases, rows, count, peer_models) ||
	    rank_hierarchy_fit(&hierarchy, field.beliefs, field.count, field.model) != MEASURE_OK)
		return;
	rank_distribution_mixed(field.mass, &hierarchy, field.direction,
	    arena_new(cases->arena, struct rank_belief, field.count), field.work);
	for (size_t i = 0; i < field.count; i++) {
		cases_set_number(cases, field.rows[i], "posterior_mean",
		    rank_hierarchy_mean(&hierarchy, &field.beliefs[i]));
		set_summary(cases, &field, i, false);
	}
}

static void
set_masses(struct cases *cases, const size_t rows[], size_t count)
{
	static const char *const copied[] = {"dataset", "model", "unit"};
	struct field field;

	if (!read_own_field(&field, cases, rows, count))
		return;
	for (size_t i = 0; i < field.count * field.count; i++) {
		size_t row = cases_add_row(cases);

		for (size_t j = 0; j < 3; j++)
			cases_set_text(cases, row, copied[j],
			    cases_text(cases, field.rows[i / field.count], copied[j]));
		cases_set_integer(cases, row, "rank", (int64_t)(i % field.count + 1));
		cases_set_number(cases, row, "probability", field.mass[i]);
	}
}

static const char *const belief_keys[] = {"dataset", "model", "direction", NULL};

static void
compute_intervals(struct cases *cases)
{
	cases_each_group(cases, belief_keys, set_intervals);
}

static void
compute_hierarchical(struct cases *cases)
{
	cases_each_group(cases, belief_keys, set_hierarchical);
}

static void
compute_pmf(struct cases *cases)
{
	cases_each_group(cases, belief_keys, set_masses);
}

const struct method rank_methods[] = {
    {.name = "ranks",
	.inputs = COLUMNS(
	    "dataset", "unit", "peer_group", "x", "n", "value_given", "direction", "min_den"),
	.computed = COLUMNS("status", "value", "rank", "n_ranked", "tied_with"),
	.compute = compute_ranks},
    {.name = "rank_intervals",
	.inputs = COLUMNS("dataset", "model", "unit", "x", "n", "direction"),
	.computed =
	    COLUMNS("mean_rank", "sd_rank", "median", "q025", "q975", "p_rank1", "p_rank_last"),
	.compute = compute_intervals},
    {.name = "rank_hierarchical",
	.inputs = COLUMNS("dataset", "model", "unit", "x", "n", "direction"),
	.computed = COLUMNS(
	    "posterior_mean", "mean_rank", "median", "q025", "q975", "p_rank1", "p_rank_last"),
	.compute = compute_hierarchical},
    {.name = "rank_pmf",
	.inputs = COLUMNS("dataset", "model", "unit", "x", "n", "direction"),
	.computed = COLUMNS("dataset", "model", "unit", "rank", "probability"),
	.own_rows = true,
	.compute = compute_pmf},
    {.name = NULL},
};
