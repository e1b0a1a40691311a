/*
 * What chance leaves of the differences between peers: where each stands in the funnel, and how
 * certain its rank is.  Computed from a table that figure_table_compare filled.
 */
#ifndef FIGURE_PEERS_H
#define FIGURE_PEERS_H

#include "measure/change.h"
#include "measure/overdispersion.h"
#include "measure/rank_distribution.h"
#include "measure/rank_simulation.h"
#include "table.h"

/*
 * Simulated rank intervals: the seed is always the same, so whoever computes them anew gets the
 * same ones.  Draws: RANK_SIMULATION_DRAWS, fewer where these times the units would be more than
 * the work allowed (about a second), at least so many; bins: as many as the counters allow.
 */
#define FIGURE_RANK_SEED        20250701
#define FIGURE_RANK_WORK        4000000
#define FIGURE_RANK_DRAWS_LEAST 1000
#define FIGURE_RANK_COUNTERS    8000000

/* More ranked peers than this are not compared two by two. */
#define FIGURE_ALIKE_PEERS 2000

/* How ranks are simulated; draws 0: as many as somebody who waits can wait for. */
struct figure_draws {
	size_t draws;
	uint32_t seed;
};

/* All of them: for what nobody waits for. */
#define FIGURE_DRAWS_ALL ((struct figure_draws){RANK_SIMULATION_DRAWS, FIGURE_RANK_SEED})

struct figure_peer {
	size_t unit;                              /* in the table */
	const struct rank_summary *summary;       /* NULL: no rank, or no interval of it */
	const struct overdispersion_unit *funnel; /* NULL: not in the funnel */
	enum funnel_quality quality;              /* of class_final, if in the funnel */
	bool apart; /* outside, but the group differs too much for a word of better or worse */
};

struct figure_peers {
	const struct figure_table *table;
	size_t first; /* position in the table's order: what tells groups of a page apart */
	size_t count;
	struct figure_peer *peers; /* in the table's order */
	bool funnel_known; /* a proportion, rate or ratio, enough peers are eligible, and no bar */
	enum funnel_model model;
	struct overdispersion spread;
	size_t ranked;                 /* peers with ranks, which are the first ones */
	struct figure_draws drawn;     /* simulated rank intervals; draws 0: none are */
	struct change_sample *samples; /* of the ranked ones */
	unsigned char *alike;          /* [a * ranked + b], a < b: what is known of two */
};

/* Whether units of the indicator are judged beside others, better or worse, and by which model. */
bool figure_is_judged(enum funnel_model *model, const struct figure_definition *definition);

/*
 * The peers at table->order[first ... first + count - 1], one peer group.  In the funnel are those
 * whose counts are whole and complete and whose denominator reaches the minimum, judged by what the
 * others differed by in this period and in the table's earlier ones; a target of neutral direction
 * has a funnel too, but judges nobody.  Rank intervals: of the ranked ones, if each has an
 * interval, by the hierarchical beliefs of peers (rank_hierarchy.h), a mean by its standard error;
 * by quadrature up to RANK_EXACT_UNITS of them, above by simulation.
 */
void figure_peers_read(
    struct figure_peers *out, const struct figure_table *table, size_t first, size_t count);

/* The same with these draws where ranks are simulated. */
void figure_peers_read_drawn(struct figure_peers *out, const struct figure_table *table,
    size_t first, size_t count, const struct figure_draws *draws);

/* The same with the rank interval of one unit of the table only, and up to RANK_EXACT_UNITS. */
void figure_peers_read_one(struct figure_peers *out, const struct figure_table *table, size_t first,
    size_t count, size_t unit);

/* The same without rank intervals, which are most of the work: for many indicators at once. */
void figure_peers_place(
    struct figure_peers *out, const struct figure_table *table, size_t first, size_t count);

/* Whether they are too few to be ranked: somebody has all that a rank needs but peers. */
bool figure_peers_few(const struct figure_peers *peers);

/* How many positions of table->order from first on belong to one peer group. */
size_t figure_peers_end(const struct figure_table *table, size_t first);

/* "1～9", "5" if it is certain, or NULL. */
const char *figure_rank_interval(struct arena *arena, const struct figure_peer *peer);

/* Its lower or upper end alone. */
const char *figure_rank_limit(struct arena *arena, const struct figure_peer *peer, bool upper);

/* "高于 95% 限" and the like; "优于预期", "差于预期", "与同组差异大，先查定义与病例构成" where the
 * group differs too much for either, NULL where nobody is judged.  Both NULL if not in the funnel.
 */
const char *figure_funnel_text(const struct figure_peer *peer);
const char *figure_quality_text(const struct figure_peer *peer);

/*
 * "2、4～8": the ranks of those from whom peers[index] cannot be told, two by two at 95 % and
 * without correction for the number of comparisons; "" for none, NULL if it has no rank interval or
 * there are more than FIGURE_ALIKE_PEERS.
 */
const char *figure_rank_alike(struct arena *arena, const struct figure_peers *peers, size_t index);

/* "小于 2", "2～5", "5～10", "大于 10": what may be said of phi where figures would tell counts. */
const char *figure_phi_band(double phi);

/* "φ=3.21，τ²=0.000123，…取自本期和之前的 3 期" of a group that is judged. */
const char *figure_spread_text(struct arena *arena, const struct overdispersion *spread);

/* Out of how many periods the spread comes that units are judged by. */
const char *figure_spread_periods(struct arena *arena, const struct overdispersion *spread);

/* How a spread bears upon the judgement, in sentences; the same on all pages. */
const char *figure_spread_note(const struct overdispersion *spread);

/* quality and apart of a peer with this final class. */
void figure_peer_judge(struct figure_peer *peer, enum funnel_class class,
    const struct overdispersion *spread, enum measure_direction direction);

#endif
