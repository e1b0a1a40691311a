/* What a programme has the hospital fill in afterwards: elements by periods. */
#ifndef INSTITUTION_BACKFILL_SOURCE_H
#define INSTITUTION_BACKFILL_SOURCE_H

#include <stddef.h>

#include "core/route.h"
#include "core/rows.h"

/* What the first cell of the third line of a workbook begins with; then programme and credit code.
 */
#define BACKFILL_MARK     "ZHIHENG-BF-1/"
#define BACKFILL_HEAD_ROW 3

enum backfill_column {
	BACKFILL_CODE,
	BACKFILL_SPECIALTY,
	BACKFILL_NAME,
	BACKFILL_UNIT,
	BACKFILL_COLUMN_COUNT /* then a column for each period */
};

struct backfill_source {
	const char *programme;      /* id */
	const struct rows *own;     /* one row: the institution */
	const struct rows *periods; /* backfill_periods */
	const struct rows *cells;   /* backfill_cells */
	size_t element_count;
	size_t *first; /* of each element its first row in cells */
	size_t *at;    /* by element, then period: row in cells + 1; 0: not asked */
};

/*
 * Of the programme that is the path's first segment, in one round trip.  STATUS_MISSING: it has
 * nothing filled in afterwards by the own institution.
 */
enum status backfill_load(struct backfill_source *out, struct context *context) MUST_CHECK;

/* Row in cells + 1, or 0. */
size_t backfill_cell(const struct backfill_source *source, size_t element, size_t period);

/* SIZE_MAX: not asked. */
size_t backfill_find_element(const struct backfill_source *source, const char *code);

/* The period of a head: 2024年第一季度 or 2024Q1.  SIZE_MAX: none of them. */
size_t backfill_find_period(const struct backfill_source *source, const char *head);

const char *backfill_head(enum backfill_column column);
const char *backfill_stamp(struct arena *arena, const struct backfill_source *source);

/* /institution/backfill/<programme> and what follows. */
const char *backfill_url(struct context *context, const char *rest);
void backfill_crumbs(struct context *context, struct view *view,
    const struct backfill_source *source, const char *label);

#endif
