/*
 * What the statistics of cgi/measure are made of, each function within the range its header gives:
 * decimals, counts, sums, ranks, quantiles, distributions and their inverses.
 */
#include <math.h>

#include "measure/change.h"
#include "measure/distribution.h"
#include "measure/interval.h"
#include "measure/order.h"
#include "measure/quadrature.h"
#include "measure/quantile.h"
#include "measure/rank.h"
#include "measure/rank_counts.h"
#include "measure/rank_distribution.h"
#include "measure/rank_summary.h"
#include "source.h"

enum { UNITS = 8 };

/* In 0 ... most, whole if asked for. */
static double
within(struct source *source, double most, bool whole)
{
	double number = most * ((double)take(source, 4) / UINT32_MAX);

	return whole ? floor(number) : number;
}

/* A share, the ends among them now and then. */
static double
share(struct source *source)
{
	unsigned kind = choose(source, 8);

	return kind < 2 ? kind : within(source, 1, false);
}

static void
check_probability(double probability)
{
	assert(probability >= 0 && probability <= 1);
}

/* Sums of both tails; rounding may go a little beyond. */
static void
check_tails(double lower, double upper, double between)
{
	check_probability(lower);
	check_probability(upper);
	assert(fabs(lower + upper - 1 - between) < 1e-9);
}

static void
fuzz_distribution(struct source *source)
{
	double n = within(source, choose(source, 2) ? 1e9 : 300, true), theta = share(source);
	double k = within(source, n, true), mean = within(source, 2 * n, false);
	double shape = 0.001 + within(source, 1e6, false), x = within(source, 2 * shape, false);
	double tail = 1e-12 + within(source, 0.49, false), quantile;

	check_tails(
	    binomial_lower(k, n, theta), binomial_upper(k, n, theta), binomial_mass(k, n, theta));
	check_tails(poisson_lower(k, mean), poisson_upper(k, mean), poisson_mass(k, mean));
	check_tails(gamma_lower(shape, x), gamma_upper(shape, x), 0);
	check_probability(beta_lower(shape, 0.5 + k, theta));
	assert(gamma_kernel(shape, x) >= 0 && isfinite(gamma_kernel(shape, x)));
	assert(isfinite(beta_kernel(shape, 0.5 + k, theta, 1 - theta)));
	quantile = gamma_quantile_lower(shape, tail);
	assert(quantile >= 0 && isfinite(quantile));
	/* Below it quantiles may be too small for a double. */
	if (shape >= 0.5)
		assert(fabs(gamma_lower(shape, quantile) - tail) < 1e-6);
	quantile = gamma_quantile_upper(shape, tail);
	assert(quantile >= 0 && isfinite(quantile));
	if (shape >= 0.5)
		assert(fabs(gamma_upper(shape, quantile) - tail) < 1e-6);
	assert(normal_quantile(1 - 2 * tail) >= 0);
	assert(fabs(normal_upper(normal_quantile(1 - 2 * tail)) - tail) < 1e-9);
	assert(student_quantile(tail, 1 + within(source, 1e6, false)) > 0);
}

static struct slope_point
cubic(double x, const void *context)
{
	const double *root = context;

	return (struct slope_point){(x - *root) * (1 + x * x), 1 + x * x + 2 * x * (x - *root)};
}

static void
fuzz_root(struct source *source)
{
	double root = within(source, 20, false) - 10, found;
	struct quadrature quadrature;
	double sum = 0;

	found = find_root(cubic, &root, -10, 10, within(source, 20, false) - 10);
	assert(fabs(found - root) < 1e-6);
	quadrature_make(&quadrature);
	for (int i = 0; i < QUADRATURE_FINE_NODES; i++)
		sum += quadrature.fine_nodes[i].weight;
	assert(fabs(sum - 2) < 1e-12);
}

static void
fuzz_decimal(struct source *source)
{
	struct decimal a = take_decimal(source), b = take_decimal(source), sum;
	struct decimal n = decimal_from_integer(1 + (int64_t)take(source, 2));
	unsigned places = choose(source, DECIMAL_PLACES_MAX + 1);
	char text[32] = {0};

	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = "0123456789.-+x"[choose(source, 14)];
	if (decimal_parse_scaled(&sum, text, places))
		assert(isfinite(decimal_to_double_scaled(sum, places)));
	(void)decimal_parse(&sum, text);
	(void)decimal_places(text);
	assert(decimal_compare(a, b) == -decimal_compare(b, a));
	assert(decimal_compare_fractions(a, n, b, n) == decimal_compare(a, b));
	if (decimal_add(&sum, a, b))
		assert(sum.units == a.units + b.units);
	assert(isfinite(decimal_to_double(a)));
	assert(decimal_is_whole(n));
}

static void
fuzz_sums(struct source *source)
{
	enum measure_kind kind = (enum measure_kind)choose(source, MEASURE_KIND_COUNT);
	struct rate_cell cells[UNITS] = {0};
	struct rate_moments groups[UNITS];
	double values[UNITS];
	struct rate_sum sum;

	for (size_t i = 0; i < UNITS; i++) {
		cells[i].numerator = take_decimal(source);
		cells[i].denominator = take_decimal(source);
		cells[i].has_numerator = choose(source, 8) != 0;
		cells[i].has_denominator = choose(source, 8) != 0;
		assert(measure_status_name(
			   rate_check(kind, &cells[i].numerator, &cells[i].denominator)) != NULL);
		values[i] = within(source, 1e6, false);
		groups[i] = rate_moments_of(values, i + 1);
		assert(groups[i].deviation >= 0 && isfinite(groups[i].mean));
	}
	sum = rate_sum_cells(kind, cells, UNITS);
	assert(sum.received + sum.invalid <= sum.expected && sum.expected == UNITS);
	if (sum.status > MEASURE_PARTIAL)
		assert(sum.numerator.units == 0 && sum.denominator.units == 0);
	assert(rate_moments_pool(groups, UNITS).deviation >= 0);
	assert(!measure_kind_has_denominator(MEASURE_COUNT));
}

static int
compare(const void *context, size_t a, size_t b)
{
	const double *values = context;

	return values[a] < values[b] ? -1 : values[a] > values[b];
}

static void
fuzz_order(struct source *source)
{
	size_t count = 1 + choose(source, UNITS), indices[UNITS];
	double values[UNITS];
	struct rank_unit units[UNITS] = {0};

	for (size_t i = 0; i < count; i++) {
		values[i] = take_double(source);
		if (isnan(values[i]))
			values[i] = 0;
		units[i].numerator = take_decimal(source);
		units[i].denominator = decimal_from_integer(1 + (int64_t)take(source, 1));
		units[i].peer_group = (int)choose(source, 2);
		units[i].eligible = choose(source, 4) != 0;
	}
	order_indices(indices, count, compare, values);
	for (size_t i = 1; i < count; i++)
		assert(values[indices[i - 1]] <= values[indices[i]]);
	quantile_sort(values, count);
	for (size_t i = 1; i < count; i++)
		assert(values[i - 1] <= values[i]);
	if (isfinite(values[0]) && fabs(values[0]) < 1e300 && fabs(values[count - 1]) < 1e300) {
		double middle = quantile_sorted(values, count, choose(source, 101));

		assert(middle >= values[0] && middle <= values[count - 1]);
	}
	rank_compute(units, count, MEASURE_INCREASE, choose(source, 4), indices);
	for (size_t i = 0; i < count; i++)
		assert(units[i].rank <= units[i].of && units[i].of <= count);
}

static void
fuzz_counts(struct source *source)
{
	double below[UNITS], masses[UNITS + 2], mass[UNITS] = {0}, sum = 0;
	struct rank_counts counts = {.units = UNITS, .rising = choose(source, 2) == 0};

	counts.masses = masses;
	for (size_t i = 0; i < UNITS; i++)
		below[i] = within(source, 1, false);
	rank_counts_fill(&counts, below);
	rank_counts_spread(&counts, mass, below[0], 1);
	rank_summary_normalise(mass, UNITS);
	for (size_t i = 0; i < UNITS; i++)
		sum += mass[i];
	assert(fabs(sum - 1) < 1e-9);
	assert(isfinite(gamma_growth(0.5 + below[0], within(source, 1e9, false))));
}

static void
fuzz_tests(struct source *source)
{
	double n1 = 1 + within(source, 5000, true), n2 = 1 + within(source, 5000, true);
	double x1 = within(source, n1, true), x2 = within(source, n2, true);
	struct rank_belief beliefs[2] = {
	    {take_double(source), take_double(source)}, {take_double(source), take_double(source)}};

	check_probability(change_fisher(x1, n1, x2, n2));
	check_probability(change_poisson(x1, n1, x2, n2));
	for (int model = 0; model < RANK_MODEL_COUNT; model++) {
		struct rank_hierarchy hierarchy;
		struct rank_belief updated;

		if (!rank_belief_is_valid(&beliefs[0], (enum rank_model)model) ||
		    rank_hierarchy_fit(&hierarchy, beliefs, 2, (enum rank_model)model) !=
			MEASURE_OK)
			continue;
		updated = rank_hierarchy_update(
		    (enum rank_model)model, &hierarchy.priors[0], &beliefs[1]);
		assert(isfinite(rank_belief_place(&updated, (enum rank_model)model).centre));
		assert(isfinite(rank_hierarchy_mean(&hierarchy, &beliefs[0])));
	}
	assert(rank_distribution_work(UNITS) >= UNITS);
	assert(rank_model_of((enum measure_kind)choose(source, MEASURE_KIND_COUNT)) <
	       RANK_MODEL_COUNT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static void (*const targets[])(struct source * source) = {fuzz_distribution, fuzz_root,
	    fuzz_decimal, fuzz_sums, fuzz_order, fuzz_counts, fuzz_tests};
	struct source source = {data, length};

	targets[choose(&source, 7)](&source);
	return 0;
}
