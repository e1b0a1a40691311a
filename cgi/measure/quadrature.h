/*
 * Integrals over a panel, and up to places inside it, out of a function's values at fixed nodes.
 * On -1..1: Gauss-Legendre, Abramowitz & Stegun 25.4.29 and table 25.4.  A sum of weight times
 * value over the fine nodes is exact for polynomials up to degree 31, an integral up to a node for
 * those up to degree 15.
 */
#ifndef MEASURE_QUADRATURE_H
#define MEASURE_QUADRATURE_H

#define QUADRATURE_NODES      8
#define QUADRATURE_FINE_NODES 16

struct quadrature_node {
	double place;  /* in -1..1, rising */
	double weight; /* adding up to 2 */
};

struct quadrature {
	struct quadrature_node nodes[QUADRATURE_NODES];
	struct quadrature_node fine_nodes[QUADRATURE_FINE_NODES];
	/* What a value at fine node j counts in the integral from -1 to node k. */
	double integrals[QUADRATURE_NODES][QUADRATURE_FINE_NODES];
};

void quadrature_make(struct quadrature *out);

#endif
