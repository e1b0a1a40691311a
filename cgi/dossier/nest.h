/*
 * Parts and wholes among the elements of a return: the pairs of zhiheng.part_pair, held against the
 * values as a whole and against those of each department and month.
 *
 * A value is missing or nothing: there is nothing to say.  A part of what is not applicable or 0 is
 * CHECK_NO_WHOLE; one greater than its whole CHECK_EXCEEDS if that cannot be by definition, and
 * CHECK_UNUSUAL if it can.  Where a value between the two tells it already, it is not said again.
 * Parts that are all there must add up to their whole, those that are there must not exceed it
 * (CHECK_SUM, at the whole); not applicable adds nothing.
 */
#ifndef DOSSIER_NEST_H
#define DOSSIER_NEST_H

#include "finding.h"

/* Errors, those of numerators and denominators among them, or warnings. */
void nest_check(struct findings *findings, bool errors);

#endif
