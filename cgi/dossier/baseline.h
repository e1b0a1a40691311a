/* What published editions say of an institution out of a baseline that is to be changed, as
 * templates/_baseline_published.html shows it to both sides. */
#ifndef DOSSIER_BASELINE_H
#define DOSSIER_BASELINE_H

struct arena;
struct figure_definition;
struct rows;
struct view;

/* Sets published from rows of baseline_published: url, edition, words. */
void dossier_view_published(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows);

#endif
