/* What stands beside a baseline: accepted numbers; what published editions say of an institution
 * out of a baseline that is to be changed, as templates/_baseline_published.html shows it to both
 * sides. */
#ifndef DOSSIER_BASELINE_H
#define DOSSIER_BASELINE_H

#include <stdbool.h>

struct arena;
struct figure_definition;
struct rows;
struct view;

/* "222/400 = 55.50%（95% 区间 50.60～60.29）"; NULL without numbers. */
const char *dossier_accepted(struct arena *arena, const struct figure_definition *definition,
    const char *numerator, const char *denominator, bool with_interval);

/* Sets published from rows of baseline_published: url, edition, words. */
void dossier_view_published(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows);

#endif
