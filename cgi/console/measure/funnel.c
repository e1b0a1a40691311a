/* zhiheng measure: funnel limits, classes and overdispersion. */
#include <math.h>
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "measure.h"
#include "measure/funnel.h"
#include "measure/overdispersion.h"

static const struct {
	const char *name;
	enum funnel_model model;
	enum measure_status (*compute)(struct funnel_limits *out, enum funnel_model model,
	    double theta, double n, double confidence);
} limit_methods[] = {
    {"binom_exact_sym", FUNNEL_BINOMIAL, funnel_exact_limits},
    {"poisson_exact_sym", FUNNEL_POISSON, funnel_exact_limits},
    {"score_normal", FUNNEL_BINOMIAL, funnel_normal_limits},
    {"poisson_normal", FUNNEL_POISSON, funnel_normal_limits},
};

static void
compute_limits(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		struct funnel_limits limits;
		double theta, n, confidence;
		enum measure_status status = MEASURE_INVALID;

		if (cases_number(&theta, cases, row, "theta") != CELL_NUMBER ||
		    cases_number(&n, cases, row, "n") != CELL_NUMBER ||
		    cases_number(&confidence, cases, row, "conf") != CELL_NUMBER)
			continue;
		for (size_t i = 0; i < sizeof(limit_methods) / sizeof(limit_methods[0]); i++)
			if (cases_is(cases, row, "method", limit_methods[i].name))
				status = limit_methods[i].compute(
				    &limits, limit_methods[i].model, theta, n, confidence);
		if (status != MEASURE_OK)
			continue;
		cases_set_number(cases, row, "lower", limits.lower);
		cases_set_number(cases, row, "upper", limits.upper);
	}
}

static void
set_limits(struct cases *cases, size_t row, double n, double theta)
{
	struct funnel_limits limits;

	if (funnel_exact_limits(&limits, FUNNEL_BINOMIAL, theta, n, 0.95) == MEASURE_OK) {
		cases_set_number(cases, row, "lower95", limits.lower);
		cases_set_number(cases, row, "upper95", limits.upper);
	}
	if (funnel_exact_limits(&limits, FUNNEL_BINOMIAL, theta, n, 0.998) == MEASURE_OK) {
		cases_set_number(cases, row, "lower998", limits.lower);
		cases_set_number(cases, row, "upper998", limits.upper);
	}
}

static void
set_point(struct cases *cases, size_t row, const struct funnel_point *point)
{
	enum funnel_quality quality = funnel_judge(point->class, cases_direction(cases, row));

	cases_set_number(cases, row, "p_low", point->tail_low);
	cases_set_number(cases, row, "p_high", point->tail_high);
	cases_set_text(cases, row, "class_exact_sym", funnel_class_name(point->class));
	cases_set_text(cases, row, "quality_exact_sym", funnel_quality_name(quality));
}

static void
compute_classes(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		struct funnel_point point;
		double x, n, theta;
		enum measure_status status;

		if (cases_number(&x, cases, row, "x") != CELL_NUMBER ||
		    cases_number(&n, cases, row, "n") != CELL_NUMBER ||
		    cases_number(&theta, cases, row, "theta") != CELL_NUMBER)
			continue;
		status = funnel_classify(&point, FUNNEL_BINOMIAL, x, n, theta);
		if (status == MEASURE_OK || status == MEASURE_NO_INTERVAL)
			cases_set_number(cases, row, "value", point.value);
		if (status != MEASURE_OK)
			continue;
		set_limits(cases, row, n, theta);
		set_point(cases, row, &point);
	}
}

static const struct {
	const char *name;
	enum funnel_model model;
	double target; /* NAN: pooled */
} variants[] = {
    {"prop_raw", FUNNEL_BINOMIAL, NAN},
    {"rate_raw", FUNNEL_POISSON, NAN},
    {"sr_raw", FUNNEL_POISSON, 1},
};

/* One dataset and variant; NULL if the variant is not one of ours or nothing can be computed. */
static struct overdispersion_unit *
compute_dataset(struct overdispersion *out, struct cases *cases, const size_t rows[], size_t count)
{
	struct overdispersion_unit *units =
	    arena_new(cases->arena, struct overdispersion_unit, count);
	size_t *scratch = arena_new(cases->arena, size_t, count);

	for (size_t i = 0; i < count; i++)
		units[i].eligible =
		    cases_number(&units[i].x, cases, rows[i], "x") == CELL_NUMBER &&
		    cases_number(&units[i].n, cases, rows[i], "n_or_E") == CELL_NUMBER;
	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		const double *target = isnan(variants[i].target) ? NULL : &variants[i].target;

		if (!cases_is(cases, rows[0], "variant", variants[i].name))
			continue;
		return overdispersion_compute(
			   out, units, count, variants[i].model, target, scratch) == MEASURE_OK
			   ? units
			   : NULL;
	}
	return NULL;
}

static void
set_unit(struct cases *cases, size_t row, const struct overdispersion_unit *unit)
{
	cases_set_number(cases, row, "y", unit->value);
	cases_set_number(cases, row, "s", unit->deviation);
	cases_set_number(cases, row, "z", unit->z_raw);
	cases_set_number(cases, row, "z_winsorised", unit->winsorised);
	cases_set_flag(cases, row, "clipped", unit->clipped);
}

/* What only a group of enough units has. */
static void
set_judgement(struct cases *cases, size_t row, const struct overdispersion_unit *unit)
{
	cases_set_number(cases, row, "theta_others", unit->theta_others);
	cases_set_number(cases, row, "tau2_others", unit->tau2_others);
	cases_set_number(cases, row, "df", unit->df);
	cases_set_number(cases, row, "z_adjusted", unit->z);
	cases_set_number(cases, row, "od_lower95", unit->limits_95.lower);
	cases_set_number(cases, row, "od_upper95", unit->limits_95.upper);
	cases_set_number(cases, row, "od_lower998", unit->limits_998.lower);
	cases_set_number(cases, row, "od_upper998", unit->limits_998.upper);
	cases_set_text(cases, row, "class_adjusted", funnel_class_name(unit->class_adjusted));
	cases_set_text(cases, row, "class_exact_unadjusted", funnel_class_name(unit->class_exact));
	cases_set_text(cases, row, "class_final", funnel_class_name(unit->class_final));
}

static void
set_units(struct cases *cases, const size_t rows[], size_t count)
{
	struct overdispersion all;
	const struct overdispersion_unit *units = compute_dataset(&all, cases, rows, count);

	for (size_t i = 0; units != NULL && i < count; i++) {
		if (!units[i].eligible)
			continue;
		set_unit(cases, rows[i], &units[i]);
		if (all.status == OVERDISPERSION_JUDGED)
			set_judgement(cases, rows[i], &units[i]);
	}
}

static void
set_summary(struct cases *cases, const size_t rows[], size_t count)
{
	struct overdispersion all;
	const struct overdispersion_unit *units = compute_dataset(&all, cases, rows, count);
	size_t row = cases_add_row(cases);

	cases_set_text(cases, row, "dataset", cases_text(cases, rows[0], "dataset"));
	cases_set_text(cases, row, "variant", cases_text(cases, rows[0], "variant"));
	cases_set_integer(cases, row, "units", (int64_t)count);
	if (units == NULL)
		return;
	cases_set_integer(cases, row, "units_used", (int64_t)all.units);
	if (all.status != OVERDISPERSION_JUDGED)
		return;
	cases_set_number(cases, row, "trim", OVERDISPERSION_TRIM / 100.0);
	cases_set_number(cases, row, "theta", all.theta);
	cases_set_number(cases, row, "target_transformed", all.target);
	cases_set_number(cases, row, "z_q10", all.quantile_low);
	cases_set_number(cases, row, "z_q90", all.quantile_high);
	cases_set_number(cases, row, "phi", all.phi);
	cases_set_number(cases, row, "tau2", all.tau2);
	cases_set_number(cases, row, "tau", sqrt(all.tau2));
	cases_set_number(cases, row, "sqrt_phi_multiplier", sqrt(fmax(1, all.phi)));
}

static const char *const dataset_keys[] = {"dataset", "variant", NULL};

static void
compute_overdispersion(struct cases *cases)
{
	cases_each_group(cases, dataset_keys, set_units);
}

static void
compute_summary(struct cases *cases)
{
	cases_each_group(cases, dataset_keys, set_summary);
}

const struct method funnel_methods[] = {
    {.name = "funnel_limits",
	.inputs = COLUMNS("case", "kind", "theta", "n", "conf", "method"),
	.computed = COLUMNS("lower", "upper"),
	.compute = compute_limits},
    {.name = "funnel_class",
	.inputs = COLUMNS("dataset", "unit", "x", "n", "theta", "direction"),
	.computed = COLUMNS("value", "lower95", "upper95", "lower998", "upper998", "p_low",
	    "p_high", "class_exact_sym", "quality_exact_sym"),
	.compute = compute_classes},
    {.name = "overdispersion",
	.inputs = COLUMNS("dataset", "variant", "unit", "x", "n_or_E"),
	.computed = COLUMNS("y", "s", "z", "z_winsorised", "clipped", "theta_others", "tau2_others",
	    "df", "z_adjusted", "od_lower95", "od_upper95", "od_lower998", "od_upper998",
	    "class_adjusted", "class_exact_unadjusted", "class_final"),
	.compute = compute_overdispersion},
    {.name = "overdispersion_summary",
	.inputs = COLUMNS("dataset", "variant", "unit", "x", "n_or_E"),
	.computed = COLUMNS("dataset", "variant", "units", "units_used", "trim", "theta",
	    "target_transformed", "z_q10", "z_q90", "phi", "tau2", "tau", "sqrt_phi_multiplier"),
	.own_rows = true,
	.compute = compute_summary},
    {.name = NULL},
};
