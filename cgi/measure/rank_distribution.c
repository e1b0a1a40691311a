#include "rank_distribution.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "distribution.h"
#include "quadrature.h"
#include "rank_counts.h"
#include "rank_summary.h"

#define HALF_PI     1.57079632679489661923
#define REACH       6.5  /* widths from its centre where a density has ended */
#define REACH_SMALL 10.0 /* the same for fewer than SMALL cases: the tails are longer */
#define SMALL       5.0
#define PANEL       2.5  /* widths of the narrowest density that one panel spans at most */
#define SHARP       4.0  /* distances of rank_scale that one panel spans */
#define PANEL_RARE  0.5  /* more for every power of ten by which a prior weighs less */
#define SHARP_RARE  0.4  /* the same */
#define POLYNOMIAL  2.0  /* events from which a density is as good as a polynomial at its end */
#define GRADED      8.0  /* times the distance to the end, where a panel ends that must be narrow */
#define FINEST      1e-3 /* times the width of the narrowest density: no panel need be narrower */
#define LARGE       1e7  /* above, a density's exponent is a small difference of large numbers */

/*
 * Everything in the variable t in which all widths are those of n alone: theta = sin^2 t for
 * proportions, t^2 for rates, t for means.
 */
struct board {
	enum rank_model model;
	const struct rank_belief *beliefs;
	size_t count;
	double weight;       /* of these beliefs among others of the same units */
	double panel, sharp; /* PANEL and SHARP, the wider the less the weight */
	size_t first, end;   /* whose ranks are wanted */
	double *centres;
	double *widths;
	double *peaks;     /* logarithms of the densities at the centres */
	double *starts;    /* P(unit j's value is below the panel) */
	double *densities; /* densities[k * count + j]: of unit j at node k of the panel */
	double *below;     /* the same: P(unit j's value is below the node) */
	struct quadrature rule;
	struct rank_counts counts; /* at the node */
	double *mass;
};

size_t
rank_distribution_work(size_t count)
{
	static_assert(RANK_WORK(1) == 5 + 2 * QUADRATURE_NODES + 2, "the layout below");
	return RANK_WORK(count);
}

/* Of fewer than SMALL cases: not nearly normal in t. */
static bool
is_small(const struct board *board, size_t i)
{
	double x = board->beliefs[i].x, n = board->beliefs[i].n;

	return board->model != RANK_NORMAL &&
	       (x < SMALL || (board->model == RANK_BETA && n - x < SMALL));
}

/* t^(2a - 1) or so at an end of the variable, a not a half of a whole number: no power series. */
static bool
is_broken(double events)
{
	return events < POLYNOMIAL && 2 * events > floor(2 * events);
}

/* How far from its centre unit i's density reaches. */
static double
reach(const struct board *board, size_t i)
{
	return board->widths[i] * (is_small(board, i) ? REACH_SMALL : REACH);
}

/* Unit i's density at t. */
static double
density_at(const struct board *board, size_t i, double t)
{
	double x = board->beliefs[i].x, n = board->beliefs[i].n;
	double sine = sin(t), cosine = cos(t);

	if (board->model == RANK_NORMAL)
		return exp(-(t - x) * (t - x) / (2 * n * n)) / (n * sqrt(4 * HALF_PI));
	if (board->model == RANK_GAMMA)
		return 2 * gamma_kernel(x + 0.5, n * t * t) / t;
	return 2 * beta_kernel(x + 0.5, n - x + 0.5, sine * sine, cosine * cosine) /
	       (sine * cosine);
}

/* Node k of the panel, which stands for this width. */
static void
visit_node(struct board *board, size_t k, double width)
{
	const double *below = &board->below[k * board->count];
	const double *densities = &board->densities[k * board->count];

	rank_counts_fill(&board->counts, below);
	for (size_t i = board->first; i < board->end; i++)
		if (densities[i] > 0)
			rank_counts_spread(&board->counts,
			    &board->mass[(i - board->first) * board->count], below[i],
			    width * densities[i]);
}

/* The widest step from t that no density is too narrow for; past the last density, INFINITY. */
static double
widest_step(const struct board *board, double t)
{
	double step = INFINITY;

	for (size_t i = 0; i < board->count; i++) {
		double far = reach(board, i);
		double begins = board->centres[i] - far, width = board->panel * board->widths[i];

		if (t < board->centres[i] + far)
			step = fmin(step, fmax(width, begins - t));
	}
	return step;
}

/* P(unit i's value is below the one at t). */
static double
probability_below(const struct board *board, size_t i, double t)
{
	double x = board->beliefs[i].x, n = board->beliefs[i].n;

	if (board->model == RANK_NORMAL)
		return normal_upper((x - t) / n);
	if (board->model == RANK_GAMMA)
		return gamma_lower(x + 0.5, n * t * t);
	return beta_lower(x + 0.5, n - x + 0.5, sin(t) * sin(t));
}

/* The same and the density there: nearly, for a scale. */
static double
probability_near(double *dense, const struct board *board, size_t i, double t)
{
	double z = (t - board->centres[i]) / board->widths[i];

	if (!is_small(board, i)) {
		*dense = exp(-z * z / 2) / (board->widths[i] * sqrt(4 * HALF_PI));
		return normal_upper(-z);
	}
	*dense = density_at(board, i, t);
	return probability_below(board, i, t);
}

/*
 * Over what distance the number of units below t changes by its own deviation, or by 1 if that is
 * more: many equal units make the rank probabilities sharper than any one density.
 */
static double
rank_scale(const struct board *board, double t)
{
	double change = 0, variance = 0;

	for (size_t i = 0; i < board->count; i++) {
		double probability, dense;

		if (fabs(t - board->centres[i]) >= reach(board, i))
			continue;
		probability = probability_near(&dense, board, i, t);
		change += dense;
		variance += probability * (1 - probability);
	}
	return sqrt(fmax(1, variance)) / change;
}

/* The widest step from t where densities that have no power series begin or end. */
static double
graded_step(const struct board *board, double t)
{
	double rest = HALF_PI - t, step = INFINITY;

	for (size_t i = 0; i < board->count && board->model != RANK_NORMAL; i++) {
		double x = board->beliefs[i].x, n = board->beliefs[i].n;
		double finest = FINEST * board->widths[i];

		if (is_broken(x))
			step = fmin(step, fmax((GRADED - 1) * t, finest));
		if (board->model == RANK_BETA && is_broken(n - x) && rest > finest)
			step = fmin(step, rest * (1 - 1 / GRADED));
	}
	return step;
}

/* The end of the panel that begins at t: never beyond last, and always beyond t. */
static double
panel_end(const struct board *board, double t, double last)
{
	double step = fmin(fmin(widest_step(board, t), graded_step(board, t)), last - t), allowed;

	for (;;) {
		allowed = board->sharp * fmin(rank_scale(board, t + step / 2),
					     fmin(rank_scale(board, t + step / 64),
						 rank_scale(board, t + step * 63 / 64)));
		if (!(step > allowed))
			break;
		step = fmax(allowed, step / 4);
	}
	return fmax(t + step, nextafter(t, INFINITY));
}

/* A place at which densities are wanted, with the logarithms that all of them share. */
struct spot {
	double t;
	double upper; /* ln sin^2 t for proportions, ln t^2 for rates */
	double lower; /* ln cos^2 t */
};

static struct spot
make_spot(const struct board *board, double t)
{
	struct spot spot = {.t = t};

	if (board->model == RANK_GAMMA)
		spot.upper = 2 * log(t);
	if (board->model == RANK_BETA) {
		spot.upper = 2 * log(sin(t));
		spot.lower = 2 * log(cos(t));
	}
	return spot;
}

/* The same quicker, by its ratio to that at its centre. */
static double
density(const struct board *board, size_t i, const struct spot *at, const struct spot *centre)
{
	double x = board->beliefs[i].x, n = board->beliefs[i].n;
	double exponent;

	if (board->model == RANK_NORMAL || fmax(x, n) > LARGE)
		return density_at(board, i, at->t);
	exponent = board->peaks[i] + x * (at->upper - centre->upper);
	if (board->model == RANK_GAMMA)
		return exp(exponent - n * (at->t - centre->t) * (at->t + centre->t));
	return exp(exponent + (n - x) * (at->lower - centre->lower));
}

struct panel {
	double half; /* of its width */
	struct spot nodes[QUADRATURE_NODES];
	struct spot fine_nodes[QUADRATURE_FINE_NODES];
};

/* Unit i's densities at the nodes, and how much of it is below each: what it adds up to so far. */
static void
follow_unit(struct board *board, size_t i, const struct panel *panel)
{
	struct spot centre = make_spot(board, board->centres[i]);
	double far = reach(board, i), fine[QUADRATURE_FINE_NODES], whole = 0;

	for (size_t j = 0; j < QUADRATURE_FINE_NODES; j++) {
		fine[j] = panel->half * density(board, i, &panel->fine_nodes[j], &centre);
		whole += board->rule.fine_nodes[j].weight * fine[j];
	}
	for (size_t k = 0; k < QUADRATURE_NODES; k++) {
		double sum = board->starts[i];

		for (size_t j = 0; j < QUADRATURE_FINE_NODES; j++)
			sum += board->rule.integrals[k][j] * fine[j];
		board->below[k * board->count + i] = fmin(fmax(0, sum), 1);
		board->densities[k * board->count + i] =
		    fabs(panel->nodes[k].t - centre.t) < far
			? density(board, i, &panel->nodes[k], &centre)
			: 0;
	}
	board->starts[i] += whole;
}

static void
visit_panel(struct board *board, double begin, double end)
{
	struct panel panel = {.half = (end - begin) / 2};
	double middle = begin + panel.half;

	for (size_t k = 0; k < QUADRATURE_NODES; k++)
		panel.nodes[k] = make_spot(board, middle + panel.half * board->rule.nodes[k].place);
	for (size_t j = 0; j < QUADRATURE_FINE_NODES; j++)
		panel.fine_nodes[j] =
		    make_spot(board, middle + panel.half * board->rule.fine_nodes[j].place);
	for (size_t i = 0; i < board->count; i++) {
		double far = reach(board, i);
		bool passed = begin >= board->centres[i] + far;

		if (!passed && end > board->centres[i] - far) {
			follow_unit(board, i, &panel);
			continue;
		}
		for (size_t k = 0; k < QUADRATURE_NODES; k++) {
			board->below[k * board->count + i] = passed ? 1 : 0;
			board->densities[k * board->count + i] = 0;
		}
	}
	for (size_t k = 0; k < QUADRATURE_NODES; k++)
		visit_node(board, k, board->weight * panel.half * board->rule.nodes[k].weight);
}

static void
integrate(struct board *board)
{
	double t = INFINITY, last = -INFINITY, end;

	for (size_t i = board->first; i < board->end; i++) {
		t = fmin(t, board->centres[i] - reach(board, i));
		last = fmax(last, board->centres[i] + reach(board, i));
	}
	if (board->model != RANK_NORMAL)
		t = fmax(0, t);
	if (board->model == RANK_BETA)
		last = fmin(last, HALF_PI);
	for (size_t i = 0; i < board->count; i++)
		board->starts[i] =
		    t > board->centres[i] - reach(board, i) ? probability_below(board, i, t) : 0;
	for (; t < last; t = end) {
		end = panel_end(board, t, last);
		visit_panel(board, t, end);
	}
}

/* Lays the board out over work, with nothing on it. */
static void
prepare(struct board *board, enum measure_direction direction, double work[])
{
	size_t count = board->count;

	board->counts = (struct rank_counts){.units = count,
	    .rising = direction == MEASURE_INCREASE,
	    .masses = work + (4 + 2 * QUADRATURE_NODES) * count};
	board->centres = work;
	board->widths = work + count;
	board->peaks = work + 2 * count;
	board->starts = work + 3 * count;
	board->densities = work + 4 * count;
	board->below = work + (4 + QUADRATURE_NODES) * count;
	memset(board->mass, 0, (board->end - board->first) * count * sizeof(*board->mass));
	quadrature_make(&board->rule);
}

/* Adds the ranks by these beliefs, times weight. */
static void
add_beliefs(struct board *board, const struct rank_belief beliefs[], double weight)
{
	board->beliefs = beliefs;
	board->weight = weight;
	board->panel = PANEL - PANEL_RARE * log10(weight);
	board->sharp = SHARP - SHARP_RARE * log10(weight);
	for (size_t i = 0; i < board->count; i++) {
		struct rank_place place = rank_belief_place(&beliefs[i], board->model);

		board->centres[i] = place.centre;
		board->widths[i] = place.width;
		board->peaks[i] = log(density_at(board, i, place.centre));
	}
	integrate(board);
}

static void
finish(struct board *board)
{
	for (size_t i = 0; i < board->end - board->first; i++)
		rank_summary_normalise(&board->mass[i * board->count], board->count);
}

enum measure_status
rank_distribution_exact(double mass[], const struct rank_belief beliefs[], size_t count,
    enum rank_model model, enum measure_direction direction, double work[])
{
	struct board board = {.model = model, .count = count, .end = count, .mass = mass};
	enum measure_status status = rank_belief_check(beliefs, count, model, direction);

	if (status != MEASURE_OK)
		return status;
	prepare(&board, direction, work);
	add_beliefs(&board, beliefs, 1);
	finish(&board);
	return MEASURE_OK;
}

static void
mix(struct board *board, const struct rank_hierarchy *hierarchy, enum measure_direction direction,
    struct rank_belief beliefs[], double work[])
{
	assert(direction != MEASURE_NEUTRAL);
	prepare(board, direction, work);
	for (size_t k = 0; k < hierarchy->count; k++) {
		const struct rank_prior *prior = &hierarchy->priors[k];

		for (size_t i = 0; i < board->count; i++)
			beliefs[i] =
			    rank_hierarchy_update(board->model, prior, &hierarchy->units[i]);
		add_beliefs(board, beliefs, prior->weight);
	}
	finish(board);
}

void
rank_distribution_mixed(double mass[], const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, struct rank_belief beliefs[], double work[])
{
	size_t count = hierarchy->unit_count;
	struct board board = {
	    .model = hierarchy->model, .count = count, .end = count, .mass = mass};

	mix(&board, hierarchy, direction, beliefs, work);
}

void
rank_distribution_mixed_one(double mass[], size_t unit, const struct rank_hierarchy *hierarchy,
    enum measure_direction direction, struct rank_belief beliefs[], double work[])
{
	struct board board = {.model = hierarchy->model,
	    .count = hierarchy->unit_count,
	    .first = unit,
	    .end = unit + 1,
	    .mass = mass};

	assert(unit < hierarchy->unit_count);
	mix(&board, hierarchy, direction, beliefs, work);
}
