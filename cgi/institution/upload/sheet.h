/* An uploaded table held against the return it is for: what would change, what stands in the way.
 */
#ifndef INSTITUTION_UPLOAD_SHEET_H
#define INSTITUTION_UPLOAD_SHEET_H

#include "core/upload_table.h"
#include "institution/entry.h"
#include "template_sheet.h"

enum upload_act {
	UPLOAD_ABSENT, /* the file has no row for it */
	UPLOAD_BLANK,  /* its cell is empty: what is saved stays */
	UPLOAD_SAME,
	UPLOAD_NEW,     /* nothing was saved yet */
	UPLOAD_CHANGED, /* another value was */
	UPLOAD_CLEARED,
	UPLOAD_WRONG,
	UPLOAD_ACT_COUNT
};

/* What becomes of one element. */
struct upload_line {
	enum upload_act act;
	size_t row;        /* in the file; 0: none */
	const char *typed; /* what stands there, as a person would type it */
	bool not_applicable;
	bool made; /* out of the parts */
	bool formula;
	bool hidden;
};

/* A column of a month or a department. */
struct upload_column {
	size_t column;
	size_t part; /* of source->parts */
};

/* A number by month or by department that stands in the file. */
struct upload_part {
	size_t element;
	const struct upload_column *where;
	size_t row;
	enum upload_act act; /* SAME to WRONG */
	const char *typed;
	bool formula;
	bool hidden;
};

struct upload_fault {
	size_t row; /* 0: the file as a whole */
	size_t column;
	const char *message;
	bool error;    /* else a hint that wants an explanation later */
	bool blocking; /* nothing of the file can be saved before it is mended */
};

struct upload {
	struct arena *arena;
	const struct table *table;
	const struct template_source *source;
	size_t head_row; /* 0: none found */
	size_t code_column;
	size_t value_column;
	struct upload_column *columns; /* in order of column */
	size_t column_count;
	struct upload_line *lines; /* one for each element */
	struct upload_part *parts; /* by element, then column */
	size_t part_count;
	size_t part_capacity;
	struct upload_fault *faults;
	size_t fault_count;
	size_t fault_capacity;
	bool blocked; /* any fault is blocking */
	const char *notes[8];
	size_t note_count;
	struct entries entries; /* to be saved, with part_values */
	struct part_values part_values;
	size_t counts[UPLOAD_ACT_COUNT];
	size_t missing; /* required elements that would still be empty */
};

/*
 * rules: code and minimum of the elements.  The sheet in source is laid over with the new values,
 * so that its findings are those after the save.
 */
void upload_judge(struct upload *out, struct arena *arena, const struct table *table,
    struct template_source *source, const struct rows *rules);

/* For part.c: what stands in the way of saving; what is good to know. */
void upload_refuse(struct upload *upload, size_t row, size_t column, const char *message);
void upload_note(struct upload *upload, const char *note);
enum upload_act upload_compare(const struct sheet_cell *now, const struct sheet_cell *new);

/* What the catalogue says of a number, as institution.return_save would; NULL: nothing.  rules as
 * above. */
const char *upload_rule_breach(
    const char *type, const struct rows *rules, const char *code, const char *number);

#endif
