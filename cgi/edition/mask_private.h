/* The inside of the mask, shared by mask.c (what there is) and mask_solve.c (what is hidden). */
#ifndef EDITION_MASK_PRIVATE_H
#define EDITION_MASK_PRIVATE_H

#include "mask.h"

/* What must be safe: the part of an element that belongs to one institution, or to a group. */
struct mask_need {
	size_t unit;  /* one of them */
	size_t group; /* of the cells; MASK_NONE: the unit's institution alone */
};

/* Whether the count is one that nobody may read. */
bool mask_is_small(const struct mask *mask, int64_t units);

/* Whether the number itself is small, of these sums. */
bool mask_is_primary(
    const struct mask *mask, enum measure_kind kind, int64_t numerator, int64_t denominator);

/* Hides the unit and every cell that would tell it. */
void mask_hide_unit(struct mask *mask, size_t unit, enum mask_flag flag);

/* Whether the unit is one of group's (or, MASK_NONE, of the institution of the need's unit). */
bool mask_belongs(const struct mask *mask, const struct mask_need *need, size_t unit);

/* The equations that the unit stands in, as one number; *count: how many. */
uint64_t mask_signature(const struct mask *mask, size_t unit, size_t *count);

#endif
