/*
 * Many results judged at once: which are worth a look, and how many of them chance alone would have
 * put there.
 *
 * A result is told from its peers by two probabilities, of its normal score among the others
 * (overdispersion.h) and of its exact tails (funnel.h); the larger one counts, for each alone is
 * wrong where the other is right.  Over all N judged results, p_(1) <= ... <= p_(N),
 *   q_(i) = min over j >= i of min(1, N p_(j)/j):
 * of those with q <= c, at most the share c is there by chance.  Listed is what has p <= 0.002 or
 * q <= 0.2; of N results N p_max would be there if none were off, p_max the largest p of the list.
 * Source: Benjamini & Hochberg 1995, JRSS B 57:289; Jones, Ohlssen & Spiegelhalter 2008, J Clin
 * Epidemiol 61:232 (for comparing health providers).
 */
#ifndef MEASURE_FALSE_DISCOVERY_H
#define MEASURE_FALSE_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>

#define FALSE_DISCOVERY_P 0.002
#define FALSE_DISCOVERY_Q 0.2

#define FALSE_DISCOVERY_SURE 0.001

/*
 * max(2 (1 - Phi(|z|)), min(1, 2 min(low, high))): z a normal score, low and high P(X <= x) and
 * P(X >= x).  0..1.
 */
double false_discovery_probability(double z, double low, double high);

/* q of each p[i] (0..1, assert); order: room for count indices, left from the smallest p up. */
void false_discovery_compute(double q[], const double p[], size_t count, size_t order[]);

bool false_discovery_is_listed(double p, double q);

/*
 * By what the list is ordered: the probability of being truly off times the cases too many or too
 * few, (1 - q) |x - n mean|.
 */
double false_discovery_weight(double q, double x, double n, double mean);

/*
 * Whether more speaks for a result being off than when it was looked at before: half the q (below
 * FALSE_DISCOVERY_SURE it is sure anyhow), or half as many cases again.
 */
bool false_discovery_has_grown(double q, double cases, double q_before, double cases_before);

/* N p_max of the results that are listed; 0 if none is. */
double false_discovery_expected(const double p[], const double q[], size_t count);

#endif
