#include "rank_distribution.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "distribution.h"
#include "quadrature.h"

#define HALF_PI     1.57079632679489661923
#define REACH       9.0  /* widths from its centre where a density has ended */
#define REACH_SMALL 13.0 /* the same for fewer than SMALL cases: the tails are longer */
#define SMALL       5.0
#define PANEL       2.5   /* widths of the narrowest density that one panel spans at most */
#define SHARP       4.0   /* distances of rank_scale that one panel spans */
#define NEGLIGIBLE  1e-14 /* probabilities that are 0 */
#define CERTAIN     (1 - 1e-12)
#define TIE         1e-6 /* a quantile counts as reached within this */
#define LARGE       1e7  /* above, a density's exponent is a small difference of large numbers */

/*
 * Everything in the variable t in which all widths are those of n alone: theta = sin^2 t for
 * proportions, t^2 for rates, t for means.
 */
struct board {
	enum rank_model model;
	bool rising; /* the largest value has rank 1 */
	const struct rank_belief *beliefs;
	size_t count;
	size_t first, end; /* whose ranks are wanted */
	double *centres;
	double *widths;
	double *peaks;     /* logarithms of the densities at the centres */
	double *starts;    /* P(unit j's value is below the panel) */
	double *densities; /* densities[k * count + j]: of unit j at node k of the panel */
	double *below;     /* the same: P(unit j's value is below the node) */
	struct quadrature rule;
	double *counts; /* P(so many of the uncertain units are below), from low to high */
	size_t low, high;
	size_t certain; /* units that are below the node for sure */
	double *mass;
};

size_t
rank_distribution_work(size_t count)
{
	static_assert(RANK_WORK(1) == 5 + 2 * QUADRATURE_NODES + 2, "the layout below");
	return RANK_WORK(count);
}

/* Where a density lies in the variable t, and how wide it is there. */
struct place {
	double centre;
	double width;
};

static struct place
place_belief(const struct rank_belief *belief, enum rank_model model)
{
	double x = belief->x, n = belief->n;

	if (model == RANK_NORMAL)
		return (struct place){x, n};
	if (model == RANK_GAMMA)
		return (struct place){sqrt((x + 0.5) / n), 0.5 / sqrt(n)};
	return (struct place){asin(sqrt((x + 0.5) / (n + 1))), 0.5 / sqrt(n + 1)};
}

/* Of fewer than SMALL cases: not nearly normal in t. */
static bool
is_small(const struct board *board, size_t i)
{
	double x = board->beliefs[i].x, n = board->beliefs[i].n;

	return board->model != RANK_NORMAL &&
	       (x < SMALL || (board->model == RANK_BETA && n - x < SMALL));
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

/* Adds a unit that is below with this probability to the Poisson-binomial counts. */
static void
add_to_counts(struct board *board, double probability)
{
	double *counts = board->counts;

	counts[board->high + 1] = 0;
	for (size_t k = ++board->high; k > board->low; k--)
		counts[k] = counts[k] * (1 - probability) + counts[k - 1] * probability;
	counts[board->low] *= 1 - probability;
	while (counts[board->low] < NEGLIGIBLE)
		board->low++;
	while (counts[board->high] < NEGLIGIBLE)
		board->high--;
}

static void
count_below(struct board *board, const double below[])
{
	board->low = board->high = board->certain = 0;
	board->counts[0] = 1;
	for (size_t i = 0; i < board->count; i++) {
		double probability = below[i];

		if (probability > CERTAIN)
			board->certain++;
		else if (probability >= NEGLIGIBLE)
			add_to_counts(board, probability);
	}
}

/*
 * Unit i's ranks by the counts without it.  These come from the end where no rounding error grows,
 * each of the one before by one multiplication and one subtraction: most of the time goes here.
 */
static void
spread_others(const struct board *board, double mass[], double probability, double weight)
{
	const double *counts = board->counts;
	size_t low = board->low, high = board->high, last = board->count - 1 - board->certain;
	double share = probability <= 0.5 ? 1 - probability : probability;
	double scale = 1 / share, ratio = (1 - share) * scale, other = 0;
	ptrdiff_t step = board->rising ? -1 : 1;
	double *to = &mass[board->rising ? last : board->certain]; /* of none below */

	if (probability <= 0.5) {
		/* Rounding leaves a trace where the unit itself would be below. */
		high = high > last ? last : high;
		to += step * (ptrdiff_t)low;
		for (size_t k = low; k <= high; k++, to += step) {
			other = counts[k] * scale - ratio * other;
			*to += weight * other;
		}
		return;
	}
	/*
	 * The one for k is behind counts[k + 1]; a trimmed lowest count leaves one more to be
	 * found.  A unit that is more likely below than not makes high at least 1.
	 */
	low = low > 0 ? low - 1 : 0;
	to += step * (ptrdiff_t)(high - 1);
	for (size_t k = high; k-- > low; to -= step) {
		other = counts[k + 1] * scale - ratio * other;
		*to += weight * other;
	}
}

/* Adds the weight of one node to unit i's ranks. */
static void
spread_weight(struct board *board, size_t i, double probability, double weight)
{
	double *mass = &board->mass[(i - board->first) * board->count];
	size_t certain = board->certain - (probability > CERTAIN);

	if (probability >= NEGLIGIBLE && probability <= CERTAIN) {
		spread_others(board, mass, probability, weight);
		return;
	}
	assert(certain + board->high < board->count); /* unit i is none of the uncertain */
	for (size_t k = board->low; k <= board->high; k++) {
		size_t rank = certain + k;

		mass[board->rising ? board->count - 1 - rank : rank] += weight * board->counts[k];
	}
}

/* Node k of the panel, which stands for this width. */
static void
visit_node(struct board *board, size_t k, double width)
{
	const double *below = &board->below[k * board->count];
	const double *densities = &board->densities[k * board->count];

	count_below(board, below);
	for (size_t i = board->first; i < board->end; i++)
		if (densities[i] > 0)
			spread_weight(board, i, below[i], width * densities[i]);
}

/* The widest step from t that no density is too narrow for; past the last density, INFINITY. */
static double
widest_step(const struct board *board, double t)
{
	double step = INFINITY;

	for (size_t i = 0; i < board->count; i++) {
		double far = reach(board, i);
		double begins = board->centres[i] - far, width = PANEL * board->widths[i];

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

/* The end of the panel that begins at t: never beyond last, and always beyond t. */
static double
panel_end(const struct board *board, double t, double last)
{
	double step = fmin(widest_step(board, t), last - t), allowed;

	for (;;) {
		allowed = SHARP * fmin(rank_scale(board, t + step / 2),
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
		visit_node(board, k, panel.half * board->rule.nodes[k].weight);
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

/* Rounding leaves a row's sum off by some 1e-12, and single masses below 0 by less. */
static void
normalise(double mass[], size_t count)
{
	double sum = 0;

	for (size_t k = 0; k < count; k++) {
		mass[k] = fmax(0, mass[k]);
		sum += mass[k];
	}
	for (size_t k = 0; k < count && sum > 0; k++)
		mass[k] /= sum;
}

static enum measure_status
compute(struct board *board, enum measure_direction direction, double work[])
{
	size_t count = board->count, rows = board->end - board->first;
	enum measure_status status =
	    rank_belief_check(board->beliefs, count, board->model, direction);

	if (status != MEASURE_OK)
		return status;
	board->rising = direction == MEASURE_INCREASE;
	board->centres = work;
	board->widths = work + count;
	board->peaks = work + 2 * count;
	board->starts = work + 3 * count;
	board->densities = work + 4 * count;
	board->below = work + (4 + QUADRATURE_NODES) * count;
	board->counts = work + (4 + 2 * QUADRATURE_NODES) * count;
	memset(board->mass, 0, rows * count * sizeof(*board->mass));
	for (size_t i = 0; i < count; i++) {
		struct place place = place_belief(&board->beliefs[i], board->model);

		board->centres[i] = place.centre;
		board->widths[i] = place.width;
		board->peaks[i] = log(density_at(board, i, place.centre));
	}
	quadrature_make(&board->rule);
	integrate(board);
	for (size_t i = 0; i < rows; i++)
		normalise(&board->mass[i * count], count);
	return MEASURE_OK;
}

enum measure_status
rank_distribution_exact(double mass[], const struct rank_belief beliefs[], size_t count,
    enum rank_model model, enum measure_direction direction, double work[])
{
	struct board board = {
	    .model = model, .beliefs = beliefs, .count = count, .end = count, .mass = mass};

	return compute(&board, direction, work);
}

enum measure_status
rank_distribution_one(double mass[], size_t unit, const struct rank_belief beliefs[], size_t count,
    enum rank_model model, enum measure_direction direction, double work[])
{
	struct board board = {.model = model,
	    .beliefs = beliefs,
	    .count = count,
	    .first = unit,
	    .end = unit + 1,
	    .mass = mass};

	assert(unit < count);
	return compute(&board, direction, work);
}

/* The smallest rank at which the cumulative mass reaches q. */
static size_t
quantile(const double mass[], size_t count, double q)
{
	double sum = 0;

	for (size_t k = 0; k < count; k++) {
		sum += mass[k];
		if (sum >= q - TIE)
			return k + 1;
	}
	return count;
}

void
rank_distribution_summarise(struct rank_summary *out, const double mass[], size_t count)
{
	double mean = 0, squares = 0;

	assert(count > 0);
	for (size_t k = 0; k < count; k++)
		mean += mass[k] * (double)(k + 1);
	for (size_t k = 0; k < count; k++)
		squares += mass[k] * ((double)(k + 1) - mean) * ((double)(k + 1) - mean);
	*out = (struct rank_summary){.mean = mean,
	    .deviation = sqrt(squares),
	    .median = quantile(mass, count, 0.5),
	    .lower = quantile(mass, count, 0.025),
	    .upper = quantile(mass, count, 0.975),
	    .first = mass[0],
	    .last = mass[count - 1]};
}
