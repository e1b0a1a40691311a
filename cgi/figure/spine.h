/*
 * Where one institution stands among its peers in one indicator, for a spine chart: the peers'
 * quantiles and its own value.  Peers are the ranked ones of its group, itself among them.
 */
#ifndef FIGURE_SPINE_H
#define FIGURE_SPINE_H

#include "peers.h"

struct figure_spine {
	size_t peers;
	double low; /* values on the scale of the factor */
	double quarter;
	double median;
	double three_quarters;
	double high;
	bool rising; /* higher is better */
	double value;
	bool ranked;                 /* it is one of the peers */
	enum funnel_quality quality; /* FUNNEL_NOT_JUDGED if it is in no funnel */
};

/*
 * Of peers->peers[index]; false: no value, no direction, or no ranked peers.  peers as
 * figure_peers_place or figure_peers_read left them.
 */
bool figure_spine_read(struct figure_spine *out, const struct figure_peers *peers, size_t index);

/*
 * -1 at the worst, 0 at the median, 1 at the best of the peers, by the side that is farther from
 * the median; values beyond the peers' are at the end.
 */
double figure_spine_position(const struct figure_spine *spine, double value);

#endif
