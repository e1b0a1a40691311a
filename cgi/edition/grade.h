/*
 * Grades of an edition, computed from its tables alone.  What an edition hides has no part in them:
 * it is left out like what is missing, so that a grade says nothing but what its printed inputs
 * say, and everybody gets the same one out of the files.
 */
#ifndef EDITION_GRADE_H
#define EDITION_GRADE_H

#include "compute.h"

/*
 * Makes the rows of EDITION_POINTS with the decisions on caps that it holds (indicator_code,
 * institution_id, cap, decision, decision_reason, decided_on; other rows and columns do not matter,
 * nor does a decision on another cap than comes out, or of an edition from before there were any),
 * and those of EDITION_GRADES out of the vetoes that it holds (institution_id, veto, veto_document;
 * other rows and columns do not matter): one for each institution.  None of either if there is no
 * scheme.  False and the place, if scheme, rules or vetoes are not such as can be computed with.
 */
bool edition_grade_compute(
    struct edition_fault *fault, struct edition *edition, const struct edition_index *index);

#endif
