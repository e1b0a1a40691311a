/*
 * What looks copied, mistyped or too good in a return: questions for a person, with the evidence in
 * words.  The arithmetic is measure/screen; check-your-answers, the review of a return, the page of
 * an institution and the list of signals ask the same questions.
 */
#ifndef FIGURE_SCREEN_H
#define FIGURE_SCREEN_H

#include "measure/screen.h"
#include "sheet.h"

enum figure_screen_kind {
	FIGURE_SCREEN_COPIED,  /* the return as a whole: last period's numbers */
	FIGURE_SCREEN_DIGITS,  /* the return as a whole: digits that are preferred, rounding */
	FIGURE_SCREEN_UNIT,    /* an element: 10, 100 or 1000 times what it was, or a fraction */
	FIGURE_SCREEN_JUMP,    /* an indicator: moved further than chance, and enough to matter */
	FIGURE_SCREEN_PERFECT, /* an indicator: all or none, as its peers' share would not give */
	FIGURE_SCREEN_SHARED,  /* an element: one denominator, registered with different numbers */
	FIGURE_SCREEN_KIND_COUNT
};

/* "照抄上期" and the like. */
const char *figure_screen_name(enum figure_screen_kind kind);

struct figure_screen {
	enum figure_screen_kind kind;
	size_t element;   /* of the sheet, or SHEET_NONE */
	size_t indicator; /* of the sheet, or SHEET_NONE */
	const char *text; /* Chinese, one sentence without its end, which names what it is about */
};

/* What the peers' sums say of an indicator, without the institution itself. */
struct figure_screen_peer {
	bool known;
	double share; /* sum of numerators / sum of denominators */
};

/*
 * Everything that fires in a sheet, kind by kind in the order above, for which the sheet's elements
 * need now and last (and the sheet nothing of revisions and explanations).  peers[i] of
 * sheet->indicators[i]; NULL: PERFECT is not asked.  Rules:
 * COPIED  screen_copy_compute over all elements.
 * DIGITS  screen_digits_compute over the whole numbers; not minutes, money and the like.
 * UNIT    screen_unit of now and last, the larger at least 100.
 * JUMP    figure_screen_jumps.
 * PERFECT a proportion that is all where more is better, or none where less is, and
 *         screen_perfect against the peers' share below SCREEN_PROBABILITY.
 * The same pair of elements may serve several indicators; it is named once.
 */
size_t figure_screen_sheet(struct figure_screen **out, struct arena *arena,
    const struct sheet *sheet, const struct figure_screen_peer peers[]);

/* The two of these that check.h asks words for. */
void figure_screen_copied(struct screen_copy *out, struct arena *arena, const struct sheet *sheet);

/*
 * Both periods have both numbers, the denominators above 0, and
 * proportion, rate: less likely by chance than SCREEN_PROBABILITY, and a change of at least half of
 * the last value, or of 10 points of a proportion (large hospitals have significant trifles);
 * mean, ratio: more than double or less than half.
 */
bool figure_screen_jumps(const struct sheet *sheet, const struct sheet_indicator *indicator);

/*
 * Baselines of one institution that share a denominator: "“出院人次”（2024年）登记为 1000（指标一）
 * 和 1020（指标二）".  Rows first ... first + count - 1 are of one element and period; columns
 * read: element_name, period_label, indicator_name, denominator.  NULL if all agree.
 */
const char *figure_screen_shared(
    struct arena *arena, const struct rows *rows, size_t first, size_t count);

#endif
