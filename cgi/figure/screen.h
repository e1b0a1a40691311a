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
	FIGURE_SCREEN_SIMILAR, /* the return as a whole: last period's, scaled or jittered */
	FIGURE_SCREEN_DIGITS,  /* the return as a whole: digits that are preferred, rounding */
	FIGURE_SCREEN_UNIT,    /* an element: 10, 100 or 1000 times what it was, or a fraction */
	FIGURE_SCREEN_JUMP,    /* an indicator: moved as neither it nor its peers do */
	FIGURE_SCREEN_PERFECT, /* an indicator: all or none, as peers like these would not have */
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

/* The peers' counts of an indicator, without the institution itself. */
struct figure_screen_peers {
	const struct mixture_count *counts;
	size_t count;
};

/*
 * Everything that fires in a sheet, kind by kind in the order above, for which the sheet's elements
 * need now and last (and the sheet nothing of revisions and explanations).  peers[i] of
 * sheet->indicators[i]; NULL: PERFECT is not asked.  Rules:
 * COPIED  screen_copy_compute over all elements.
 * SIMILAR screen_similar_compute over what is counted, stocks left out; not asked if COPIED is.
 * DIGITS  screen_digits_compute over the whole numbers; not minutes, money and the like.
 * UNIT    screen_unit of now and last, the larger at least 100.
 * JUMP    figure_screen_jumps.
 * PERFECT screen_perfect_compute of what counts events, all where more is better, or none where
 *         less is.
 * The same pair of elements may serve several indicators; it is named once.
 */
size_t figure_screen_sheet(struct figure_screen **out, struct arena *arena,
    const struct sheet *sheet, const struct figure_screen_peers peers[]);

/*
 * Whether the value is as good as can be, so that PERFECT is a question: all where more is better,
 * none where less is, of what counts events.
 */
bool figure_screen_is_perfect(const struct sheet *sheet, const struct sheet_indicator *indicator);

/* Those of these that check.h asks words for: the sentence without its end, NULL: does not fire. */
const char *figure_screen_copied(struct arena *arena, const struct sheet *sheet);
const char *figure_screen_similar(struct arena *arena, const struct sheet *sheet);

const char *figure_screen_unit(struct arena *arena, const struct sheet_element *element);

/*
 * proportion, rate: screen_jump_compute against the same quarter of the year before;
 * mean, ratio: more than double or less than half of the quarter before, for no distribution says
 * what chance does to sums of minutes or money.
 */
const char *figure_screen_jumps(
    struct arena *arena, const struct sheet *sheet, const struct sheet_indicator *indicator);

/*
 * Baselines of one institution that share a denominator: "“出院人次”（2024年）登记为 1000（指标一）
 * 和 1020（指标二）".  Rows first ... first + count - 1 are of one element and period; columns
 * read: element_name, period_label, indicator_name, denominator.  NULL if all agree.
 */
const char *figure_screen_shared(
    struct arena *arena, const struct rows *rows, size_t first, size_t count);

#endif
