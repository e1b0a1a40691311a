/*
 * What became of peers since the same period of the year before, less what chance alone would have
 * given back: improvement.h, of the rows of a table.
 */
#ifndef FIGURE_IMPROVED_H
#define FIGURE_IMPROVED_H

#include "measure/improvement.h"
#include "measure/rank_summary.h"
#include "table.h"

struct view;

struct figure_improved {
	bool known;
	/* On the scale of the indicator's factor; above 0 is progress, whatever is better. */
	double change;
	double lower;
	double upper;
	size_t rank; /* by change, among those known; equals share it */
	size_t of;
	const struct rank_summary *summary; /* of that rank; NULL: too many for an interval */
};

/*
 * The peers at table->order[first ... first + count - 1], a group, by unit of the table.  Nobody's
 * is known where the definition is barred, nothing is better, the kind has no funnel, the rows'
 * period before is not that of the year before, or fewer than IMPROVEMENT_UNITS have whole counts
 * in both periods that reach the minimum.  Columns read: previous_numerator, previous_denominator,
 * previous_year.
 */
void figure_improved_read(
    struct figure_improved out[], const struct figure_table *table, size_t first, size_t count);

/*
 * One institution by what zhiheng.improvement_evidence says of its peers (columns units,
 * before_numerator, before_denominator, now_numerator, now_denominator, tau2).
 */
void figure_improved_read_one(struct figure_improved *out, const struct figure_table *table,
    size_t unit, const struct rows *evidence);

/* "+1.20", "-0.35"; "0.40～2.06"; NULL if not known. */
const char *figure_improved_change(struct arena *arena, const struct figure_definition *definition,
    const struct figure_improved *improved);
const char *figure_improved_interval(struct arena *arena,
    const struct figure_definition *definition, const struct figure_improved *improved);

/*
 * A sentence without its full stop.  withheld: only the direction, since figures would tell of
 * peers what is not public.  NULL if not known.
 */
const char *figure_improved_sentence(struct arena *arena,
    const struct figure_definition *definition, const struct figure_improved *improved,
    bool withheld);

/* "第 2（1～4）/ 7 名"; NULL without rank. */
const char *figure_improved_place(struct arena *arena, const struct figure_improved *improved);

#endif
