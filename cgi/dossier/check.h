/*
 * What a return is held against before it leaves its institution, and what the commission is shown
 * beside it.  An error must be mended; a warning must be explained.  Nobody is asked for words but
 * where a screen fires.
 */
#ifndef DOSSIER_CHECK_H
#define DOSSIER_CHECK_H

#include "figure/sheet.h"

enum check_kind {
	CHECK_EXCEEDS,   /* error: a part greater than its whole, by definition of both */
	CHECK_NO_WHOLE,  /* error: cases, but the denominator is 0 or not applicable */
	CHECK_DEVIATION, /* error: a deviation of fewer than 2 values, or that no values have */
	CHECK_MISSING,   /* error: a required element is empty */
	CHECK_PARTS,     /* error: a total without the departments or months that make it */
	CHECK_SUM,       /* error: a whole that is not what its parts add up to */
	CHECK_PERIODS,   /* error: not what the shorter periods within this one allow */
	CHECK_UNUSUAL,   /* warning: greater than what usually contains it */
	CHECK_COPIED,    /* warning, of the return as a whole: seems to be last period's */
	CHECK_SIMILAR,   /* warning, of the same: last period's, scaled or jittered */
	CHECK_JUMP,      /* warning: an indicator moved as neither it nor its peers do */
	CHECK_UNIT,      /* warning: an element is 10, 100, 1000 times what it was, or a fraction */
	CHECK_NO_CASES,  /* warning: numerator and denominator are 0, and there used to be cases */
	CHECK_KIND_COUNT
};

struct check_finding {
	enum check_kind kind;
	size_t element; /* where it is mended or explained; SHEET_NONE: the return as a whole */
	size_t other;   /* the denominator, or the whole; or SHEET_NONE */
	const char *message; /* Chinese, one sentence that names the elements */
	bool explained;      /* a warning with words written on these very values */
};

/* Whether findings of this kind forbid to go on. */
bool check_is_error(enum check_kind kind);

/*
 * All findings, errors first in the order of the form; of parts and wholes, in every department
 * and month, those of nest.h.  The rules for the other warnings, all of them screens: JUMP
 * figure_screen_jumps fires (screen.h). UNIT   figure_screen_unit fires. NO_CASES the denominator
 * of the period before was so large that chance gives none with a probability below
 * SCREEN_PROBABILITY: from 10. COPIED figure_screen_copied fires. SIMILAR figure_screen_similar
 * fires, and COPIED does not.
 */
size_t check_sheet(struct check_finding **out, struct arena *arena, const struct sheet *sheet);

#endif
