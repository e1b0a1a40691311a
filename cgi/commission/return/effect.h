/* What a correction would change: the own values, the region's, the rank. */
#ifndef COMMISSION_RETURN_EFFECT_H
#define COMMISSION_RETURN_EFFECT_H

#include "core/arena.h"
#include "core/rows.h"
#include "core/view.h"

/*
 * Sets effects and any_effect from rows of correction_effect: of each indicator all
 * institutions before, then the same after.
 */
void effect_view(struct view *view, struct arena *arena, const struct rows *rows);

#endif
