/*
 * The sheet in which a return may be filled in away from the portal: one row for each element of
 * one institution and period; after its columns one for each month and department that
 * anything is asked by.  Written by the template pages, read by the upload.
 */
#ifndef INSTITUTION_UPLOAD_TEMPLATE_SHEET_H
#define INSTITUTION_UPLOAD_TEMPLATE_SHEET_H

#include "institution/asked_parts.h"
#include "institution/own_return.h"

enum template_column {
	TEMPLATE_CODE,
	TEMPLATE_SPECIALTY,
	TEMPLATE_NAME,
	TEMPLATE_UNIT,
	TEMPLATE_YEAR_AGO,
	TEMPLATE_LAST,
	TEMPLATE_VALUE,
	TEMPLATE_REQUIRED,
	TEMPLATE_COLUMN_COUNT
};

#define TEMPLATE_HEAD_ROW 3 /* of the heads, from 0; the elements follow */
#define TEMPLATE_MARK     "ZHIHENG-1/"

/* The head of a column, as the reader looks for it. */
const char *template_head(enum template_column column);

/* What a template is made from. */
struct template_source {
	struct own_return own;
	const struct rows *institution; /* one row: credit_code, name */
	struct asked_parts asked;
	/* Columns after TEMPLATE_COLUMN_COUNT: months, then departments. */
	const struct part_column **parts;
	size_t part_count;
	size_t month_count;
};

/* Loads the return of the request.  STATUS_MISSING as own_return_load. */
enum status template_load(struct template_source *out, struct context *context) MUST_CHECK;

/* A cell of an element's row, in words; no total beside its parts, which make it. */
const char *template_cell(struct arena *arena, const struct template_source *source, size_t element,
    enum template_column column);

/* The same of the part columns, counted from 0: head, whether the element is asked by it, number.
 */
#define TEMPLATE_DEPARTMENT "科室："
#define TEMPLATE_MONTH      "月份："
#define TEMPLATE_RETIRED    "（已停用）"
const char *template_part_head(
    struct arena *arena, const struct template_source *source, size_t part);
bool template_part_asked(const struct template_source *source, size_t element, size_t part);
const char *template_part_cell(const struct template_source *source, size_t element, size_t part);

/*
 * Which template it is: form, period, credit code, digest of what is asked, revision of the
 * values in it, joined by "/".
 */
const char *template_stamp(struct arena *arena, const struct template_source *source);

/* Title and hint, the lines above the stamp. */
const char *template_title(struct arena *arena, const struct template_source *source);
const char *template_hint(const struct template_source *source);

#endif
