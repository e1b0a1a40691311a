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
compute_limits(struct sheet *sheet)
{
	for (size_t row = 0; row < sheet->count; row++) {
		struct funnel_limits limits;
		double theta, n, confidence;
		enum measure_status status = MEASURE_INVALID;

		if (sheet_number(&theta, sheet, row, "theta") != CELL_NUMBER ||
		    sheet_number(&n, sheet, row, "n") != CELL_NUMBER ||
		    sheet_number(&confidence, sheet, row, "conf") != CELL_NUMBER)
			continue;
		for (size_t i = 0; i < sizeof(limit_methods) / sizeof(limit_methods[0]); i++)
			if (sheet_is(sheet, row, "method", limit_methods[i].name))
				status = limit_methods[i].compute(
				    &limits, limit_methods[i].model, theta, n, confidence);
		if (status != MEASURE_OK)
			continue;
		sheet_set_number(sheet, row, "lower", limits.lower);
		sheet_set_number(sheet, row, "upper", limits.upper);
	}
}

static void
set_limits(struct sheet *sheet, size_t row, double n, double theta)
{
	struct funnel_limits limits;

	if (funnel_exact_limits(&limits, FUNNEL_BINOMIAL, theta, n, 0.95) == MEASURE_OK) {
		sheet_set_number(sheet, row, "lower95", limits.lower);
		sheet_set_number(sheet, row, "upper95", limits.upper);
	}
	if (funnel_exact_limits(&limits, FUNNEL_BINOMIAL, theta, n, 0.998) == MEASURE_OK) {
		sheet_set_number(sheet, row, "lower998", limits.lower);
		sheet_set_number(sheet, row, "upper998", limits.upper);
	}
}

static void
set_point(struct sheet *sheet, size_t row, const struct funnel_point *point)
{
	enum funnel_quality quality = funnel_judge(point->class, sheet_direction(sheet, row));

	sheet_set_number(sheet, row, "p_low", point->tail_low);
	sheet_set_number(sheet, row, "p_high", point->tail_high);
	sheet_set_text(sheet, row, "class_exact_sym", funnel_class_name(point->class));
	sheet_set_text(sheet, row, "quality_exact_sym", funnel_quality_name(quality));
}

static void
compute_classes(struct sheet *sheet)
{
	for (size_t row = 0; row < sheet->count; row++) {
		struct funnel_point point;
		double x, n, theta;
		enum measure_status status;

		if (sheet_number(&x, sheet, row, "x") != CELL_NUMBER ||
		    sheet_number(&n, sheet, row, "n") != CELL_NUMBER ||
		    sheet_number(&theta, sheet, row, "theta") != CELL_NUMBER)
			continue;
		status = funnel_classify(&point, FUNNEL_BINOMIAL, x, n, theta);
		if (status == MEASURE_OK || status == MEASURE_NO_INTERVAL)
			sheet_set_number(sheet, row, "value", point.value);
		if (status != MEASURE_OK)
			continue;
		set_limits(sheet, row, n, theta);
		set_point(sheet, row, &point);
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
compute_dataset(struct overdispersion *out, struct sheet *sheet, const size_t rows[], size_t count)
{
	struct overdispersion_unit *units =
	    arena_new(sheet->arena, struct overdispersion_unit, count);
	size_t *scratch = arena_new(sheet->arena, size_t, count);

	for (size_t i = 0; i < count; i++)
		units[i].eligible =
		    sheet_number(&units[i].x, sheet, rows[i], "x") == CELL_NUMBER &&
		    sheet_number(&units[i].n, sheet, rows[i], "n_or_E") == CELL_NUMBER;
	for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++) {
		const double *target = isnan(variants[i].target) ? NULL : &variants[i].target;

		if (!sheet_is(sheet, rows[0], "variant", variants[i].name))
			continue;
		return overdispersion_compute(
			   out, units, count, variants[i].model, target, 1, scratch) == MEASURE_OK
			   ? units
			   : NULL;
	}
	return NULL;
}

static void
set_unit(struct sheet *sheet, size_t row, const struct overdispersion_unit *unit)
{
	sheet_set_number(sheet, row, "y", unit->value);
	sheet_set_number(sheet, row, "s", unit->deviation);
	sheet_set_number(sheet, row, "z", unit->z);
	sheet_set_number(sheet, row, "z_winsorised", unit->winsorised);
	sheet_set_flag(sheet, row, "clipped", unit->clipped);
	sheet_set_number(sheet, row, "z_adjusted", unit->adjusted);
	sheet_set_number(sheet, row, "od_lower95", unit->limits_95.lower);
	sheet_set_number(sheet, row, "od_upper95", unit->limits_95.upper);
	sheet_set_number(sheet, row, "od_lower998", unit->limits_998.lower);
	sheet_set_number(sheet, row, "od_upper998", unit->limits_998.upper);
	sheet_set_text(sheet, row, "class_adjusted", funnel_class_name(unit->class_adjusted));
	sheet_set_text(sheet, row, "class_exact_unadjusted", funnel_class_name(unit->class_exact));
	sheet_set_text(sheet, row, "class_final", funnel_class_name(unit->class_final));
}

static void
set_units(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct overdispersion all;
	const struct overdispersion_unit *units = compute_dataset(&all, sheet, rows, count);

	for (size_t i = 0; units != NULL && i < count; i++)
		if (units[i].eligible)
			set_unit(sheet, rows[i], &units[i]);
}

static void
set_summary(struct sheet *sheet, const size_t rows[], size_t count)
{
	struct overdispersion all;
	const struct overdispersion_unit *units = compute_dataset(&all, sheet, rows, count);
	size_t row = sheet_add_row(sheet);

	sheet_set_text(sheet, row, "dataset", sheet_text(sheet, rows[0], "dataset"));
	sheet_set_text(sheet, row, "variant", sheet_text(sheet, rows[0], "variant"));
	sheet_set_integer(sheet, row, "units", (int64_t)count);
	if (units == NULL)
		return;
	sheet_set_integer(sheet, row, "units_used", (int64_t)all.units);
	sheet_set_number(sheet, row, "trim", OVERDISPERSION_TRIM / 100.0);
	sheet_set_number(sheet, row, "theta", all.theta);
	sheet_set_number(sheet, row, "target_transformed", all.target);
	sheet_set_number(sheet, row, "z_q10", all.quantile_low);
	sheet_set_number(sheet, row, "z_q90", all.quantile_high);
	sheet_set_number(sheet, row, "phi", all.phi);
	sheet_set_number(sheet, row, "tau2", all.tau2);
	sheet_set_number(sheet, row, "tau", sqrt(all.tau2));
	sheet_set_number(sheet, row, "sqrt_phi_multiplier", sqrt(fmax(1, all.phi)));
}

static const char *const dataset_keys[] = {"dataset", "variant", NULL};

static void
compute_overdispersion(struct sheet *sheet)
{
	sheet_each_group(sheet, dataset_keys, set_units);
}

static void
compute_summary(struct sheet *sheet)
{
	sheet_each_group(sheet, dataset_keys, set_summary);
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
	.computed = COLUMNS("y", "s", "z", "z_winsorised", "clipped", "z_adjusted", "od_lower95",
	    "od_upper95", "od_lower998", "od_upper998", "class_adjusted", "class_exact_unadjusted",
	    "class_final"),
	.compute = compute_overdispersion},
    {.name = "overdispersion_summary",
	.inputs = COLUMNS("dataset", "variant", "unit", "x", "n_or_E"),
	.computed = COLUMNS("dataset", "variant", "units", "units_used", "trim", "theta",
	    "target_transformed", "z_q10", "z_q90", "phi", "tau2", "tau", "sqrt_phi_multiplier"),
	.own_rows = true,
	.compute = compute_summary},
    {.name = NULL},
};
