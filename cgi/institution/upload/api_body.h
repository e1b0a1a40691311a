/* What a program sent: values by element code, or what is wrong with them. */
#ifndef INSTITUTION_UPLOAD_API_BODY_H
#define INSTITUTION_UPLOAD_API_BODY_H

#include "core/route.h"
#include "institution/asked_parts.h"
#include "institution/own_return.h"

struct api_fault {
	const char *code;    /* for the program */
	const char *element; /* NULL: of the request as a whole */
	const char *name;    /* the element's, if there is one */
	const char *part;    /* month or department as it was sent; NULL: the value itself */
	const char *reason;  /* Chinese, for people */
};

struct api_faults {
	struct arena *arena;
	struct api_fault *items;
	size_t count;
	size_t capacity;
};

void api_fault_add(struct api_faults *faults, const char *code, const char *element,
    const char *name, const char *reason);
void api_fault_add_part(struct api_faults *faults, const char *code, const char *element,
    const char *name, const char *part, const char *reason);

/* A number by month or by department. */
struct api_part {
	const char *code;
	const char *name;  /* 2025-07, or the department's name */
	const char *value; /* "": to be emptied */
};

struct api_body {
	struct pairs values; /* code and what a person would type */
	struct pairs ticks;  /* not applicable */
	struct api_part *parts;
	size_t part_count;
	int64_t revision; /* -1: not said */
};

/* JSON or CSV, as the request says.  What is wrong goes to faults; another status than OK is a
 * failure of its own. */
enum status api_body_read(
    struct api_body *out, struct api_faults *faults, struct context *context) MUST_CHECK;

/* The parts as the form would post them, by the ids of departments; what is not asked is a fault.
 */
void api_parts_read(struct part_values *out, struct api_faults *faults, const struct api_body *body,
    const struct own_return *own, const struct asked_parts *asked);

/* Holds totals against their parts, as the form would. */
void api_totals_judge(struct api_faults *faults, const struct entries *entries,
    const struct part_values *parts, const struct own_return *own, const struct asked_parts *asked,
    const struct rows *rules);

/* Holds the entries against what the return asks, as the form would. */
void api_entries_judge(struct api_faults *faults, const struct entries *entries,
    const struct own_return *own, const struct rows *rules);

#endif
