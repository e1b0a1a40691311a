/*
 * What a return is held against before it leaves its institution, and what the commission is shown
 * beside it.  An error must be mended; a warning must be explained.
 */
#ifndef DOSSIER_CHECK_H
#define DOSSIER_CHECK_H

#include "figure/sheet.h"

enum check_kind {
	CHECK_EXCEEDS,  /* error: numerator of a proportion greater than its denominator */
	CHECK_NO_WHOLE, /* error: cases, but the denominator is 0 or not applicable */
	CHECK_MISSING,  /* error: a required element is empty */
	CHECK_PARTS,    /* error: a total without the parts that it must be made of */
	CHECK_COPIED,   /* warning, of the return as a whole: seems to be last period's */
	CHECK_JUMP,     /* warning: an indicator moved further than chance */
	CHECK_SCALE,    /* warning: an element is several times what it was, or a fraction */
	CHECK_NO_CASES, /* warning: numerator and denominator are 0: no value can be computed */
	CHECK_KIND_COUNT
};

struct check_finding {
	enum check_kind kind;
	size_t element; /* where it is mended or explained; SHEET_NONE: the return as a whole */
	size_t other;   /* the denominator, or SHEET_NONE */
	const char *message; /* Chinese, one sentence that names the elements */
	bool explained;      /* a warning with words written on these very values */
};

/* Whether findings of this kind forbid to go on. */
bool check_is_error(enum check_kind kind);

/*
 * All findings, errors first in the order of the form.  The rules for warnings:
 * JUMP   figure_screen_jumps (screen.h).
 * SCALE  the larger of both is at least 30 and at least three times the smaller.
 * COPIED figure_screen_copied fires.
 */
size_t check_sheet(struct check_finding **out, struct arena *arena, const struct sheet *sheet);

#endif
