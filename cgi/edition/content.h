/* What an edition consists of: its tables. */
#ifndef EDITION_CONTENT_H
#define EDITION_CONTENT_H

#include "figure/definition.h"
#include "table.h"

enum edition_part {
	EDITION_HEAD,         /* edition: one row */
	EDITION_INDICATORS,   /* indicators, in the order of pages */
	EDITION_INSTITUTIONS, /* institutions, in the order of id */
	EDITION_RESULTS,      /* results, in the order of these two */
	EDITION_GROUPS,       /* groups: region, counties, levels, kinds */
	EDITION_REMARKS,      /* remarks of institutions */
	EDITION_SCHEME,       /* grade_scheme: one row, or none and then none of the following */
	EDITION_RULES,        /* its indicators, in the order of indicators */
	EDITION_POINTS,       /* what they give each institution, in the order of results */
	EDITION_GRADES,       /* one row for each institution */
	EDITION_PART_COUNT
};

struct edition {
	struct arena *arena;
	struct edition_table parts[EDITION_PART_COUNT];
};

struct edition edition_create(struct arena *arena);

/* Adds rows of SQL, or one of them: columns by the same names, others NULL. */
void edition_table_row(struct edition_table *table, const struct rows *rows, size_t row);
void edition_table_rows(struct edition_table *table, const struct rows *rows);

/*
 * What forbids to rank and grade by the indicator of a row of indicators; of an edition from before
 * its files said so, nothing.
 */
enum comparison_bar edition_bar(const struct edition_table *indicators, size_t row);

/* How it is measured; false: as no indicator can be. */
bool edition_definition(struct figure_definition *out, const struct edition_table *indicators,
    size_t row) __attribute__((warn_unused_result));

/* Row of the institution, or the count if there is none. */
size_t edition_institution(const struct edition *edition, const char *id);

#endif
