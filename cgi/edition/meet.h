/*
 * Whether a shown result meets its goal and its threshold, out of what an edition's tables show:
 * exactly against a goal or a bound; against a baseline as files have it, so value and baseline are
 * compared with EDITION_PLACES digits after the point.  What is hidden, a value or the baseline it
 * would be held against, gives no verdict.
 */
#ifndef EDITION_MEET_H
#define EDITION_MEET_H

#include "content.h"

/* Fills goal_met and threshold_met of a row of results; indicator: its row of indicators. */
void edition_meet(struct edition *edition, size_t row, size_t indicator,
    const struct figure_definition *definition);

#endif
