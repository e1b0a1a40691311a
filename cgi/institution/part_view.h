/* Which elements of a return are asked by department or by month, and the numbers that are there.
 */
#ifndef INSTITUTION_PART_VIEW_H
#define INSTITUTION_PART_VIEW_H

#include "core/route.h"
#include "entry.h"
#include "figure/sheet.h"
#include "own_return.h"
#include "part.h"

struct breakdown_column {
	const char *part; /* department's id or month 2025-07 */
	const char *label;
	bool retired; /* a department that exists no longer but has numbers here */
};

/* What the rows of one table have in common. */
enum breakdown_way {
	BREAKDOWN_NONE,
	BREAKDOWN_MONTH,      /* months are added up */
	BREAKDOWN_END,        /* the last month counts */
	BREAKDOWN_DEPARTMENT, /* departments are added up */
	BREAKDOWN_WAY_COUNT
};

struct breakdown_element {
	const char *code;
	enum breakdown_way way;
	bool required;
};

struct breakdown {
	struct breakdown_element *elements; /* in order of code */
	size_t element_count;
	struct portions stored; /* numbers as saved */
	struct breakdown_column *departments;
	size_t department_count;
	struct breakdown_column months[3];
	bool wants_departments; /* an element is asked by department, and there are none yet */
	bool needs_departments; /* such an element must not be filled in otherwise */
};

/* Loads it for a return that was loaded.  One round trip. */
enum status breakdown_load(
    struct breakdown *out, struct context *context, const struct filing *filing) MUST_CHECK;

/* BREAKDOWN_NONE: the number is typed as it is. */
enum breakdown_way breakdown_way(const struct breakdown *breakdown, const char *code);

/* Whether its total must be made of parts. */
bool breakdown_required(const struct breakdown *breakdown, const char *code);

/* The columns of a way; NULL and 0 for BREAKDOWN_NONE. */
const struct breakdown_column *breakdown_columns(
    const struct breakdown *breakdown, enum breakdown_way way, size_t *count);

/* The saved number, or "" if there is none. */
const char *breakdown_value(const struct breakdown *breakdown, const char *code, const char *part);

/* The column that a person calls so: a department by its name, a month as 2025-07.  NULL: none. */
const struct breakdown_column *breakdown_find(
    const struct breakdown *breakdown, enum breakdown_way way, const char *name);

/* The other way round: what a part of an element is called. */
const char *breakdown_name(const struct breakdown *breakdown, const char *code, const char *part);

/*
 * What the parts of an element make together, as institution.return_totals: those of posted where
 * there are any, else the saved ones.  False: none is filled in, *out is missing.
 */
bool breakdown_total(struct sheet_cell *out, struct arena *arena, const struct breakdown *breakdown,
    const struct portions *posted, const char *code);

/*
 * What is wrong with a total that was sent beside its parts (typed, NULL: it was not) or with these
 * together, in Chinese; NULL: nothing.
 */
const char *breakdown_fault(
    struct arena *arena, const struct sheet_cell *total, const struct entry *typed);

#endif
