#include "quadrature.h"

#include <stddef.h>

/* Gauss-Legendre on -1..1, Abramowitz & Stegun table 25.4: half of the symmetric nodes. */
static const struct quadrature_node half_nodes[QUADRATURE_NODES / 2] = {
    {0.1834346424956498049, 0.3626837833783619830},
    {0.5255324099163289858, 0.3137066458778872873},
    {0.7966664774136267396, 0.2223810344533744705},
    {0.9602898564975362317, 0.1012285362903762591},
};

static const struct quadrature_node half_fine_nodes[QUADRATURE_FINE_NODES / 2] = {
    {0.0950125098376374402, 0.1894506104550684963},
    {0.2816035507792589132, 0.1826034150449235889},
    {0.4580167776572273863, 0.1691565193950025382},
    {0.6178762444026437484, 0.1495959888165767321},
    {0.7554044083550030339, 0.1246289712555338720},
    {0.8656312023878317439, 0.0951585116824927848},
    {0.9445750230732325761, 0.0622535239386478929},
    {0.9894009349916499326, 0.0271524594117540949},
};

/* Both halves of symmetric nodes, from left to right. */
static void
unfold_nodes(struct quadrature_node nodes[], const struct quadrature_node halves[], size_t count)
{
	for (size_t k = 0; k < count / 2; k++) {
		nodes[count / 2 + k] = halves[k];
		nodes[count / 2 - 1 - k] =
		    (struct quadrature_node){-halves[k].place, halves[k].weight};
	}
}

/* Legendre polynomials 0 ... count - 1 at u. */
static void
legendre_values(double values[], size_t count, double u)
{
	values[0] = 1;
	values[1] = u;
	for (size_t m = 2; m < count; m++)
		values[m] =
		    ((double)(2 * m - 1) * u * values[m - 1] - (double)(m - 1) * values[m - 2]) /
		    (double)m;
}

/*
 * An integral's coefficients: the Legendre coefficients of the polynomial by the fine rule, each
 * with the integral of P_m, which is (P_m+1 - P_m-1)/(2m + 1).
 */
void
quadrature_make(struct quadrature *out)
{
	double at_node[QUADRATURE_FINE_NODES + 1], at_fine_node[QUADRATURE_FINE_NODES];

	unfold_nodes(out->nodes, half_nodes, QUADRATURE_NODES);
	unfold_nodes(out->fine_nodes, half_fine_nodes, QUADRATURE_FINE_NODES);
	for (size_t k = 0; k < QUADRATURE_NODES; k++) {
		legendre_values(at_node, QUADRATURE_FINE_NODES + 1, out->nodes[k].place);
		for (size_t j = 0; j < QUADRATURE_FINE_NODES; j++) {
			double sum = (out->nodes[k].place + 1) / 2;

			legendre_values(
			    at_fine_node, QUADRATURE_FINE_NODES, out->fine_nodes[j].place);
			for (size_t m = 1; m < QUADRATURE_FINE_NODES; m++)
				sum += at_fine_node[m] * (at_node[m + 1] - at_node[m - 1]) / 2;
			out->integrals[k][j] = out->fine_nodes[j].weight * sum;
		}
	}
}
