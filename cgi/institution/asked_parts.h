/* Which elements of a return are asked by department or by month, and the numbers that are there.
 */
#ifndef INSTITUTION_ASKED_PARTS_H
#define INSTITUTION_ASKED_PARTS_H

#include "core/route.h"
#include "entry.h"
#include "figure/sheet.h"
#include "own_return.h"
#include "part_value.h"

struct part_column {
	const char *part; /* department's id or month 2025-07 */
	const char *label;
	bool retired; /* a department that exists no longer but has numbers here */
};

/* What the rows of one table have in common. */
enum part_way {
	PART_NONE,
	PART_MONTH,      /* months are added up */
	PART_END,        /* the last month counts */
	PART_DEPARTMENT, /* departments are added up */
	PART_WAY_COUNT
};

struct asked_part {
	const char *code;
	enum part_way way;
	bool required;
};

struct asked_parts {
	struct asked_part *elements; /* in order of code */
	size_t element_count;
	struct part_values stored; /* numbers as saved */
	struct part_column *departments;
	size_t department_count;
	struct part_column months[3];
	bool wants_departments; /* an element is asked by department, and there are none yet */
	bool needs_departments; /* such an element must not be filled in otherwise */
};

/* Of a return that was loaded. */
void asked_parts_read(struct asked_parts *out, struct arena *arena, const struct own_return *own);

/* PART_NONE: the number is typed as it is. */
enum part_way part_way(const struct asked_parts *asked, const char *code);

/* Whether its total must be made of parts. */
bool asked_parts_required(const struct asked_parts *asked, const char *code);

/* The columns of a way; NULL and 0 for PART_NONE. */
const struct part_column *asked_parts_columns(
    const struct asked_parts *asked, enum part_way way, size_t *count);

/* The saved number, or "" if there is none. */
const char *asked_parts_value(const struct asked_parts *asked, const char *code, const char *part);

/* The column that a person calls so: a department by its name, a month as 2025-07.  NULL: none. */
const struct part_column *asked_parts_find(
    const struct asked_parts *asked, enum part_way way, const char *name);

/* The other way round: what a part of an element is called. */
const char *asked_parts_name(const struct asked_parts *asked, const char *code, const char *part);

/*
 * What the parts of an element make together, as institution.return_totals: those of posted where
 * there are any, else the saved ones.  False: none is filled in, *out is missing.
 */
bool asked_parts_total(struct sheet_cell *out, struct arena *arena, const struct asked_parts *asked,
    const struct part_values *posted, const char *code);

/*
 * What is wrong with a total that was sent beside its parts (typed, NULL: it was not) or with these
 * together, in Chinese; NULL: nothing.
 */
const char *asked_parts_fault(
    struct arena *arena, const struct sheet_cell *total, const struct entry *typed);

#endif
