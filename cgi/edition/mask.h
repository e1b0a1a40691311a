/*
 * Which numbers of an edition are hidden, so that no small count can be read or computed from all
 * that is published: this edition's tables together, its indicators that share elements, and every
 * earlier edition whose quarters overlap with it.
 *
 * The reader knows sums: a shown total is one equation over the unknown numbers of its hidden
 * members.  Two hidden numbers of the same element that stand in exactly the same equations can
 * trade cases without any published figure changing; such numbers form a class.  A small number is
 * safe if its class leaves it a range of at least m, whatever else is known: with S the sum of the
 * class and B of a member the most it can be (its denominator, where it has one),
 *     min(B, S) - max(0, S - sum of the others' B) >= min(m, B).
 * What stands in no equation at all is safe.  Where a class is not enough, the cheapest partner is
 * hidden with it, smallest first, and the totals in which the two differ; if there is none, the
 * totals that contain it; if an earlier edition leaves no way, everything of that element.
 */
#ifndef EDITION_MASK_H
#define EDITION_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "measure/rate.h"

struct arena;

#define MASK_NONE     ((size_t)-1)
#define MASK_QUARTERS 4
#define MASK_GROUPS   4 /* totals that a result stands in: region, county, level, kind */

enum mask_flag { MASK_SHOWN, MASK_PRIMARY, MASK_SECONDARY, MASK_FLAG_COUNT };

/* One element of one institution in one quarter: what an attacker wants to know. */
struct mask_unit {
	size_t element;
	size_t institution;
	size_t quarter;
	struct decimal value;
	int64_t bound;     /* the most it can be, in units of value; INT64_MAX: nobody knows */
	bool hidden;       /* no shown result tells it */
	bool told;         /* an earlier edition tells it: nothing can be done */
	bool known;        /* an earlier edition tells another value of it */
	uint64_t old;      /* signature of the equations of earlier editions */
	bool equated;      /* there are such equations */
	size_t first_link; /* results it stands in, by link */
};

/* A result: one indicator of one institution in the edition's period. */
struct mask_cell {
	enum measure_kind kind;
	struct decimal numerator;
	struct decimal denominator;
	bool counts;                      /* valid numbers are there */
	size_t count;                     /* quarters */
	size_t numerators[MASK_QUARTERS]; /* units */
	size_t denominators[MASK_QUARTERS];
	size_t groups[MASK_GROUPS]; /* most local first: county, kind, level, region */
	enum mask_flag flag;
};

struct mask_group {
	enum measure_kind kind;
	int64_t numerator; /* sums, in units of the cells */
	int64_t denominator;
	size_t rank; /* position in groups[] of its cells */
	enum mask_flag flag;
};

struct mask_link {
	size_t cell;
	size_t next;
};

struct mask {
	struct arena *arena;
	struct decimal threshold;
	size_t institutions, elements, quarters;
	size_t *index; /* unit by element, institution, quarter */
	struct mask_unit *units;
	size_t unit_count, unit_room;
	struct mask_cell *cells;
	size_t cell_count, cell_room;
	struct mask_group *groups;
	size_t group_count, group_room;
	struct mask_link *links;
	size_t link_count, link_room;
};

struct mask mask_create(struct arena *arena, struct decimal threshold, size_t institutions,
    size_t elements, size_t quarters);

/* The unit, made when first named; value counts then.  An element is an index of the caller. */
size_t mask_unit(
    struct mask *mask, size_t element, size_t institution, size_t quarter, struct decimal value);

/* The unit if it was named before, or MASK_NONE. */
size_t mask_find(const struct mask *mask, size_t element, size_t institution, size_t quarter);

size_t mask_group(struct mask *mask, enum measure_kind kind, size_t rank);

/* Takes a copy; its groups' sums grow by its counts. */
size_t mask_cell(struct mask *mask, const struct mask_cell *cell);

/*
 * Of an earlier edition, before mask_solve: a result that it shows of just this quarter (value: as
 * it was then); one that it hides; an equation, by any number of its own, that contains the unit.
 */
void mask_old_shown(struct mask *mask, size_t unit, struct decimal value);
void mask_old_hidden(struct mask *mask, size_t unit, struct decimal value);
void mask_old_equation(struct mask *mask, size_t unit, uint64_t equation);

/* Sets the flags of cells and groups. */
void mask_solve(struct mask *mask);

#endif
