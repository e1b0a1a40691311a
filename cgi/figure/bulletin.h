/* The official notice (通报) of an edition: a commission's words with the numbers filled in. */
#ifndef FIGURE_BULLETIN_H
#define FIGURE_BULLETIN_H

#include "overview.h"

struct view;

/*
 * Where the numbers come from.  Columns of head: region_name, period, period_label, number,
 * commission_name, correction, expected, included, published_at.  indicators: what
 * figure_overview_read wants, name, status, lower, upper.  grades, one row: graded_count, a_count,
 * b_count, c_count, d_count, ungraded_count.
 */
struct bulletin_source {
	const struct rows *head;
	const struct rows *indicators;
	const struct rows *grades;
	struct figure_overview overview;
};

/* The places that words may have, with what they stand for; ended by a NULL name. */
struct bulletin_place {
	const char *name; /* without its brackets */
	const char *meaning;
};

const struct bulletin_place *bulletin_places(void);

/* What is wrong with the places of text: 【…】 without end, or of an unknown name.  A sentence, or
 * NULL. */
const char *bulletin_fault(struct arena *arena, const char *text);

/*
 * Sets what templates/_bulletin.html wants: issuer, document_number, title, addressee, paragraphs,
 * copies, signed, signed_on, indicators.  words: one row of issuer, number, title, addressee, body,
 * copies.
 */
void bulletin_show(struct view *view, struct arena *arena, const char *const words[6],
    const struct bulletin_source *source);

/*
 * Sets what templates/_bulletin_tables.html wants besides: missing, missing_any.  Columns of
 * institutions: name, region_name, level, kind, included.
 */
void bulletin_show_missing(struct view *view, const struct rows *institutions);

#endif
