#include "judgement.h"

#include <math.h>

#include "distribution.h"

static bool
can_be(double x, double n, enum funnel_model model)
{
	return x >= 0 && n >= MEASURE_COUNT_MIN && n <= MEASURE_COUNT_MAX &&
	       x <= (model == FUNNEL_BINOMIAL ? n : MEASURE_COUNT_MAX);
}

static bool
are_figures(const struct judgement_others *others)
{
	return others->mean >= 0 && others->mean <= MEASURE_COUNT_MAX && others->tau2 >= 0 &&
	       others->tau2 <= MEASURE_COUNT_MAX && others->weight > 0 && isfinite(others->weight);
}

/* Of one case; never 0. */
static double
variance_of(const struct judgement_others *others, enum funnel_model model)
{
	if (model != FUNNEL_BINOMIAL)
		return (others->x + 0.5) / others->n;
	return (others->x + 0.5) / (others->n + 1) *
	       ((others->n - others->x + 0.5) / (others->n + 1));
}

enum measure_status
judgement_compute(struct judgement *out, double x, double n, const struct judgement_others *others,
    enum funnel_model model)
{
	struct funnel_point point;
	double error;

	*out = (struct judgement){.class_exact = FUNNEL_WITHIN, .class_final = FUNNEL_WITHIN};
	if (others->units < OVERDISPERSION_UNITS)
		return MEASURE_NO_INTERVAL;
	if (!can_be(x, n, model) || !can_be(others->x, others->n, model) || !are_figures(others) ||
	    funnel_classify(&point, model, x, n, (others->x + x) / (others->n + n)) != MEASURE_OK)
		return MEASURE_INVALID;
	error = sqrt(variance_of(others, model) / n + others->tau2 + 1 / others->weight);
	out->z = student_score((x / n - others->mean) / error, (double)others->units - 2);
	out->class_exact = point.class;
	out->class_final = funnel_weaker(point.class, overdispersion_class(out->z));
	out->word = others->phi <= OVERDISPERSION_PHI_MAX;
	return MEASURE_OK;
}
