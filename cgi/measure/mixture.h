/*
 * What a group of institutions says of the true value of one that is not among them: a mixture of
 * beta (proportions) or gamma distributions (rates) over how much the group shrinks its members.
 *
 * n0 = I / sum(1/n); s = n0 e^u for u = -8, -7.75 ... 8; B = s/(s + n0).
 * Binomial: e = (s + 1)/(n + s), Ne = sum n e, mu = (sum x e + 1/2)/(Ne + 1), then s at least
 *   (1/2)/min(mu, 1 - mu); a = mu s, b = (1 - mu) s; log weight = sum [ln B(x + a, n - x + b) -
 *   ln B(a, b)] + ln(mu (1 - mu)/(Ne + 1))/2 + ln B(1 - B), the last with s as it was.
 * Poisson: e = s/(n + s), mu = (sum x e + 1/2)/Ne, then s at least (1/2)/mu; a = mu s; log weight =
 *   sum [ln G(x + a) - ln G(a) + a ln(s/(s + n)) + x ln(n/(s + n))] + ln(mu/Ne)/2 + ln B(1 - B).
 * Source: Christiansen & Morris 1997, JASA 92 (hierarchical Poisson regression), with B uniform.
 */
#ifndef MEASURE_MIXTURE_H
#define MEASURE_MIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "kind.h"

#define MIXTURE_POINTS 65

/* x of n; n = 0: there is none. */
struct mixture_count {
	double x;
	double n;
};

struct mixture {
	enum kind_model model;
	double a[MIXTURE_POINTS];      /* shape of x */
	double b[MIXTURE_POINTS];      /* shape of n - x, or the gamma's rate s */
	double weight[MIXTURE_POINTS]; /* sum to 1 */
};

/* Whether it can be one: n > 0, x >= 0, x <= n unless it is Poisson, both of sizes that occur. */
bool mixture_count_is_valid(enum kind_model model, const struct mixture_count *count);

/*
 * Fits the mixture to those of units that are valid and returns how many these are; with none of
 * them *out is not written.  The model is KIND_BINOMIAL or KIND_POISSON (assert).
 */
size_t mixture_fit(
    struct mixture *out, enum kind_model model, const struct mixture_count units[], size_t count);

/* P of x = 0 among n > 0, and (binomial) of x = n, for another of the same group. */
double mixture_none(const struct mixture *mixture, double n);
double mixture_all(const struct mixture *mixture, double n);

#endif
