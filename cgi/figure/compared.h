/*
 * An indicator of a region beside an earlier period: both over the institutions valid in both
 * (matched panel), and over all, where the two differ.
 */
#ifndef FIGURE_COMPARED_H
#define FIGURE_COMPARED_H

#include "definition.h"
#include "measure/change.h"

struct arena;
struct rows;
struct view;

struct figure_compared {
	const char *before; /* the period compared with; NULL: none */
	bool year_before;   /* it is the same period of the year before */
	bool broken;        /* the definition is another */
	bool differ;        /* the institutions of the two are not the same */
	bool withheld;      /* the matched sums would tell a hidden number */
	bool known;         /* there are matched sums of one definition, and what follows holds */
	struct change change;
};

/*
 * Columns read: before_period, year_before, comparable, only_before, only_now, matched_hidden,
 * matched_numerator, matched_denominator, matched_before_numerator, matched_before_denominator.
 */
void figure_compared_read(struct figure_compared *out, const struct figure_definition *definition,
    const struct rows *rows, size_t row);

/*
 * Sets of the matched panel before_value, value, difference, difference_interval (texts or NULL)
 * and all: an object, or an empty list if the institutions are the same, of before_value, value,
 * matched_before, matched_now, before_institutions, institutions, matched_institutions,
 * only_before, only_now.  Columns read besides: numerator, denominator, institutions,
 * before_numerator, before_denominator, before_institutions, matched_institutions.
 */
void figure_compared_show(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct figure_compared *compared,
    const struct rows *rows, size_t row);

/*
 * Sets compared, an object for templates/_compared.html, or an empty list without a row.  gone and
 * come: names of who is in the earlier or the later sum only, or NULL.
 */
void figure_compared_view(struct view *view, struct arena *arena,
    const struct figure_definition *definition, const struct rows *rows, const char *gone,
    const char *come);

/* 改善, 变差, 有变化, 无明显变化, NULL without a test. */
const char *figure_compared_word(const struct figure_compared *compared);

#endif
