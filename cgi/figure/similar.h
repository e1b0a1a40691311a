/*
 * Where one stands among similar hospitals, if its own peers are too few to be compared: against
 * the units of similar peer groups and of its own together.  Which groups are similar is said by
 * zhiheng.similar_step.
 */
#ifndef FIGURE_SIMILAR_H
#define FIGURE_SIMILAR_H

#include "measure/judgement.h"
#include "table.h"

struct figure_similar {
	bool known;
	size_t units;       /* that can be compared, it among them */
	const char *groups; /* "三级综合医院、三级中医医院" */
	double z;           /* a normal score; above 0 is a higher value, whatever is better */
	enum funnel_quality quality;
	bool apart; /* they differ too much for a word of better or worse */
};

/*
 * Of the peers at positions first ... first + count - 1 of the table's order, by unit of the table.
 * Nobody's is known where its group has FIGURE_PEERS or more that can be compared, or the pool
 * fewer, the definition is barred, nothing is better or the kind has no funnel.  steps: columns
 * peer_group, similar_group, step (0 the own one, 1 nearer than 2, which is taken in only if the
 * others are too few).  Columns read of the table's rows: peer_group, peer_group_label.
 */
void figure_similar_read(struct figure_similar out[], const struct figure_table *table,
    size_t first, size_t count, const struct rows *steps);

/*
 * One institution by what zhiheng.similar_evidence says of the others (columns units, groups,
 * numerator, denominator, mean, tau2, weight, phi): no row, nothing is known.
 */
void figure_similar_read_one(struct figure_similar *out, const struct figure_table *table,
    size_t unit, const struct rows *evidence);

/* "在预期范围内", "优于预期", "差于预期", or why there is no word; NULL if not known. */
const char *figure_similar_word(const struct figure_similar *similar);

#endif
