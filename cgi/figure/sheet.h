/*
 * One return as loaded: the elements of its form and the indicators they make.  Institution and
 * commission read it from rows of the same columns.
 */
#ifndef FIGURE_SHEET_H
#define FIGURE_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "definition.h"
#include "measure/decimal.h"
#include "measure/screen.h"

struct arena;
struct rows;

#define SHEET_NONE ((size_t)-1)

/* Not applicable, zero and missing are three different things. */
enum sheet_state { SHEET_MISSING, SHEET_VALUE, SHEET_NOT_APPLICABLE };

struct sheet_cell {
	enum sheet_state state;
	struct decimal value; /* of SHEET_VALUE */
	const char *text;     /* the same as PostgreSQL writes it; NULL in other states */
};

/* An end between which a number must lie. */
struct sheet_bound {
	struct sheet_cell cell; /* missing: there is none */
	const char *label;      /* where it comes from: 第二季度, 两季之和 */
};

struct sheet_element {
	const char *code;
	const char *name;
	const char *unit;
	bool required; /* an indicator that is not auxiliary needs it */
	bool stock;    /* beds, staff: as they are at the end, not counted anew */
	struct sheet_cell now;
	struct sheet_cell last;  /* the period before */
	int64_t revision;        /* the save that brought it; 0: never touched */
	const char *explanation; /* the institution's newest words, NULL: none */
	int64_t explained;       /* revision these were written on */
	/* Whose numbers must be filled in and are not, 各科室 or 三个月; NULL: none.  The caller
	 * sets it.
	 */
	const char *parts_wanted;
	const char *derived; /* what it is put together from, 各月; NULL: it is typed.  As above. */
	struct sheet_bound least; /* what the shorter periods within this one allow */
	struct sheet_bound most;
};

/* What the accepted quarters before say of an indicator, of it and of its peers; zeros: nothing. */
struct sheet_past {
	const char
	    *numerator; /* of the same quarter a year ago, as PostgreSQL writes it; or NULL */
	const char *denominator;
	struct mixture_count year_ago;
	struct screen_variation own;
	size_t peer_count; /* whose shift it is */
	struct screen_peers peers;
};

struct sheet_indicator {
	const char *code;
	const char *name;
	struct figure_definition definition;
	size_t numerator;   /* index of an element */
	size_t denominator; /* the same, SHEET_NONE for kinds without */
	size_t deviation;   /* of what is measured (kind.h); SHEET_NONE: none is asked */
	struct sheet_past past;
};

/* One element counts some of another's cases, or is not greater for another reason. */
struct sheet_pair {
	size_t child; /* indexes of elements */
	size_t parent;
	bool strict;  /* by definition; else usually */
	bool subset;  /* some of the same cases; else a bound */
	size_t parts; /* of how many the parent is the sum, this being one; 0: it is no such sum */
};

/* What an element has in one department or month. */
struct sheet_slice {
	const char *part;  /* department's id or month 2025-07 */
	const char *label; /* its name */
	size_t element;
	struct sheet_cell now;
};

struct sheet_place {
	const char *code;
	size_t index;
};

struct sheet {
	size_t element_count;
	struct sheet_element *elements;
	size_t indicator_count;
	struct sheet_indicator *indicators;
	int64_t revision;        /* the newest of the elements' */
	const char *explanation; /* of the return as a whole, NULL: none; the caller sets both */
	int64_t explained;
	struct sheet_place *places; /* for sheet_find */
	size_t pair_count;
	struct sheet_pair *pairs; /* in the order of the form, the child's before the parent's */
	size_t slice_count;
	struct sheet_slice *slices; /* in order of part; the caller sets them */
};

/*
 * Columns of elements: code, name, unit, stock, required, state, value, revision, last_state,
 * last_value, explanation, explained_revision.  Columns of indicators: those of
 * figure_definition_read and of sheet_read_past, and indicator_code, name, numerator, denominator,
 * deviation; elements they name must be there.
 */
void sheet_read(struct sheet *out, struct arena *arena, const struct rows *elements,
    const struct rows *indicators);

/*
 * The same of many sheets in one answer, whose rows stand one sheet after the other in the order in
 * which they are read: sheet_part_next goes on to the rows whose column has that value, of which
 * there may be none.
 */
struct sheet_part {
	const struct rows *rows;
	size_t first;
	size_t count;
};

void sheet_part_next(struct sheet_part *part, const char *column, const char *value);
void sheet_read_part(struct sheet *out, struct arena *arena, const struct sheet_part *elements,
    const struct sheet_part *indicators);

/*
 * Values only, of rows first ... first + count - 1: code, name, unit, stock, state, value,
 * last_state, last_value; no indicators.
 */
void sheet_read_elements(
    struct sheet *out, struct arena *arena, const struct rows *rows, size_t first, size_t count);

/*
 * Columns: year_ago_numerator, year_ago_denominator, pairs, variance, peers, shift, peer_variance,
 * as zhiheng.screen_evidence has them; all of them null: nothing is known.
 */
void sheet_read_past(struct sheet_past *out, const struct rows *rows, size_t row);

/*
 * The pairs among the elements of a sheet that was read.  Columns: child, parent, strict, subset,
 * parts, as zhiheng.part_pair has them; rows of other elements are passed over.
 */
void sheet_read_pairs(struct sheet *out, struct arena *arena, const struct rows *rows);

/*
 * The bounds of elements of a sheet that was read.  Columns: code, lowest, lowest_label, highest,
 * highest_label, an end that is null being none.
 */
void sheet_read_bounds(struct sheet *out, const struct rows *rows);

/* The same of one return's rows among those of several. */
void sheet_read_bounds_part(struct sheet *out, const struct sheet_part *bounds);

/* Index of the element, or SHEET_NONE. */
size_t sheet_find(const struct sheet *sheet, const char *code);

#endif
