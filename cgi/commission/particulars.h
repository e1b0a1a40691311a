/* What the pages about institutions share: the words for levels, grades, kinds and ownerships. */
#ifndef COMMISSION_PARTICULARS_H
#define COMMISSION_PARTICULARS_H

#include "core/form.h"

extern const struct choice institution_affiliations[];
extern const struct choice institution_levels[];
extern const struct choice institution_grades[];
extern const struct choice institution_kinds[];
extern const struct choice institution_ownerships[];

/* The particulars as texts for a statement; the optional ones NULL when empty. */
struct institution {
	const char *credit_code;
	const char *name;
	const char *region;
	const char *affiliation; /* level of the commission it answers to */
	const char *level;
	const char *grade;
	const char *kind;
	const char *specialist_type;
	const char *ownership;
	const char *beds;
	const char *day;    /* from which they hold */
	const char *reason; /* of a change */
	const char *effect; /* digest of what the page showed that they change */
	const char *seen;   /* the state of the row that the page showed */
};

/* What contradicts itself among particulars that are valid one by one; NULL: nothing. */
const char *institution_affiliation_fault(const struct institution *institution);
const char *institution_grade_fault(const struct institution *institution);
const char *institution_specialist_fault(const struct institution *institution);

#endif
